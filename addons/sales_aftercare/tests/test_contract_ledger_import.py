from collections import Counter, defaultdict
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .contract_ledger_common import (
    DATA,
    LEDGER,
    ContractLedgerCase,
    find_stage,
    read_plain,
)


@tagged("post_install", "-at_install")
class TestContractLedgerImport(ContractLedgerCase):
    """The office's own file, as it is, checked by reading it plain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sold = cls._create_sold_estate()
        cls.people_before = cls.env["res.partner"].search_count([])
        cls.record = cls._import(data=(DATA / LEDGER).read_bytes(), name=LEDGER)
        cls.proposed = cls.record.estate_id
        cls.record.date = "2026-10-31"
        cls.record.action_check()
        cls.errors_before = cls.record.blocking_count
        cls.record.action_import()
        cls.state_before = cls.record.state
        cls.record.with_user(cls.sale_finance).action_book()
        cls.contracts = cls.record.contract_ids
        cls.rows = read_plain()
        cls.by_number = {row["合同编号"]: row for row in cls.rows}

    def test_every_contract_of_the_file_is_there(self):
        """SA-1.1.1: read without a question, its estate found by the title."""
        self.assertEqual((self.errors_before, self.proposed), (0, self.sold))
        self.assertEqual(len(self.contracts), 300)
        self.assertEqual(self.record.contract_count, 300)
        self.assertEqual(set(self.contracts.mapped("state")), {"active"})
        for contract in self.contracts:
            row = self.by_number[contract.name]
            self.assertEqual(str(contract.date_signed), str(row["签约日期"])[:10])
            self.assertEqual(contract.amount_total, float(row["总价(元)"]))
            self.assertEqual(contract.unit_id.name, str(row["房号"]))
            subscribed = str(contract.subscription_id.date_subscribed)
            self.assertEqual(subscribed, str(row["认购日期"])[:10])
            self.assertEqual(
                contract.date_authenticated or None,
                row["鉴证日期"] and row["鉴证日期"].date(),
            )

    def test_the_terms_of_a_contract_in_force_stay_as_they_are(self):
        """SA-1.1.1: nobody here was asked for approval, and yet it was approved."""
        first, second = self.contracts[:2]
        vals_list = [
            {"price_unit": 1},
            {"gross_area": 1},
            {"difference_percent": 99},
            {"payment_method": "lump"},
            {"unit_id": second.unit_id.id},
            {"subscription_id": second.subscription_id.id},
            {"exchanged_id": second.id},
            {"amount_before": 1},
        ]
        for user in (self.sale_representative, self.sale_manager):
            for vals in vals_list:
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    first.with_user(user).write(vals)

    def test_counts_by_step_are_those_of_the_file(self):
        """X-3: worked out from the cells by code of its own."""
        wanted = Counter(map(find_stage, self.rows))
        self.assertEqual(Counter(self.contracts.mapped("step")), wanted)
        self.assertEqual(sum(wanted.values()), 300)
        for contract in self.contracts:
            self.assertEqual(contract.step, find_stage(self.by_number[contract.name]))
        groups = self.env["sale.home.contract"]._read_group(
            [("id", "in", self.contracts.ids)], ["step"], ["__count"]
        )
        self.assertEqual(dict(groups), wanted)

    def test_what_is_missing_is_listed(self):
        """X-3: authenticated but copies not recorded, surveyed but not settled."""
        by_stage = defaultdict(lambda: self.contracts.browse())
        for contract in self.contracts:
            by_stage[self._get_stage(contract.name)] |= contract
        titled = by_stage["land"].filtered("date_authenticated")[0]
        missing = [gap.key for gap in titled._get_gaps()]
        expected = ["seal", "distribute", "loan", "pay", "settle", "title"]
        if titled.payment_method != "mortgage":
            expected.remove("loan")
        self.assertEqual(missing, expected)
        self.assertIn("Area settlement", titled.missing_before)
        unseen = self.contracts.filtered(
            lambda row: row.date_moved_in and not row.date_authenticated
        )
        self.assertEqual(len(unseen), 13)
        for contract in unseen:
            self.assertIn("Authentication", contract.missing_before)
        fresh = by_stage["seal"][:1]
        self.assertFalse(fresh.missing_before)

    def test_buyers_are_the_owners_of_the_estate_ledger(self):
        """SA-2.1: nobody is made twice, shares as written, the first one first."""
        self.assertFalse(self.record.person_ids)
        made = self.env["res.partner"].search_count([]) - self.people_before
        banks = {row["贷款银行"] for row in self.rows} - {None}
        self.assertEqual(made, len(banks))
        for contract in self.contracts:
            row = self.by_number[contract.name]
            names = contract.buyer_ids.sorted("sequence").partner_id.mapped("name")
            self.assertEqual(names, row["买受人"].split("、"))
            shares = [f"{buyer.share:g}%" for buyer in contract.buyer_ids]
            self.assertEqual(shares, row["份额"].split("、"))
            owners = contract.unit_id.tenure_ids.partner_id
            self.assertEqual(contract.buyer_ids.partner_id, owners)
            loan = self.by_number[contract.name]["贷款银行"]
            self.assertEqual(contract.loan_bank_id.name or None, loan)

    def test_what_is_owed_is_what_the_file_leaves_open(self):
        """SA-1.4.1a: by posted items, contract by contract; all entries balance."""
        rows = self._query(
            """
            SELECT contract.name, SUM(line.amount_residual)
              FROM sale_home_contract contract
              JOIN account_move_line line ON line.sale_contract_id = contract.id
              JOIN account_account account ON account.id = line.account_id
             WHERE contract.ledger_import_id = %s
               AND account.account_type = 'asset_receivable'
               AND line.parent_state = 'posted'
             GROUP BY contract.name HAVING SUM(line.amount_residual) <> 0
            """,
            self.record.id,
        )
        wanted = {
            row["合同编号"]: round(row["总价(元)"] - row["已收款(元)"], 2)
            for row in self.rows
            if row["总价(元)"] != row["已收款(元)"]
        }
        self.assertEqual({name: float(amount) for name, amount in rows}, wanted)
        self._assert_balanced()
        self.assertEqual((self.state_before, self.record.state), ("booking", "done"))
        paid = self.contracts.filtered(lambda row: row.step == "move_in")
        self.assertEqual(set(paid.mapped("date_paid")), {date(2026, 10, 31)})

    def test_measured_areas_are_surveys_of_before(self):
        """SA-1.5.1, SA-1.6.1: those not settled can be settled, the others can't."""
        lines = self.contracts._get_surveyed_lines()
        found = {
            contract.name: lines[contract.id].gross_area
            for contract in self.contracts
            if contract.id in lines
        }
        wanted = {
            row["合同编号"]: row["实测面积(㎡)"]
            for row in self.rows
            if row["实测面积(㎡)"]
        }
        self.assertEqual(found, wanted)
        reasons = self.contracts.sudo()._get_settle_reasons()
        ready = self.contracts.filtered(lambda row: not reasons[row.id])
        open_ones = {name for name in wanted if self._get_stage(name) == "settle"}
        self.assertEqual(set(ready.mapped("name")), open_ones)

    def test_each_loan_stands_where_the_file_proves(self):
        """SA-1.3.2: released when all is received, else the bank is to be told."""
        wanted = {
            row["合同编号"]: "released"
            if row["已收款(元)"] == row["总价(元)"]
            else "open"
            for row in self.rows
            if row["付款方式"] == "按揭" and (row["鉴证日期"] or row["实际交付日期"])
        }
        files = self.contracts.mortgage_ids
        found = {file.contract_id.name: file.state for file in files}
        self.assertEqual(found, wanted)
        self.assertEqual(Counter(found.values()), {"released": 85, "open": 67})
        for file in files:
            row = self.by_number[file.contract_id.name]
            self.assertEqual(file.bank_id.name, row["贷款银行"])
            self.assertEqual(file.amount_total, row["贷款金额(元)"])
            state = "released" if file.state == "released" else "asked"
            self.assertEqual(set(file.part_ids.mapped("state")), {state})
        self.assertFalse(files.filtered("told_at"))

    def _get_stage(self, name):
        return find_stage(self.by_number[name])

    def test_same_file_again_changes_nothing(self):
        """SA-1.1.1: running it again updates instead of doubling."""
        before = self._count()
        again = self._import(data=(DATA / LEDGER).read_bytes(), date="2026-10-31")
        self.assertEqual((again.new_contract_count, self._errors(again)), (0, []))
        self.assertEqual(self._remarks(again), self._remarks(self.record))
        again.action_import()
        self.assertEqual((again.state, self._count()), ("done", before))

    def test_export_is_read_back(self):
        """SA-1.1.1: in the layout of the template, contract by contract the same."""
        before = self._count()
        again = self._import(data=self._export(self.contracts), date="2026-10-31")
        self.assertEqual((again.contract_count, self._errors(again)), (300, []))
        self.assertEqual(again.new_contract_count, 0)
        self.assertNotIn("ignore", again.column_ids.mapped("role"))
        stays = "The contract says otherwise; it stays. Change it by a supplement."
        self.assertNotIn(stays, self._remarks(again))
        self.assertEqual(again.step_summary, self.record.step_summary)
        again.action_import()
        self.assertEqual(self._count(), before)

    def _count(self):
        self.env.flush_all()
        models = ("sale.home.contract", "sale.home.subscription", "sale.home.buyer")
        models += ("sale.home.instalment", "res.partner", "account.move")
        models += ("policy.approval.log", "property.tenure", "area.survey.line")
        models += ("mortgage.file", "mortgage.part")
        return {model: self.env[model].search_count([]) for model in models}
