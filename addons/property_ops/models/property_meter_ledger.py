from odoo import models


class PropertyMeter(models.Model):
    _inherit = "property.meter"

    def _correct_first_value(self, value):
        """The dial at the start, as a ledger corrects it before the first reading."""
        for meter in self.filtered(lambda row: not row.reading_ids):
            if meter.first_value != float(value):
                meter.first_value = float(value)
