from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .sale_home_contract import ENDED

CLAUSES = {"ready": "SA-1.5.1", "off_plan": "SA-1.5.2"}


class AreaSurvey(models.Model):
    """Homes the housing bureau measures: one ready home, or a whole batch (SA-1.5)."""

    _name = "area.survey"
    _description = "Area Survey"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"sealed", "cancelled"},
        "sealed": {"submitted", "draft", "cancelled"},
        "submitted": {"done", "cancelled"},
        "done": set(),
        "cancelled": set(),
    }
    _protected_fields = (
        "state", "date_begun", "date_sealed", "date_submitted", "date_result",
    )  # fmt: skip

    name = fields.Char(
        "Survey No.", required=True, readonly=True, copy=False, default="/"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    delivery_kind = fields.Selection(
        [("ready", "Ready home"), ("off_plan", "Off-plan homes together")],
        "Kind of Survey",
        required=True,
        default="ready",
    )
    estate_id = fields.Many2one(
        "property.estate", index=True, check_company=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Handled By", default=lambda self: self.env.user, tracking=True
    )
    line_ids = fields.One2many("area.survey.line", "survey_id", "Homes", copy=False)
    line_count = fields.Integer("Number of Homes", compute="_compute_line_count")
    date_sealed = fields.Date("Forms Sealed on", readonly=True, copy=False)
    date_submitted = fields.Date(
        "Submitted to the Bureau on", readonly=True, copy=False, tracking=True
    )
    bureau_number = fields.Char("Bureau's Receipt No.", copy=False)
    date_result = fields.Date("Results on", readonly=True, copy=False, tracking=True)
    note = fields.Text()
    state = fields.Selection(
        [
            ("draft", "Forms to fill"),
            ("sealed", "Forms sealed"),
            ("submitted", "At the bureau"),
            ("done", "Measured"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["area.survey.line"]._read_group(
            [("survey_id", "in", self.ids)], ["survey_id"], ["__count"]
        )
        counts = {survey.id: count for survey, count in groups}
        for survey in self:
            survey.line_count = counts.get(survey.id, len(survey.line_ids))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        fixed = {"delivery_kind", "estate_id", "company_id"} & set(vals)
        if fixed and any(survey.state != "draft" for survey in self):
            raise UserError(self.env._("The forms are sealed; the survey is fixed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for survey in self.filtered(lambda row: row.state != "draft"):
            raise UserError(
                self.env._("%(survey)s has begun and is kept.", survey=survey.name)
            )

    @enforces("SA-1.5.2")
    def action_gather(self):
        """Take in every home of the estate that waits to be measured (SA-1.5.2)."""
        self.check_access("write")
        for survey in self:
            contracts = survey._find_contracts()
            if not contracts:
                raise UserError(self.env._("No home waits to be measured."))
            survey.line_ids = [
                Command.create({"contract_id": contract.id}) for contract in contracts
            ]

    def _find_contracts(self):
        """Contracts of the kind and estate that may be measured and are not yet."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("delivery_kind", "=", self.delivery_kind),
            ("state", "=", "active"),
            ("date_surveyed", "=", False),
        ]
        if self.estate_id:
            domain.append(("estate_id", "=", self.estate_id.id))
        found = self.env["sale.home.contract"].search(domain, order="unit_id, id")
        reasons = found._get_survey_reasons()
        return found.filtered(lambda contract: not reasons[contract.id])

    @enforces("SA-1.5.1", "SA-1.5.2")
    def _get_seal_reasons(self):
        """{id: all reasons why the forms can't be sealed and submitted}"""
        reasons = self._get_home_reasons()
        return {
            survey.id: [*survey._iter_form_reasons(), *reasons[survey.id]]
            for survey in self
        }

    def _get_home_reasons(self):
        """{id: what stands against the survey of its homes, and who may do it}"""
        found = {survey.id: [] for survey in self}
        for survey in self:
            contracts = survey._get_lines_in_force().contract_id
            reasons = contracts._get_survey_reasons(survey)
            for contract in contracts:
                found[survey.id] += survey._name_contract(
                    contract, reasons[contract.id]
                )
        return found

    def _get_lines_in_force(self):
        """Those whose contract has not ended meanwhile; the others hold nothing up."""
        return self.line_ids.filtered(lambda line: line.contract_id.state not in ENDED)

    def _name_contract(self, contract, reasons):
        """The reasons against one of many homes say which home it is."""
        if len(self.line_ids) == 1:
            return reasons
        return [
            Reason(
                reason.clause,
                f"{contract.display_name}: {reason.message}",
                reason.remedy,
                reason.figures,
            )
            for reason in reasons
        ]

    def _iter_form_reasons(self):
        clause = CLAUSES[self.delivery_kind]
        if not self._get_lines_in_force():
            yield Reason(clause, self.env._("No home is named."))
        if self.delivery_kind == "ready" and len(self.line_ids) > 1:
            yield Reason(
                clause,
                self.env._(
                    "Ready homes are submitted one by one; this names %(count)s.",
                    count=len(self.line_ids),
                ),
                self.env._("Make a survey for each of them."),
            )
        others = self.line_ids.filtered(
            lambda line: line.contract_id.delivery_kind != self.delivery_kind
        )
        if others:
            yield Reason(
                clause,
                self.env._(
                    "Not of this kind: %(contracts)s.",
                    contracts=", ".join(others.contract_id.mapped("name")),
                ),
                self.env._("Ready and off-plan homes are surveyed apart."),
            )

    def action_seal(self):
        """The forms are filled and sealed."""
        self._check_reasons(self._get_seal_reasons())
        for survey in self:
            survey._move("sealed", date_sealed=survey.company_id._policy_today())
        return True

    def action_submit(self):
        """The sealed forms are at the housing bureau."""
        self._check_reasons(self._get_seal_reasons())
        for survey in self:
            day = survey.company_id._policy_today()
            survey._move("submitted", date_submitted=day)
            contracts = survey.line_ids.contract_id
            self.env["policy.duty"]._complete_for(contracts, survey)
            self.env["policy.duty"]._complete_for(survey, survey)
        return True

    def action_reset(self):
        self.check_access("write")
        return self._move("draft", date_sealed=False)

    def action_cancel(self):
        self.check_access("write")
        return self._move("cancelled")

    def action_print(self):
        """The form of a ready home, the list of a batch."""
        report = self.env.ref("sales_aftercare.area_survey_report")
        return report.report_action(self)

    def _check_reasons(self, reasons):
        self.check_access("write")
        for survey in self:
            self.env["policy.clause"]._refuse(reasons[survey.id], survey)
