from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyCollectionSnapshotLine(models.Model):
    """One fee, building and fee month of a frozen month."""

    _name = "property.collection.snapshot.line"
    _description = "Line of a Frozen Month"
    _inherit = ["property.collection.mixin"]
    _order = "snapshot_id, period, id"

    snapshot_id = fields.Many2one(
        "property.collection.snapshot", required=True, readonly=True, ondelete="cascade"
    )
    received = fields.Monetary(
        readonly=True, help="Money set against it in the frozen month alone."
    )

    _snapshot_period = models.Index("(snapshot_id, period)")

    def write(self, vals):
        if self:
            raise UserError(self.env._("A frozen month can't be rewritten."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A frozen month can't be deleted."))
