from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.cs_policy.exceptions import PolicyRefusal
from odoo.addons.cs_policy.tools.trusted import trusted

from ..tools import steps
from .common import TODAY, AftercareCase


class TestSaleHomeContract(AftercareCase):
    """Signature and approval of a contract."""

    def test_a_contract_takes_area_and_price_from_home_and_rate(self):
        """SA-1.1.1: 100 m² at 10,000 make a million."""
        contract = self._create_contract()
        self.assertEqual(contract.gross_area, 100)
        self.assertEqual(contract.amount_total, 1_000_000)
        contract.price_basis = "inside"
        self.assertEqual(contract.amount_total, 800_000)

    def test_everything_missing_is_said_at_once(self):
        """SA-1.1.1: buyers, signature, price and delivery in one refusal."""
        contract = self._create_contract(
            date_signed=False, date_delivery=False, price_unit=0
        )
        contract.buyer_ids.share = 60
        self.assertEqual(len(contract._get_submit_reasons()[contract.id]), 4)
        with self.assertRaises(PolicyRefusal) as caught:
            contract.action_submit()
        self.assertEqual(set(caught.exception.clauses), {"SA-1.1.1"})
        self.assertEqual(len(caught.exception.reasons), 4)
        self.assertEqual(contract.state, "draft")

    def test_the_manager_puts_a_contract_into_force(self):
        """SA-1.1.1: signed and approved."""
        contract = self._create_contract()
        contract.action_submit()
        self.assertEqual(contract.step, "sign")
        with self.assertRaises(PolicyRefusal):
            contract.action_approve()
        contract.with_user(self.sale_manager).action_approve()
        self.assertEqual((contract.state, contract.step), ("active", "seal"))
        self.assertEqual(contract.step_role, "archivist")
        self.assertEqual(contract.step_since, TODAY)
        self.assertEqual(self.unit.status, "sold")

    def test_a_home_is_sold_once(self):
        """SA-1.1.1: the second contract is refused, also by the database."""
        self._create_active()
        second = self._create_contract(buyers=[(self.bob, 100)])
        with self.assertRaises(PolicyRefusal) as caught:
            second.action_submit()
        self.assertIn("T-0001", str(caught.exception))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            second._move("pending")
            second.flush_recordset()

    def test_approved_terms_do_not_change(self):
        """SA-1.1.1: price and buyers stand."""
        contract = self._create_active().with_user(self.sale_manager)
        with self.assertRaises(UserError):
            contract.price_unit = 1
        with self.assertRaises(UserError):
            contract.buyer_ids.share = 50
        with self.assertRaises(UserError):
            contract.buyer_ids.unlink()

    def test_the_first_buyer_stays_the_first(self):
        """SA-1.1.1: who owes the price is agreed, and part of what was approved."""
        contract = self._create_contract(buyers=[(self.ann, 50), (self.bob, 50)])
        first, second = contract.buyer_ids
        first.sequence = 5
        self.assertEqual(contract.partner_id, self.ann)
        contract.action_submit()
        with self.assertRaises(UserError):
            second.sequence = 1
        contract.with_user(self.sale_manager).action_approve()
        with self.assertRaises(UserError):
            second.sequence = 1
        self.assertEqual(contract._get_debtor(), self.ann)
        self.assertTrue(contract._is_unchanged_since())
        trusted(second).sequence = 1
        self.assertFalse(contract._is_unchanged_since())

    def test_a_client_can_not_write_state_or_steps(self):
        contract = self._create_contract()
        for values in ({"state": "active"}, {"date_paid": TODAY}, {"step": "done"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                contract.write(values)
        with self.assertRaises(UserError):
            contract.create({**self._prepare_deal(), "name": "X", "state": "active"})

    def test_others_read_and_change_nothing(self):
        contract = self._create_contract()
        for user in (self.sale_user, self.sale_clerk, self.sale_finance):
            self.assertEqual(contract.with_user(user).amount_total, 1_000_000)
            with self.assertRaises(AccessError):
                contract.with_user(user).note = "x"


class TestSteps(AftercareCase):
    """Where a contract stands and what may be done."""

    def test_may_i_lists_what_comes_first_and_who_does_it(self):
        """X-3: a service agent asks for the move-in of a contract just signed."""
        contract = self._create_active()
        found = contract._get_step_reasons("move_in")[contract.id]
        self.assertEqual([reason.clause for reason in found], ["SA-1.1.2", "SA-1.4.1a"])
        sealing = contract._get_step_reasons("seal")[contract.id]
        self.assertIn("Archivist", sealing[0].message)
        as_archivist = contract.with_user(self.sale_archivist)
        self.assertFalse(as_archivist._get_step_reasons("seal")[contract.id])

    def test_may_i_shows_every_step_with_its_clause(self):
        """X-3: the dialog names clause and remedy of what is missing."""
        contract = self._create_active().with_user(self.sale_user)
        answer = self.env["sale.home.may"].browse(contract.action_may()["res_id"])
        lines = answer.line_ids.grouped("step")
        self.assertEqual(list(lines), [step.key for step in steps.get_way("lump")])
        self.assertEqual(lines["sign"].status, "done")
        self.assertEqual(set(lines["title"].mapped("status")), {"no"})
        self.assertIn("SA-1.6.1", lines["title"].clause_id.mapped("code"))

    def test_may_i_takes_the_same_queries_for_many(self):
        """X-3: constant, whatever the number of contracts."""
        units = self.units | self.env["property.unit"].create(
            [
                {"name": f"9{n:02}", "building_id": self.building.id, "gross_area": 90}
                for n in range(20)
            ]
        )
        contracts = self.env["sale.home.contract"].browse(
            [self._create_active(unit).id for unit in units]
        )
        counts = []
        for some in (contracts, contracts[:2], contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.sale_user).mapped("blocker")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])  # the first filled the caches

    def test_a_step_moves_the_contract_on(self):
        contract = self._create_active()
        contract._record_step("seal", TODAY)
        self.assertEqual(contract.step, "authenticate")
        contract._reopen_step("seal")
        self.assertEqual(contract.step, "seal")

    def test_a_day_to_come_is_no_fact(self):
        contract = self._create_active()
        with self.assertRaises(UserError):
            contract._record_step("seal", date(2027, 1, 1))
