from odoo import api, fields, models

from .shift_assignment_attendance import SUPERVISORS


class ShiftChange(models.Model):
    """What happened to a published shift: who, what, when, why. Append-only."""

    _name = "shift.change"
    _description = "Roster Change"
    _inherit = ["policy.log.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    shift_id = fields.Many2one(
        "shift.assignment", ondelete="set null", readonly=True, index=True
    )
    roster_id = fields.Many2one(
        "shift.roster", ondelete="restrict", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        related="roster_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Date("Roster Day", required=True, readonly=True, index=True)
    employee_from_id = fields.Many2one("hr.employee", "Person Before", readonly=True)
    employee_to_id = fields.Many2one("hr.employee", "Person After", readonly=True)
    label_from = fields.Char("Shift Before", readonly=True)
    label_to = fields.Char("Shift After", readonly=True)
    is_cancelled = fields.Boolean(
        "Cancelled", readonly=True, help="The shift, not only its person."
    )
    origin = fields.Selection(
        lambda self: (
            self.env["shift.assignment"]
            ._fields["origin"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Changed by", required=True, readonly=True, ondelete="restrict"
    )
    note = fields.Char(readonly=True, groups=SUPERVISORS)
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True)

    @api.depends("date", "employee_from_id", "employee_to_id")
    def _compute_display_name(self):
        for change in self:
            people = change.employee_from_id | change.employee_to_id
            change.display_name = " ".join([str(change.date), *people.mapped("name")])

    def _get_log_line(self):
        """Which shift went from whom to whom, in the language of the environment."""
        self.ensure_one()
        label = self.label_to
        if self.is_cancelled:
            label = f"{self.label_from} ({self.env._('Cancelled')})"
        elif self.employee_from_id and not self.employee_to_id:
            label = " → ".join(dict.fromkeys([self.label_from, self.label_to]))
        before = self.employee_from_id.name or "–"
        return f"{label}: {before} → {self.employee_to_id.name or '–'}"

    def _is_note_for(self, person):
        """Why somebody was replaced is told to them, not to the one who steps in."""
        self.ensure_one()
        is_private = self.origin == "replacement"
        return bool(self.note) and not (is_private and person != self.employee_from_id)

    def _notify_people(self):
        """Tell the people of a published roster what changed for them, once."""
        for roster, changes in self.grouped("roster_id").items():
            if roster.state != "published":
                continue
            for person in changes.employee_from_id | changes.employee_to_id:
                own = changes.filtered(
                    lambda change, person=person: (
                        person in change.employee_from_id | change.employee_to_id
                    )
                )
                roster._notify_change(person, own)
