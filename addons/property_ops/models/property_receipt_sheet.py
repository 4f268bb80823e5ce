from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


class PropertyReceipt(models.Model):
    """Receipts of the desk belong to the cash sheet of their cashier and day."""

    _inherit = "property.receipt"

    sheet_id = fields.Many2one(
        "property.cash.sheet",
        "Cash Sheet",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @enforces("PO-4.1.2")
    def _after_issue(self):
        result = super()._after_issue()
        for receipt in self.filtered(lambda receipt: receipt.channel == "desk"):
            sheets = self.env["property.cash.sheet"]
            receipt.sheet_id = sheets._get_open(receipt.cashier_id, receipt.company_id)
        return result

    def _after_void(self):
        self.sheet_id._touch()
        return super()._after_void()

    @enforces("PO-4.1.2")
    def _get_void_reasons(self):
        """A closed day is closed for its receipts too."""
        found = super()._get_void_reasons()
        for receipt in self:
            sheet = receipt.sheet_id.sudo()  # the state alone
            if sheet and sheet.state != "open":
                found[receipt.id].append(
                    Reason(
                        "PO-4.1.2",
                        self.env._("The cash sheet %s is closed.", sheet.display_name),
                        self.env._(
                            "The director gives the sheet back, or the amount is "
                            "paid back."
                        ),
                    )
                )
        return found
