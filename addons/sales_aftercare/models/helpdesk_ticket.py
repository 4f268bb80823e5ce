from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """Tickets about the sale of a home."""

    _inherit = "helpdesk.ticket"

    sale_contract_id = fields.Many2one(
        "sale.home.contract",
        "Home Sale Contract",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )

    @api.model
    def _get_complaints(self, company):
        """Open complaints at ``company``, whoever may see them."""
        tickets = self.sudo()  # only that there is one
        return tickets.search(
            [
                ("company_id", "=", company.id),
                ("category_id.is_complaint", "=", True),
                ("stage_id.closed", "=", False),
            ]
        )

    def _get_portal_title(self):
        # sudo: whether it is a complaint; customers have no right on categories
        if self.sudo().category_id.is_complaint:
            return self.env._("Complaint")
        return super()._get_portal_title()
