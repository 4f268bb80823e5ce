import re
import sys
from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..exceptions import PolicyRefusal
from ..tools.enforce import ENFORCERS, enforces


class PolicyClause(models.Model):
    _name = "policy.clause"
    _description = "Policy Clause"
    _inherit = ["mail.thread"]
    _order = "sort_key, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, copy=False, help="Stable id, e.g. CS-7.4.")
    name = fields.Char("Title", required=True, translate=True, tracking=True)
    text = fields.Text(
        translate=True, tracking=True, help="What the clause asks, in our words."
    )
    own_choice = fields.Text(
        "Company's Choice",
        translate=True,
        tracking=True,
        help="Where the policy is silent: what the company decided itself.",
    )
    part = fields.Selection(
        [
            ("CS", "Customer service centre"),
            ("PO", "Property management office"),
            ("SA", "After the sale of a home"),
            ("X", "Ours on top"),
        ],
        required=True,
    )
    kind_ids = fields.Many2many(
        "policy.clause.kind", string="Kinds", help="Which mechanism carries the clause."
    )
    source_place = fields.Char(
        translate=True, help="Part, section and item of the printed policy."
    )
    sort_key = fields.Char(compute="_compute_sort_key", store=True, index=True)
    active = fields.Boolean(default=True, tracking=True)
    section = fields.Char(
        compute="_compute_sort_key", store=True, help="The id without its last number."
    )
    addon = fields.Char(
        "Declared By", compute="_compute_addon", help="The addon that owns the clause."
    )
    is_own_choice = fields.Boolean(
        "Partly Ours", compute="_compute_is_own_choice", search="_search_is_own_choice"
    )
    is_published_only = fields.Boolean(
        "In the Published Text Only",
        tracking=True,
        help="Asks for a bearing that no software can check.",
    )
    enforcement = fields.Selection(
        [
            ("enforced", "Enforced"),
            ("not_enforced", "Not enforced yet"),
            ("published_only", "Stands in the published policy only"),
        ],
        compute="_compute_enforcement",
        search="_search_enforcement",
    )
    enforced_by = fields.Text(
        compute="_compute_enforced_by", help="The code and the records that carry it."
    )
    parameter_ids = fields.One2many("policy.parameter", "clause_id")
    parameter_count = fields.Integer(compute="_compute_parameter_count")
    duty_plan_ids = fields.One2many("policy.duty.plan", "clause_id")
    duty_plan_count = fields.Integer(compute="_compute_duty_plan_count")
    document_ids = fields.Many2many(
        "ir.attachment",
        string="Documents",
        bypass_search_access=True,
        help="Procedures and forms the clause cites.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "A clause id is given only once.")

    @api.depends("code")
    def _compute_sort_key(self):
        for clause in self:
            code = clause.code or ""
            clause.sort_key = re.sub(r"\d+", lambda number: number[0].zfill(3), code)
            clause.section = code.rpartition(".")[0] or code.partition("-")[0]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for clause in self:
            clause.display_name = f"{clause.code} {clause.name}"

    def _compute_addon(self):
        found = self.get_external_id()
        for clause in self:
            clause.addon = found.get(clause.id, "").partition(".")[0]

    @api.depends("own_choice")
    def _compute_is_own_choice(self):
        for clause in self:
            clause.is_own_choice = bool(clause.own_choice)

    @api.model
    def _search_is_own_choice(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("own_choice", "!=" if True in value else "=", False)]

    @api.depends("parameter_ids")
    def _compute_parameter_count(self):
        for clause in self:
            clause.parameter_count = len(clause.parameter_ids)

    @api.depends("duty_plan_ids")
    def _compute_duty_plan_count(self):
        for clause in self:
            clause.duty_plan_count = len(clause.duty_plan_ids)

    @api.depends("is_published_only")
    @enforces("X-1")
    def _compute_enforcement(self):
        records = self._get_enforcing_records()
        for clause in self:
            if clause._get_enforcers() or records.get(clause.id):
                clause.enforcement = "enforced"
            elif clause.is_published_only:
                clause.enforcement = "published_only"
            else:
                clause.enforcement = "not_enforced"

    @api.model
    def _search_enforcement(self, operator, value):
        if operator != "in":
            return NotImplemented
        clauses = self.with_context(active_test=False).search([("code", "!=", False)])
        found = clauses.filtered(lambda clause: clause.enforcement in value)
        return [("id", "in", found.ids)]

    @api.depends_context("lang")
    def _compute_enforced_by(self):
        records = self._get_enforcing_records()
        for clause in self:
            lines = [
                clause._describe_enforcer(name) for name in clause._get_enforcers()
            ]
            lines += [
                f"{self._get_model_name(record._name)}: {record.display_name}"
                for record in records.get(clause.id, ())
            ]
            clause.enforced_by = "\n".join(lines)

    def write(self, vals):
        for clause in self:
            if vals.get("code", clause.code) != clause.code:
                raise UserError(
                    self.env._(
                        "%(clause)s: the id of a clause never changes.",
                        clause=clause.display_name,
                    )
                )
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        clauses = super().create(vals_list)
        self.env.registry.clear_cache()  # an unknown id may be known now
        return clauses

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A clause is archived, never deleted."))

    def action_view_parameters(self):
        return self._get_clause_action("cs_policy.policy_parameter_action")

    def action_view_duty_plans(self):
        return self._get_clause_action("cs_policy.policy_duty_plan_action")

    def _get_clause_action(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action["domain"] = [("clause_id", "=", self.id)]
        action["context"] = {}
        return action

    @api.model
    @tools.ormcache("code")
    def _get_id(self, code):
        """Database id of a clause, archived or not; False when unknown."""
        register = self.sudo().with_context(active_test=False)  # shared by all
        return register.search([("code", "=", code)], limit=1).id

    @api.model
    @enforces("X-1")
    def _refuse(self, reasons, record=None):
        """Refuse an act for all ``reasons`` at once.

        :param reasons: iterable of Reason; nothing happens when it is empty
        :param record: the record that was to be changed, named in the message
        :raises PolicyRefusal: when there is at least one reason
        """
        reasons = list(reasons)
        if not reasons:
            return
        name = record.display_name if record else ""
        register = self.with_context(lang=self.env.lang or self.env.user.lang)
        lines = [f"{name}:"] if name else []
        links = []
        for reason in reasons:
            clause = register.browse(self._get_id(reason.clause)).sudo()  # title
            links.append({"clause_id": clause.id, "title": clause.name or ""})
            lines.append(f"{clause.display_name or reason.clause}: {reason.message}")
            if reason.remedy:
                lines.append(f"  → {reason.remedy}")
        raise PolicyRefusal("\n".join(lines), reasons, name, links)

    def _get_enforcers(self):
        """Names of the functions that carry the clause, of installed addons only."""
        self.ensure_one()
        installed = self.env.registry._init_modules
        return [
            name
            for name in ENFORCERS.get(self.code, [])
            if name.partition(".")[0] in installed
        ]

    def _get_enforcing_records(self):
        """Records that carry the clauses: duty plans, approvals and the like.

        Whoever adds a model that can name a clause extends this with one query.

        :return: {clause id: [record, ...]}; clauses without any are left out
        """
        found = defaultdict(list)
        plans = self.env["policy.duty.plan"].sudo()  # that there is one is no secret
        for plan in plans.search([("clause_id", "in", self.ids)]):
            found[plan.clause_id.id].append(plan)
        return found

    @api.model
    def _get_model_name(self, model):
        return self.env["ir.model"].sudo()._get(model or "").name  # only a label

    @api.model
    def _describe_enforcer(self, name):
        """``addon.module:Class.method`` in words a policy manager can place."""
        module, _sep, path = name.partition(":")
        owner, _sep, function = path.rpartition(".")
        found = getattr(sys.modules.get(f"odoo.addons.{module}"), owner, None)
        label = self._get_model_name(getattr(found, "_name", None)) or owner or module
        return f"{label}: {function} ({name.partition('.')[0]})"
