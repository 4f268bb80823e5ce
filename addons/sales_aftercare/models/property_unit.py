from odoo import api, fields, models
from odoo.tools import SQL


class PropertyUnit(models.Model):
    """A home is sold as soon as its contract is in force."""

    _inherit = "property.unit"

    sale_contract_ids = fields.One2many("sale.home.contract", "unit_id")

    @api.depends("sale_contract_ids.state")
    def _compute_status(self):
        result = super()._compute_status()
        for unit in self.filtered(lambda row: row.status == "unsold"):
            states = unit.sudo().sale_contract_ids.mapped("state")  # only whether sold
            if "active" in states:
                unit.status = "sold"
        return result

    def _lock_for_sale(self):
        """Two who sell the same home go one after the other.

        The row is written, not only locked: the later transaction then fails, is tried
        again by Odoo and sees the deal of the first.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE property_unit SET write_date = write_date WHERE id IN %s",
                tuple(self.ids) or (0,),
            )
        )
