from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from ..exceptions import PolicyRefusal
from .common import PolicyCase


@freeze_time("2026-11-23 09:00:00")
class ParameterCase(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clause = cls.env["policy.clause"].create(
            {"code": "CS-99.1", "name": "Test", "part": "CS"}
        )
        cls.parameter = cls.env["policy.parameter"].create(
            {
                "code": "test_limit",
                "name": "Test limit",
                "clause_id": cls.clause.id,
                "default_value": "3",
            }
        )
        cls.other_company = cls.env["res.company"].create({"name": "Other"})

    def _set(self, value, date_from, user=None, **vals):
        return (
            self.env["policy.parameter.value"]
            .with_user(user or self.user_policy_manager)
            .create(
                {
                    "parameter_id": self.parameter.id,
                    "value": str(value),
                    "date_from": date_from,
                    **vals,
                }
            )
        )

    def _log(self):
        return self.env["policy.parameter.change"].search(
            [("parameter_code", "=", "test_limit")], order="id"
        )


class TestParameterTimeline(ParameterCase):
    def test_in_force_today_and_what_changes_next(self):
        """X-1: parameters have effective dates; the next change is announced."""
        self._set(5, "2026-11-23")
        self._set(9, "2027-06-01")
        self._set(7, "2027-01-01")
        self.assertRecordValues(
            self.parameter,
            [
                {
                    "current_value": "5",
                    "is_company_value": True,
                    "next_value": "7",
                    "next_date": date(2027, 1, 1),
                }
            ],
        )
        other = self.parameter.with_company(self.other_company)
        self.assertRecordValues(
            other,
            [{"current_value": "3", "is_company_value": False, "next_date": False}],
        )

    def test_what_changes_next_can_be_searched(self):
        """X-1: the filter finds what changes for the current company only."""
        search = self.env["policy.parameter"].search
        self.assertNotIn(self.parameter, search([("next_date", "!=", False)]))
        self._set(7, "2027-01-01")
        self.assertIn(self.parameter, search([("next_date", "!=", False)]))
        self.assertNotIn(self.parameter, search([("next_date", "=", False)]))
        self.assertNotIn(self.parameter, search([("next_date", "<", "2026-12-31")]))
        other = self.env["policy.parameter"].with_company(self.other_company)
        self.assertNotIn(self.parameter, other.search([("next_date", "!=", False)]))

    def test_the_policy_manager_sets_a_value_on_the_form(self):
        """X-1: the form takes a value, and a yes is read as yes."""
        self.parameter.flush_recordset()
        form = Form(self.parameter.with_user(self.user_policy_manager))
        with form.value_ids.new() as line:
            line.value = "4"
        form.save()
        self.assertEqual(self.parameter.current_value, "4")
        switch = self.parameter.create(
            {
                "code": "test_switch",
                "name": "Test switch",
                "clause_id": self.clause.id,
                "value_type": "boolean",
                "default_value": "false",
            }
        )
        self.assertEqual(switch.current_value, "No")
        with self.assertRaises(ValidationError):
            self._set("perhaps", "2026-12-01", parameter_id=switch.id)

    def test_a_past_period_needs_a_reason(self):
        """X-1: what applied in a period already begun is not rewritten silently."""
        with self.assertRefused("X-1") as caught:
            self._set(5, "2026-11-01")
        self.assertIn("2026-11-01", str(caught.exception))
        self.assertFalse(self._log(), "a refused value leaves no trace")
        with self.assertRefused("X-1"):
            self._set(5, "2026-11-01", reason="  ")
        self._set(5, "2026-11-01", reason="Forgotten in October")
        self.assertEqual(self._log().reason, "Forgotten in October")

    def test_correcting_a_past_value_needs_a_fresh_reason(self):
        """X-1: the reason given for the first value does not excuse the second."""
        value = self._set(5, "2026-11-01", reason="Forgotten in October")
        with self.assertRefused("X-1"):
            value.value = "6"
        with self.assertRefused("X-1"):
            value.date_from = "2026-12-01"
        value.write({"value": "6", "reason": "Typing error"})
        self.assertEqual(self.parameter.current_value, "6")

    def test_the_day_is_the_companys_day(self):
        """X-1: at 17:00 UTC it is the next day in Shanghai already."""
        with freeze_time("2026-11-23 17:00:00"), self.assertRefused("X-1"):
            self._set(5, "2026-11-23")


class TestParameterHistory(ParameterCase):
    def test_every_change_is_kept_with_old_and_new(self):
        """X-1: set, changed and deleted values, by whom and why."""
        value = self._set(5, "2026-12-01", reason="Winter")
        value.write({"value": "6", "date_from": "2026-12-02"})
        value.reason = "Only the reason"
        value.unlink()
        self.assertRecordValues(
            self._log(),
            [
                {"action": "set", "old_value": False, "new_value": "5"},
                {"action": "changed", "old_value": "5", "new_value": "6"},
                {"action": "deleted", "old_value": "6", "new_value": False},
            ],
        )
        self.assertEqual(self._log().user_id, self.user_policy_manager)
        self.assertEqual(self._log()[1].old_date_from, date(2026, 12, 1))
        self.assertEqual(self._log()[2].old_date_from, date(2026, 12, 2))

    def test_nobody_edits_the_history(self):
        """X-1: no role, and not the system user either."""
        self._set(5, "2026-12-01")
        row = self._log()
        for user in (self.user_policy_manager, self.user_auditor):
            with self.subTest(user=user.login):
                self.assertEqual(row.with_user(user).new_value, "5")
                for act in (
                    lambda row: row.write({"new_value": "9"}),
                    lambda row: row.unlink(),
                    lambda row: row.copy(),
                ):
                    with self.assertRaises(UserError):
                        act(row.with_user(user))
        with self.assertRaises(UserError):
            row.sudo().new_value = "9"
        with self.assertRaises(UserError):
            row.sudo().unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.user_agent).read(["new_value"])

    def test_a_value_that_already_applies_is_not_deleted(self):
        """X-1: decisions were made by it."""
        value = self._set(5, "2026-11-23")
        with self.assertRaises(UserError):
            value.unlink()
        self.assertTrue(value.exists())

    def test_a_value_does_not_move_to_another_parameter_or_company(self):
        """X-1: both histories would be wrong."""
        value = self._set(5, "2026-12-01")
        for vals in (
            {"company_id": self.other_company.id},
            {"parameter_id": self.parameter.copy({"code": "test_other"}).id},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                value.sudo().write(vals)

    def test_the_history_outlives_the_parameter(self):
        """X-1: an addon that is uninstalled takes its parameters, not the log."""
        self._set(5, "2026-12-01")
        self.parameter.unlink()
        self.assertEqual(self._log().mapped("action"), ["set", "deleted"])
        self.assertFalse(self._log().parameter_id)

    def test_roles_without_the_right_set_nothing(self):
        """X-1: parameters are the policy manager's, of his own companies."""
        for user in (self.user_agent, self.user_manager, self.user_auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._set(5, "2026-12-01", user=user)
        with self.assertRaises(AccessError):
            self._set(5, "2026-12-01", company_id=self.other_company.id)

    def test_another_companys_values_and_history_are_invisible(self):
        """X-1: neither the value nor its history shows elsewhere."""
        value = self._set(
            5, "2026-12-01", user=self.env.user, company_id=self.other_company.id
        )
        user = self.user_policy_manager
        self.assertFalse(value.with_user(user).search([("id", "=", value.id)]))
        self.assertFalse(
            self._log().with_user(user).search([("parameter_code", "=", "test_limit")])
        )

    def test_a_refusal_is_the_only_answer_to_a_silent_rewrite_by_sudo(self):
        """X-1: sudo lifts access rights, never rules."""
        with self.assertRaises(PolicyRefusal):
            self._set(5, "2026-11-01", user=self.env.ref("base.user_root"))
