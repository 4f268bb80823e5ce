from odoo import models


class AccountMove(models.Model):
    """Numbers of many invoices of sales in one transaction, as those of bills."""

    _inherit = "account.move"

    def _is_numbered_in_bulk(self):
        return super()._is_numbered_in_bulk() or (self.sale_kind and self.is_invoice())
