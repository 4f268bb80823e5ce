from odoo import models

from odoo.addons.cs_policy.tools.sheet import fold
from odoo.addons.property_ops.tools import estate_layout

from ..tools.contract_words import TITLE_TAIL


class SaleHomeLedgerImport(models.Model):
    """The mapping and the estate, proposed from the file and from memory."""

    _inherit = "sale.home.ledger.import"

    def _propose(self):
        """Fill the mapping, the estate and the day from the file."""
        self.ensure_one()
        layout = self._read_layout()
        vals = self._propose_columns(layout, self._recall())
        hints = (layout.sheet, self.name or "")
        name = estate_layout.find_estate(layout, hints, TITLE_TAIL)
        day = estate_layout.find_day(layout, "received")
        self.write(
            {
                "sheet": layout.sheet,
                "notes": "\n".join([*layout.titles, *layout.notes]),
                "date": day or self.date,
                "estate_id": self.estate_id.id or self._find_estate(name).id,
                "line_ids": [(0, 0, val) for val in vals],
            }
        )
        self._refresh_lines(layout)
        self._check_file(layout)

    def _find_estate(self, name):
        """The estate of that name or short name; the only one there is."""
        estates = self.env["property.estate"].search(
            [("company_id", "=", self.company_id.id)]
        )
        same = estates.filtered(
            lambda row: fold(name) and fold(name) in (fold(row.name), fold(row.code))
        )
        return same[:1] or (estates if len(estates) == 1 else estates.browse())
