from base64 import b64decode, b64encode

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import PropertyCase

PIXEL = b64encode(
    b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
)


@freeze_time("2026-11-15 03:00:00")
class TestPropertyDefect(PropertyCase):
    """The condition of a home follows from the defects that are open."""

    def _find(self, unit=None, **vals):
        defects = self.env["property.defect"].with_user(self.user_area_manager)
        return defects.create(
            {"unit_id": (unit or self.unit).id, "name": "Damp corner", **vals}
        )

    def test_the_condition_of_a_home_follows_from_its_defects(self):
        """PO-4.5.4: nobody types it; many homes take as many queries as one."""
        self.assertEqual(self.unit.soundness, "sound")
        defect, grave = self._find(), self._find(is_grave=True)
        self._find(self.units[1])
        self.assertEqual(self.unit.soundness, "grave")
        self.assertEqual(self.unit.open_defect_count, 2)
        grave.action_drop()
        self.assertEqual(self.unit.soundness, "defects")
        defect.remedy = "Gutter mended by the roofer"
        defect.action_repair()
        self.assertEqual(self.units.mapped("soundness"), ["sound", "defects", "sound"])
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            self.units.mapped("soundness")

    def test_a_repair_says_what_was_done(self):
        """PO-4.5.4: a grave defect shows it, too."""
        defect = self._find(is_grave=True, date_found="2026-11-01")
        with self.assertRefused("PO-4.5.4", "PO-4.5.4") as caught:
            defect.action_repair()
        self.assertEqual(len(caught.exception.reasons), 2)
        defect.remedy = "Joint sealed by the plumber"
        with self.assertRefused("PO-4.5.4"):
            defect.action_repair()
        defect.photo_after = PIXEL
        defect.action_repair()
        self.assertRecordValues(
            defect,
            [
                {
                    "state": "repaired",
                    "date_closed": self.company._policy_today(),
                    "closed_by_id": self.user_area_manager.id,
                }
            ],
        )
        defect.action_reopen()
        self.assertEqual((defect.state, defect.date_closed), ("open", False))

    def test_defects_are_the_history_of_the_home(self):
        """PO-4.5.4: neither typed away, nor deleted, nor found tomorrow."""
        defect = self._find()
        with self.assertRaises(UserError):
            defect.state = "repaired"
        with self.assertRaises(UserError):
            defect.sudo().unlink()
        with self.assertRaises(UserError):
            self._find(date_found="2026-11-16")

    def test_every_move_is_one_of_the_table(self):
        defect = self._find()
        for before, afters in defect._transitions.items():
            for after in defect._transitions:
                if after in afters or after == before:
                    continue
                with self.subTest(before=before, after=after):
                    other = self._find(name=f"{before} {after}")
                    if before != "open":
                        other._move(before)
                    with self.assertRaises(UserError):
                        other._move(after)

    def test_the_front_desk_reads_and_other_companies_see_nothing(self):
        defect = self._find()
        mine = defect.with_user(self.user_front_desk)
        self.assertEqual(mine.state, "open")
        for action in (mine.action_drop, mine.action_repair, mine.action_reopen):
            with self.assertRaises(AccessError):
                action()
        other = self.env["res.company"].create({"name": "Other"})
        user = self.user_director
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["property.defect"].with_user(user).search([]))

    def test_the_home_leads_to_its_defects(self):
        """PO-4.5.4"""
        defect = self._find()
        self._find(self.units[1])
        action = self.unit.with_user(self.user_area_manager).action_open_defects()
        found = self.env["property.defect"].search(action["domain"])
        self.assertEqual(found, defect)
