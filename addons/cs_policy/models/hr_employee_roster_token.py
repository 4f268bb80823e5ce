import secrets

from odoo import fields, models

TOKEN_BYTES = 32


class HrEmployee(models.Model):
    """The secret behind a person's calendar link."""

    _inherit = "hr.employee"

    roster_token = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Secret of the person's calendar link; renewing it revokes the old link.",
    )

    _roster_token_uniq = models.UniqueIndex(
        "(roster_token) WHERE roster_token IS NOT NULL", "That link is taken."
    )

    def _get_roster_url(self):
        """Calendar link of one person, made when asked for first."""
        person = self.sudo()  # the caller has checked whose link it is
        person.ensure_one()
        if not person.roster_token:
            person._renew_roster_token()
        return f"{person.get_base_url()}/shift/ical/{person.roster_token}.ics"

    def _renew_roster_token(self):
        """A new secret; the old link is dead from now on."""
        for person in self.sudo():  # as above
            person.roster_token = secrets.token_urlsafe(TOKEN_BYTES)

    def _find_by_roster_token(self, token):
        """The working person the link belongs to; empty for a revoked one."""
        if not token or len(token) < TOKEN_BYTES:
            return self.browse()
        return self.sudo().search([("roster_token", "=", token)], limit=1)  # no login
