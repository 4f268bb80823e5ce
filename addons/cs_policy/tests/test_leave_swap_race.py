from odoo.tests import tagged

from .swap_race_common import MONTH, SwapRaceCase


@tagged("post_install", "-at_install")
class TestLeaveAgainstSwap(SwapRaceCase):
    """A swap takes effect at the instant at which time off over it is asked for."""

    def _prepare(self, env):
        prepared = super()._prepare(env)
        self.night = (
            env["shift.template"]
            .create({"name": "Late", "code": "LATE", "hour_from": 24, "hour_to": 8})
            .id
        )
        roster = env["shift.roster"].browse(self.roster)
        giver = env["hr.employee"].browse(self.people[0])
        self.shifts[0, 30] = self._create_shift(env, roster, giver, 30, self.night)
        self.kind = (
            env["hr.leave.type"]
            .create(
                {
                    "name": "Race",
                    "requires_allocation": False,
                    "company_id": roster.company_id.id,
                    "leave_validation_type": "hr",
                }
            )
            .id
        )
        return prepared

    def _remove(self):
        with self._env() as env:
            env["hr.leave"].search([("employee_id", "in", self.people)]).unlink()
            env["hr.leave.type"].browse(self.kind).unlink()
        removed = super()._remove()
        with self._env() as env:
            env["shift.template"].browse(self.night).unlink()
        return removed

    def _ask(self, first, last):
        """Time off of racer 1, who gets a shift by the swap."""

        def act(env):
            env["hr.leave"].create(
                {
                    "employee_id": self.people[1],
                    "holiday_status_id": self.kind,
                    "request_date_from": first,
                    "request_date_to": last,
                    "is_swap_ruled_out": True,
                }
            )
            return "done"

        return act

    def assertOneRefused(self, day, first, last):
        """Of the swap of ``day`` and time off from ``first`` to ``last``."""
        with self._env() as env:
            swap = self._accepted(env, day, 1, 20)
        outcomes, tries = self._race(self._approve(swap), self._ask(first, last))
        self.assertCountEqual(outcomes, ["done", ["CS-7.8"]])
        self.assertEqual(tries, 3, "The loser was retried on what the winner left.")

    def test_time_off_meets_a_swap_in_any_of_its_months(self):
        """CS-7.8: also in one that it neither begins nor ends in."""
        self.assertOneRefused(
            5, MONTH.replace(month=5, day=20), MONTH.replace(month=7, day=10)
        )

    def test_time_off_meets_the_swapped_night_of_the_month_before(self):
        """CS-7.8: the night of the 30th is worked on the 1st."""
        first = MONTH.replace(month=7)
        self.assertOneRefused(30, first, first)
