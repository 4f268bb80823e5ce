from odoo import api, fields, models
from odoo.exceptions import UserError


class PolicyParameterChange(models.Model):
    """Who set, changed or deleted a value, when and why. Rows are only added.

    The row keeps the code of the parameter, so that the history outlives an
    addon that is uninstalled.
    """

    _name = "policy.parameter.change"
    _description = "Change of a Policy Parameter"
    _inherit = ["policy.guard.mixin"]
    _order = "id desc"
    _rec_name = "parameter_code"

    parameter_id = fields.Many2one(
        "policy.parameter", readonly=True, ondelete="set null", index=True
    )
    parameter_code = fields.Char("Code", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    action = fields.Selection(
        [("set", "Set"), ("changed", "Changed"), ("deleted", "Deleted")],
        required=True,
        readonly=True,
    )
    old_date_from = fields.Date("From, Before", readonly=True)
    old_value = fields.Char("Value Before", readonly=True)
    new_date_from = fields.Date("From", readonly=True)
    new_value = fields.Char("Value", readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    create_date = fields.Datetime("Changed On", readonly=True)

    @api.model
    def _get_guarded(self, names):
        return list(names)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["user_id"] = self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        if self:
            raise UserError(self.env._("The history of parameters can't be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("The history of parameters can't be changed."))
