from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal


class MyHomesPapers(CustomerPortal):
    """Receipts and the statement of account, as PDF."""

    @http.route("/my/homes/receipt/<int:receipt_id>", type="http", auth="user")
    def my_home_receipt(self, receipt_id, report_type="pdf", **_query):
        """The receipt made out to the visitor, marked as a copy once printed."""
        # sudo: customers have no right on receipts; only those made out to them
        receipt = request.env["property.receipt"].sudo().browse(receipt_id).exists()
        if not receipt or receipt.partner_id != request.env.user.partner_id:
            raise request.not_found()
        return self._print(
            "property_receipt_report", receipt, receipt.name, report_type
        )

    @http.route("/my/homes/statement", type="http", auth="user")
    def my_homes_statement(self, report_type="pdf", **_query):
        """The visitor's own account since the beginning of the year."""
        partner = request.env.user.partner_id
        if partner != partner.commercial_partner_id:
            # The account is that of an employer, with the homes of others on it.
            raise request.not_found()
        # sudo: customers have no right on the wizard; it reads their own account
        statement = request.env["property.account.statement"].sudo()
        statement = statement.create({"partner_id": partner.id})
        name = request.env._("Statement of Account")
        return self._print(
            "property_account_statement_report", statement, name, report_type
        )

    def _print(self, report, record, name, report_type):
        """``record`` (in sudo, found to be the visitor's) by one of our reports."""
        # sudo: reports read what the paper shows
        reports = request.env["ir.actions.report"].sudo()
        reports = reports.with_company(record.company_id)
        is_page = report_type == "html"
        render = reports._render_qweb_html if is_page else reports._render_qweb_pdf
        content = render(f"property_ops.{report}", record.ids)[0]
        headers = [("Content-Type", "text/html" if is_page else "application/pdf")]
        if not is_page:
            file_name = f"{name.replace('/', '_')}.pdf"
            headers.append(("Content-Disposition", content_disposition(file_name)))
        return request.make_response(content, headers)
