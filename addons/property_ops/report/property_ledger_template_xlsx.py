from odoo import models

from ..tools import estate_sheet


class PropertyLedgerTemplateXlsx(models.AbstractModel):
    """An empty ledger to fill in, with what its columns mean."""

    _name = "report.property_ops.property_ledger_template_xlsx"
    _description = "Ledger Template"
    _inherit = "report.property_ops.property_ledger_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        env = self.env
        columns = self._get_columns(env["property.ledger.import"]._default_date())
        self._add_ledger(workbook, env._("Homes"), env._("Ledger"), columns, frozen=4)
        notes = self._get_notes()
        texts = [notes.get(role, "") for role in estate_sheet.COLUMNS]
        self._add_legend(workbook, columns, texts)

    def _get_notes(self):
        env = self.env
        values = {}
        labels = env["property.ledger.import"]._get_value_labels()
        for (role, _value), text in labels.items():
            values.setdefault(role, []).append(text)
        return {
            **{role: env._("One of: %s", " / ".join(v)) for role, v in values.items()},
            "building": env._("1#, 1号楼 and Building 1 are the same building."),
            "room": env._(
                "The number on the door. Building, entrance and room name the home."
            ),
            "handover": env._("Until then the developer pays. Year-month-day."),
            "owner": env._(
                "Several: separated by 、 in the order of their shares. "
                "Empty: the developer's."
            ),
            "share": env._("One share per owner, e.g. 50%、50%; together 100 %."),
            "phone": env._(
                "Of the first owner, or of each in their order. It tells "
                "people of the same name apart."
            ),
            "rate": env._("Becomes a fee rule from the month after the arrears."),
            "arrears": env._(
                "What was owed on that day, posted as an opening invoice."
            ),
            "arrears_from": env._(
                "First month owed, e.g. 2026-02: the age of the debt."
            ),
            "water_first": env._("What the dial shows on the day of the arrears."),
            "note": env._(
                "Free text. Words such as lives alone become a mark of the "
                "household that few may read."
            ),
        }
