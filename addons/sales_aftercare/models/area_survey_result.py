from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .area_survey import CLAUSES


class AreaSurvey(models.Model):
    """The results of the bureau: on the homes, and the step of the contracts."""

    _inherit = "area.survey"

    @enforces("SA-1.5.1", "SA-1.5.2")
    def _get_finish_reasons(self):
        """{id: all reasons why the survey can't be closed with its results}"""
        reasons = self._get_home_reasons()
        return {
            survey.id: [*survey._iter_finish_reasons(), *reasons[survey.id]]
            for survey in self
        }

    def _iter_finish_reasons(self):
        clause = CLAUSES[self.delivery_kind]
        lines = self._get_lines_in_force()
        missing = lines.filtered(lambda line: not line._has_result())
        if missing:
            yield Reason(
                clause,
                self.env._(
                    "Not measured yet: %(count)s of %(total)s homes, first %(home)s.",
                    count=len(missing),
                    total=len(lines),
                    home=missing[0].unit_id.reference,
                ),
                self.env._("Enter the areas or load the bureau's list."),
                {"count": len(missing)},
            )

    def action_finish(self):
        """The results are complete: homes and contracts follow."""
        self._check_reasons(self._get_finish_reasons())
        for survey in self:
            day = survey.company_id._policy_today()
            survey._move("done", date_result=day)
            survey.line_ids.filtered(lambda line: line._has_result())._apply()
            survey._get_lines_in_force().contract_id._record_step("survey", day)
        return True
