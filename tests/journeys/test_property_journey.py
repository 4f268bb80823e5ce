"""A season of an estate's money: ledger, bills, payments, the whole ladder, settled."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .property_season import SeasonCase

PORTAL = "!!document.querySelector('#wrapwrap')"
START = "2026-11-02 01:00:00"


@tagged("post_install", "-at_install")
class TestPropertyJourney(SeasonCase):
    # Refusals are logged there; the bus waits in vain while a whole estate comes in.
    @mute_logger("odoo.http", "odoo.addons.bus.websocket")
    def test_a_season_of_twelve_hundred_homes(self):
        """Every step with its evidence, our figures those of Odoo's journal items.

        Names no clause: a mutation run would live through the season each time.
        """
        with freeze_time(START, tick=True) as self.clock:
            estate = self._bring_in()
            self._set_fees(estate)
            for day in ("2026-11-05", "2026-12-05"):
                self.clock.move_to(f"{day} 01:00:00")
                self._read_meters(estate)
                run = self._bill_month(estate)
                if day == "2026-11-05":
                    self._print_notices(run)
                    self._pay_at_desk(run)
                    self._pay_in_portal(run)
            self.clock.move_to("2027-01-22 01:00:00")
            self._climb(self._find_debtor(run))

    def _print_notices(self, run):
        report = self.env["ir.actions.report"].with_user(self.user_area_manager)
        html, kind = report._render_qweb_html(
            "property_ops.property_payment_notice_document",
            run._get_invoices()[:20].ids,
        )
        self.assertEqual(
            (kind, html.count(b"data:image/png;base64") >= 20), ("html", True)
        )

    def _get_bill(self, run, number):
        """A bill of an owner who owes for this one home and month only."""
        bills = run._get_invoices()
        debtors = self._query(
            "SELECT m.partner_id FROM account_move m WHERE m.state = 'posted' "
            "AND m.company_id = %s AND m.property_unit_id IS NOT NULL "
            "GROUP BY 1 HAVING count(*) = 1",
            self.company.id,
        )
        alone = {partner for (partner,) in debtors}
        return bills.filtered(lambda bill: bill.partner_id.id in alone)[number]

    def _pay_at_desk(self, run):
        bill = self._get_bill(run, 0)
        self._do(
            self.user_cashier,
            "/odoo/action-property_ops.property_desk_payment_action",
            f"""
    await find("unit_id", "{bill.property_unit_id.reference}");
    await text("{bill.partner_id.name}");
    await press("Take Payment and Print Receipt");
    await wait("a receipt", () => all("button").some(
        (node) => seen(node) && node.textContent.includes("Next Payer")));
            """,
        )
        self.assertEqual(bill.amount_residual, 0)
        receipt = self.env["property.receipt"].search([], order="id desc", limit=1)
        self.assertEqual(receipt.amount, bill.amount_total)
        self._check_books()

    def _pay_in_portal(self, run):
        bill = self._get_bill(run, 1)
        owner = new_test_user(
            self.env,
            "portal_owner",
            groups="base.group_portal",
            partner_id=bill.partner_id.id,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        provider = self.env.ref("payment.payment_provider_demo").copy(
            {"company_id": self.company.id}
        )
        provider.write({"state": "test", "is_published": True})
        self._do(
            owner,
            f"/my/homes/pay?home={bill.property_unit_id.id}",
            """
    const field = await wait("demo card", () => {
        const radio = document.querySelector("input[name='o_payment_radio']");
        if (radio && !radio.checked) radio.click();
        return all("input[name='customer_input']").find(seen);
    });
    write(field, "4242 4242 4242 4242");
    const paid = new Promise((resolve) => {
        const open = XMLHttpRequest.prototype.open;
        XMLHttpRequest.prototype.open = function (method, url, ...rest) {
            if (url.includes("simulate_payment"))
                this.addEventListener("load", resolve);
            return open.call(this, method, url, ...rest);
        };
    });
    await press("Pay");
    await paid;
            """,
            ready=PORTAL,
        )
        # What the page does that waits for the bank.
        transaction = self.env["payment.transaction"].search(
            [("provider_id", "=", provider.id)]
        )
        self.assertEqual(
            (transaction.state, transaction.amount), ("done", bill.amount_total)
        )
        transaction._post_process()
        self.assertEqual(bill.amount_residual, 0)
        self._check_books()

    def _find_debtor(self, run):
        """A home with two bills unpaid, nothing older, and one owner."""
        [(unit, partner), *_rest] = self._query(
            "SELECT m.property_unit_id, m.partner_id FROM account_move m "
            "JOIN res_partner p ON p.id = m.partner_id "
            "WHERE m.company_id = %s AND m.state = 'posted' AND NOT p.is_company "
            "AND m.payment_state = 'not_paid' AND p.id NOT IN ("
            "SELECT developer_id FROM property_estate WHERE developer_id IS NOT NULL) "
            "GROUP BY 1, 2 HAVING count(*) = 2 AND bool_and(m.property_kind = 'bill') "
            "ORDER BY 1",
            self.company.id,
        )
        return (
            self.env["property.unit"].browse(unit),
            self.env["res.partner"].browse(partner),
        )

    def _climb(self, debtor):
        unit, partner = debtor
        self._move_all()
        case = self._get_case(unit)
        self.assertEqual((case.partner_id, case.step_kind), (partner, "notice"))
        self._check_books(case)
        for kind in ("notice", "final_notice"):
            self.assertEqual(case.step_kind, kind)
            self._deliver(case)
            self._let_pass(self.clock, case)
            self._check_books(case)
        for user in (self.user_area_manager, self.user_assistant):
            self._report_visit(case, user)
            self._let_pass(self.clock, case)
        self.assertEqual(case.step_kind, "decision")
        self._pay_part(case)
        self._decide(case)
        self._pay_rest(case)

    def _deliver(self, case):
        self._do(
            self.user_area_manager,
            f"/odoo/action-property_ops.property_dunning_case_action/{case.id}",
            """
    await press("Print the Letter");
    await press("It Arrived");
    await fill("witness", "The owner");
    await press("It Arrived", ".modal");
    await gone(".modal");
            """,
        )
        step = case.step_id
        self.assertEqual((step.state, step.proof), ("done", "signed"))

    def _report_visit(self, case, user):
        is_last = user == self.user_assistant
        self._do(
            user,
            f"/odoo/action-property_ops.property_dunning_case_action/{case.id}",
            f"""
    await press("Report the Visit");
    await choose("dunning_reason", "Refuses");
    await fill("opinion", "The lift is always broken");
    await fill("result", "Talked at the door");
    await tick("is_explained");
    {'await tick("is_warned");' if is_last else ""}
    await press("Visit Made");
    await lost("Visit Made");
            """,
        )
        step = case.step_id
        self.assertEqual((step.state, step.proof), ("done", "visit"))
        self._check_books(case)

    def _take(self, case, amount):
        receipt = (
            self.env["property.receipt"]
            .with_user(self.user_cashier)
            ._take(
                case.partner_id, None, amount, self.bank, self.company._policy_today()
            )
        )
        self.env.invalidate_all()
        return receipt

    def _pay_part(self, case):
        """Part of it, set against the oldest bill; the ladder stays where it is."""
        oldest, newer = self.env["account.move"].search(
            [
                ("property_unit_id", "=", case.unit_id.id),
                ("partner_id", "=", case.partner_id.id),
                ("property_kind", "=", "bill"),
            ],
            order="invoice_date_due",
        )
        self._take(case, 50)
        self.assertAlmostEqual(oldest.amount_total - oldest.amount_residual, 50, 2)
        self.assertEqual(newer.amount_residual, newer.amount_total)
        self.assertEqual((case.state, case.step_kind), ("open", "decision"))
        self._check_books(case)

    def _decide(self, case):
        today = self.company._policy_today()
        owed = self._owed(case)
        plan = self.env["property.payment.plan"].with_user(self.user_director)
        plan = plan.create(
            {
                "case_id": case.id,
                "line_ids": [
                    (0, 0, {"date": today + timedelta(days=10), "amount": 60}),
                    (0, 0, {"date": today + timedelta(days=40), "amount": owed - 60}),
                ],
            }
        )
        decision = self.env["property.dunning.decision"].with_user(self.user_director)
        decision = decision.create(
            {
                "case_id": case.id,
                "kind": "plan",
                "plan_id": plan.id,
                "reason": "Lost the job, wants to pay",
            }
        )
        decision.action_submit()
        url = (
            f"/odoo/action-property_ops.property_dunning_decision_action/{decision.id}"
        )
        for user in (self.user_centre, self.user_both):
            self._do(
                user,
                url,
                """
    await press("Approve", ".o_statusbar_buttons");
    await gone("button[name='action_approve']");
                """,
            )
        self.assertEqual((decision.state, plan.state), ("approved", "active"))
        self.assertEqual(case.hold_kind, "plan")

    def _pay_rest(self, case):
        self._take(case, 60)
        self._check_books(case)
        today = self.company._policy_today()
        self.clock.move_to(f"{today + timedelta(days=20)} 01:00:00")
        self._move_all()
        self.assertEqual((case.state, case.hold_kind), ("open", "plan"))
        receipts = self.env["property.receipt"]
        debts = receipts._get_debts(case.partner_id, None, self.company)
        today = self.company._policy_today()
        fees = self.env["property.late.fee"]._get_due(debts, today)
        self._take(case, sum(debts.mapped("amount_residual")) + sum(fees.values()))
        self._move_all()
        self.assertEqual(case.state, "settled")
        self.assertEqual(self._owed(case), 0)
        self._check_books(case)
