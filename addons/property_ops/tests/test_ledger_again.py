from odoo.exceptions import AccessError, UserError

from .ledger_common import LedgerCase


class TestLedgerAgain(LedgerCase):
    """Who imports what, and what a later ledger changes."""

    OWED = {"Arrears as at 2026-10-31": "300.00", "Arrears since": "2026-08"}

    def test_director_leaves_the_arrears_to_a_cashier(self):
        """PO-4.1.2: whoever may not post doesn't; the debt waits, visible."""
        rows = self._small(self.OWED, {})
        record = self._import(rows, user=self.user_director)
        self.assertEqual(self._errors(record), [])
        self.assertIn("1 homes owe 300.00", " ".join(self._remarks(record)))
        record.action_import()
        self.assertEqual((record.state, record.estate_id.unit_count), ("register", 2))
        self.assertEqual(self._count(record.estate_id)["moves"], 0)
        with self.assertRaises(AccessError):
            record.action_post_arrears()
        record.with_user(self.user_cashier).action_post_arrears()
        self.assertEqual(record.state, "done")
        move = self.env["account.move"].search([("property_kind", "=", "opening")])
        self.assertEqual((move.amount_residual, move.state), (300, "posted"))

    def test_homes_without_an_entrance_are_recognised(self):
        """PO-4.5.4: the same file again makes no second home."""
        rows = self._small({"Entrance": None}, {"Entrance": None})
        record = self._import(rows)
        record.action_import()
        again = self._import(rows, estate_id=record.estate_id.id)
        self.assertEqual((again.new_home_count, again.blocking_count), (0, 0))
        again.action_import()
        self.assertEqual(record.estate_id.unit_count, 2)

    def test_cashier_can_not_make_homes(self):
        """PO-4.5.2: the register is the director's."""
        record = self._import(self._small({}), user=self.user_cashier)
        self.assertIn("not in the register", self._errors(record)[0][1])
        with self.assertRaises(UserError):
            record.action_import()
        with self.assertRaises(AccessError):
            self._import(self._small({}), user=self.user_area_manager)

    def test_developer_owes_what_nobody_owns(self):
        """PO-4.1.1: unsold and empty homes are the developer's."""
        rows = self._small(
            {"Owner": None, "Share": None, "Status": "Unsold", **self.OWED}
        )
        record = self._import(rows, developer_id=self.developer.id)
        record.action_import()
        move = self.env["account.move"].search(
            [("property_unit_id.estate_id", "=", record.estate_id.id)]
        )
        self.assertEqual(move.partner_id, self.developer)
        self.assertEqual(record.estate_id.developer_id, self.developer)
        self.assertEqual(record.estate_id.unit_ids.status, "unsold")

    def test_contra_account_is_chosen_on_the_import(self):
        """PO-4.1.2: opening balances by default, without tax and income."""
        record = self._import(self._small(self.OWED))
        self.assertEqual(record.account_id.account_type, "equity_unaffected")
        income = self.env["account.account"].search(
            [("company_ids", "=", self.company.id), ("account_type", "=", "income")],
            limit=1,
        )
        record.account_id = income
        record.action_import()
        move = self.env["account.move"].search([("property_kind", "=", "opening")])
        contra = move.line_ids.filtered(lambda line: line.balance < 0)
        self.assertEqual(
            (contra.account_id, contra.tax_ids), (income, income.tax_ids[:0])
        )
        dues = move.line_ids.filtered("date_maturity").sorted("date_maturity")
        self.assertEqual(
            [(str(line.date_maturity), line.balance) for line in dues],
            [("2026-08-31", -100 + 200), ("2026-09-30", 100), ("2026-10-31", 100)],
        )

    def test_other_sum_takes_the_old_one_back(self):
        """PO-4.1.2: nothing posted is deleted; a credit note corrects it."""
        self._import(self._small(self.OWED)).action_import()
        changed = {**self.OWED, "Arrears as at 2026-10-31": 280}
        record = self._import(self._small(changed))
        self.assertIn("credit note", " ".join(self._remarks(record)))
        record.action_import()
        moves = self.env["account.move"].search([("property_kind", "=", "opening")])
        self.assertEqual(len(moves), 3)
        owed = moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(sum(owed.mapped("amount_residual")), 280)
        back = moves.filtered(lambda move: move.move_type == "out_refund")
        for undone in (back, back.reversed_entry_id):
            with self.assertRefused("PO-4.1.2"):
                undone.button_draft()

    def test_paid_arrears_are_not_changed_by_a_file(self):
        """PO-4.1.2: somebody looks at what was paid already."""
        self._import(self._small(self.OWED)).action_import()
        move = self.env["account.move"].search([("property_kind", "=", "opening")])
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": 120})._create_payments()
        self.assertTrue(0 < move.amount_residual < 300)
        same = self._import(self._small(self.OWED))
        self.assertEqual(self._errors(same), [])
        changed = {**self.OWED, "Arrears as at 2026-10-31": 280}
        record = self._import(self._small(changed))
        self.assertEqual([cell for cell, _m in self._errors(record)], ["M3"])
        self.assertIn("paid in part", self._errors(record)[0][1])

    def test_new_owner_follows_the_old_one(self):
        """PO-4.5.2: told before, and without a gap."""
        first = self._import(self._small({"Owner": "Ann", "Phone": "13800000001"}))
        first.action_import()
        unit = first.estate_id.unit_ids
        unit.tenure_ids.date_from = "2020-01-01"
        later = self._import(self._small({"Owner": "Bob"}))
        self.assertIn("Until now Ann", " ".join(self._remarks(later)))
        later.action_import()
        old, new = unit.tenure_ids.sorted("date_from")
        self.assertEqual(
            (str(old.date_to), str(new.date_from)), ("2026-10-30", "2026-10-31")
        )
        self.assertEqual(new.partner_id.name, "Bob")

    def test_corrected_facts_are_taken_over(self):
        """PO-4.5.4: areas, telephone and rent follow the newer ledger."""
        home = {"Owner": "Ann", "Phone": "13800000001", "Tenant": "Tom", "Rent": 900}
        self._import(self._small(home)).action_import()
        home |= {"Phone": "13800000009", "Rent": 950, "Gross Area": "101.5"}
        record = self._import(self._small(home))
        record.action_import()
        unit = record.estate_id.unit_ids
        self.assertEqual((unit.gross_area, unit.tenancy_ids.rent), (101.5, 950))
        self.assertEqual(unit.tenure_ids.partner_id.phone, "13800000009")
        self.assertEqual(len(unit.tenancy_ids), 1)

    def test_meter_replaced_and_meter_elsewhere(self):
        """PO-4.1.1: a new number replaces; a number of another home is an error."""
        first = self._import(
            self._small({"Water Meter": "W-1"}, {"Water Meter": "W-2"})
        )
        first.action_import()
        again = self._import(
            self._small({"Water Meter": "W-9"}, {"Water Meter": "W-2"})
        )
        again.action_import()
        unit = again.estate_id.unit_ids[0]
        meters = self.env["property.meter"].search([("unit_id", "=", unit.id)])
        self.assertEqual(
            {meter.number: bool(meter.date_to) for meter in meters},
            {"W-1": True, "W-9": False},
        )
        other = self._import(self._small({"Water Meter": "W-2"}, title="Lily Ledger"))
        self.assertIn("The meter is in", self._errors(other)[0][1])

    def test_price_in_force_stays(self):
        """PO-4.1.1: prices change in their rules, with a date."""
        first = self._import(self._small({}, {"Fee rate": 3}))
        first.action_import()
        rules = self.env["property.fee.rule"].search(
            [("estate_id", "=", first.estate_id.id)]
        )
        self.assertEqual(sorted(rules.mapped("rate")), [2, 3])
        again = self._import(self._small({"Fee rate": 5}, {"Fee rate": 3}, {}))
        self.assertIn("The fee rule in force says 2", " ".join(self._remarks(again)))
        again.action_import()
        rules = self.env["property.fee.rule"].search(
            [("estate_id", "=", first.estate_id.id)]
        )
        self.assertEqual(sorted(rules.mapped("rate")), [2, 2, 3])
