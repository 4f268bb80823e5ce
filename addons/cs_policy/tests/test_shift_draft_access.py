from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import GROUPS, ShiftCase


@freeze_time("2026-12-01 02:00:00")
class TestDraftMonth(ShiftCase):
    """December is published, January is still being made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promised = cls._create_shift(cls.employee_agent, "2026-12-10")
        cls.promised.roster_id.with_user(cls.user_manager).action_publish()
        cls.drafted = cls._create_shift(cls.employee_agent, "2027-01-10")

    def _get_seen(self, user):
        shifts, rosters = self.promised | self.drafted, self.env["shift.roster"]
        return (
            shifts.with_user(user).search([("id", "in", shifts.ids)]),
            rosters.with_user(user).search([("company_id", "=", self.company.id)]),
        )

    def test_agent_sees_a_month_once_it_is_published(self):
        """CS-2.1: a draft is no promise, not even one's own part of it."""
        self.assertEqual(
            self._get_seen(self.user_agent), (self.promised, self.promised.roster_id)
        )
        for record in (self.drafted, self.drafted.roster_id):
            with self.assertRaises(AccessError):
                record.with_user(self.user_agent).read(["display_name"])
        self.drafted.roster_id.with_user(self.user_manager).action_publish()
        self.assertEqual(len(self._get_seen(self.user_agent)[0]), 2)
        self.drafted.roster_id.with_user(self.user_manager).action_draft()
        self.assertEqual(len(self._get_seen(self.user_agent)[0]), 1)

    def test_who_plans_and_who_audits_sees_it_before(self):
        """CS-2.1: also an auditor who works shifts."""
        both = self._create_user(
            "auditing_agent", f"{GROUPS['agent']},{GROUPS['auditor']}"
        )
        users = (
            self.user_duty_manager,
            self.user_manager,
            self.user_policy_manager,
            self.user_auditor,
            both,
        )
        for user in users:
            with self.subTest(user.login):
                shifts, rosters = self._get_seen(user)
                self.assertEqual((len(shifts), len(rosters)), (2, 2))

    def test_nobody_signs_in_to_a_draft(self):
        """CS-2.1: who sees it is told why; agents do not see it."""
        shift = self._create_shift(self.employee_duty_manager, "2027-01-05")
        with freeze_time("2027-01-05 00:00:00"):
            with self.assertRefused("CS-2.1"):
                shift.with_user(self.user_duty_manager).action_sign_in()
            with self.assertRaises(AccessError):
                shift.with_user(self.user_agent).action_sign_in()
