from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyUnit(models.Model):
    """In what condition a home is, told by the defects that are open (PO-4.5.4)."""

    _inherit = "property.unit"

    defect_ids = fields.One2many("property.defect", "unit_id")
    open_defect_count = fields.Integer("Open Defects", compute="_compute_soundness")
    soundness = fields.Selection(
        [
            ("sound", "Sound"),
            ("defects", "With defects"),
            ("grave", "With grave defects"),
        ],
        "Condition Now",
        compute="_compute_soundness",
        help="Follows from the defects that are open.",
    )

    @api.depends("defect_ids.state", "defect_ids.is_grave")
    @enforces("PO-4.5.4")
    def _compute_soundness(self):
        groups = self.env["property.defect"]._read_group(
            [("unit_id", "in", self.ids), ("state", "=", "open")],
            ["unit_id", "is_grave"],
            ["__count"],
        )
        found = {(unit.id, is_grave): count for unit, is_grave, count in groups}
        for unit in self:
            grave, others = (found.get((unit.id, key), 0) for key in (True, False))
            unit.open_defect_count = grave + others
            unit.soundness = "grave" if grave else "defects" if others else "sound"

    def action_open_defects(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_ops.property_defect_action"
        )
        return {
            **action,
            "domain": [("unit_id", "=", self.id)],
            "context": {"default_unit_id": self.id},
        }
