from odoo import http
from odoo.http import request
from odoo.tools import consteq


class OptOut(http.Controller):
    """No more greetings and news, by the link of a message or by answering it."""

    @http.route(
        "/sales/opt-out/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,  # mail programs post here by their own button (RFC 8058)
        website=True,
        sitemap=False,
    )
    def opt_out(self, token, **_query):
        """The link shows a button, so that a mail scanner opts nobody out."""
        # sudo: visitors have no right on profiles; the token is the key to this one
        profiles = request.env["customer.profile"].sudo()
        profile = profiles.search([("opt_out_token", "=", token)], limit=1)
        if not profile or not consteq(profile.opt_out_token, token):
            raise request.not_found()
        if request.httprequest.method == "POST":
            profile._opt_out("link")
        lang = profile.partner_id.lang or request.env.lang
        values = {
            "is_out": bool(profile.opted_out_at),
            "company_name": profile.company_id.name,
        }
        request.update_context(lang=lang)
        return request.render("sales_aftercare.opt_out_page", values)

    @http.route(
        "/sales/sms-answer/<string:key>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,  # called by the SMS provider
        sitemap=False,
    )
    def sms_answer(self, key, number="", text="", **_query):
        """What a customer answered; the same reply whoever it was."""
        # sudo: the key, which only administrators and the provider know, is compared
        companies = request.env["res.company"].sudo()
        for company in companies.search([("sms_answer_key", "!=", False)]):
            if consteq(company.sms_answer_key, key):
                profiles = companies.env["customer.profile"]
                profiles._take_sms_answer(company, number, text)
                return request.make_response("ok")
        raise request.not_found()
