from odoo import http
from odoo.http import content_disposition, request

from .my_homes import MyHomes


class MyHomesDunning(MyHomes):
    """The debtor's own dunning notices; opening one proves that it arrived."""

    def _prepare_my_home_values(self, unit, home):
        values = super()._prepare_my_home_values(unit, home)
        values["letters"] = self._find_letters([("unit_id", "=", unit.id)])
        return values

    def _find_letters(self, domain):
        """Letters that were sent to the visitor, the newest first."""
        # sudo: customers have no right on steps; only letters made out to them
        steps = request.env["property.dunning.step"].sudo()
        own = steps._get_portal_domain(request.env.user.partner_id)
        return steps.search([*own, *domain], order="id desc")

    @http.route("/my/homes/dunning/<int:step_id>", type="http", auth="user")
    def my_home_dunning(self, step_id, **_query):
        """The letter (form 5.4) with the figures of today (PO-4.1.3.1)."""
        step = self._find_letters([("id", "=", step_id)])
        if not step:
            raise request.not_found()
        pdf, _kind = step.env["ir.actions.report"]._render_qweb_pdf(
            "property_ops.property_dunning_notice_report", step.ids
        )
        step._mark_read(request.env.user.partner_id)
        name = content_disposition(f"{step._get_title()}.pdf", "inline")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", name)]
        return request.make_response(pdf, headers)
