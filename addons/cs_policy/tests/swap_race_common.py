from datetime import date
from unittest.mock import patch

from odoo.tools import SQL

from .race_common import RaceCase

MONTH = date(2031, 6, 1)
BRIEFING = "Nothing out of the ordinary."


class SwapRaceCase(RaceCase):
    """Three people with shifts in a month of their own; racer 0 gives, others take.

    Everything is committed, and removed afterwards.
    """

    _racer = 2

    def _set_limits(self, **limits):
        self.limits = limits
        parameter = self.registry["policy.parameter"]
        get = parameter._get
        self.startPatcher(
            patch.object(
                parameter,
                "_get",
                lambda model, code, company, day: (
                    self.limits[code]
                    if code in self.limits
                    else get(model, code, company, day)
                ),
            )
        )

    def _prepare(self, env):
        self._set_limits(swap_monthly_limit=1, swap_count_pending=False)
        company = env["res.company"].browse(1)
        self.post = env["shift.post"].create({"name": "Race", "code": "RACE"}).id
        self.template = (
            env["shift.template"]
            .create({"name": "Race", "code": "RACE", "hour_from": 8, "hour_to": 16})
            .id
        )
        roster = env["shift.roster"].create({"company_id": company.id, "month": MONTH})
        people = env["hr.employee"].create(
            [{"name": f"Racer {n}", "company_id": company.id} for n in range(3)]
        )
        days = {0: (2, 5, 8, 11, 14, 21), 1: (20,), 2: (23,)}
        self.shifts = {}
        for number, person in enumerate(people):
            for day in days[number]:
                self.shifts[number, day] = self._create_shift(env, roster, person, day)
        self.shifts["open"] = self._create_shift(env, roster, people[:0], 5)
        roster.with_user(2).action_publish()
        self.roster, self.people = roster.id, people.ids

    def _create_shift(self, env, roster, person, day, template=None):
        return (
            env["shift.assignment"]
            .create(
                {
                    "roster_id": roster.id,
                    "employee_id": person.id,
                    "post_id": self.post,
                    "template_id": template or self.template,
                    "date": MONTH.replace(day=day),
                }
            )
            .id
        )

    def _create_swap(self, env, day, number, back):
        """A draft: racer 0 gives ``day`` to racer ``number`` for ``back``."""
        return env["shift.swap"].create(
            {
                "employee_id": self.people[0],
                "shift_id": self.shifts[0, day],
                "counterpart_id": self.people[number],
                "return_shift_id": self.shifts[number, back],
                "reason_id": env.ref("cs_policy.shift_swap_reason_family").id,
                "briefing": BRIEFING,
            }
        )

    def _accepted(self, env, *vals):
        swap = self._create_swap(env, *vals)
        swap._file(swap.employee_id)
        swap._accept(swap.counterpart_id, BRIEFING)
        return swap.id

    def _approve(self, swap_id):
        def act(env):
            env["shift.swap"].browse(swap_id).action_approve()
            return "done"

        return act

    def _remove(self):
        """Take everything out again, evidence that nobody may delete included."""
        with self._env() as env:
            cr, roster = env.cr, self.roster
            cr.execute(
                SQL("SELECT id FROM shift_swap WHERE employee_id = %s", self.people[0])
            )
            swaps = [row[0] for row in cr.fetchall()] or [0]
            for query in (
                SQL(
                    "DELETE FROM tier_review WHERE model = 'shift.swap' "
                    "AND res_id = ANY(%s)",
                    swaps,
                ),
                SQL(
                    "DELETE FROM policy_approval_log WHERE res_model = 'shift.swap' "
                    "AND res_id = ANY(%s)",
                    swaps,
                ),
                SQL("DELETE FROM shift_roster_notice WHERE roster_id = %s", roster),
                SQL("DELETE FROM shift_change WHERE roster_id = %s", roster),
                SQL("DELETE FROM shift_swap WHERE id = ANY(%s)", swaps),
                SQL(
                    "DELETE FROM shift_swap_quota WHERE employee_id = ANY(%s)",
                    self.people,
                ),
                SQL("DELETE FROM shift_assignment WHERE roster_id = %s", roster),
                SQL(
                    "DELETE FROM mail_message WHERE model = 'shift.swap' "
                    "AND res_id = ANY(%s)",
                    swaps,
                ),
                SQL(
                    "DELETE FROM mail_message WHERE model = 'shift.roster' "
                    "AND res_id = %s",
                    roster,
                ),
                SQL("DELETE FROM shift_roster WHERE id = %s", roster),
                SQL("DELETE FROM shift_template WHERE id = %s", self.template),
                SQL("DELETE FROM shift_post WHERE id = %s", self.post),
            ):
                cr.execute(query)
            env.invalidate_all()
            env["hr.employee"].browse(self.people).unlink()
