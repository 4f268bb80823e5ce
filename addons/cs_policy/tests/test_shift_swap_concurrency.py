from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .race_common import RaceCase

MONTH = date(2031, 6, 1)
BRIEFING = "Nothing out of the ordinary."


@tagged("post_install", "-at_install")
class TestSwapConcurrency(RaceCase):
    """Two real transactions decide at the same instant.

    Everything is committed, in a month of its own, and removed afterwards.
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

    def _create_shift(self, env, roster, person, day):
        return (
            env["shift.assignment"]
            .create(
                {
                    "roster_id": roster.id,
                    "employee_id": person.id,
                    "post_id": self.post,
                    "template_id": self.template,
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

    def test_two_approvals_at_the_same_instant_never_exceed_the_limit(self):
        """CS-7.4: one of them is told so, and changes nothing."""
        with self._env() as env:
            swaps = [
                self._accepted(env, 5, 1, 20),
                self._accepted(env, 11, 2, 23),
            ]
        outcomes, tries = self._race(*map(self._approve, swaps))
        self.assertIn("done", outcomes)
        self.assertIn(["CS-7.4"], outcomes)
        self.assertEqual(tries, 3, "The loser was retried on what the winner left.")
        with self._env() as env:
            states = env["shift.swap"].browse(swaps).mapped("state")
            self.assertEqual(sorted(states), ["accepted", "effective"])
            quota = env["shift.swap.quota"].search(
                [("employee_id", "=", self.people[0])]
            )
            self.assertEqual((quota.month, quota.used), (MONTH, 1))

    def test_two_filings_at_the_same_instant_never_exceed_the_limit(self):
        """CS-7.4: pending swaps count too."""
        self.limits["swap_count_pending"] = True
        with self._env() as env:
            drafts = [
                self._create_swap(env, 5, 1, 20).id,
                self._create_swap(env, 11, 2, 23).id,
            ]

        def file(swap_id):
            def act(env):
                swap = env["shift.swap"].browse(swap_id)
                swap._file(swap.employee_id)
                return "done"

            return act

        outcomes, _tries = self._race(*map(file, drafts))
        self.assertIn("done", outcomes)
        self.assertIn(["CS-7.4"], outcomes)
        with self._env() as env:
            states = env["shift.swap"].browse(drafts).mapped("state")
            self.assertEqual(sorted(states), ["asked", "draft"])

    def test_swap_and_replacement_never_double_book_a_person(self):
        """CS-7.6: racer 1 gets the 5th by a swap and an open shift of the same day."""
        with self._env() as env:
            swap = self._accepted(env, 5, 1, 20)

        def replace(env):
            racer = env["hr.employee"].browse(self.people[1])
            shift = env["shift.assignment"].browse(self.shifts["open"])
            shift._reassign([(shift, racer, "replacement")])
            return "done"

        outcomes, tries = self._race(self._approve(swap), replace)
        self.assertIn("done", outcomes)
        refused = [clauses for clauses in outcomes if clauses != "done"]
        self.assertEqual(len(refused), 1)
        self.assertIn(refused[0], (["CS-7.6"], ["CS-2.1"]))
        self.assertEqual(tries, 3)
        with self._env() as env:
            booked = env["shift.assignment"].search_count(
                [
                    ("employee_id", "=", self.people[1]),
                    ("date", "=", MONTH.replace(day=5)),
                ]
            )
            self.assertEqual(booked, 1)

    def test_one_swap_approved_twice_at_once_takes_effect_once(self):
        """CS-7.3"""
        with self._env() as env:
            swap = self._accepted(env, 5, 1, 20)
        outcomes, _tries = self._race(self._approve(swap), self._approve(swap))
        self.assertEqual(outcomes.count("done"), 1)
        with self._env() as env:
            self.assertEqual(len(env["shift.swap"].browse(swap).change_ids), 2)

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
