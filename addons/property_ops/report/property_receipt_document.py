from odoo import api, models


class PropertyReceiptDocument(models.AbstractModel):
    """Counts every printing, so that paper says which sheet is the original."""

    _name = "report.property_ops.property_receipt_document"
    _description = "Receipt on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        receipts = self.env["property.receipt"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": receipts._name,
            "docs": receipts,
            "copies": receipts._register_print(),
        }
