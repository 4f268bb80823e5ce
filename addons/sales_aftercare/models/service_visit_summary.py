from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-2.2"
FIGURES = (
    "made_count",
    "on_time_count",
    "late_count",
    "missed_count",
    "open_count",
    "satisfaction",
    "promise_count",
    "promise_kept_count",
)


class ServiceVisitSummary(models.Model):
    """The return visits of a month in figures, handed in with the appraisal sheet."""

    _name = "service.visit.summary"
    _description = "Monthly Summary of Return Visits"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "month desc, id desc"
    _check_company_auto = True

    _transitions = {"draft": {"submitted"}, "submitted": set()}
    _protected_fields = ("state", "submitted_at", "submitted_by_id", *FIGURES)

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        required=True,
        default=lambda self: self._get_last_month(),
        help="Any day of the month.",
    )
    made_count = fields.Integer("Visits Made", readonly=True, copy=False)
    on_time_count = fields.Integer(
        "On Time", readonly=True, copy=False, help="Of those due in the month."
    )
    late_count = fields.Integer("Done Late", readonly=True, copy=False)
    missed_count = fields.Integer("Missed", readonly=True, copy=False)
    open_count = fields.Integer("Still Open", readonly=True, copy=False)
    satisfaction = fields.Float(
        "Satisfaction (1 to 5)",
        readonly=True,
        copy=False,
        aggregator="avg",
        digits=(3, 2),
    )
    promise_count = fields.Integer("Promises Due", readonly=True, copy=False)
    promise_kept_count = fields.Integer("Promises Kept", readonly=True, copy=False)
    findings = fields.Text(
        "What Customers Said", copy=False, help="What comes up again and again."
    )
    measures = fields.Text("What Is Done About It", copy=False)
    appraisal_ids = fields.Many2many(
        "ir.attachment", string="Appraisal Sheets", copy=False
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Handed in")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )
    submitted_at = fields.Datetime("Handed in at", readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        "res.users", "Handed in by", readonly=True, copy=False
    )

    _month_uniq = models.Constraint(
        "UNIQUE(company_id, month)", "That month has a summary already."
    )

    @api.model
    def _get_last_month(self):
        first = self.env.company._policy_today().replace(day=1)
        return first - relativedelta(months=1)

    @api.depends("month")
    def _compute_display_name(self):
        for summary in self:
            month = format_date(self.env, summary.month, date_format="yyyy-MM")
            summary.display_name = self.env._("Return visits %(month)s", month=month)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("month"):
                day = fields.Date.to_date(vals["month"])
                vals["month"] = day.replace(day=1)
        summaries = super().create(vals_list)
        summaries._refresh()
        summaries._adopt_sheets()
        return summaries

    def write(self, vals):
        if {"month", "company_id"} & set(vals):
            raise UserError(self.env._("A summary keeps its month."))
        kept = {"findings", "measures", "appraisal_ids"} & set(vals)
        if kept and "submitted" in self.mapped("state"):
            raise UserError(self.env._("What was handed in stays as it is."))
        result = super().write(vals)
        if "appraisal_ids" in vals:
            self._adopt_sheets()
        return result

    def _adopt_sheets(self):
        """Who reads the summary reads its sheets."""
        for summary in self:
            sheets = summary.appraisal_ids.filtered(lambda file: not file.res_id)
            sheets.write({"res_model": self._name, "res_id": summary.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if "submitted" in self.mapped("state"):
            raise UserError(self.env._("What was handed in stays as it is."))

    def action_refresh(self):
        """Count anew; what was handed in keeps its figures."""
        self.check_access("write")
        self.filtered(lambda row: row.state == "draft")._refresh()

    def action_submit(self):
        """Hand in the summary with the appraisal sheet."""
        self.check_access("write")
        reasons = self._get_submit_reasons()
        for summary in self:
            self.env["policy.clause"]._refuse(reasons[summary.id], summary)
        self._refresh()
        return self._move(
            "submitted",
            submitted_at=fields.Datetime.now(),
            submitted_by_id=self.env.uid,
        )

    @enforces("SA-2.2")
    def _get_submit_reasons(self):
        """{id: all reasons why the summary can't be handed in yet}"""
        return {summary.id: list(summary._iter_submit_reasons()) for summary in self}

    def _iter_submit_reasons(self):
        if self.company_id._policy_today() < self._get_end():
            yield Reason(CLAUSE, self.env._("The month is not over yet."))
        if not self.appraisal_ids:
            yield Reason(
                CLAUSE,
                self.env._("The appraisal sheet is missing."),
                self.env._("Attach the signed sheet of the month."),
            )
        if self.made_count and not (self.findings or "").strip():
            yield Reason(
                CLAUSE, self.env._("What customers said is not summed up yet.")
            )

    def _get_end(self):
        """The first day after the month."""
        self.ensure_one()
        return self.month + relativedelta(months=1)

    def _get_visits(self):
        """Return visits of sales that were made in the month, company time."""
        self.ensure_one()
        return self.env["service.visit"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("sale_contract_id", "!=", False),
                ("state", "=", "done"),
                ("done_at", ">=", self.company_id._policy_utc(self.month)),
                ("done_at", "<", self.company_id._policy_utc(self._get_end())),
            ],
            order="done_at, id",
        )

    def _refresh(self):
        for summary in self.sudo():  # all visits of the company, whoever counts
            summary._write_protected(summary._get_figures())

    def _get_figures(self):
        """The figures of the month, by field."""
        visits = self._get_visits()
        scores = [int(score) for score in visits.mapped("satisfaction") if score]
        counts = self._count_duties()
        promised = self._get_promises()
        return {
            "made_count": len(visits),
            "on_time_count": counts.get("done", 0),
            "late_count": counts.get("late", 0),
            "missed_count": counts.get("missed", 0),
            "open_count": counts.get("due", 0),
            "satisfaction": sum(scores) / len(scores) if scores else 0.0,
            "promise_count": len(promised),
            "promise_kept_count": len(
                promised.filtered(
                    lambda visit: (
                        visit.promise_kept_on
                        and visit.promise_kept_on <= visit.promise_date
                    )
                )
            ),
        }

    def _count_duties(self):
        """{state: number} of the return visits that were due in the month."""
        groups = self.env["policy.duty"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("anchor_model", "=", "sale.home.contract"),
                ("evidence_kind", "=", "service.visit"),
                ("due_date", ">=", self.month),
                ("due_date", "<", self._get_end()),
            ],
            ["state"],
            ["__count"],
        )
        return dict(groups)

    def _get_promises(self):
        """Visits whose promise was due in the month."""
        return self.env["service.visit"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("sale_contract_id", "!=", False),
                ("state", "=", "done"),
                ("promise", "!=", False),
                ("promise_date", ">=", self.month),
                ("promise_date", "<", self._get_end()),
            ]
        )
