from odoo import fields

from .common_desk import DeskCase


class TestHandoverLine(DeskCase):
    """What the handover log says of the changes of the day."""

    def test_cancelled_shift_is_named_in_the_readers_language(self):
        """CS-3.4: which shift it was, not only that one is gone."""
        self.env["res.lang"]._activate_lang("zh_TW")
        with self._at("05:00"):
            self.relief.with_user(self.user_manager).active = False
        change = self.relief.change_ids
        self.assertEqual(
            change._get_log_line(),
            "2026-12-02 M 16:00–24:00 Hotline (Cancelled): Mate → –",
        )
        self.assertIn("取消", change.with_context(lang="zh_TW")._get_log_line())

    def test_shift_that_leaves_the_month_is_named_by_both_days(self):
        """CS-3.4: the day that is short of somebody, and where they went."""
        self._get_roster("2027-01-02")
        with self._at("05:00"):
            self.relief.with_user(self.user_manager).date = "2027-01-02"
        self.assertEqual(
            self.relief.change_ids._get_log_line(),
            "2026-12-02 M 16:00–24:00 Hotline → 2027-01-02 M 16:00–24:00 Hotline: "
            "Mate → –",
        )

    def test_handover_lists_the_cancelled_shift(self):
        """CS-3.4: 人員調班 of both sides."""
        with self._at("05:00"):
            second = self._create_shift(self.employee_manager, "2026-12-02")
            second.with_user(self.user_manager).active = False
        self._sign_in(self.shift, "08:00")
        with self._at("15:45"):
            handover = self.env["shift.handover"]._open_due(fields.Datetime.now())
        self.assertIn(
            "2026-12-02 E 08:00–16:00 Hotline (Cancelled): manager → –",
            handover.staff_changes,
        )
