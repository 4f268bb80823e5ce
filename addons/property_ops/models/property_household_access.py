from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyHouseholdAccess(models.Model):
    """Who read the personal facts of which household, and when. Only ever grows."""

    _name = "property.household.access"
    _description = "Reading of Personal Facts"
    _order = "id desc"

    household_id = fields.Many2one(
        "property.household",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, index=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime("Read at", required=True, readonly=True, index=True)

    _reader_idx = models.Index("(household_id, user_id, date)")

    @api.model
    @enforces("PO-4.5.1")
    def _log(self, households):
        """Note the reading, once per person, household and quarter of an hour."""
        now = fields.Datetime.now()
        log = self.sudo()  # readers can't write their own log
        known = log.search(
            [
                ("household_id", "in", households.ids),
                ("user_id", "=", self.env.uid),
                ("date", ">", now - timedelta(minutes=15)),
            ]
        ).household_id
        log.create(
            [
                {
                    "household_id": household.id,
                    "user_id": self.env.uid,
                    "date": now,
                }
                for household in households - known
            ]
        )

    def write(self, vals):
        raise UserError(self.env._("The log of readings can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("The log of readings can't be deleted."))
