from odoo import api, fields, models

KINDS = [
    ("notice", "Dunning notice"),
    ("final_notice", "Time-limited notice"),
    ("area_visit", "Area manager's visit"),
    ("assistant_visit", "Assistant's visit"),
    ("decision", "Joint decision"),
]
"""The five steps, in their order."""

LETTERS = ("notice", "final_notice")
VISITS = ("area_visit", "assistant_visit")
NEXT = dict(
    zip([key for key, _label in KINDS], [k for k, _l in KINDS[1:]], strict=False)
)
NEXT["decision"] = "decision"
"""What follows a step; after a decision that did not help, another one."""

CLAUSES = {
    "notice": "PO-4.1.2",
    "final_notice": "PO-4.1.3.1",
    "area_visit": "PO-4.1.3.2",
    "assistant_visit": "PO-4.1.3.3",
    "decision": "PO-4.1.3.4",
}
DEFAULTS = {
    # kind: (working days after the step before, working days to do it, role)
    "notice": (5, 5, "area_manager"),
    "final_notice": (10, 5, "area_manager"),
    "area_visit": (10, 5, "area_manager"),
    "assistant_visit": (5, 5, "group"),
    "decision": (5, 10, "group"),
}


class PropertyDunningLevel(models.Model):
    """When a step of the ladder comes and who does it, under a dated policy."""

    _name = "property.dunning.level"
    _description = "Step Limit"
    _order = "policy_id, sequence, id"
    _check_company_auto = True

    policy_id = fields.Many2one(
        "property.dunning.policy",
        "Dunning Policy",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(KINDS, "Step", required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    wait_days = fields.Integer(
        "Limit (Working Days)",
        required=True,
        help="Working days the debtor has after the step before was completed; for "
        "the first step, after the oldest bill fell due.",
    )
    work_days = fields.Integer(
        "Time to Do It", required=True, help="Working days from the day it opens."
    )
    role = fields.Selection(
        [
            ("area_manager", "Area manager of the building"),
            ("group", "Anybody of a group"),
            ("employee", "A named person"),
        ],
        "Who",
        required=True,
        default="area_manager",
        help="Looked up on the day the step opens.",
    )
    group_id = fields.Many2one("res.groups")
    employee_id = fields.Many2one("hr.employee", "Person", check_company=True)
    send_email = fields.Boolean("By E-mail", default=True)
    send_sms = fields.Boolean("And SMS")

    _kind_uniq = models.Constraint(
        "UNIQUE(policy_id, kind)", "A policy has each step once."
    )
    _days_valid = models.Constraint(
        "CHECK(wait_days >= 0 AND work_days >= 0)", "Days can't be negative."
    )
    _who_named = models.Constraint(
        "CHECK((role <> 'group' OR group_id IS NOT NULL) "
        "AND (role <> 'employee' OR employee_id IS NOT NULL))",
        "Say who does the step.",
    )

    @api.depends("kind")
    def _compute_sequence(self):
        order = [key for key, _label in KINDS]
        for level in self:
            level.sequence = order.index(level.kind) + 1 if level.kind else 0

    @api.depends("kind", "policy_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for level in self:
            level.display_name = labels.get(level.kind, "")

    @api.model
    def _prepare_defaults(self, policy, kinds):
        groups = {
            "assistant_visit": "property_ops.property_ops_group_assistant",
            "decision": "property_ops.property_ops_group_manager",
        }
        return [
            {
                "policy_id": policy.id,
                "kind": kind,
                "wait_days": DEFAULTS[kind][0],
                "work_days": DEFAULTS[kind][1],
                "role": DEFAULTS[kind][2],
                "group_id": kind in groups and self.env.ref(groups[kind]).id,
            }
            for kind in kinds
        ]

    @api.model
    def _get_levels(self, policies):
        """{(policy id, kind): level}; all five steps of every policy."""
        levels = self.search([("policy_id", "in", policies.ids)])
        return {(level.policy_id.id, level.kind): level for level in levels}

    def _get_due(self, day):
        """Last day (company date) to do a step that opens on ``day``."""
        self.ensure_one()
        return self.company_id._add_working_days(day, self.work_days)

    def _get_limit(self, done):
        """Last day the debtor has, told in the letter: ``wait_days`` working days
        after ``done``.
        """
        self.ensure_one()
        if not self.wait_days:
            return done
        return self.company_id._add_working_days(done, self.wait_days)

    def _get_open_day(self, done):
        """First day on which the step may open: the working day after the limit."""
        self.ensure_one()
        return self.company_id._add_working_days(done, self.wait_days + 1)
