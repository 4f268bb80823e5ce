from odoo import api, fields, models
from odoo.exceptions import UserError

# A client can send any context *value* over RPC, but never this very object.
_APPEND = object()


class ShiftChange(models.Model):
    """What happened to a published shift: who, what, when, why. Append-only."""

    _name = "shift.change"
    _description = "Roster Change"
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
    employee_from_id = fields.Many2one("hr.employee", "From", readonly=True)
    employee_to_id = fields.Many2one("hr.employee", "To", readonly=True)
    label_from = fields.Char("Shift Before", readonly=True)
    label_to = fields.Char("Shift After", readonly=True)
    origin = fields.Selection(
        lambda self: self.env["shift.assignment"]._fields["origin"].selection,
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Changed by", required=True, readonly=True, ondelete="restrict"
    )
    note = fields.Char(readonly=True)
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True)

    @api.depends("date", "employee_from_id", "employee_to_id")
    def _compute_display_name(self):
        for change in self:
            people = change.employee_from_id | change.employee_to_id
            change.display_name = " ".join([str(change.date), *people.mapped("name")])

    @api.model
    def _append(self, vals_list):
        """Add rows; the only way in."""
        log = self.sudo()  # nobody may create
        return log.with_context(shift_log=_APPEND).create(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("shift_log") is not _APPEND:
            raise UserError(
                self.env._("Roster changes are logged by the roster itself.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if self:
            raise UserError(self.env._("The log of roster changes can't be rewritten."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of roster changes can't be deleted."))

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
