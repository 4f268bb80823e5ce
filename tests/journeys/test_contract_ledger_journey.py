"""The office's two ledgers: a whole estate, then its running contracts onto it."""

import base64
from collections import Counter

from odoo.tests import HttpCase, tagged

from odoo.addons.sales_aftercare.tests.contract_ledger_common import (
    DATA,
    ESTATE,
    LEDGER,
    ContractLedgerCase,
    find_stage,
    read_plain,
)

from .browser import act

BOARD = "/odoo/action-sales_aftercare.sale_home_contract_action"
READY = "!!document.querySelector('.o_kanban_group')"
HEAD = """
await wait("%s (%d)", () => all(".o_kanban_group .o_kanban_header").some((node) =>
    node.textContent.replace(/\\s+/g, "").includes("%s(%d)")));
"""


@tagged("post_install", "-at_install")
class TestContractLedgerJourney(HttpCase, ContractLedgerCase):
    def _import_estate(self):
        """All homes of the estate's ledger, sold or not, with owners and arrears."""
        user = self._create_user(
            "estate_importer",
            "property_ops.property_ops_group_manager,"
            "property_ops.property_ops_group_cashier",
        )
        record = (
            self.env["property.ledger.import"]
            .with_user(user)
            .create(
                {
                    "name": ESTATE.name,
                    "data": base64.b64encode(ESTATE.read_bytes()),
                    "company_id": self.company.id,
                }
            )
        )
        self.assertFalse(record.blocking_count)
        record.action_import()
        estate = record.estate_id.sudo()
        estate.developer_id = self.developer
        return estate

    def test_the_board_shows_three_hundred_contracts_on_the_imported_estate(self):
        """X-3: each column counts what the plain file says, found by other code."""
        estate = self._import_estate()
        self.assertEqual(estate.unit_count, 1200)
        data = (DATA / LEDGER).read_bytes()
        record = self._import(data=data, name=LEDGER, date="2026-10-31")
        self.assertEqual((record.estate_id, record.blocking_count), (estate, 0))
        record.action_import()
        record.with_user(self.sale_finance).action_book()
        contracts = record.contract_ids
        self.assertEqual(contracts.unit_id.estate_id, estate)
        self.assertEqual(len(contracts.unit_id), 300)
        rows = {row["合同编号"]: row for row in read_plain()}
        for contract in contracts:
            row = rows[contract.name]
            self.assertEqual(contract.unit_id.name, str(row["房号"]))
            self.assertEqual(contract.step, find_stage(row))
        wanted = Counter(map(find_stage, rows.values()))
        labels = dict(contracts._fields["step"]._description_selection(self.env))
        steps = ['document.querySelector(".o_facet_remove").click();']
        for step, count in wanted.items():
            label = labels[step]
            steps.append(HEAD % (label, count, label.replace(" ", ""), count))
        login = self.sale_manager.login
        self.browser_js(BOARD, act("".join(steps)), ready=READY, login=login)
