from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools.timeline import NEWEST


def find_homes():
    """(homes in sudo, {id: PortalHome}) that are or were the visitor's own."""
    # sudo: customers have no right on homes; what is theirs is found by their partner
    units = request.env["property.unit"].sudo()
    homes = units._get_portal_homes(request.env.user.partner_id, request.env.company)
    found = units.browse(homes).sorted(
        lambda unit: (not homes[unit.id].is_current, unit.reference or "", unit.id)
    )
    return found, homes


def find_home(number):
    """(home in sudo, PortalHome) of that id, or (no home, None)."""
    units, homes = find_homes()
    try:
        unit = units.filtered(lambda row, wanted=int(number): row.id == wanted)
    except (TypeError, ValueError):
        unit = units.browse()
    return unit, homes.get(unit.id)


class MyHomes(CustomerPortal):
    """Homes, bills and what is owed, for owners and tenants on their phones.

    The pages read in sudo, after :func:`find_home` or ``_document_check_access`` has
    found that the home or the invoice is the visitor's.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "home_count" in counters:
            values["home_count"] = len(find_homes()[0])
        return values

    @http.route("/my/homes", type="http", auth="user", website=True, readonly=True)
    def my_homes(self, **_query):
        """Cards: what I owe, when the next bill is due."""
        units, homes = find_homes()
        partner = request.env.user.partner_id
        today = request.env.company._policy_today()
        for move, amount in units._get_portal_late_fees(partner, today).items():
            home = homes[move.property_unit_id.id]
            if move.partner_id.id in home.debtor_ids:
                home.late_fee += amount
        values = {
            "page_name": "my_homes",
            "units": units,
            "homes": homes,
            "has_statement": units and partner == partner.commercial_partner_id,
            "prepaid": units._get_portal_prepaid(partner, request.env.company),
            "currency": request.env.company.currency_id,
            "today": today,
        }
        return request.render("property_ops.my_homes_page", values)

    @http.route(
        "/my/homes/<int:unit_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def my_home(self, unit_id, line=None, **_query):
        """One home: facts, bills, notices, receipts, meters, questions, line of time.

        :param line: ``all`` for every event of the line, not the newest alone
        """
        unit, home = find_home(unit_id)
        if not unit:
            raise request.not_found()
        values = self._prepare_my_home_values(unit, home)
        values["entries"], values["has_more"] = unit._get_portal_line(
            home, request.env.user.partner_id, None if line == "all" else NEWEST
        )
        return request.render("property_ops.my_home_page", values)

    def _prepare_my_home_values(self, unit, home):
        partner = request.env.user.partner_id
        today = unit.company_id._policy_today()
        fees = unit._get_portal_late_fees(partner, today)
        home.late_fee = sum(
            amount
            for move, amount in fees.items()
            if move.partner_id.id in home.debtor_ids
        )
        tickets = request.env["helpdesk.ticket"].search(
            [("property_unit_id", "=", unit.id)], order="id desc", limit=10
        )
        return {
            "page_name": "my_homes",
            "unit": unit,
            "home": home,
            "partner": partner,
            "bills": unit._get_portal_bills(partner),
            "late_fees": fees,
            "debtors": unit.env["res.partner"].browse(home.debtor_ids),
            "receipts": unit._get_portal_receipts(partner),
            "readings": unit._get_portal_readings(home),
            "household": unit._get_portal_household(partner),
            "tickets": tickets,
            "currency": unit.company_id.currency_id,
            "today": today,
        }

    @http.route(
        "/my/homes/<int:unit_id>/late-fee",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def my_home_late_fee(self, unit_id, **_query):
        """How the late fee of each open bill came about, stretch by stretch."""
        unit, _home = find_home(unit_id)
        if not unit:
            raise request.not_found()
        today = unit.company_id._policy_today()
        bills, summary = unit._get_portal_late_fee_rows(
            request.env.user.partner_id, today
        )
        values = {
            "page_name": "my_homes",
            "unit": unit,
            "bills": bills,
            "summary": summary,
            "currency": unit.company_id.currency_id,
        }
        return request.render("property_ops.my_home_late_fee_page", values)

    @http.route(
        "/my/homes/notice/<int:move_id>", type="http", auth="public", website=True
    )
    def my_home_notice(self, move_id, access_token=None, report_type="pdf", **_query):
        """The payment notice (form 5.3) of a bill one may see."""
        try:
            move = self._document_check_access("account.move", move_id, access_token)
        except (AccessError, MissingError) as error:
            raise request.not_found() from error
        if move.property_kind != "bill" or move.state != "posted":
            raise request.not_found()
        return self._show_report(
            model=move,
            report_type=report_type if report_type in ("pdf", "html") else "pdf",
            report_ref="property_ops.property_payment_notice_report",
            download=report_type == "pdf",
        )
