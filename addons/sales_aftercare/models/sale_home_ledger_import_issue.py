from odoo import fields, models

from ..tools.contract_ledger import CLAUSES, CONTRACT


class SaleHomeLedgerImportIssue(models.Model):
    """An error or a remark, at its cell."""

    _name = "sale.home.ledger.import.issue"
    _description = "Error in a Contract Ledger"
    _inherit = ["policy.sheet.ledger.issue"]

    _clauses = CLAUSES
    _clause = CONTRACT

    import_id = fields.Many2one(
        "sale.home.ledger.import", required=True, ondelete="cascade", index=True
    )

    def _get_sentences(self):
        return {
            **super()._get_sentences(),
            **self._get_deal_sentences(),
            **self._get_buyer_sentences(),
            **self._get_date_sentences(),
            **self._get_price_sentences(),
            **self._get_known_sentences(),
        }

    def _get_deal_sentences(self):
        env = self.env
        return {
            "no_number": env._("No contract number."),
            "number_twice": env._("The number stands in row %(first)s already."),
            "no_room": env._("No room number."),
            "no_building": env._("No building."),
            "place_differs": env._("The building beside it is %(building)s."),
            "home_twice": env._("The home is sold in row %(first)s already."),
            "unknown_home": env._("There is no such home in %(estate)s."),
            "no_estate": env._("Choose the estate whose homes are sold."),
            "no_kind": env._("Ready or off-plan?"),
            "no_kind_column": env._(
                "No column says ready or off-plan: all are taken for off-plan."
            ),
            "unknown_kind": env._(
                "Neither ready nor off-plan; say what it means under Words."
            ),
            "certificate": env._("Is the certificate issued? Not recognised."),
            "ended": env._("The contract has ended; take the row out."),
            "perhaps_ended": env._("By its note the contract may have ended."),
            "unknown_state": env._(
                "Running or ended? Say what the word means under Words."
            ),
        }

    def _get_buyer_sentences(self):
        env = self.env
        return {
            "no_buyer": env._("No buyer."),
            "share": env._("Not a share."),
            "name": env._("More than a name: a number, or others left out."),
            "names_unclear": env._("One person or several? Write 、 between them."),
            "share_sum": env._("The shares sum to %(total)s %%, not to 100 %%."),
            "share_count": env._("%(shares)s shares for %(owners)s buyers."),
            "shares_assumed": env._("No shares: %(owners)s buyers in equal parts."),
            "phone_first": env._("%(phones)s telephone numbers: the first is kept."),
            "phone_count": env._("%(phones)s telephone numbers for %(owners)s buyers."),
            "owner_twice": env._("The same buyer twice."),
            "owners_differ": env._(
                "Handed over, but the register names %(owners)s as owners; it stays."
            ),
            "namesakes": env._(
                "%(name)s stands at %(count)s contracts or is known already, with "
                "another telephone or none: taken for different people. Say under "
                "People who is the same."
            ),
        }

    def _get_date_sentences(self):
        env = self.env
        return {
            "no_signed": env._("No day of signature."),
            "no_agreed": env._("No day of delivery is agreed."),
            "future": env._("After %(day)s, the day of the ledger."),
            "before_subscribed": env._("Before the subscription on %(day)s."),
            "before_signed": env._("Before the signature on %(day)s."),
            "before_authenticated": env._(
                "Handed over before the authentication on %(day)s."
            ),
            "not_authenticated": env._(
                "Handed over, but no day of authentication: it is listed as missing."
            ),
            "delivered_unpaid": env._("Handed over, but %(open)s is open."),
        }

    def _get_price_sentences(self):
        env = self.env
        return {
            "no_total": env._("No price."),
            "ten_thousands": env._(
                "In ten thousands? Say so in the heading, e.g. (万元)."
            ),
            "ratio": env._("A ratio, not a sum."),
            "total_differs": env._("Area by price per m² is %(product)s."),
            "no_method": env._("No payment method."),
            "unknown_method": env._(
                "An unknown payment method; say what it means under Words."
            ),
            "no_loan": env._("A mortgage without a loan."),
            "no_bank": env._("A loan without a bank."),
            "no_fund": env._("How much of the loan does the provident fund lend?"),
            "loan_without_mortgage": env._("A loan, but not paid by mortgage."),
            "down_more": env._("The down payment is more than the price."),
            "mortgage_sum": env._("Down payment and loan sum to %(sum)s."),
            "received_more": env._("More than the price of %(total)s."),
            "certificate_unpaid": env._("A certificate while %(open)s is open."),
        }

    def _get_known_sentences(self):
        env = self.env
        return {
            "home_sold": env._("The home is sold under %(contract)s."),
            "number_elsewhere": env._("That number is the contract of %(home)s."),
            "own_contract": env._(
                "The contract was not taken over from a ledger; it stays as it is."
            ),
            "term_stays": env._(
                "The contract says otherwise; it stays. Change it by a supplement."
            ),
            "booked_stays": env._(
                "The contract is booked; it stays. Use its own documents."
            ),
        }
