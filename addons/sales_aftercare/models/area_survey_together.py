from datetime import timedelta

from odoo import Command, api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces


class AreaSurvey(models.Model):
    """Off-plan homes are measured together, before they are delivered (SA-1.5.2)."""

    _inherit = "area.survey"

    date_begun = fields.Date(
        "Begun on",
        readonly=True,
        copy=False,
        default=lambda self: self.env.company._policy_today(),
    )
    date_due = fields.Date(
        "To Be Submitted by",
        compute="_compute_date_due",
        store=True,
        index="btree_not_null",
        help="Off-plan homes: so many days before the first agreed delivery.",
    )

    @api.depends("delivery_kind", "date_begun", "line_ids.contract_id.date_delivery")
    def _compute_date_due(self):
        for survey in self:
            rows = survey.line_ids.contract_id.filtered("date_delivery")
            is_together = survey.delivery_kind == "off_plan" and rows
            survey.date_due = is_together and survey._get_due_day(
                min(rows.mapped("date_delivery"))
            )

    def _get_due_day(self, delivery):
        """Before ``delivery``; where that is too near, some days from the beginning."""
        company = self.company_id
        begun = self.date_begun or company._policy_today()
        parameters = self.env["policy.parameter"]
        days = parameters._get("survey_before_delivery_days", company, begun)
        late = parameters._get("survey_late_working_days", company, begun)
        earliest = company._add_working_days(begun, late)
        return max(delivery - timedelta(days=days), earliest)

    @api.model
    def _cron_gather(self):
        """Off-plan homes whose delivery is near go into the survey of their estate."""
        with self.env["policy.job.run"]._track("area_survey") as run:
            for company in self.env["res.company"].search([("active", "=", True)]):
                run.add(run.attempt(company, lambda c=company: self._gather(c)) or 0)

    @api.model
    @enforces("SA-1.5.2")
    def _gather(self, company):
        """Take every home that is near into a draft, one an estate; how many."""
        contracts = self._find_near(company)
        surveys = self.sudo()  # made by the system
        for estate, rows in contracts.grouped("estate_id").items():
            values = {
                "company_id": company.id,
                "delivery_kind": "off_plan",
                "estate_id": estate.id,
            }
            domain = [(name, "=", value) for name, value in values.items()]
            survey = surveys.search([*domain, ("state", "=", "draft")], limit=1)
            survey = survey or surveys.create({**values, "user_id": False})
            survey.line_ids = [
                Command.create({"contract_id": contract.id}) for contract in rows
            ]
        return len(contracts)

    @api.model
    def _find_near(self, company):
        """Off-plan contracts that may be measured and whose delivery is near."""
        today, parameters = company._policy_today(), self.env["policy.parameter"]
        ahead = parameters._get("survey_before_delivery_days", company, today)
        ahead += parameters._get("survey_prepare_days", company, today)
        contracts = self.env["sale.home.contract"].sudo()  # by the clock
        found = contracts.search(
            [
                ("company_id", "=", company.id),
                ("delivery_kind", "=", "off_plan"),
                ("state", "=", "active"),
                ("date_surveyed", "=", False),
                ("date_delivery", "<=", today + timedelta(days=ahead)),
            ],
            order="unit_id, id",
        )
        reasons = found._get_survey_reasons()
        return found.filtered(lambda contract: not reasons[contract.id])
