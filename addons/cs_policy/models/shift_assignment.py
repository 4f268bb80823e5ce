from odoo import api, fields, models


class ShiftAssignment(models.Model):
    """One shift of one person at one post: an interval on the clock.

    Without an employee it is an open shift.
    """

    _name = "shift.assignment"
    _description = "Shift"
    _order = "start, post_id, id"
    _check_company_auto = True

    roster_id = fields.Many2one(
        "shift.roster", required=True, ondelete="restrict", index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="roster_id.company_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(related="roster_id.state", string="Roster State")
    employee_id = fields.Many2one(
        "hr.employee", index=True, check_company=True, help="Empty: an open shift."
    )
    post_id = fields.Many2one("shift.post", required=True, check_company=True)
    template_id = fields.Many2one(
        "shift.template", "Shift Code", required=True, check_company=True
    )
    date = fields.Date("Roster Day", required=True, index=True)
    start = fields.Datetime(
        compute="_compute_interval", store=True, precompute=True, required=True
    )
    stop = fields.Datetime(
        compute="_compute_interval", store=True, precompute=True, required=True
    )
    origin = fields.Selection(
        [
            ("plan", "Planned"),
            ("swap", "Swapped"),
            ("return", "Return shift"),
            ("pickup", "Picked up"),
            ("replacement", "Same-day replacement"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="plan",
    )
    active = fields.Boolean(default=True, copy=False, help="Unset: cancelled.")

    _interval_valid = models.Constraint(
        "CHECK(stop > start)", "A shift ends after it starts."
    )
    # No btree_gist needed: an int4range of one number compares like the number.
    _no_double_booking = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(employee_id, employee_id, '[]') WITH &&, "
        "tsrange(start, stop) WITH &&) "
        "WHERE (employee_id IS NOT NULL AND active) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "One person can't have two shifts at the same time.",
    )
    _employee_start_idx = models.Index("(employee_id, start)")

    @api.depends("date", "template_id.hour_from", "template_id.hour_to")
    def _compute_interval(self):
        for shift in self:
            if shift.date and shift.template_id:
                shift.start, shift.stop = shift.template_id._get_interval(shift.date)

    @api.depends("template_id", "employee_id", "date")
    def _compute_display_name(self):
        for shift in self:
            who = shift.employee_id.name or self.env._("Open shift")
            day = fields.Date.to_string(shift.date) if shift.date else ""
            shift.display_name = f"{day} {shift.template_id.code or ''} {who}"
