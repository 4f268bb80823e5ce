from odoo import api, fields, models

from ..tools.sheet import fold


class ShiftImportMemory(models.Model):
    """What a company's columns and codes turned out to mean last time."""

    _name = "shift.import.memory"
    _description = "Remembered Roster Mapping"
    _order = "kind, text"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("column", "Column"), ("code", "Code"), ("post", "Post")], required=True
    )
    text = fields.Char(required=True, help="As written, folded to lower case.")
    role = fields.Char("Column Content")
    template_id = fields.Many2one("shift.template", "Shift Code", check_company=True)
    post_id = fields.Many2one("shift.post", check_company=True)

    _text_uniq = models.Constraint(
        "UNIQUE(company_id, kind, text)", "That text is remembered already."
    )

    @api.model
    def _recall(self, company):
        """{(kind, text): memory} of one company."""
        rows = self.search([("company_id", "=", company.id)])
        return {(row.kind, row.text): row for row in rows}

    @api.model
    def _remember(self, company, lines):
        """Keep what a finished import's lines meant, replacing what was known."""
        known = self._recall(company)
        fresh = []
        for line in lines.filtered(
            lambda line: line.kind in ("column", "code", "post")
        ):
            vals = {
                "role": line.role or line.meaning,
                "template_id": line.template_id.id,
                "post_id": line.post_id.id,
            }
            text = fold(line.text)
            if (line.kind, text) in known:
                known[line.kind, text].write(vals)
            elif text:
                vals |= {"company_id": company.id, "kind": line.kind, "text": text}
                fresh.append(vals)
        self.create(fresh)
