from odoo import api, fields, models

from .property_dunning_level import CLAUSES, KINDS

ACTIVE = ("open", "legal")
"""States in which a debt is being pursued: one such case per home and debtor."""


class PropertyDunningCase(models.Model):
    """A debtor of a home on the ladder of five steps (PO-4.1.3).

    What is owed is never stored here: it is read from the journal items, each time.
    """

    _name = "property.dunning.case"
    _description = "Dunning Case"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date_next, date_open, id"
    _rec_names_search = ["unit_id.reference", "partner_id.name"]
    _check_company_auto = True

    _initial_state = "open"
    _transitions = {
        "open": {"settled", "stopped", "legal"},
        "legal": {"settled", "stopped"},
        "settled": set(),
        "stopped": set(),
    }
    _protected_fields = (
        "state", "unit_id", "partner_id", "step_id", "step_kind", "policy_id",
        "date_open", "date_next", "date_closed", "close_reason", "hold_kind",
        "hold_until", "last_payment_at", "error", "is_stopped_by_hand",
    )  # fmt: skip

    unit_id = fields.Many2one(
        "property.unit",
        "Home",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Debtor", required=True, readonly=True, ondelete="restrict",
        index=True,
    )  # fmt: skip
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    building_id = fields.Many2one(
        related="unit_id.building_id", store=True, index=True, precompute=True
    )
    policy_id = fields.Many2one(
        "property.dunning.policy", "Dunning Policy", readonly=True
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("legal", "Legal action"),
            ("settled", "Settled"),
            ("stopped", "Stopped"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="open",
    )
    step_ids = fields.One2many(
        "property.dunning.step", "case_id", "Steps", readonly=True
    )
    step_id = fields.Many2one(
        "property.dunning.step", "Current Step", readonly=True, copy=False
    )
    step_kind = fields.Selection(
        KINDS, "Step", readonly=True, copy=False, index=True, group_expand=True
    )
    step_state = fields.Selection(related="step_id.state", string="Step State")
    step_due = fields.Date(related="step_id.date_due", string="Step Due")
    employee_id = fields.Many2one(related="step_id.employee_id", string="Responsible")
    date_open = fields.Date("Case Opened On", readonly=True, copy=False)
    date_next = fields.Date(
        "Next Step From",
        readonly=True,
        copy=False,
        help="The limit of the step that was completed ends before this day.",
    )
    date_closed = fields.Date("Case Closed On", readonly=True, copy=False)
    close_reason = fields.Char(readonly=True, copy=False)
    is_stopped_by_hand = fields.Boolean(
        "Stopped by Hand",
        readonly=True,
        copy=False,
        help="What was due by the day it was closed begins no new case.",
    )
    hold_ids = fields.One2many("property.dunning.hold", "case_id", "Holds")
    hold_kind = fields.Selection(
        selection=lambda self: self.env["property.dunning.hold"]._selection_kind(),
        string="On Hold",
        readonly=True,
        copy=False,
    )
    hold_until = fields.Date("Held Until", readonly=True, copy=False)
    visit_ids = fields.One2many("service.visit", "dunning_case_id", "Visits")
    decision_ids = fields.One2many("property.dunning.decision", "case_id")
    plan_ids = fields.One2many("property.payment.plan", "case_id")
    last_payment_at = fields.Datetime("Last Payment", readonly=True, copy=False)
    error = fields.Char("Set Aside Because", readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _one_active = models.UniqueIndex(
        "(unit_id, partner_id) WHERE state IN ('open', 'legal')",
        "The debtor of that home has an open case already.",
    )
    _next_idx = models.Index("(company_id, date_next) WHERE state = 'open'")
    _stopped_idx = models.Index("(company_id, unit_id) WHERE is_stopped_by_hand")

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for case in self:
            home = case.unit_id.sudo().reference  # the name of the home only
            case.display_name = f"{home}: {case.partner_id.name}"

    @api.depends_context("uid")
    @api.depends("step_id.employee_id", "step_id.group_id")
    def _compute_is_mine(self):
        mine = self.env.user.employee_ids
        groups = self.env.user.all_group_ids
        for case in self:
            step = case.step_id
            case.is_mine = step.employee_id in mine or bool(
                not step.employee_id and step.group_id and step.group_id in groups
            )

    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        mine = fields.Domain("step_id.employee_id.user_id", "=", self.env.uid)
        free = fields.Domain("step_id.employee_id", "=", False) & fields.Domain(
            "step_id.group_id", "in", self.env.user.all_group_ids.ids
        )
        return mine | free

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_deletion()

    def _get_clause(self):
        """Clause of the current step."""
        self.ensure_one()
        return CLAUSES.get(self.step_kind, "PO-4.1.3.x")

    def action_view_visits(self):
        self.ensure_one()
        return {
            "name": self.env._("Visits"),
            "type": "ir.actions.act_window",
            "res_model": "service.visit",
            "view_mode": "list,form",
            "domain": [("dunning_case_id", "=", self.id)],
            "context": {"create": False},
        }
