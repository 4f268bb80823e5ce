from odoo import Command
from odoo.tests import tagged

from .race_common import SaleRaceCase


@tagged("post_install", "-at_install")
class TestSettlementConcurrency(SaleRaceCase):
    """The same difference is settled by two at the same instant (SA-1.6.1)."""

    def _prepare(self, env):
        prepared = super()._prepare(env)
        env = env(context={"allowed_company_ids": [self.company]})
        contract = env["sale.home.contract"].browse(self.contract)
        survey = env["area.survey"].create(
            {
                "company_id": self.company,
                "line_ids": [
                    Command.create(
                        {
                            "contract_id": self.contract,
                            "gross_area": 101,
                            "inside_area": 81,
                        }
                    )
                ],
            }
        )
        for state in ("sealed", "submitted", "done"):
            survey._move(state)
        for step in ("seal", "authenticate", "survey"):
            contract._record_step(step, self.today)
        return prepared

    def _gather(self):
        """A run in the middle of its work, and its only settlement."""
        with self._env() as env:
            run = env["area.settlement.run"].create({"company_id": self.company})
            run._gather()
            run._move("running")
            return run.id, run.settlement_ids.id

    def _get_documents(self):
        """[(amount, state of the settlement)] of what is in the books."""
        with self._env() as env:
            domain = [
                ("sale_contract_id", "=", self.contract),
                ("sale_kind", "=", "difference"),
                ("state", "=", "posted"),
            ]
            moves = env["account.move"].search(domain)
            rows = env["area.settlement"].search([("move_id", "in", moves.ids)])
            return moves.mapped("amount_total"), rows.mapped("state")

    def test_by_hand_and_by_the_run_it_is_settled_once(self):
        """SA-1.6.1: whichever comes first, the other one has nothing to do."""
        run_id, row_id = self._gather()

        def by_hand(env):
            row = env["area.settlement"].browse(row_id)
            row.action_post()
            return row.state

        def by_run(env):
            return env["area.settlement.run"].browse(run_id)._process_next_chunk()

        outcomes, _tries = self._race(by_hand, by_run)
        self.assertIn(outcomes, (["posted", []], [["SA-1.6.1"], [row_id]]))
        self.assertEqual(self._get_documents(), ([10_000], ["posted"]))
        self.assertEqual(self._read()[:2], (1_010_000, 1_010_000))

    def test_two_runs_at_once_settle_once(self):
        """SA-1.6.1: both have the same chunk in hand; one of them posts it."""
        run_id, row_id = self._gather()

        def act(env):
            return env["area.settlement.run"].browse(run_id)._process_next_chunk()

        outcomes, _tries = self._race(act, act)
        self.assertCountEqual(outcomes, [[], [row_id]])
        self.assertEqual(self._get_documents(), ([10_000], ["posted"]))

    def test_a_payment_while_the_difference_is_posted(self):
        """SA-1.6.1: both are in the books, and what is open is their difference."""
        _run_id, row_id = self._gather()

        def by_hand(env):
            row = env["area.settlement"].browse(row_id)
            row.action_post()
            return row.state

        outcomes, _tries = self._race(by_hand, self._take(400_000, None))
        self.assertEqual(outcomes[0], "posted")
        self.assertEqual(self._get_documents(), ([10_000], ["posted"]))
        self.assertEqual(self._read()[:2], (610_000, 1_010_000))
