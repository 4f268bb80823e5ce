from odoo import api, fields, models

from .property_dunning_level import KINDS


class PropertyDunningPolicy(models.Model):
    """The limits of the five steps, which change with the policy's date."""

    _inherit = "property.dunning.policy"

    write_off_account_id = fields.Many2one(
        "account.account",
        "Write-off Account",
        check_company=True,
        help="Expense account of debts written off by joint decision (PO-4.1.3.4).",
    )
    level_ids = fields.One2many("property.dunning.level", "policy_id", "Steps")

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        levels = self.env["property.dunning.level"]
        for policy in policies:
            there = set(policy.level_ids.mapped("kind"))
            missing = [kind for kind, _label in KINDS if kind not in there]
            levels.create(levels._prepare_defaults(policy, missing))
        return policies
