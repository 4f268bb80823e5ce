from odoo import api, fields, models

from ..tools.sheet import fold
from ..tools.sheet_layout import heading_key


class PolicySheetLedgerMemory(models.AbstractModel):
    """What a company's headings and words turned out to mean last time.

    A model brings ``kind``, ``column`` or the role of the words, and a unique index
    on company, kind and text.
    """

    _name = "policy.sheet.ledger.memory"
    _description = "Remembered Mapping of a Ledger"
    _order = "kind, text"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    text = fields.Char(required=True, help="As written, folded to lower case.")
    value = fields.Char(required=True)

    @api.model
    def _recall(self, company):
        """{(kind, text): value} of one company."""
        rows = self.search([("company_id", "=", company.id)])
        return {(row.kind, row.text): row.value for row in rows}

    @api.model
    def _remember(self, company, lines):
        """Keep what a finished import's lines meant, replacing what was known."""
        known = {
            (row.kind, row.text): row
            for row in self.search([("company_id", "=", company.id)])
        }
        fresh = {}
        for line in lines:
            if line.kind == "column":
                key, value = ("column", heading_key(line.text)), line.role or "ignore"
            elif line.meaning:
                key, value = (line.word_role, fold(line.text)), line.meaning
            else:
                continue
            if key in known:
                if known[key].value != value:
                    known[key].value = value
            elif key[1]:
                fresh[key] = value
        self.create(
            [
                {"company_id": company.id, "kind": kind, "text": text, "value": value}
                for (kind, text), value in fresh.items()
            ]
        )
