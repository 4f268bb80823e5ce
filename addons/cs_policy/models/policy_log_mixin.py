from odoo import api, models
from odoo.exceptions import UserError

# A client can send any context *value* over RPC, but never this very object.
_APPEND = object()


class PolicyLogMixin(models.AbstractModel):
    """Rows that the system adds and that nobody changes or deletes afterwards."""

    _name = "policy.log.mixin"
    _description = "Append-Only Log"
    _inherit = ["policy.guard.mixin"]

    @api.model
    def _get_guarded(self, names):
        return list(names)

    @api.model
    def _append(self, vals_list):
        """Add rows; the only way in."""
        log = self.sudo()  # nobody may create
        rows = log.with_context(policy_log=_APPEND).create(vals_list)
        return rows.with_context(policy_log=None)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("policy_log") is not _APPEND:
            self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        if self:
            self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        model = self.env["ir.model"].sudo()._get(self._name)  # only its name
        raise UserError(
            self.env._(
                "%(log)s: rows are added by the system and stay as they are.",
                log=model.name,
            )
        )
