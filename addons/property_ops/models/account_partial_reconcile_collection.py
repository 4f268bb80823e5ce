from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # What came in between two days; max_date is the later date of both sides.
    _property_collection = models.Index("(company_id, max_date)")
