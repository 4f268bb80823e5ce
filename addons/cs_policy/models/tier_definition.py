from odoo import api, models


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    @api.model
    def _get_tier_validation_model_names(self):
        """Also every document that uses our approval."""
        registry = self.env.registry
        names = registry.descendants(["policy.approval.mixin"], "_inherit")
        return super()._get_tier_validation_model_names() + [
            name for name in names if not registry[name]._abstract
        ]
