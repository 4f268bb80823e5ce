"""Subscription, contract and their papers: signed, sealed, authenticated, given out."""

import json

from .sale_office import SaleOffice

SUBSCRIPTION = "sale_home_subscription_action"
CONTRACT = "sale_home_contract_action"
COPY = "document_copy_action"
RECEIPT = "document_receipt_action"
BATCH = "authentication_batch_action"
TERMS = ("SA-1.1.1", "SA-1.4.1a")
"""Not signed yet, and no schedule."""


class SalePapers(SaleOffice):
    """What representative, manager, archivist and clerk do, each their own part."""

    def _subscribe(self, unit, buyers, method):
        """The representative enters it; without buyers, or with too much, refused."""
        first, *others = buyers
        more = "".join(
            f"""
    await add("buyer_ids");
    await find("partner_id", "{name}");
    await fill("share", "{share}");
            """
            for name, share in others
        )
        self.assertFalse(
            self._sees(self.sale_clerk, "sale.home.subscription", "action_submit")
        )
        self._at(
            self.sale_representative,
            SUBSCRIPTION,
            None,
            f"""
    await find("unit_id", "{unit.reference}");
    await select("payment_method", "{method}");
    await fill("price_unit", "10000");
    await fill("amount_deposit", "300000");
    await press("Submit", ".o_statusbar_buttons");
    await refused("SA-1.2.1");
    await add("buyer_ids");
    await find("partner_id", "{first[0]}");
    await fill("share", "{first[1]}");
    {more}
    await fill("amount_deposit", "50000");
    await done("Submit", "action_submit");
            """,
        )
        deal = self.env["sale.home.subscription"].search([("unit_id", "=", unit.id)])
        self.assertEqual(
            (deal.state, deal.user_id), ("pending", self.sale_representative)
        )
        return deal

    def _seal(self, deal, action, clause, *receipts):
        """The archivist alone puts the seal on; afterwards files what came back."""
        self._denied(self.sale_clerk, deal, "action_seal", clause)
        self.assertFalse(self._sees(self.sale_clerk, deal._name, "action_seal"))
        filed = "".join(self._file_steps(receipt) for receipt in receipts)
        self._at(
            self.sale_archivist,
            action,
            deal,
            f'await done("Seal", "action_seal"); {filed}',
        )
        self.assertEqual(deal.date_sealed, self.company._policy_today())
        self.assertEqual(deal.sealed_by_id, self.sale_archivist)

    def _file_steps(self, receipt):
        return f"""
    await go("/odoo/action-{self._xmlid(RECEIPT)}/{receipt.id}");
    await press("Filed", ".o_statusbar_buttons");
    await refused("SA-1.9");
    await fill("box", "7");
    await fill("place", "C3");
    await done("Filed", "action_file");
        """

    def _xmlid(self, action):
        return f"sales_aftercare.{action}"

    def _archive(self, copies, clause):
        """The archivist puts papers away: not elsewhere, not without box and shelf."""
        link = f'await go("/odoo/action-{self._xmlid(COPY)}/%s");'
        first, *others = copies
        steps = self._archive_steps(clause)
        for copy in others:
            steps += link % copy.id + self._archive_steps(clause)
        self._at(self.sale_archivist, COPY, first, steps)
        self.assertEqual(set(copies.mapped("state")), {"archived"})

    def _archive_steps(self, clause):
        return f"""
    await press("Hand Over", ".o_statusbar_buttons");
    await press("Hand Over", ".modal");
    await refused("{clause}");
    await fill("box", "7");
    await fill("place", "C3");
    await dialog("Hand Over");
    await at("Archived");
        """

    def _offer(self, user, copies, wrong=None):
        """``user`` makes out a receipt to the customer over ``copies``."""
        first, *others = copies
        more = "".join(
            f"""
    await add("line_ids");
    await find("copy_id", "{copy.name}");
            """
            for copy in others
        )
        self._at(
            user,
            COPY,
            first,
            f"""
    await press("Hand Over", ".o_statusbar_buttons");
    await moved(() => press("Hand Over", ".modal"));
    {more}
    await done("Send for Signature", "action_offer");
            """,
        )
        receipt = self.env["document.receipt"].search([], order="id desc", limit=1)
        self.assertEqual((receipt.state, receipt.line_ids.copy_id), ("ready", copies))
        return receipt

    def _sign_on_tablet(self, user, receipt, name, *clauses):
        """Without name and signature nothing is taken; then the clerk has the slip."""
        self._at(
            user,
            RECEIPT,
            receipt,
            f"""
    await press("Signed", ".o_statusbar_buttons");
    await refused({json.dumps(clauses)[1:-1]});
    await fill("signed_by", "{name}");
    await sign();
    await done("Signed", "action_sign");
            """,
        )
        self.assertEqual((receipt.state, receipt.channel), ("signed", "tablet"))
        self._hand_on(receipt)

    def _hand_on(self, receipt, steps=""):
        """The clerk passes the signed slip on; nobody else does."""
        self._denied(self.sale_archivist, receipt, "action_hand_on", "SA-1.9")
        self._denied(self.sale_clerk, receipt, "action_file", "SA-1.9")
        self._at(
            self.sale_clerk,
            RECEIPT,
            receipt,
            f'await done("Handed On", "action_hand_on"); {steps}',
        )
        self.assertEqual(receipt.state, "handed_on")

    def _make_contract(self, deal, kind, signed, delivery, more="", clauses=TERMS):
        """From the subscription, once it is sealed; first without what it needs."""
        self._at(
            self.sale_representative,
            SUBSCRIPTION,
            deal,
            f"""
    await moved(() => press("Make the Contract", ".o_statusbar_buttons"));
    await press("Submit", ".o_statusbar_buttons");
    await refused({json.dumps(clauses)[1:-1]});
    await select("delivery_kind", "{kind}");
    await date("date_signed", "{signed}");
    await date("date_delivery", "{delivery}");
    await fill("online_number", "WQ-1");
    {more}
    await press("Propose the Schedule", ".o_statusbar_buttons");
    await dialog("Fill In");
    await done("Submit", "action_submit");
            """,
        )
        contract = deal.contract_ids
        self.assertEqual((contract.state, contract.step), ("pending", "sign"))
        self._denied(self.sale_clerk, contract, "action_cancel")
        return contract

    def _give_data(self, contract, number, channel="SMS"):
        """The representative completes what the company has to know of a buyer."""
        self.assertIn(
            "SA-2.1", {row.clause for row in contract._get_data_reasons()[contract.id]}
        )
        self._at(
            self.sale_representative,
            CONTRACT,
            contract,
            f"""
    await moved(() => press("Customer Data", ".o-form-buttonbox"));
    (await wait("a buyer", () =>
        all(".o_data_row td[name='partner_id']").find(seen))).click();
    await input("id_number");
    await fill("phone", "13800000000");
    await fill("email", "buyer@home.example");
    await fill("street", "1 Garden Road");
    await fill("city", "Chongqing");
    await select("id_kind", "Resident");
    await fill("id_number", "{number}");
    await choose("channel", "{channel}");
    await choose("consent", "Not given");
    await save();
            """,
        )

    def _join_batch(self, batch, contract, buyers):
        """The clerk: no ID photocopy, no authentication; and not before the day."""
        self._denied(self.sale_representative, batch, "action_fill", "SA-1.1.2")
        self.assertFalse(self._sees(self.sale_user, batch._name, "action_take"))
        self._at(
            self.sale_clerk,
            BATCH,
            batch,
            f"""
    await press("Add Contracts", ".o_statusbar_buttons");
    await find("contract_ids", "{contract.name}");
    await text("ID photocopy of {buyers[0].name} missing");
    await press("Add", ".modal .modal-footer");
    await refused("SA-1.1.2");
    await dialog("Discard");
    await go("/odoo/action-{self._xmlid(CONTRACT)}/{contract.id}");
    await press("Register a Paper", ".o_statusbar_buttons");
    await text("{buyers[-1].name}");
    await dialog("Register");
    await go("/odoo/action-{self._xmlid(BATCH)}/{batch.id}");
    await press("Add All Complete Contracts", ".o_statusbar_buttons");
    await wait("its row", () => all(".o_data_row").some(
        (row) => row.textContent.includes("{contract.name}")));
    await press("Take to the Bureau", ".o_statusbar_buttons");
    await refused("SA-1.1.2");
            """,
        )
        self.assertEqual((batch.state, batch.line_ids.contract_id), ("open", contract))

    def _take_to_bureau(self, batch):
        self._denied(self.sale_archivist, batch, "action_take", "SA-1.1.2")
        self._at(
            self.sale_clerk,
            BATCH,
            batch,
            """
    await done("Take to the Bureau", "action_take");
    await at("At the bureau");
            """,
        )
        papers = batch.line_ids._get_papers(("lent",))
        self.assertEqual(set(papers.mapped("holder")), {"bureau"})

    def _authenticate(self, batch, number, contract):
        """The result with its number, the batch closed, the filing recorded."""
        wizards = self.env["sale.home.contract.file"].with_user(self.sale_user)
        other = wizards.create({"contract_id": contract.id, "number": "BA-0"})
        self._denied(self.sale_user, other, "action_confirm", "SA-1.1.2")
        self._at(
            self.sale_clerk,
            BATCH,
            batch,
            f"""
    await press("Close", ".o_statusbar_buttons");
    await refused("SA-1.1.2");
    await press("Authenticated", ".o_data_row");
    await refused("SA-1.1.2");
    await cell("number", "{number}");
    await press("Authenticated", ".o_data_row");
    await gone(".o_data_row button[name='action_authenticate']");
    await done("Close", "action_close");
    await go("/odoo/action-{self._xmlid(CONTRACT)}/{contract.id}");
    await press("Record the Filing", ".o_statusbar_buttons");
    await fill("number", "BA-{number}");
    await dialog("Filed");
            """,
        )
        self.assertEqual(
            (batch.state, contract.authentication_number), ("closed", number)
        )
        self.assertEqual(contract.date_authenticated, self.company._policy_today())
        self.assertTrue(contract.date_filed)
