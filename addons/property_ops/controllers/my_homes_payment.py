from odoo import http
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request

from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.account_payment.controllers.portal import PortalAccount

from .my_homes import find_home, find_homes


def find_open_bills(home=None, debtor=None):
    """(open bills in sudo, debtor) the visitor may pay in one go.

    Everything one debtor owes, for one home or for all: the visitor's own debt
    first, else that of a co-owner. One payment settles one account.
    """
    units, homes = find_homes()
    if home:
        units, _home = find_home(home)
    debtors = [number for unit in units for number in homes[unit.id].debtor_ids]
    own = request.env.user.partner_id.id
    chosen = int(debtor) if str(debtor or "").isdigit() else 0
    if not chosen and debtors:
        chosen = own if own in debtors else debtors[0]
    partner = units.env["res.partner"].browse(chosen if chosen in debtors else ())
    bills = units._get_portal_open_bills(request.env.user.partner_id, partner)
    return bills, partner


class MyHomesPage(PortalAccount):
    """Paying for homes with Odoo's own payment form and providers."""

    def _get_overdue_invoices_domain(self, partner_id=None):
        """One's own overdue invoices; with none, those of a co-owner."""
        domain = super()._get_overdue_invoices_domain(partner_id)
        moves = request.env["account.move"]
        if (
            partner_id
            or not moves.has_access("read")
            or moves.search_count(domain, limit=1)
        ):
            return domain
        bills, debtor = find_open_bills()
        if not bills or debtor == request.env.user.partner_id:
            return domain
        return super()._get_overdue_invoices_domain(debtor.id)

    def _overdue_invoices_get_page_view_values(self, overdue_invoices, **kwargs):
        """Ask for what is still open, not for what was paid in part already."""
        values = super()._overdue_invoices_get_page_view_values(
            overdue_invoices, **kwargs
        )
        if "payment" in values:
            values["amount"] = sum(overdue_invoices.mapped("amount_residual"))
            values["payment"]["amount"] = values["amount"]
        return values

    @http.route(
        "/my/homes/pay", type="http", auth="user", methods=["GET"], website=True
    )
    def my_homes_pay(self, home=None, debtor=None, **_query):
        """Pay everything that is open at once."""
        bills, partner = find_open_bills(home, debtor)
        if not bills:
            return request.redirect("/my/homes")
        values = self._overdue_invoices_get_page_view_values(bills)
        fees, later = bills._get_payable_late_fees(request.env.company._policy_today())
        late_fee = sum(fees.values())
        values["amount"] = bills.currency_id.round(values["amount"] + late_fee)
        values["payment"]["amount"] = values["amount"]
        values |= {
            "late_fee": late_fee,
            "late_fee_later": later,
            "page_name": "my_homes",
            "bills": bills,
            "debtor": partner,
            "transaction_route": (
                f"/my/homes/transaction?home={int(home or 0)}&debtor={partner.id}"
            ),
            "landing_route": f"/my/homes/{int(home)}" if home else "/my/homes",
        }
        return request.render("property_ops.my_homes_pay_page", values)

    @http.route(
        "/my/homes/pay/<int:move_id>", type="http", auth="user", methods=["GET"]
    )
    def my_homes_pay_one(self, move_id, **_query):
        """To Odoo's page of one invoice, with the payment dialog open."""
        try:
            move = self._document_check_access("account.move", move_id)
        except (AccessError, MissingError) as error:
            raise request.not_found() from error
        return request.redirect(
            move.get_portal_url(anchor="portal_pay", query_string="&payment=True")
        )


class MyHomesPayment(PaymentPortal):
    @http.route("/my/homes/transaction", type="jsonrpc", auth="user")
    def my_homes_transaction(self, payment_reference=None, access_token=None, **kwargs):
        """Create the transaction for what is open, and only for that.

        Late fee up to today is booked and paid with it, as at the desk.

        :raise ValidationError: when what is open is not what the page showed
        """
        query = request.httprequest.args
        bills, _debtor = find_open_bills(query.get("home"), query.get("debtor"))
        self._validate_transaction_kwargs(kwargs)
        bills |= bills._book_payable_late_fees(request.env.company._policy_today())
        currency = bills.currency_id
        total = sum(bills.mapped("amount_residual"))
        if len(currency) != 1 or currency.compare_amounts(
            float(kwargs.get("amount") or 0.0), total
        ):
            raise ValidationError(
                request.env._("What you owe has changed. Please look at it again.")
            )
        return self._process_transaction(
            request.env.user.partner_id.id,
            currency.id,
            bills.ids,
            payment_reference,
            **{**kwargs, "amount": total},
        )
