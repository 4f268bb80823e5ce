from .common_desk import BEFORE, freeze_time
from .test_shift_permit import PermitCase


class TestNoticeLanguage(PermitCase):
    """The agent writes English, the duty manager reads Chinese, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_TW")
        cls.user_duty_manager.lang = "zh_TW"
        cls.post.with_context(lang="zh_TW").name = "熱線"
        cls.env["shift.duty.manager"].create(
            {"date": "2026-12-02", "employee_id": cls.employee_duty_manager.id}
        )

    def _get_messages(self, user):
        return self.env["mail.message"].search(
            [("notified_partner_ids", "in", user.partner_id.ids)], order="id desc"
        )

    def test_who_is_in_charge_reads_their_own_language(self):
        """CS-2.4: whoever asks."""
        permit = self._ask()
        self._grant(permit)
        self._reason("permit_extend", permit, self.user_agent, minutes=5)
        longer, leave = self._get_messages(self.user_duty_manager)
        self.assertEqual(leave.subject, "可以離崗嗎？")
        self.assertIn("可以離崗嗎？ Pharmacy", leave.body)
        self.assertIn("10 分鐘", leave.body)
        self.assertNotEqual(longer.subject, "May I stay away longer?")

    def test_who_asked_reads_their_own_language(self):
        """CS-2.4: whoever grants."""
        permit = self._ask()
        self._grant(permit.with_context(lang="zh_TW"))
        message = self._get_messages(self.user_agent)[:1]
        self.assertIn("Granted", message.body)
        self.assertIn("10 min", message.subject)

    def test_exception_is_told_in_the_readers_language(self):
        """CS-2.2: not in the company's, nor in that of who was late."""
        with freeze_time(BEFORE):
            late = self._create_shift(self.employee_manager, "2026-12-02")
        with self._at("08:20"):
            late.with_user(self.user_manager).action_sign_in()
        message = self._get_messages(self.user_duty_manager)[:1]
        self.assertIn("遲到", message.subject)
        self.assertIn("熱線", message.body)

    def test_replacement_is_told_in_the_readers_language(self):
        """CS-2.1: whoever arranged it."""
        with self._at("14:00"):
            wizard = self.env["shift.replacement"].with_user(self.user_manager)
            wizard.create({"shift_id": self.relief.id, "note": "Fever"})._replace(
                self._create_employee("Stand-in")
            )
        message = self._get_messages(self.user_duty_manager)[:1]
        self.assertNotIn("Replacement", message.subject)
        self.assertIn("熱線", message.subject)
        self.assertNotIn("works instead", message.body)
