from odoo import api, fields, models
from odoo.exceptions import UserError

# A client can send any context *value* over RPC, but never this very object.
_FREEZE = object()


class ShiftHandoverItem(models.Model):
    """One thing handed over, as it was signed; the incoming side may refuse it."""

    _name = "shift.handover.item"
    _description = "Handover Item"
    _inherit = ["policy.guard.mixin"]
    _order = "handover_id, id"
    _rec_name = "text"

    handover_id = fields.Many2one(
        "shift.handover", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="handover_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(
        [
            ("equipment", "Equipment state"),
            ("issue", "Difficult issues"),
            ("staff", "Staff changes"),
            ("ticket", "Difficult ticket"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Text(required=True, readonly=True)
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, ondelete="set null")
    is_refused = fields.Boolean("Refused")
    remark = fields.Char(help="Why it was not taken over.")

    @api.model
    def _freeze(self, vals_list):
        """Add what is being signed; the only way in."""
        return self.with_context(handover_freeze=_FREEZE).create(vals_list)

    @api.model
    def _get_guarded(self, names):
        return list(names)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("handover_freeze") is not _FREEZE:
            raise UserError(self.env._("Items are made by signing the handover."))
        return super().create(vals_list)

    def write(self, vals):
        own = self.env.user.sudo().employee_ids  # the user's own rows
        for handover in self.handover_id:
            if (
                set(vals) - {"is_refused", "remark"}
                or handover.state != "outgoing"
                or not own & handover._get_incoming()
            ):
                raise UserError(
                    self.env._(
                        "%(record)s: only the incoming agent refuses items, and only "
                        "before signing.",
                        record=handover.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Handover logs are kept."))
