from ..models.account_move import OWED_KINDS
from ..models.sale_home_contract_books import CAME_KINDS
from .common import TODAY
from .money_common import MoneyCase

CENT = 0.005


class Expected:
    """What the documents of one deal say, kept by plain arithmetic.

    :ivar owed: price and differences that the buyer owes in all
    :ivar behalf: billed for others; ``behalf_paid`` and ``passed`` of it
    :ivar came: money that came in for the home, less what was paid back
    :ivar kept: what we keep of it when the contract ended
    :ivar transferred: below zero: what ``heir``, the contract after it, took over
    """

    def __init__(self, owed=0.0):
        self.owed = owed
        self.came = self.kept = 0.0
        self.behalf = self.behalf_paid = self.passed = 0.0
        self.revenue = 0.0
        self.is_revenue = self.is_ended = False
        self.transferred = 0.0
        self.heir = None

    def get_net(self):
        """What the buyer owes; below zero, what we owe."""
        owed = self.owed + self.behalf - self.transferred
        return owed - self.came - self.behalf_paid

    def get_here(self):
        """What came in and neither went back nor on to whom it belongs."""
        return round(max(self.came + self.behalf_paid - self.passed, 0), 2)


class MoneyWalk(MoneyCase):
    """What a walk through events has at hand, and what it asserts after each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tax = cls._set_tax(9)
        cls.output = tax.invoice_repartition_line_ids.account_id
        cls.forfeit = cls.company.sale_home_forfeit_account_id
        product = cls.company.sale_home_product_id.with_company(cls.company)
        income = product.product_tmpl_id.get_product_accounts()["income"]
        cls.income = income or cls.company.sale_home_journal_id.default_account_id
        cls.authority = cls.env["res.partner"].create({"name": "Bureau"})

    def _get_homes(self):
        more = self.env["property.unit"].create(
            [
                {"name": f"8{n:02}", "building_id": self.building.id, "gross_area": 90}
                for n in range(12)
            ]
        )
        return self.units | more

    def _assert_agrees(self, event):
        for contract, expected in self.deals.items():
            self._assert_deal(contract, expected, event)
        for subscription, held in self.deposits_held.items():
            found = subscription._get_deposits_held().get(subscription.id, 0)
            self.assertAlmostEqual(found, held, 2, event)
        held = sum(self.deposits_held.values())
        unpaid = sum(
            sum(deal._get_items(("deposit",)).mapped("amount_residual"))
            for deal in self.deposits_held
        )
        self.assertAlmostEqual(self._balance_of_deposits(), -held - unpaid, 2, event)
        self._assert_balanced()

    def _balance_of_deposits(self):
        rows = self._query(
            """
            SELECT COALESCE(SUM(line.balance), 0) FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.account_id = %s AND line.parent_state = 'posted'
               AND move.sale_subscription_id IS NOT NULL
            """,
            self.deposits.id,
        )
        return float(rows[0][0])

    def _assert_deal(self, contract, expected, event):
        """The residual of the items, and the balance of each account, as expected."""
        message = f"{event} {contract.name}"
        amounts = contract._get_amounts_open()[contract.id]
        receivable = sum(self._receivable(contract).values())
        self.assertAlmostEqual(receivable, expected.get_net(), 2, message)
        self.assertAlmostEqual(
            amounts["total"] - amounts["credit"], receivable, 2, message
        )
        self._assert_people(contract, message)
        liability = 0 if expected.is_revenue else expected.owed - expected.kept
        revenue = expected.owed if expected.is_revenue else 0
        behalf = expected.behalf - expected.passed
        for account, wanted in (
            (self.liability, -liability),
            (self.forfeit, -expected.kept),
        ):
            self.assertAlmostEqual(self._balance(account, contract), wanted, 2, message)
        taxed = self._balance(self.income, contract)
        taxed += self._balance(self.output, contract)
        self.assertAlmostEqual(taxed, -revenue, 2, message)
        self.assertAlmostEqual(self._behalf(contract), -behalf, 2, message)
        is_open = amounts["price"] > CENT
        if contract.state == "active" and amounts["booked"]:
            self.assertEqual(bool(contract.date_paid), not is_open, message)

    def _assert_people(self, contract, message):
        """Nobody owes what another has over; no debt stands beside what would pay it.

        Of a deal that is over something is owed in one direction alone.
        """
        credits = contract._get_items(is_credit=True)
        debts = contract._get_items()
        self.assertLessEqual((debts | credits).partner_id, contract._get_debtor())
        if contract.state == "active":
            credits = contract._get_items(CAME_KINDS, is_credit=True)
            debts = contract._get_items(OWED_KINDS)
        self.assertFalse(debts and credits, message)

    def _behalf(self, contract):
        [(balance,)] = self._query(
            """
            SELECT COALESCE(SUM(line.balance), 0) FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.account_id = %s AND line.parent_state = 'posted'
               AND line.sale_contract_id = %s AND line.display_type = 'product'
            """,
            self.on_behalf.id,
            contract.id,
        )
        return float(balance)

    def _get_request(self, contract):
        """The request that waits for its handler, else a new one."""
        requests = self.env["refund.request"].with_user(self.sale_handler)
        drafts = requests.search(
            [("contract_id", "=", contract.id), ("state", "=", "draft")]
        )
        return drafts[:1] or requests.new({"contract_id": contract.id})

    def _get_over(self, contract):
        """What can be refunded now."""
        if not contract._get_amounts_open()[contract.id]["credit"]:
            return 0
        return self._get_request(contract)._get_available()

    def _refund(self, contract):
        """All of it goes back; nobody is left with more than was owed."""
        request = self._get_request(contract)
        request = request._origin or request.create({"contract_id": contract.id})
        request.amount = min(request._get_available(), request.amount)
        request.reason = "Owed"
        request.action_submit()
        for user in (self.sale_manager, self.sale_finance, self.sale_general_manager):
            if request.state == "pending":
                request.with_user(user).action_approve()
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.deals[contract].came -= request.amount
        self.assertGreaterEqual(request._get_owed(), 0)

    def _void_one(self, deals):
        """A payment of one of ``deals`` was a mistake, or its cheque bounced."""
        name = f"{deals._name.removeprefix('sale.home.')}_id"
        receipts = self.env["property.receipt"].search(
            [(f"sale_{name}", "in", deals.ids), ("state", "=", "issued")]
        )
        receipts = receipts.filtered(lambda row: "behalf" not in row.line_ids[0].name)
        if not receipts:
            return receipts
        receipt = self.dice.choice(receipts)
        receipt.with_user(self.sale_manager)._void("Mistake")
        return receipt

    def _lose(self, contract, amount):
        """Money that never came is owed where it had been carried to."""
        expected = self.deals[contract]
        expected.came -= amount
        is_open = round(max(expected.get_net(), 0), 2)
        back = min(is_open, round(-expected.transferred, 2))
        if expected.heir and back > 0:
            expected.transferred += back
            self._lose(expected.heir, back)

    def _get_settlement(self, contract):
        return contract.settlement_ids.filtered(lambda row: row.state == "posted")

    def _settle_area(self, contract, amount):
        """As finance settles; the areas themselves are no matter of money."""
        rows = self.env["area.settlement"].sudo()
        vals = {"contract_id": contract.id, "partner_id": contract.partner_id.id}
        row = rows._create_protected([{**vals, "amount": amount}])
        row.with_user(self.sale_finance)._settle(TODAY, TODAY)
        self.deals[contract].owed += amount

    def _correct_area(self, contract):
        """Taken back, looked at, and settled again by another measure."""
        row = self._get_settlement(contract).with_user(self.sale_finance)
        row.action_take_back()
        self.deals[contract].owed -= row.amount
        self._assert_agrees("settlement taken back")
        self._settle_area(contract, self._difference())

    def _pick(self, *tests):
        found = [
            contract
            for contract, expected in self.deals.items()
            if contract.state == "active"
            and all(test(contract, expected) for test in tests)
        ]
        return self.dice.choice(found) if found else None

    def _amount(self, most):
        return round(self.dice.uniform(0.01, max(most, 0.02)), 2)

    def _difference(self):
        return self.dice.choice((1, -1)) * self._amount(20_000)

    def _terms(self):
        method = self.dice.choice(("lump", "instalment", "mortgage"))
        return {"payment_method": method, "price_unit": self._amount(20_000)}
