from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TODAY
from .contract_ledger_common import HEAD, ContractLedgerCase

MORTGAGE = {"Payment method": "Mortgage", "Down payment": 300_000, "Bank": "CCB"}
MORTGAGE |= {"Loan": 700_000, "Received so far": 300_000}


@tagged("post_install", "-at_install")
class TestContractLedgerUnseen(ContractLedgerCase):
    """Ledgers of other offices: other order, words, languages and habits."""

    def test_traditional_ledger_in_another_order(self):
        """SA-1.1.1: title, notes, full width, texts for numbers, 1-101, other words."""
        head = (
            "備註 戶號 合約編號 簽約日 買受人 聯絡電話 總價 付款方式 頭期款 公積金貸款"
        )
        first = "- １－１０１ Ａ－１ 民國115年2月1日 林\u3000美玲 0912-345-678"
        first += " 1,000,000元 公積金"
        other = "- 1-102 A-2 2026/03/01 陳大文 0922345678 880000 一次付清 - -"
        rows = [
            ["Garden 契約清冊"],
            ["製表：業務部"],
            [*head.split(), "成屋/預售屋", "實收金額", "土地權狀"],
            [*first.split(" "), "３００，０００", 700000, "成屋", 1000000, "有"],
            [*other.split(), "預售屋", "￥0", "辦理中"],
            ["合計", None, None, None, None, None, "1,880,000"],
        ]
        record = self._import(rows)
        self.assertEqual(self._errors(record), [])
        self.assertEqual(record.estate_id, self.estate)
        record.action_import()
        first, other = record.contract_ids.sorted("name")
        self.assertEqual((first.name, first.unit_id), ("A-1", self.units[0]))
        methods = (first.payment_method, other.payment_method)
        self.assertEqual(methods, ("mortgage", "lump"))
        self.assertEqual(first.instalment_ids.mapped("kind"), ["down", "fund"])
        self.assertEqual(str(first.date_signed), "2026-02-01")
        self.assertEqual(first.partner_id.name, "林美玲")
        self.assertEqual(other.delivery_kind, "off_plan")
        self.assertEqual((first.step, other.step), ("move_in", "seal"))
        self.assertEqual(first.steps_proven, "survey settle land")

    def test_slips_of_every_kind_stand_at_their_cells(self):
        """SA-1.1.1: each once, and nothing is imported."""
        cases = [
            ({"Contract No.": None}, "A3", "No contract number."),
            ({"Room": 999}, "H3", "no such home"),
            ({"Room": None}, "H3", "No room number."),
            ({"Buyers": None, "Shares": None}, "D3", "No buyer."),
            ({"Buyers": "Ann、Bob", "Shares": "50%、40%"}, "E3", "sum to 90 %"),
            ({"Buyers": "Ann、Bob", "Shares": "100%"}, "E3", "1 shares for 2 buyers."),
            ({"Phone": "12345"}, "F3", "only 5 digits"),
            ({"Subscribed on": "2026-02-09"}, "C3", "Before the subscription"),
            ({"Authenticated on": "2026-01-09"}, "P3", "Before the signature"),
            ({"Authenticated on": "2027-01-09"}, "P3", "the day of the ledger"),
            ({"Actually delivered": "2025-02-09"}, "S3", "Before the signature"),
            ({"Signed on": "2026-02-30"}, "C3", "There is no such date."),
            ({"Signed on": None}, "C3", "No day of signature."),
            ({"Total price": 999_000}, "K3", "is 1,000,000.00."),
            ({"Total price": "ask"}, "K3", "Not a number."),
            ({"Payment method": "Barter"}, "L3", "An unknown payment method"),
            ({"Payment method": None}, "L3", "No payment method."),
            ({"Loan": 700_000}, "O3", "not paid by mortgage"),
            ({"Received so far": 1_000_001}, "U3", "More than the price"),
            ({"Received so far": -1}, "U3", "A negative number."),
            ({"Property certificate": "Issued"}, "V3", "1,000,000.00 is open"),
            ({"Land certificate": "somewhere"}, "W3", "Not recognised."),
            ({"Ready/off-plan": "?"}, "Q3", "Neither ready nor off-plan"),
            (MORTGAGE | {"Loan": 600_000}, "O3", "sum to 900,000.00."),
            (MORTGAGE | {"Loan": None}, "O3", "A mortgage without a loan."),
        ]
        for vals, cell, message in cases:
            with self.subTest(vals=vals):
                record = self._import(self._small(vals))
                errors = self._errors(record)
                self.assertEqual([row[0] for row in errors], [cell], errors)
                self.assertIn(message, errors[0][1])
                with self.assertRaises(UserError):
                    record.action_import()
        self.assertFalse(self.env["sale.home.contract"].search([]))

    def test_number_or_home_twice(self):
        """SA-1.1.1: in the file, and against the contracts that are there."""
        record = self._import(self._small({}, {"Contract No.": "C1"}))
        self.assertEqual(self._errors(record)[0][0], "A4")
        record = self._import(self._small({}, {"Room": 101}))
        self.assertEqual(
            self._errors(record)[0], ("H4", "The home is sold in row 3 already.")
        )
        held = self._create_active()
        record = self._import(self._small({}))
        self.assertIn(held.name, self._errors(record)[0][1])
        record = self._import(self._small({"Contract No.": held.name, "Room": 102}))
        self.assertIn("That number is the contract of", self._errors(record)[0][1])

    def test_a_contract_made_here_is_left_alone(self):
        """SA-1.1.1: a file changes no contract that went its own way."""
        held = self._create_active()
        record = self._import(self._small({"Contract No.": held.name, "Notes": "x"}))
        self.assertEqual(self._errors(record), [])
        record.action_import()
        self.assertFalse(held.note or held.ledger_import_id)
        self.assertEqual((record.state, len(record.contract_ids)), ("done", 0))

    def test_column_and_word_are_asked_for_once(self):
        """SA-1.1.1: corrected by hand, remembered by company."""
        rows = self._small({"Payment method": "Plan B"})
        rows[1] = ["Deal" if head == "Contract No." else head for head in HEAD]
        rows[1][0] = "Zzz"
        record = self._import(rows)
        self.assertIn("L3", [cell for cell, _message in self._errors(record)])
        record.column_ids.filtered(lambda line: line.text == "Zzz").role = "number"
        record.word_ids.filtered(lambda line: line.text == "Plan B").meaning = "lump"
        record.action_check()
        self.assertEqual(self._errors(record), [])
        record.action_import()
        again = self._import(rows)
        self.assertEqual((self._errors(again), again.new_contract_count), ([], 0))
        source = again.column_ids.filtered(lambda line: line.text == "Zzz").source
        self.assertEqual(source, "memory")

    def test_same_name_is_asked_about_and_not_merged(self):
        """SA-2.1: only the telephone, or an answer, makes two names one person."""
        self.ann.phone = "13800000001"
        self._own(self.unit, "2026-01-01", (self.ann, 100))
        deals = [
            {"Buyers": "Ann", "Phone": "138 0000 0001"},
            {"Buyers": "Ann", "Phone": "13800000002"},
            {"Buyers": "Ann"},
        ]
        record = self._import(self._small(*deals))
        self.assertEqual(record.person_ids.mapped("cell"), ["D4", "D5"])
        self.assertIn("Ann stands at 2 contracts", self._remarks(record)[0])
        record.person_ids[1].partner_id = self.ann
        record.action_check()
        record.action_import()
        first, second, third = record.contract_ids.sorted("name")
        self.assertEqual(first.partner_id, self.ann)
        self.assertEqual(third.partner_id, self.ann)
        self.assertNotEqual(second.partner_id, self.ann)

    def test_second_buyer_of_the_same_home(self):
        """SA-2.1: one telephone stands for all buyers; elsewhere a name is a name."""
        self.ann.phone = "13800000001"
        self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 40))
        both = {"Buyers": "Ann、Bob", "Shares": "60%、40%", "Phone": "13800000001"}
        record = self._import(self._small(both, {**both, "Phone": None}))
        self.assertEqual(record.person_ids.mapped("cell"), ["D4", "D4"])
        record.action_import()
        first, second = record.contract_ids.sorted("name")
        self.assertEqual(first.buyer_ids.partner_id, self.ann + self.bob)
        self.assertFalse(second.buyer_ids.partner_id & (self.ann + self.bob))

    def test_a_later_ledger_brings_later_facts(self):
        """X-3: before the money is booked the step follows the file."""
        record = self._import(self._small(MORTGAGE))
        record.action_import()
        contract = record.contract_ids
        self.assertEqual((contract.step, record.state), ("seal", "booking"))
        facts = {"Authenticated on": "2026-02-20", "Received so far": 1_000_000}
        later = self._import(self._small(MORTGAGE | facts))
        later.action_import()
        self.assertEqual((contract.step, later.state), ("move_in", "done"))
        record.with_user(self.sale_finance).action_book()
        self.assertEqual(self._receivable(contract), {})
        facts |= {"Actually delivered": "2026-11-01", "Total price": 1_000_001}
        stale = self._import(self._small(MORTGAGE | facts))
        self.assertEqual(len(self._remarks(stale)), 3, self._remarks(stale))
        stale.action_import()
        self.assertFalse(contract.date_moved_in)
        self.assertEqual(contract.amount_total, 1_000_000)

    def test_home_handed_over_belongs_to_its_buyers(self):
        """SA-1.4.1b: and only what is still owed is booked."""
        vals = {"Authenticated on": "2026-02-09", "Actually delivered": "2026-03-01"}
        vals |= {"Payment method": "分期", "Down payment": 300_000}
        record = self._import(self._small(vals | {"Received so far": 900_000}))
        self.assertIn("100,000.00 is open", self._remarks(record)[0])
        self._set_both(self.sale_manager)
        record.action_import()
        contract = record.contract_ids
        self.assertEqual((record.state, contract.step), ("done", "pay"))
        tenure = contract.unit_id.tenure_ids
        self.assertEqual(tenure.partner_id, contract.partner_id)
        self.assertEqual(str(tenure.date_from), "2026-03-01")
        self.assertEqual(self._receivable(contract), {"Buyer 1": 100_000})
        self.assertEqual(self._balance(self.liability, contract), 0)

    def test_nothing_is_imported_when_the_last_act_fails(self):
        """SA-1.1.1: all or nothing."""
        record = self._import(self._small({}, {}))
        model = self.env.registry["sale.home.ledger.import"]
        with (
            patch.object(model, "_remember", side_effect=UserError("full")),
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            record.action_import()
        self.assertFalse(self.env["sale.home.contract"].search([]))
        record.invalidate_recordset()
        record.action_import()
        self.assertEqual(len(record.contract_ids), 2)
        with self.assertRaises(UserError):
            record.action_import()

    def test_the_rest_is_booked_in_the_background(self):
        """SA-1.4.1a: as the person of finance who began it."""
        record = self._import(self._small({}, {}, {}))
        record.action_import()
        path = "odoo.addons.sales_aftercare.models.sale_home_ledger_import_apply"
        with patch(f"{path}.AT_ONCE", 2), patch(f"{path}.CHUNK", 2):
            record.with_user(self.sale_finance).action_book()
            self.assertEqual(record.state, "running")
            with self.enter_registry_test_mode():
                cron = self.env.ref("sales_aftercare.sale_home_ledger_import_cron_book")
                cron.method_direct_trigger()
        record.invalidate_recordset()
        self.assertEqual(record.state, "done")
        self.assertFalse(record._get_unbooked())
        self.assertEqual(record.booked_by_id, self.sale_finance)

    def test_who_may_import_and_who_may_book(self):
        """SA-1.4.1a: the manager brings contracts, finance books their money."""
        for user in (self.sale_representative, self.sale_finance, self.sale_user):
            with self.assertRaises(AccessError):
                self._import(self._small({}), user=user)
        record = self._import(self._small({}))
        with self.assertRaises(UserError):
            record.with_user(self.sale_finance).action_book()
        with self.assertRaises(AccessError):
            record.with_user(self.sale_finance).action_import()
        record.action_import()
        with self.assertRaises(AccessError):
            record.action_book()
        with self.assertRaises(UserError):
            record.write({"state": "done"})
        record.with_user(self.sale_finance).action_book()
        self.assertEqual(record.state, "done")

    def test_a_client_can_put_no_contract_in_force(self):
        """SA-1.1.1: nor by a context that looks like an import."""
        contract = self._create_contract()
        for mark in (True, "imported", object()):
            with self.assertRaises(UserError):
                contract.with_context(policy_imported=mark).write({"state": "active"})
        with self.assertRaises(UserError):
            contract.write({"step_floor": "done"})
        vals = self._prepare_deal(name="X", step_floor="done", steps_proven="land")
        model = self.env["sale.home.contract"].with_user(self.sale_representative)
        made = model.create(vals)
        self.assertFalse(made.step_floor or made.steps_proven)

    def test_taken_over_contracts_say_so_in_their_approval_log(self):
        """X-3: who brought them, from which file."""
        record = self._import(self._small({}))
        record.action_import()
        log = self.env["policy.approval.log"].search(
            [
                ("res_model", "=", "sale.home.contract"),
                ("res_id", "=", record.contract_ids.id),
            ]
        )
        self.assertEqual(log.mapped("decision"), ["effective"])
        self.assertEqual(log.user_id, self.sale_manager)
        self.assertIn("ledger.xlsx", log.comment)
        self.assertTrue(record.contract_ids._is_unchanged_since())

    def test_template_is_understood_by_the_import(self):
        """SA-1.1.1: headings in the user's language, a legend beside them."""
        report = self.env.ref("sales_aftercare.sale_home_ledger_template_report")
        content = report._render_xlsx(report.report_name, self.company.ids, {})[0]
        record = self._import(data=content)
        roles = record.column_ids.mapped("role")
        self.assertNotIn("ignore", roles)
        self.assertEqual((len(roles), record.contract_count), (len(set(roles)), 0))

    def test_other_company_sees_nothing(self):
        record = self._import(self._small({}))
        other = self.setup_independent_company(name="Elsewhere")
        self.sale_manager.company_ids += other
        env = record.with_context(allowed_company_ids=other.ids).env
        for model, name in (
            ("", "id"),
            (".line", "import_id"),
            (".issue", "import_id"),
        ):
            found = env[f"sale.home.ledger.import{model}"].search(
                [(name, "=", record.id)]
            )
            self.assertFalse(found, model)

    def test_number_of_queries_does_not_follow_the_rows(self):
        """X-3: the dry run of two contracts asks as often as that of three."""
        counts = []
        for deals in ([{}], [{}, {}], [{}, {}, {}]):
            record = self._import(self._small(*deals))
            layout = record._read_layout()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record._check_file(layout)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])  # the first one warms the caches
        self.assertEqual(record.date, TODAY)
