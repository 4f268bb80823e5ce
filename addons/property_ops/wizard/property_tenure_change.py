from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class PropertyTenureChange(models.TransientModel):
    """A home changes hands on a day: old shares end, new ones begin, together."""

    _name = "property.tenure.change"
    _description = "Change of Ownership"

    unit_id = fields.Many2one("property.unit", "Home", required=True)
    date = fields.Date("From", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("property.tenure.change.line", "change_id", "New Owners")
    note = fields.Char("Reason", help="Sale, inheritance, court order…")

    def action_apply(self):
        """End what is owned the day before and begin the new shares.

        :raises UserError: when the new shares begin before the present ones did
        :raises ValidationError: PO-4.5.2, when they do not sum to 100 %
        """
        self.ensure_one()
        unit = self.unit_id
        if not self.line_ids:
            raise UserError(self.env._("Name the new owners of %s.", unit.display_name))
        current = unit.tenure_ids.filtered(
            lambda row: not row.date_to or row.date_to >= self.date
        )
        begun = current.filtered(lambda row: row.date_from >= self.date)
        if begun:
            raise UserError(
                self.env._(
                    "%(home)s: shares begin on %(day)s already; the change must be "
                    "later.",
                    home=unit.display_name,
                    day=begun[0].date_from,
                )
            )
        current.date_to = self.date - timedelta(days=1)
        self.env["property.tenure"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": line.partner_id.id,
                    "share": line.share,
                    "date_from": self.date,
                }
                for line in self.line_ids
            ]
        )
        self._post_note()
        return {"type": "ir.actions.act_window_close"}

    def _post_note(self):
        owners = ", ".join(
            f"{line.partner_id.name} {line.share:g} %" for line in self.line_ids
        )
        self.unit_id.message_post(
            body=self.env._(
                "Owners from %(day)s: %(owners)s. %(note)s",
                day=self.date,
                owners=owners,
                note=self.note or "",
            )
        )
