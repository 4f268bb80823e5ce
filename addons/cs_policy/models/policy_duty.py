from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.fields import Many2oneUnchecked
from ..tools.reason import Reason

COUNTED = ("done", "late", "missed")


class PolicyDuty(models.Model):
    """One thing to be done by one person by one moment.

    Rows are made by the generator and changed by the methods below, never typed:
    what the board shows is what happened. Clause, company, person and evidence are
    kept as text and ids, so that a row outlives plans, addons and records.
    Moments are naive UTC; ``due_date`` is the day in company time.
    """

    _name = "policy.duty"
    _description = "Duty"
    _inherit = ["policy.state.mixin"]
    _order = "due_at, id"
    _rec_names_search = ["name", "clause_code"]
    _check_company_auto = True
    # Rows come by the ten thousand from the generator, and each says itself when it
    # opens and what happened to it; who "created" them would always be the system.
    _log_access = False

    _initial_state = "due"
    _transitions = {
        "due": {"done", "late", "missed", "void"},
        "missed": {"late", "void"},
        "done": set(),
        "late": set(),
        "void": set(),
    }
    _protected_fields = (
        "state", "company_id", "plan_id", "clause_code", "clause_title",
        "employee_id", "department_id", "opens_at", "due_at", "due_date", "missed_at",
        "done_at", "evidence_model", "evidence_id", "evidence_label", "void_reason",
        "occurrence_key", "anchor_model", "anchor_id", "anchor_date", "slot",
    )  # fmt: skip

    name = fields.Char(required=True, readonly=True)
    plan_id = Many2oneUnchecked("policy.duty.plan", readonly=True)
    description = fields.Text(related="plan_id.description")
    clause_code = fields.Char("Clause Id", readonly=True)
    clause_id = fields.Many2one(
        "policy.clause", compute="_compute_clause_id", search="_search_clause_id"
    )
    clause_title = fields.Char(readonly=True, help="As it was when the duty was made.")
    company_id = Many2oneUnchecked("res.company", required=True, readonly=True)
    employee_id = fields.Many2one(
        "hr.employee", "Person", readonly=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department", "Team", readonly=True, ondelete="set null"
    )
    group_id = fields.Many2one(
        "res.groups",
        "Open To",
        readonly=True,
        ondelete="set null",
        help="Anybody of this group may do it.",
    )
    role = fields.Selection(
        lambda self: self.env["policy.duty.plan"]._get_role_types(),
        readonly=True,
        help="Why it landed with this person.",
    )
    due_date = fields.Date("Day", readonly=True, required=True)
    opens_at = fields.Datetime("Opens", readonly=True, required=True)
    due_at = fields.Datetime(readonly=True, required=True)
    missed_at = fields.Datetime("Missed From", readonly=True, required=True)
    state = fields.Selection(
        [
            ("due", "Due"),
            ("done", "Done"),
            ("late", "Done late"),
            ("missed", "Missed"),
            ("void", "Void"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="due",
    )
    done_at = fields.Datetime(readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    void_reason = fields.Char(readonly=True)
    on_time_rate = fields.Float(
        "On Time (%)", compute="_compute_on_time_rate", aggregator="avg"
    )

    occurrence_key = fields.Char(readonly=True)
    slot = fields.Integer(readonly=True, default=0)
    shift_id = fields.Many2one(
        "shift.assignment", compute="_compute_shift_id", help="It hangs on this shift."
    )
    by_shift = fields.Boolean(readonly=True, help="The slot is the id of a shift.")
    anchor_model = fields.Char("Record Model", readonly=True)
    anchor_id = fields.Many2oneReference("Record Id", model_field="anchor_model")
    anchor_date = fields.Date("Date on the Record", readonly=True)
    anchor_label = fields.Char("About", compute="_compute_anchor_label")

    evidence_kind = fields.Char("Evidence Wanted", readonly=True)
    evidence_model = fields.Char(readonly=True)
    evidence_id = fields.Many2oneReference("Evidence Id", model_field="evidence_model")
    evidence_label = fields.Char("Evidence", readonly=True)
    escalation_id = fields.Many2one(
        "policy.duty.escalation",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    log_ids = fields.One2many("policy.duty.log", "duty_id", "History", readonly=True)

    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_report = fields.Boolean(compute="_compute_can")
    can_void = fields.Boolean(compute="_compute_can")

    _once_idx = models.UniqueIndex(
        "(plan_id, company_id, occurrence_key, COALESCE(anchor_id, 0), slot)"
        " WHERE plan_id IS NOT NULL",
        "That duty exists already.",
    )
    _shift_idx = models.Index("(slot) WHERE by_shift")
    _person_idx = models.Index("(employee_id, due_at)")
    _open_idx = models.Index("(missed_at) WHERE state = 'due'")
    _board_idx = models.Index("(company_id, due_date)")
    _evidence_idx = models.Index(
        "(evidence_model, evidence_id) WHERE evidence_id IS NOT NULL"
    )

    @api.depends("plan_id.name", "name", "due_date")
    def _compute_display_name(self):
        for duty in self:
            title = duty.plan_id.sudo().name or duty.name or ""  # title only
            duty.display_name = f"{title} {duty.due_date or ''}".strip()

    @api.model
    def _search_display_name(self, operator, value):
        """By the title of the plan too, in the language in which it is shown."""
        domain = super()._search_display_name(operator, value)
        if not isinstance(value, str) or operator in fields.Domain.NEGATIVE_OPERATORS:
            return domain
        plans = self.env["policy.duty.plan"].sudo()  # title only
        plans = plans.with_context(active_test=False)
        titled = plans.search([("name", operator, value)])
        return fields.Domain.OR([domain, [("plan_id", "in", titled.ids)]])

    @api.depends("clause_code")
    def _compute_clause_id(self):
        clauses = self.env["policy.clause"]
        for duty in self:
            duty.clause_id = clauses.browse(clauses._get_id(duty.clause_code) or [])

    def _search_clause_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        clauses = self.env["policy.clause"].browse(filter(None, value))
        return [("clause_code", "in", clauses.mapped("code"))]

    @api.depends("by_shift", "slot")
    def _compute_shift_id(self):
        for duty in self:
            duty.shift_id = duty.by_shift and duty.slot

    def _compute_on_time_rate(self):
        for duty in self:
            duty.on_time_rate = 100.0 if duty.state == "done" else 0.0

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "on_time_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        state = self._field_to_sql(self._table, "state", query)
        return SQL(
            "AVG(CASE %s WHEN 'done' THEN 100.0"
            " WHEN 'late' THEN 0.0 WHEN 'missed' THEN 0.0 END)",
            state,
        )

    @api.depends("anchor_model", "anchor_id")
    def _compute_anchor_label(self):
        for duty in self:
            record = duty._get_reference(duty.anchor_model, duty.anchor_id)
            readable = record is not None and record.has_access("read")
            duty.anchor_label = record.display_name if readable else False

    @api.depends("employee_id", "group_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.env.user.employee_ids
        groups = self.env.user.all_group_ids
        for duty in self:
            free = not duty.employee_id and duty.group_id
            duty.is_mine = duty.employee_id in mine or bool(
                free and duty.group_id in groups
            )

    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._get_own_domain()

    @api.model
    def _get_own_domain(self):
        """What lands with the current user: own duties and those of own groups."""
        return fields.Domain("employee_id.user_id", "=", self.env.uid) | (
            fields.Domain("employee_id", "=", False)
            & fields.Domain("group_id", "in", self.env.user.all_group_ids.ids)
        )

    @api.depends("state", "due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for duty in self:
            duty.is_overdue = duty.state == "due" and bool(duty.due_at < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return [("state", "=", "due"), ("due_at", "<", fields.Datetime.now())]

    @api.depends("state", "opens_at", "employee_id", "group_id", "evidence_kind")
    @api.depends_context("uid")
    def _compute_can(self):
        reasons = self._get_complete_reasons()
        manager = self.env.user.has_group("cs_policy.cs_policy_group_manager")
        for duty in self:
            by_report = duty.evidence_kind in (False, "policy.duty.report")
            duty.can_report = by_report and not reasons[duty.id]
            duty.can_void = manager and "void" in self._transitions[duty.state]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Duties are never deleted; a manager can void one."))

    @api.model
    def get_my_counts(self):
        """Open duties of the current user, for the counter in the top bar.

        :return: ``{"due": due today or earlier, "overdue": past the moment}``
        """
        if not self.has_access("read"):
            return {"due": 0, "overdue": 0}
        today = self.env.company._policy_today()
        domain = self._get_own_domain() & fields.Domain("state", "=", "due")
        domain &= fields.Domain("opens_at", "<=", fields.Datetime.now())
        due = self.search_count(domain & fields.Domain("due_date", "<=", today))
        late = fields.Domain("due_at", "<", fields.Datetime.now())
        return {"due": due, "overdue": self.search_count(domain & late) if due else 0}

    def action_report(self):
        """Open the form in which the result is handed in."""
        self.ensure_one()
        self.env["policy.clause"]._refuse(self._get_complete_reasons()[self.id], self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand In"),
            "res_model": "policy.duty.report",
            "view_mode": "form",
            "target": "new",
            "context": {"default_duty_id": self.id},
        }

    def action_void(self):
        self._guard_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Void"),
            "res_model": "policy.duty.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_duty_ids": self.ids},
        }

    def action_open_evidence(self):
        """The record that proves the duty, or what is known of it when it is gone."""
        self.ensure_one()
        record = self._get_reference(self.evidence_model, self.evidence_id)
        return self._open_reference(record, self.evidence_label)

    def action_open_anchor(self):
        self.ensure_one()
        record = self._get_reference(self.anchor_model, self.anchor_id)
        return self._open_reference(record, self.anchor_label)

    def _open_reference(self, record, label):
        if record is None:
            raise UserError(
                self.env._(
                    "%(duty)s: the record %(label)s is no longer there.",
                    duty=self.display_name,
                    label=label or "",
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "target": "current",
        }

    def _get_reference(self, model, res_id):
        """The record, or None when its addon or itself is gone."""
        if not model or not res_id or model not in self.env:
            return None
        return self.env[model].browse(res_id).exists() or None

    def _guard_manager(self):
        if not self.env.user.has_group("cs_policy.cs_policy_group_manager"):
            raise AccessError(
                self.env._("Only a department manager may make a duty void.")
            )
        self.check_access("read")

    def _get_complete_reasons(self, evidence=None, moment=None):
        """Why the duties can't be ticked off (by ``evidence`` at ``moment``, UTC).

        :return: ``{duty id: [Reason]}``
        """
        moment = moment or fields.Datetime.now()
        return {
            duty.id: [
                Reason(duty.clause_code or "X-2", message)
                for message in duty._iter_complete_messages(evidence, moment)
            ]
            for duty in self
        }

    def _iter_complete_messages(self, evidence, moment):
        self.ensure_one()
        if self.state not in ("due", "missed"):
            state = self._state_label(self.state)
            yield self.env._("It is already %(state)s.", state=state)
        elif self.opens_at and moment < self.opens_at:
            opens = self.company_id._policy_local(self.opens_at)
            yield self.env._(
                "It opens on %(moment)s.", moment=opens.strftime("%Y-%m-%d %H:%M")
            )
        if evidence is not None:
            yield from self._iter_evidence_messages(evidence)

    def _iter_evidence_messages(self, evidence):
        """Why the record ``evidence`` does not prove the duty, whoever hands it in."""
        self.ensure_one()
        plan = self.plan_id.sudo()  # what proves a duty is no secret
        wanted = self.evidence_kind
        if not wanted or not evidence:
            return
        record = evidence.sudo()  # whatever the domain looks at
        fits = evidence._name == wanted
        if fits and plan.evidence_model == wanted:
            fits = bool(
                record.filtered_domain(plan._parse_domain(plan.evidence_domain))
            )
        if not fits:
            yield self.env._(
                "%(record)s is not the evidence it asks for.",
                record=evidence.display_name,
            )
        elif not self._is_anchor_named(plan, record):
            yield self.env._(
                "%(record)s is about something else than the duty.",
                record=evidence.display_name,
            )

    def _is_anchor_named(self, plan, record):
        """Whether the evidence names the record of the duty, where its plan asks."""
        name = plan.evidence_anchor_field
        if not name or not self.anchor_id or record._name != plan.evidence_model:
            return True
        return self.anchor_id in (record if name == "id" else record[name]).ids
