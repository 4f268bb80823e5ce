from odoo import api, fields, models

from ..tools.estate_words import ROLES


class PropertyLedgerImportLine(models.Model):
    """One thing the file says and what it is taken to mean."""

    _name = "property.ledger.import.line"
    _description = "Ledger Mapping"
    _inherit = ["policy.sheet.ledger.line"]

    import_id = fields.Many2one(
        "property.ledger.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="import_id.company_id")
    kind = fields.Selection(
        [("column", "Column"), ("word", "Word"), ("person", "Person")],
        required=True,
        readonly=True,
    )
    phone = fields.Char(readonly=True)
    place = fields.Char("Home", readonly=True)
    word_role = fields.Selection(
        [("status", "Status"), ("use", "Use"), ("structure", "Structure")],
        "Column of the Word",
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Same as Contact",
        domain="[('company_id', 'in', (False, company_id))]",
    )
    same_as_id = fields.Many2one(
        "property.ledger.import.line",
        "Same as in the File",
        domain="[('import_id', '=', import_id), ('kind', '=', 'person'), "
        "('text', '=', text), ('id', '!=', id)]",
    )

    @api.depends("text", "place", "phone")
    def _compute_display_name(self):
        for line in self:
            parts = (line.text, line.phone, line.place)
            line.display_name = " ".join(filter(None, parts))

    @api.model
    def _get_role_selection(self):
        labels = self.env["property.ledger.import"]._get_role_labels()
        return [
            *((role, labels[role]) for role in ROLES),
            ("ignore", self.env._("Nothing")),
        ]

    @api.model
    def _get_meaning_selection(self):
        """Values of the home's own fields, each once."""
        unit = self.env["property.unit"]
        found = {}
        for name in ("status", "use", "structure"):
            found |= dict(unit._fields[name]._description_selection(self.env))
        return list(found.items())

    def _get_same_marks(self):
        """{line: mark} of the lines that somebody said to be one person."""
        marks = {}
        for line in self.filtered("same_as_id"):
            one = marks.get(line.id, line.id)
            other = marks.get(line.same_as_id.id, line.same_as_id.id)
            marks[line.id] = marks[line.same_as_id.id] = one
            marks = {key: one if mark == other else mark for key, mark in marks.items()}
        return marks
