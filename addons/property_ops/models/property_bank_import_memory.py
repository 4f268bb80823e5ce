from odoo import api, fields, models

from ..tools.bank_sheet import fold


class PropertyBankImportMemory(models.Model):
    """What a bank's headings turned out to mean last time."""

    _name = "property.bank.import.memory"
    _description = "Remembered Column of a Bank File"
    _order = "heading"

    company_id = fields.Many2one("res.company", required=True, index=True)
    heading = fields.Char(required=True, help="Letters and digits alone.")
    role = fields.Char("Column Content", required=True)

    _heading_uniq = models.Constraint(
        "UNIQUE(company_id, heading)", "That heading is remembered already."
    )

    @api.model
    def _recall(self, company):
        """{folded heading: role} of one company."""
        rows = self.search([("company_id", "=", company.id)])
        return {row.heading: row.role for row in rows}

    @api.model
    def _remember(self, record):
        """Keep what the columns of an import meant, replacing what was known."""
        company = record.company_id
        known = self.search([("company_id", "=", company.id)]).grouped("heading")
        fresh = {}
        for column in record.column_ids:
            heading = fold(column.heading)
            if heading in known:
                known[heading].role = column.role
            elif heading:
                fresh[heading] = column.role
        self.create(
            [
                {"company_id": company.id, "heading": heading, "role": role}
                for heading, role in fresh.items()
            ]
        )
