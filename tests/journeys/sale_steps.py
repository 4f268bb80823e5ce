"""Steps that both sales have besides: property copy, notice, certificate, the end."""

from odoo.addons.property_ops.tools.timeline import DONE

from .sale_home import TITLE, SaleHome
from .sale_papers import COPY

NOTICE = "movein_notice_action"


class SaleSteps(SaleHome):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plans = cls.env["policy.duty.plan"].search(
            [("clause_id.code", "=like", "SA-1%")]
        )
        plans.write({"date_from": "2026-11-01", "generated_until": False})
        cls.plans = plans

    def _on(self, day, time="02:00:00"):
        """The day before ends with its duties counted; the new one makes its own."""
        self._count_duties()
        super()._on(day, time)
        self._count_duties()

    def _count_duties(self):
        for plan in self.plans:
            plan._generate()
        self.env["policy.duty"]._mark_missed()

    def _check_duties(self, *clauses):
        """Every duty was done in its time, also those of ``clauses`` there were."""
        self._count_duties()
        duties = self.env["policy.duty"].search(
            [("plan_id", "in", self.plans.ids), ("company_id", "=", self.company.id)]
        )
        batches = self.env["authentication.batch"].search([("line_ids", "=", False)])
        open_ = duties.filtered(
            lambda duty: (
                duty.state != "done"
                and duty.plan_id.when_type == "anchor"
                and (duty.anchor_model, duty.anchor_id)
                not in {(batch._name, batch.id) for batch in batches}
            )
        )
        self.assertEqual(open_.mapped("display_name"), [])
        self.assertLessEqual(set(clauses), set(duties.plan_id.clause_id.mapped("code")))

    def _draft_receipt(self, contract, copies):
        receipts = self.env["document.receipt"].with_user(self.sale_clerk)
        values = receipts._prepare_receipt(contract, contract.partner_id, copies)
        return receipts.create(values)

    def _hand_to_property(self, copy):
        """The clerk alone, against the signature of who takes it."""
        wizards = self.env["document.copy.move"].with_user(self.sale_representative)
        wizard = wizards.create({"copy_ids": copy.ids})
        self.assertEqual(wizard.to, "property")
        self._denied(self.sale_representative, wizard, "action_confirm", "SA-1.1.3")
        self._at(
            self.sale_clerk,
            COPY,
            copy,
            """
    await press("Hand Over", ".o_statusbar_buttons");
    await press("Hand Over", ".modal");
    await refused("SA-1.1.3");
    await fill("person", "Wu");
    await sign();
    await dialog("Hand Over");
    await at("Handed out");
            """,
        )
        self.assertEqual((copy.holder, copy.holder_person), ("property", "Wu"))

    def _post(self, notice):
        """The printed notice went to the post, with the number that proves it."""
        self._at(
            self.sale_user,
            NOTICE,
            notice,
            """
    await press("It Was Posted", ".o_statusbar_buttons");
    await refused("SA-1.4.2a");
    await fill("tracking_number", "RA123456789CN");
    await done("It Was Posted", "action_post");
            """,
        )
        self.assertFalse(notice.is_late)
        self.assertIn("1 Garden Road", notice.address)

    def _refuse_land_first(self, contract):
        """Without the property certificate, no land papers by themselves."""
        self._at(
            self.sale_user,
            TITLE,
            None,
            f"""
    await find("contract_id", "{contract.name}");
    await choose("kind", "Land-use certificate");
    await press("Hand Out the Forms", ".o_statusbar_buttons");
    await refused("SA-1.7.2");
    (await wait("Discard", () => all(".o_form_button_cancel").find(seen))).click();
    await gone(".o_form_dirty");
            """,
        )

    def _collect(self, application, kind):
        """It is signed for in the portal; with that it counts as fetched."""
        self._denied(self.sale_user, application, "action_collect", "SA-1.9")
        self._at(
            self.sale_handler,
            TITLE,
            application,
            """
    await at("Certificate Issued");
    none("Fetched", ".o_statusbar_buttons");
    await moved(() => press("Hand Out the Certificate", ".o_statusbar_buttons"));
    await done("Send for Signature", "action_offer");
            """,
        )
        contract = application.contract_id
        copy = contract.copy_ids.filtered(lambda row: row.kind == kind)
        receipt = application.receipt_ids.filtered(lambda row: row.state == "ready")
        self.assertEqual(
            (receipt.purpose, receipt.line_ids.copy_id), ("certificate", copy)
        )
        buyer = contract.partner_id.user_ids
        self._sign_in_portal(buyer, receipt, f"/my/contracts/{contract.id}")
        self.assertEqual((copy.holder, application.state), ("customer", "collected"))
        self._hand_on(receipt)

    def _get_revenue(self, contract):
        [(amount,)] = self._query(
            "SELECT -sum(line.balance) FROM account_move_line line "
            "JOIN account_account account ON account.id = line.account_id "
            "WHERE line.sale_contract_id = %s AND line.parent_state = 'posted' "
            "AND account.account_type IN ('income', 'income_other')",
            contract.id,
        )
        return float(amount)

    def _check_way(self, buyer, contract):
        """The line of time says all, to the buyer as to the office."""
        way = contract._get_way()
        self.assertEqual({entry.status for entry in way}, {DONE})
        self.assertTrue(all(entry.day for entry in way))
        self.assertEqual((contract.state, contract.step), ("active", "done"))
        shown = [entry.title for entry in way]
        shown += [f"{entry.day:%m/%d/%Y}" for entry in way]
        self._see_in_portal(buyer, contract, *shown)
