from odoo.tests import tagged

from .swap_race_common import MONTH, SwapRaceCase


@tagged("post_install", "-at_install")
class TestSwapConcurrency(SwapRaceCase):
    """Two real transactions decide at the same instant."""

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
