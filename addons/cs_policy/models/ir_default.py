from odoo import api, models


class IrDefault(models.Model):
    """No stored default for what only a document's own methods set."""

    _inherit = "ir.default"

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        defaults = super()._get_model_defaults(model_name, condition)
        get_guarded = getattr(self.env.get(model_name), "_get_guarded", None)
        guarded = get_guarded(defaults) if defaults and get_guarded else ()
        return {name: value for name, value in defaults.items() if name not in guarded}
