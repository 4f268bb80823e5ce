from odoo import api, models
from odoo.exceptions import UserError


class PolicyEvidenceMixin(models.AbstractModel):
    """Records that can prove a duty; once they do, they stay."""

    _name = "policy.evidence.mixin"
    _description = "Evidence of Duties"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        duty = (
            self.env["policy.duty"]
            .sudo()  # also duties one can't see
            .search(
                [("evidence_model", "=", self._name), ("evidence_id", "in", self.ids)],
                limit=1,
            )
        )
        if duty:
            raise UserError(
                self.env._(
                    "%(record)s proves the duty %(duty)s and can't be deleted.",
                    record=self.browse(duty.evidence_id).display_name,
                    duty=duty.display_name,
                )
            )
