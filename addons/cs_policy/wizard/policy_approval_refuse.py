from odoo import fields, models
from odoo.exceptions import UserError


class PolicyApprovalRefuse(models.TransientModel):
    _name = "policy.approval.refuse"
    _description = "Refuse an Approval"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    comment = fields.Text("Reason", required=True)

    def action_refuse(self):
        """Say no with the reason; the document checks whether it may."""
        self.ensure_one()
        names = self.env.registry.descendants(["policy.approval.mixin"], "_inherit")
        if self.res_model not in names:
            raise UserError(self.env._("This document needs no approval."))
        self.env[self.res_model].browse(self.res_id)._refuse_approval(self.comment)
        return {"type": "ir.actions.act_window_close"}
