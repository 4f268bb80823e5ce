from odoo import models

from ..tools.other_terms import add_code_terms


class IrHttp(models.AbstractModel):
    """Serves the words that ``i18n_extra`` has for the code of other addons."""

    _inherit = "ir.http"

    def _register_hook(self):
        super()._register_hook()
        add_code_terms()
