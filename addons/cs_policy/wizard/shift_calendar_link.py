from odoo import api, fields, models
from odoo.exceptions import UserError


class ShiftCalendarLink(models.TransientModel):
    """Shows a user the own secret calendar link, and replaces it."""

    _name = "shift.calendar.link"
    _description = "My Calendar Link"

    url = fields.Char("Link", compute="_compute_url")

    @api.depends_context("uid")
    def _compute_url(self):
        for wizard in self:
            wizard.url = self._get_own_url()

    def action_renew(self):
        """Revoke the link and show a new one."""
        self._get_own_url(renew=True)
        return self.action_show()

    @api.model
    def action_show(self):
        """Open the dialog with the link."""
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "cs_policy.shift_calendar_link_action"
            ),
            "res_id": self.create({}).id,
        }

    @api.model
    def _get_own_url(self, renew=False):
        """Link of the user's own employee.

        :raises UserError: for a user without an employee
        """
        own = self.env.user.sudo().employee_id  # own one
        if not own:
            raise UserError(self.env._("You have no employee in this company."))
        if renew:
            own._renew_roster_token()
        return own._get_roster_url()
