from odoo import api, fields, models


class ShiftImportLine(models.Model):
    """One thing the file says and what it is taken to mean."""

    _name = "shift.import.line"
    _description = "Roster Mapping"
    _order = "import_id, kind, id"

    import_id = fields.Many2one(
        "shift.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="import_id.company_id")
    kind = fields.Selection(
        [
            ("column", "Column"),
            ("code", "Code"),
            ("post", "Post"),
            ("person", "Person"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Char("In the File", readonly=True)
    cell = fields.Char(readonly=True)
    count = fields.Integer("Cells", readonly=True)
    position = fields.Integer(readonly=True)
    number = fields.Char("Staff Number", readonly=True)
    role = fields.Selection(
        [
            ("number", "Staff number"),
            ("name", "Full name"),
            ("post", "Post"),
            ("total_work", "Total of shifts"),
            ("total_off", "Total of days off"),
            ("ignore", "Nothing"),
        ],
        "Column Content",
    )
    meaning = fields.Selection(
        [("shift", "Shift"), ("rest", "Rest"), ("leave", "Leave")]
    )
    template_id = fields.Many2one(
        "shift.template", "Shift Code", domain="[('company_id', '=', company_id)]"
    )
    hour_from = fields.Float("Starts At")
    hour_to = fields.Float("Ends At")
    post_id = fields.Many2one("shift.post", domain="[('company_id', '=', company_id)]")
    employee_id = fields.Many2one(
        "hr.employee", domain="[('company_id', '=', company_id)]"
    )
    is_new = fields.Boolean("Create", help="Made on import from what the file says.")
    is_confirmed = fields.Boolean("Confirmed")
    source = fields.Selection(
        [
            ("memory", "Remembered"),
            ("match", "Same in Odoo"),
            ("legend", "Legend in the file"),
            ("word", "Usual word"),
            ("none", "Not recognised"),
        ],
        string="Recognised By",
        readonly=True,
    )

    @api.onchange("employee_id")
    def _onchange_employee_id(self):
        """Whoever chooses a person has answered the question."""
        if self.employee_id:
            self.is_new = False
            self.is_confirmed = True

    @api.onchange("template_id")
    def _onchange_template_id(self):
        if self.template_id:
            self.meaning, self.is_new = "shift", False

    @api.onchange("post_id")
    def _onchange_post_id(self):
        if self.post_id:
            self.is_new = False
