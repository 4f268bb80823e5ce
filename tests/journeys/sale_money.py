"""Money of a sale that comes late, goes back, or is collected for others."""

from .sale_papers import CONTRACT
from .sale_steps import SaleSteps

CHECK = "sale_home_payment_check_action"
DEMAND = "sale_home_demand_action"
REFUND = "refund_request_action"


class SaleMoney(SaleSteps):
    """Centre, finance, handler and manager, each their own part."""

    def _demand(self, contract):
        """On the 12th, a Saturday, so on Monday: who has not paid is asked to."""
        self._on("2026-12-14")
        url = self._url(self.sale_user, CHECK)
        self._do(self.sale_user, url, f'await save(); await text("{contract.name}");')
        check = self.env["sale.home.payment.check"].search(
            [("company_id", "=", self.company.id)]
        )
        self._denied(self.sale_user, check, "action_confirm", "SA-1.4.1c")
        self._at(
            self.sale_finance,
            CHECK,
            check,
            'await done("Finance Confirms", "action_confirm");',
        )
        self._at(
            self.sale_user,
            CHECK,
            check,
            'await done("Make the Demands", "action_make_demands");',
        )
        demand = contract.demand_ids
        self._denied(self.user_front_desk, demand, "action_send")
        self._at(
            self.sale_user, DEMAND, demand, 'await done("It Was Sent", "action_send");'
        )
        self.assertEqual((demand.state, demand.amount), ("sent", 950_000))
        self._denied(self.sale_user, demand, "action_send", "SA-1.4.1c")

    def _give_back(self, contract):
        """Within the week: handler, manager, finance; they sign for the money."""
        request = self.env["refund.request"].search([("contract_id", "=", contract.id)])
        self.assertEqual(request.user_id, self.sale_handler)
        self._denied(self.sale_user, request, "action_submit")
        self._at(
            self.sale_handler,
            REFUND,
            request,
            """
    await fill("amount", "20001");
    await press("Submit", ".o_statusbar_buttons");
    await refused("SA-1.8");
    await fill("amount", "20000");
    await done("Submit", "action_submit");
            """,
        )
        self._denied(self.sale_handler, request, "action_approve", "SA-1.8")
        for user in (self.sale_manager, self.sale_finance):
            steps = 'await done("Approve", "action_approve");'
            self._at(user, REFUND, request, steps)
        self.assertEqual(str(request.date_due), "2026-12-25")
        self._on("2026-12-23")
        self._denied(self.sale_handler, request, "action_collect", "SA-1.8")
        self.assertFalse(self._sees(self.sale_handler, request._name, "action_pay"))
        self._pay_out(request)

    def _pay_out(self, request):
        self._at(
            self.sale_finance,
            REFUND,
            request,
            f"""
    await press("Pay Out", ".o_statusbar_buttons");
    await find("journal_id", "{self.bank.name}");
    await dialog("Pay");
    await at("To collect");
            """,
        )
        self._at(
            self.sale_handler,
            REFUND,
            request,
            """
    await moved(() => press("Have It Signed For", ".o_statusbar_buttons"));
            """,
        )
        self._denied(self.sale_handler, request, "action_collect", "SA-1.9")
        receipt = request.receipt_ids
        self._sign_on_tablet(self.sale_handler, receipt, "Bob", "SA-1.9")
        self.assertEqual(request.state, "collected")
        self.assertEqual(self._receivable(request.contract_id), {})

    def _on_behalf(self, contract, act, more=""):
        """Finance bills fund and tax, or passes on what was collected."""
        self.assertFalse(self._sees(self.sale_user, contract._name, "action_on_behalf"))
        self._at(
            self.sale_finance,
            CONTRACT,
            contract,
            f"""
    await press("Collected on Behalf", ".o_statusbar_buttons");
    await choose("act", "{act}");
    {more}
    await dialog("Post Entries");
            """,
        )
        self._assert_balanced()

    def _take_fund_and_tax(self, contract, amount):
        wizards = self.env["sale.home.behalf"].with_user(self.sale_finance)
        early = wizards.create(
            {
                "contract_id": contract.id,
                "act": "pass",
                "amount": amount,
                "payee_id": self.lender.id,
                "journal_id": self.bank.id,
            }
        )
        self._denied(self.sale_finance, early, "action_apply", "SA-1.6.3")
        self._at(
            self.sale_finance,
            CONTRACT,
            contract,
            f"""
    await press("Take a Payment", ".o_statusbar_buttons");
    await choose("what", "Maintenance fund");
    const paid = await input("amount");
    await wait("the amount", () => paid.value === "{amount:,}.00");
    await moved(() => press("Take the Payment", ".modal"));
    await text("{amount:,}");
            """,
        )
        self.assertEqual(contract.amount_held, amount)

    def _pass_on(self, contract):
        authority = self.env["res.partner"].create({"name": "Bureau of Revenue"})
        more = f"""
    await find("payee_id", "{authority.name}");
    await find("journal_id", "{self.bank.name}");
        """
        self._on_behalf(contract, "Pass on", more)
        self.assertEqual(self._balance(self.on_behalf, contract), 0)
