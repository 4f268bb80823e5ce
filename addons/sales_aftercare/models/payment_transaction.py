from odoo import models


class PaymentTransaction(models.Model):
    """What a buyer pays in the portal is money for that home."""

    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        invoices = self.invoice_ids
        contract = invoices.sale_contract_id
        subscription = invoices.sale_subscription_id
        debtor = invoices.commercial_partner_id
        is_sale = len(contract) == 1 or (not contract and len(subscription) == 1)
        if is_sale and len(debtor) == 1:
            extra_create_values.update(
                sale_kind="payment",
                sale_contract_id=contract.id,
                sale_subscription_id=False if contract else subscription.id,
                sale_payer_id=self.partner_id.id,
                partner_id=debtor.id,
            )
        payment = super()._create_payment(**extra_create_values)
        if payment.sale_kind:
            self.env["property.receipt"]._issue(
                payment, method="online", channel="online", reference=self.reference
            )
        return payment
