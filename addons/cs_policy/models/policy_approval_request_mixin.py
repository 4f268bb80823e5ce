from odoo import models


class PolicyApprovalRequestMixin(models.AbstractModel):
    """Somebody fills the document in and then puts it before its approvers.

    A model's ``_transitions`` go from ``draft`` to the first of ``_approval_states``.
    """

    _name = "policy.approval.request.mixin"
    _description = "Documents Put before Their Approvers"
    _inherit = ["policy.approval.mixin"]

    def _get_submit_reasons(self):
        """{id: all reasons why it can't be put before its approvers}"""
        return dict.fromkeys(self.ids, ())

    def action_submit(self):
        """Put it before its approvers.

        :raises PolicyRefusal: when anything stands against it
        """
        self.check_access("write")
        reasons = self._get_submit_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)
        return self._move(self._approval_states[0])

    def action_reset(self):
        self.check_access("write")
        return self._move("draft")

    def action_cancel(self):
        self.check_access("write")
        return self._move("cancelled")
