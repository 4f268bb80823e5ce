from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceVisit(models.Model):
    """Who visited whom, why, and what came of it: return and household visits."""

    _name = "service.visit"
    _description = "Visit"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "policy.state.mixin",
        "policy.evidence.mixin",
    ]
    _order = "planned_at desc, id desc"
    _check_company_auto = True

    _initial_state = "planned"
    _transitions = {
        "planned": {"done", "cancelled"},
        "done": set(),
        "cancelled": {"planned"},
    }
    _protected_fields = ("state", "done_at")

    kind = fields.Selection(
        [("return", "Return visit"), ("household", "Household visit")],
        required=True,
        default="return",
    )
    channel = fields.Selection(
        [("home", "At home"), ("phone", "By phone"), ("office", "At the office")],
        required=True,
        default="home",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Visited",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Visitor",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self.env.user.employee_id,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", check_company=True, index="btree_not_null"
    )
    duty_id = fields.Many2one(
        "policy.duty", check_company=True, index="btree_not_null", readonly=True
    )
    planned_at = fields.Datetime(
        required=True, default=fields.Datetime.now, tracking=True
    )
    done_at = fields.Datetime("Visited At", readonly=True, copy=False, tracking=True)
    reason = fields.Text("Why", required=True)
    result = fields.Text(copy=False, help="What was seen, said and agreed.")
    satisfaction = fields.Selection(
        [
            ("1", "Very dissatisfied"),
            ("2", "Dissatisfied"),
            ("3", "Neutral"),
            ("4", "Satisfied"),
            ("5", "Very satisfied"),
        ],
        copy=False,
        tracking=True,
    )
    promise = fields.Text("Promise Made", copy=False)
    promise_date = fields.Date("Promised By", copy=False)
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="planned",
    )

    @api.depends("kind", "partner_id", "planned_at")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for visit in self:
            day = (visit.done_at or visit.planned_at or fields.Datetime.now()).date()
            visit.display_name = (
                f"{kinds.get(visit.kind, '')} {visit.partner_id.name or ''} {day}"
            )

    def write(self, vals):
        kept = {"kind", "partner_id", "employee_id", "company_id", "result", "duty_id"}
        kept |= {"reason", "satisfaction", "promise", "promise_date", "channel"}
        if kept & set(vals) and "done" in self.mapped("state"):
            raise UserError(
                self.env._("A visit that was made can't be changed afterwards.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        if self.filtered(lambda visit: visit.state == "done"):
            raise UserError(self.env._("A visit that was made can't be deleted."))

    def action_done(self):
        """The visit was made now; an open duty it was planned for is ticked off.

        :raises UserError: without a result
        """
        for visit in self:
            if not (visit.result or "").strip():
                raise UserError(
                    self.env._(
                        "%(visit)s: write down the result first.",
                        visit=visit.display_name,
                    )
                )
        self._move("done", done_at=fields.Datetime.now())
        for visit in self.filtered("duty_id"):
            visit.duty_id._complete(visit)

    def action_cancel(self):
        self._move("cancelled")

    def action_plan(self):
        self._move("planned")
