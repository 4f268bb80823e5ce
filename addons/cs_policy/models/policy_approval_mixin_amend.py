from odoo import models
from odoo.exceptions import UserError

from ..tools.trusted import trusted


class PolicyApprovalMixin(models.AbstractModel):
    """Approved content changes by what was decided later, never silently."""

    _inherit = "policy.approval.mixin"

    def _amend(self, vals, comment):
        """Change what was approved, and say in the log why and to what.

        For the method that carries out a later decision (a supplement, the refusal of
        a loan), after it asked whether the acting user may. The new fingerprint is what
        :meth:`_is_unchanged_since` compares with from now on.

        :raises UserError: without a reason, or for what is not in force
        """
        if not (comment or "").strip():
            raise UserError(self.env._("Say why it is amended."))
        for record in self:
            if record.state != record._approval_states[1]:
                raise UserError(
                    self.env._(
                        "%(record)s is not in force; only what is can be amended.",
                        record=record.display_name,
                    )
                )
        records = self.sudo()  # who carries the decision out need not edit documents
        trusted(records)._write_protected(vals)
        self.flush_recordset()
        self._log_approval("amended", comment=comment)
        return True
