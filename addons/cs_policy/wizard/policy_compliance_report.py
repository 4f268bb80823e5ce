from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date

STATES = ("done", "late", "missed", "due", "void")


class PolicyComplianceReport(models.TransientModel):
    """The month in figures, for an auditor to take away (PDF, XLSX)."""

    _name = "policy.compliance.report"
    _description = "Monthly Compliance Report"

    month = fields.Date(
        required=True,
        default=lambda self: (
            fields.Date.today().replace(day=1) - relativedelta(months=1)
        ),
        help="Any day of the month.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.depends("month")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Compliance report %(month)s", month=report._get_month_label()
            )

    def action_print_pdf(self):
        return self.env.ref("cs_policy.policy_compliance_report_pdf").report_action(
            self
        )

    def action_print_xlsx(self):
        return self.env.ref("cs_policy.policy_compliance_report_xlsx").report_action(
            self
        )

    def _get_month_label(self):
        return format_date(self.env, self.month, date_format="yyyy-MM")

    def _get_domain(self):
        """Duties whose day lies in the month, of one company, that one may see."""
        first = self.month.replace(day=1)
        return [
            ("company_id", "=", self.company_id.id),
            ("due_date", ">=", first),
            ("due_date", "<", first + relativedelta(months=1)),
        ]

    def _get_lines(self, by):
        """One line per value of the field ``by``, then the total.

        :return: list of ``{"label", "total", "done", "late", "missed", "due",
            "void", "rate"}``; the rate counts what is over: done, late, missed
        """
        groups = self.env["policy.duty"]._read_group(
            self._get_domain(), [by, "state"], ["__count"]
        )
        lines = {}
        for value, state, count in groups:
            line = lines.setdefault(value, dict.fromkeys(STATES, 0))
            line[state] += count
        rows = [
            self._prepare_line(self._get_label(by, value), line)
            for value, line in lines.items()
        ]
        total = {state: sum(row[state] for row in rows) for state in STATES}
        rows.sort(key=lambda row: row["label"])
        return [*rows, self._prepare_line(self.env._("Total"), total)]

    def _get_label(self, by, value):
        if by == "clause_code":
            clauses = self.env["policy.clause"]
            clause = clauses.browse(clauses._get_id(value)).sudo()  # title only
            return clause.display_name or value or self.env._("None")
        return (value.display_name if value else "") or self.env._("Nobody")

    @api.model
    def _prepare_line(self, label, counts):
        over = counts["done"] + counts["late"] + counts["missed"]
        rate = round(100.0 * counts["done"] / over, 1) if over else None
        return {
            "label": label,
            **counts,
            "total": sum(counts.values()),
            "rate": rate,
        }

    def _get_duties(self):
        return self.env["policy.duty"].search(
            self._get_domain(), order="due_at, clause_code, id"
        )
