"""The office that sells homes, its buyers, and what the books say at the end."""

from itertools import pairwise

from odoo.tests import new_test_user

from odoo.addons.sales_aftercare.tests.care_common import CareCase
from odoo.addons.sales_aftercare.tests.money_common import MoneyCase

from .desk import PORTAL, DeskCase

ADDON = "sales_aftercare"
SIGN = """
    const saved = new Promise((resolve) => {
        const open = XMLHttpRequest.prototype.open;
        XMLHttpRequest.prototype.open = function (method, url, ...rest) {
            if (url.includes("/sign?")) this.addEventListener("load", resolve);
            return open.call(this, method, url, ...rest);
        };
    });
    await press("I have received these papers");
    await saved;
"""


class SaleOffice(DeskCase, CareCase, MoneyCase):
    """One user per role of the sale, each at the web client; buyers at the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carol = cls.env["res.partner"].create({"name": "Carol"})
        cls.lender = cls.env["res.partner"].create(
            {"name": "Lender", "email": "loans@lender.example", "is_company": True}
        )
        for name in ("ann", "bob", "carol"):
            user = new_test_user(
                cls.env,
                f"buyer_{name}",
                name=f"Buyer {name.title()}",
                groups="base.group_portal",
                partner_id=getattr(cls, name).id,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            setattr(cls, f"buyer_{name}", user)

    def _on(self, day, time="02:00:00"):
        """The clock shows that day, ten in the morning where the office is."""
        self.clock.move_to(f"{day} {time}")

    def _url(self, user, action, record=None):
        url = self._reach(user, f"{ADDON}.{action}")
        return f"{url}/{record.id if record else 'new'}"

    def _at(self, user, action, record, steps):
        """``user`` finds ``record`` by a menu of theirs and takes ``steps``."""
        self._do(user, self._url(user, action, record), steps)

    def _approve(self, deal, action, clause):
        """By the sales manager alone; who submitted it and others are refused."""
        for user in (self.sale_representative, self.sale_clerk):
            self._denied(user, deal, "action_approve", clause)
        self._at(
            self.sale_manager, action, deal, 'await done("Approve", "action_approve");'
        )
        self.assertEqual(deal.state, "active")

    def _take(self, deal, action, amount):
        """Finance takes the money that the dialog proposes, and no nonsense."""
        vals = {f"{deal._name.removeprefix('sale.home.')}_id": deal.id}
        for user in (self.sale_representative, self.sale_user):
            self.assertFalse(self._sees(user, deal._name, "action_take_payment"))
            self._denied(
                user, self.env["sale.home.payment"], "web_save", args=[vals, {}]
            )
        self._at(
            self.sale_finance,
            action,
            deal,
            f"""
    await press("Take a Payment", ".o_statusbar_buttons");
    await fill("amount", "0");
    await press("Take the Payment", ".modal");
    await refused("SA-1.4.1a");
    await fill("amount", "{amount}");
    await moved(() => press("Take the Payment", ".modal"));
    await text("{amount:,}");
            """,
        )
        payment = self.env["account.payment"].search([], order="id desc", limit=1)
        self.assertEqual(payment.amount, amount)
        self.assertIn(payment.state, ("in_process", "paid"))
        self._assert_balanced()

    def _sign_in_portal(self, buyer, receipt, page):
        """The buyer finds the receipt on ``page`` and signs it there."""
        url = f"/my/papers/{receipt.id}"
        self._do(
            buyer,
            page,
            f"""
    await wait("a link", () => document.querySelector('a[href^="{url}"]'));
            """,
            ready=PORTAL,
        )
        answer = self._post_signature(buyer, url, "")
        self.assertIn("SA-1.9", answer["result"]["error"])
        self._do(buyer, url, SIGN, ready=PORTAL)
        self.assertEqual((receipt.state, receipt.channel), ("signed", "portal"))

    def _post_signature(self, user, url, signature):
        self.authenticate(user.login, user.login)
        params = {"name": user.name, "signature": signature}
        answer = self.url_open(f"{url}/sign", json={"params": params}).json()
        self.env.invalidate_all()
        return answer

    def _see_in_portal(self, buyer, contract, *texts):
        """The buyer's page of the contract shows ``texts``."""
        seen = "".join(f'await text("{text}");' for text in texts)
        self._do(buyer, f"/my/contracts/{contract.id}", seen, ready=PORTAL)

    def _check_books(self, contract, tax_included=0):
        """Nothing owed, nothing left in between: the whole price is revenue."""
        self._assert_balanced()
        [(balance,)] = self._query(
            "SELECT sum(balance) FROM account_move_line "
            "WHERE company_id = %s AND parent_state = 'posted'",
            self.company.id,
        )
        self.assertEqual(balance, 0)
        self.assertEqual(self._receivable(contract), {})
        amounts = contract._get_amounts_open()[contract.id]
        self.assertEqual((amounts["total"], amounts["credit"]), (0, 0))
        for account in (self.liability, self.deposits):
            self.assertEqual(self._balance(account, contract), 0)

    def _check_chain(self, contract, places):
        """Where each paper is in the end, and how it came there without a gap."""
        papers = contract.copy_ids | contract.subscription_id.copy_ids
        self.assertEqual({paper.kind: paper.holder for paper in papers}, places)
        self.assertTrue(all(papers.mapped("is_settled")))
        for paper in papers:
            moves = paper.move_ids.sorted("id")
            for before, after in pairwise(moves):
                self.assertEqual(before.to_holder, after.from_holder, paper.name)
            self.assertEqual(moves[-1].to_holder, paper.holder)
            self.assertTrue(all(moves.mapped("user_id")))
