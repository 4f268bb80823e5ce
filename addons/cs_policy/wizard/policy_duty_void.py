from odoo import fields, models


class PolicyDutyVoid(models.TransientModel):
    _name = "policy.duty.void"
    _description = "Void Duties"

    duty_ids = fields.Many2many("policy.duty", string="Duties", required=True)
    reason = fields.Char(required=True, help="Stays in the history of the duty.")

    def action_void(self):
        self.ensure_one()
        self.duty_ids._guard_manager()
        self.duty_ids._void(self.reason)
        return {"type": "ir.actions.act_window_close"}
