from odoo import api, fields, models
from odoo.exceptions import UserError


class ShiftTemplate(models.Model):
    """A kind of shift: the code a manager writes into a cell of the roster."""

    _name = "shift.template"
    _description = "Shift Code"
    _order = "sequence, hour_from, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What stands in the cell, e.g. E or 早.")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    hour_from = fields.Float(
        "Starts At",
        required=True,
        help="Company time; 24:00 is the midnight that follows.",
    )
    hour_to = fields.Float(
        "Ends At", required=True, help="At or before the start means the following day."
    )
    duration_hours = fields.Float(compute="_compute_duration_hours", store=True)
    is_late = fields.Boolean(
        "Late Shift", help="Whoever has it cleans the public area (CS-6.6)."
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "That code names another shift already."
    )
    _hours_valid = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from <= 24 AND hour_to >= 0 AND hour_to <= 24)",
        "Hours go from 0:00 to 24:00.",
    )

    @api.depends("hour_from", "hour_to")
    def _compute_duration_hours(self):
        for template in self:
            template.duration_hours = template._get_hours()[1]

    def write(self, vals):
        moved = self.filtered(
            lambda code: any(
                name in vals and vals[name] != code[name]
                for name in ("hour_from", "hour_to")
            )
        )
        moved._refuse_moving_held_shifts()
        return super().write(vals)

    def _refuse_moving_held_shifts(self):
        """:raises UserError: when shifts that people were told would move with it"""
        held = (
            self.env["shift.assignment"]
            .sudo()  # of every company that could use it
            .with_context(active_test=False)
            .search(
                [
                    ("template_id", "in", self.ids),
                    ("roster_id.published_at", "!=", False),
                ],
                limit=1,
            )
        )
        if held:
            raise UserError(
                self.env._(
                    "%(code)s: its hours stand in the published roster %(roster)s; "
                    "make a new shift code for other hours.",
                    code=held.template_id.code,
                    roster=held.roster_id.display_name,
                )
            )

    def _get_hours(self):
        """(first hour, length in hours); the first hour may be 24."""
        self.ensure_one()
        length = (self.hour_to - self.hour_from) % 24
        return self.hour_from, length or 24.0

    def _get_interval(self, day):
        """Naive UTC (start, stop) of this shift on roster day ``day``.

        Both ends are wall-clock times of the company, so a night in which the
        clocks change is an hour shorter or longer.
        """
        self.ensure_one()
        first, length = self._get_hours()
        company = self.company_id
        return (
            company._policy_utc(day, first),
            company._policy_utc(day, first + length),
        )
