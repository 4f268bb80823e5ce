from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal

SHOWN = ("ready", "signed", "handed_on", "filed")


def find_receipt(receipt_id, access_token=None):
    """The receipt (in sudo) if it is the visitor's, by login or by its secret link.

    :raises NotFound: for any other, as for one that does not exist
    """
    # sudo: customers have no right on receipts; what is theirs is found below
    receipt = request.env["document.receipt"].sudo().browse(receipt_id).exists()
    if receipt.state in SHOWN:
        user = request.env.user
        token = receipt.access_token
        if token and access_token and consteq(token, access_token):
            return receipt
        if not user._is_public() and user.partner_id == receipt.partner_id:
            return receipt
    raise request.not_found()


class MyPapers(CustomerPortal):
    """Receipts for papers, read, signed and printed by who takes them (SA-1.9)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "paper_count" in counters:
            values["paper_count"] = len(self._find_receipts())
        return values

    def _find_receipts(self):
        # sudo: customers have no right on receipts; only those made out to them
        receipts = request.env["document.receipt"].sudo()
        partner = request.env.user.partner_id
        return receipts.search(
            [("partner_id", "=", partner.id), ("state", "in", SHOWN)]
        )

    @http.route("/my/papers", type="http", auth="user", website=True, readonly=True)
    def my_papers(self, **_query):
        """What I took and what I still have to sign for."""
        values = {"page_name": "my_papers", "receipts": self._find_receipts()}
        return request.render("sales_aftercare.my_papers_page", values)

    @http.route("/my/papers/<int:receipt_id>", type="http", auth="public", website=True)
    def my_paper(self, receipt_id, access_token=None, **_query):
        """One receipt, with the place to sign it."""
        receipt = find_receipt(receipt_id, access_token)
        values = {
            "page_name": "my_papers",
            "receipt": receipt,
            "token": access_token,
            "call_url": f"/my/papers/{receipt.id}/sign?access_token="
            f"{access_token or ''}",
        }
        return request.render("sales_aftercare.my_paper_page", values)

    @http.route(
        "/my/papers/<int:receipt_id>/sign", type="jsonrpc", auth="public", website=True
    )
    def my_paper_sign(self, receipt_id, access_token=None, name=None, signature=None):
        """Keep the signature; the answer is what the signature form expects."""
        token = access_token or request.httprequest.args.get("access_token")
        receipt = find_receipt(receipt_id, token)
        if receipt.state != "ready":
            return {"error": request.env._("It is signed already.")}
        try:
            receipt._sign(name, signature, "portal")
        except (AccessError, UserError) as error:
            return {"error": str(error)}
        url = f"/my/papers/{receipt.id}?access_token={token or ''}"
        return {"force_refresh": True, "redirect_url": url}

    @http.route(
        "/my/papers/<int:receipt_id>/pdf", type="http", auth="public", readonly=True
    )
    def my_paper_pdf(self, receipt_id, access_token=None, report_type="pdf", **_query):
        """The receipt as it is printed."""
        receipt = find_receipt(receipt_id, access_token)
        # sudo: reports read what the paper shows
        reports = request.env["ir.actions.report"].sudo()
        is_page = report_type == "html"
        render = reports._render_qweb_html if is_page else reports._render_qweb_pdf
        content = render("sales_aftercare.document_receipt_report", receipt.ids)[0]
        headers = [("Content-Type", "text/html" if is_page else "application/pdf")]
        if not is_page:
            name = content_disposition(f"{receipt.name}.pdf")
            headers.append(("Content-Disposition", name))
        return request.make_response(content, headers)
