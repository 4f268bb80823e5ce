from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import steps
from .area_survey_line import OPEN


class SaleHomeContract(models.Model):
    """The survey of the home of a contract (SA-1.5)."""

    _inherit = "sale.home.contract"

    survey_line_ids = fields.One2many(
        "area.survey.line", "contract_id", "Surveys", readonly=True
    )

    @enforces("SA-1.5.1", "SA-1.5.2")
    def _get_survey_reasons(self, survey=None):
        """Also: one survey at a time.

        :param survey: the survey that asks, which does not stand against itself
        """
        reasons = super()._get_survey_reasons()
        domain = [("contract_id", "in", self.ids), ("survey_state", "in", OPEN)]
        lines = self.env["area.survey.line"].sudo()  # whether there is one
        found = lines.search_fetch(domain, ["contract_id", "survey_id"])
        for line in found.filtered(lambda row: row.survey_id != survey):
            contract = line.contract_id
            reasons[contract.id].append(
                Reason(
                    steps.BY_KEY["survey"].get_clause(contract.delivery_kind),
                    self.env._(
                        "Survey %(survey)s is not over.", survey=line.survey_id.name
                    ),
                    self.env._("Enter the bureau's results there."),
                )
            )
        return reasons

    def _on_ended(self):
        """The other homes go on without them; a survey of none of them is over."""
        result = super()._on_ended()
        lines = self.survey_line_ids.filtered(lambda line: line.survey_state in OPEN)
        surveys = lines.survey_id
        lines.filtered(lambda line: line.survey_state == "draft").unlink()
        idle = surveys.filtered(lambda survey: not survey._get_lines_in_force())
        idle._move("cancelled")
        self._void_duties(idle)
        return result

    def action_survey(self):
        """The survey of this home: the open one, else a new one, filled in."""
        self.ensure_one()
        lines = self.survey_line_ids.filtered(lambda line: line.survey_state in OPEN)
        survey = lines[:1].survey_id or self._create_survey()
        return {
            "type": "ir.actions.act_window",
            "res_model": survey._name,
            "res_id": survey.id,
            "view_mode": "form",
        }

    def _create_survey(self):
        reasons = self._get_survey_reasons()
        self.env["policy.clause"]._refuse(reasons[self.id], self)
        return self.env["area.survey"].create(
            {
                "company_id": self.company_id.id,
                "delivery_kind": self.delivery_kind,
                "estate_id": self.estate_id.id,
                "line_ids": [(0, 0, {"contract_id": self.id})],
            }
        )
