from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """What anybody pays for a home settles the account of who owes it.

        A co-owner pays online; the money must not stand as his prepayment against a
        debt of somebody else.
        """
        debtor = self.invoice_ids.commercial_partner_id
        if self.invoice_ids.property_unit_id and len(debtor) == 1:
            extra_create_values.setdefault("partner_id", debtor.id)
        payment = super()._create_payment(**extra_create_values)
        if self.invoice_ids.property_unit_id:
            self.env["property.receipt"]._issue(
                payment, method="online", channel="online", reference=self.reference
            )
        return payment
