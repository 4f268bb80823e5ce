from odoo import api, fields, models

from ..tools.estate_home import fold
from ..tools.estate_words import heading_key


class PropertyLedgerImportMemory(models.Model):
    """What a company's headings and words turned out to mean last time."""

    _name = "property.ledger.import.memory"
    _description = "Remembered Ledger Mapping"
    _order = "kind, text"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("column", "Column"),
            ("status", "Status"),
            ("use", "Use"),
            ("structure", "Structure"),
        ],
        required=True,
    )
    text = fields.Char(required=True, help="As written, folded to lower case.")
    value = fields.Char(required=True)

    _text_uniq = models.Constraint(
        "UNIQUE(company_id, kind, text)", "That text is remembered already."
    )

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
            elif line.kind == "word" and line.meaning:
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
