from odoo import models

# A client can send any context *value* over RPC, but never this very object.
_IMPORTED = object()


class PolicyApprovalMixin(models.AbstractModel):
    """Documents that were approved before they came here."""

    _inherit = "policy.approval.mixin"

    def _import_approved(self, comment):
        """Put them in force; the log says with ``comment`` where they come from.

        For imports of history alone: nobody is asked and nothing follows from it.
        """
        imported = self.with_context(policy_imported=_IMPORTED)
        imported._write_protected({"state": self._approval_states[1]})
        self._log_approval("effective", comment=comment, requester=self.env.user)

    def _tier_validation_check_state_on_write(self, vals):
        if self.env.context.get("policy_imported") is _IMPORTED:
            return None
        return super()._tier_validation_check_state_on_write(vals)
