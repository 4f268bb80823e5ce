from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.property_ops.tools.timeline import NEWEST


def find_contracts():
    """(contracts in sudo, {id: PortalSale}) of the visitor, buyer now or before."""
    # sudo: customers have no right on contracts; what is theirs is found by their name
    contracts = request.env["sale.home.contract"].sudo()
    sales = contracts._get_portal_sales(request.env.user.partner_id)
    companies = request.env.user.company_ids
    found = contracts.browse(sales).filtered(lambda row: row.company_id in companies)
    return found.sorted(lambda row: (not sales[row.id].is_current, -row.id)), sales


def find_contract(number):
    """(contract in sudo, PortalSale) of that id, or (no contract, None)."""
    contracts, sales = find_contracts()
    try:
        contract = contracts.filtered(lambda row, wanted=int(number): row.id == wanted)
    except (TypeError, ValueError):
        contract = contracts.browse()
    return contract, sales.get(contract.id)


class MyContracts(CustomerPortal):
    """The way of a home from subscription to certificates, on the buyer's phone (X-4).

    The pages read in sudo, after :func:`find_contract` has found that the contract is
    or was the visitor's.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "contract_count" in counters:
            values["contract_count"] = len(find_contracts()[0])
        return values

    @http.route("/my/contracts", type="http", auth="user", website=True, readonly=True)
    def my_contracts(self, **_query):
        contracts, sales = find_contracts()
        values = {
            "page_name": "my_contracts",
            "contracts": contracts,
            "sales": sales,
            "subscriptions": self._find_subscriptions(),
        }
        return request.render("sales_aftercare.my_contracts_page", values)

    def _find_subscriptions(self):
        """Own subscriptions in force that are no contract yet."""
        # sudo: customers have no right on subscriptions; only those of the visitor
        subscriptions = request.env["sale.home.subscription"].sudo()
        return subscriptions.search(
            [
                ("buyer_ids.partner_id", "=", request.env.user.partner_id.id),
                ("state", "=", "active"),
                ("company_id", "in", request.env.user.company_ids.ids),
            ]
        )

    @http.route(
        "/my/contracts/<int:contract_id>", type="http", auth="user", website=True
    )
    def my_contract(self, contract_id, saved=None, line=None, **_query):
        """One contract: the line of time, what to bring, pay, sign and read.

        :param line: ``all`` for every event of the line, not the newest alone
        """
        contract, sale = find_contract(contract_id)
        if not contract:
            raise request.not_found()
        values = self._prepare_my_contract_values(contract, sale)
        values["saved"] = bool(saved)
        values["entries"], values["has_more"] = contract._get_portal_line(
            sale, values["partner"], None if line == "all" else NEWEST
        )
        return request.render("sales_aftercare.my_contract_page", values)

    def _prepare_my_contract_values(self, contract, sale):
        partner = request.env.user.partner_id
        company = contract.company_id
        tickets = request.env["helpdesk.ticket"].search(
            [("sale_contract_id", "=", contract.id)], order="id desc", limit=10
        )
        profiles = contract.env["customer.profile"]
        return {
            "page_name": "my_contracts",
            "contract": contract,
            "sale": sale,
            "partner": partner,
            "bring": contract._get_portal_bring() if sale.is_current else [],
            "invoices": contract._get_portal_invoices(partner),
            "instalments": contract._get_portal_instalments(sale),
            "amount_open": self._get_open(contract, sale),
            "milestones": contract._get_portal_milestones(sale),
            "documents": contract._get_portal_documents(sale),
            "files": contract._get_portal_files(sale),
            "copies": contract._get_portal_copies(sale, partner),
            "signatures": contract._get_portal_signatures(partner),
            "tickets": tickets,
            "profile": profiles._get_profiles(partner, company).get(partner.id),
            "currency": contract.currency_id,
            "today": company._policy_today(),
        }

    def _get_open(self, contract, sale):
        if not sale.is_current:
            return 0.0
        return contract._get_amounts_open()[contract.id]["total"]

    @http.route(
        "/my/contracts/<int:contract_id>/photo/<int:file_id>", type="http", auth="user"
    )
    def my_contract_photo(self, contract_id, file_id, **_query):
        """A photo of the building, where a buyer is shown its milestone."""
        contract, sale = find_contract(contract_id)
        photos = contract and contract._get_portal_milestones(sale).photo_ids
        return self._send_file(photos, file_id, is_download=False)

    @http.route(
        "/my/contracts/<int:contract_id>/paper/<int:file_id>", type="http", auth="user"
    )
    def my_contract_paper(self, contract_id, file_id, **_query):
        """A paper that was put there for the buyers."""
        contract, sale = find_contract(contract_id)
        files = contract and contract._get_portal_files(sale)
        return self._send_file(files, file_id)

    def _send_file(self, files, file_id, is_download=True):
        file = files and files.filtered(lambda row: row.id == file_id)
        if not file:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(file)
        return stream.get_response(as_attachment=is_download)

    @http.route(
        "/my/contracts/<int:contract_id>/document/<string:key>",
        type="http",
        auth="user",
    )
    def my_contract_document(self, contract_id, key, **_query):
        """A form of the contract, as PDF."""
        contract, sale = find_contract(contract_id)
        documents = contract._get_portal_documents(sale) if contract else {}
        if key not in documents:
            raise request.not_found()
        title, report, record = documents[key]
        pdf, _kind = record.env["ir.actions.report"]._render_qweb_pdf(
            report, record.ids
        )
        name = content_disposition(f"{title}.pdf", "inline")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", name)]
        return request.make_response(pdf, headers)

    @http.route(
        "/my/contracts/<int:contract_id>/messages",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def my_contract_messages(self, contract_id, consent=None, channel=None, **_query):
        """Consent and opt-out, by the customer's own switch (SA-2.3)."""
        contract, _sale = find_contract(contract_id)
        if not contract:
            raise request.not_found()
        partner = request.env.user.partner_id
        profiles = contract.env["customer.profile"]
        profile = profiles._ensure(partner, contract.company_id)
        if consent:
            profile._set_consent("given")
            profile._opt_in()
        else:
            profile._set_consent("refused")
            profile._opt_out("portal")
        if channel in ("sms", "email", "post"):
            profile.channel = channel
        return request.redirect(f"/my/contracts/{contract.id}?saved=1#messages")
