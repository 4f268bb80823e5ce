from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools.capital_amount import capital_amount

SCRIPTS = {"zh_CN": "hans", "zh_SG": "hans", "zh_TW": "hant", "zh_HK": "hant"}


class PropertyReceipt(models.Model):
    """On paper: the first sheet is the original, every other one says it is not."""

    _inherit = "property.receipt"

    @enforces("PO-4.1.2")
    def _register_print(self):
        """Count a printing; {receipt id: number of the copy, 0 is the original}."""
        copies = {}
        for receipt in self:
            receipt.check_access("read")
            receipt._lock_receipt()
            receipt.invalidate_recordset(["print_count"])
            written = receipt.sudo()  # counted whoever prints
            copies[receipt.id] = receipt.print_count
            written._write_protected({"print_count": receipt.print_count + 1})
            if copies[receipt.id]:
                written.message_post(
                    body=self.env._("Printed again, copy %s.", copies[receipt.id]),
                    author_id=self.env.user.partner_id.id,
                )
        return copies

    def action_print(self):
        """The receipt as PDF; counted when it is made."""
        return self.env.ref("property_ops.property_receipt_report").report_action(
            self, config=False
        )

    def _get_amount_in_words(self):
        """Chinese capital numerals, else the words of the language."""
        self.ensure_one()
        lang = self.env.lang or "en_US"
        if lang in SCRIPTS:
            return capital_amount(self.amount, SCRIPTS[lang])
        return self.currency_id.amount_to_text(self.amount)
