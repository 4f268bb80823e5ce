from odoo import api, fields, models

from odoo.addons.cs_policy.tools.trusted import trusted


class AreaSurveyCorrect(models.TransientModel):
    """Corrects the measured areas of one home; its settlement is taken back."""

    _name = "area.survey.correct"
    _description = "Correct Measured Areas"

    line_id = fields.Many2one("area.survey.line", required=True, ondelete="cascade")
    gross_area = fields.Float(
        "Gross Measured (m²)",
        digits="Property Area",
        compute="_compute_areas",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    inside_area = fields.Float(
        "Inside Measured (m²)",
        digits="Property Area",
        compute="_compute_areas",
        store=True,
        precompute=True,
        readonly=False,
    )
    reason = fields.Char(required=True, help="What the bureau says about it.")

    @api.depends("line_id")
    def _compute_areas(self):
        for wizard in self:
            wizard.gross_area = wizard.line_id.gross_area
            wizard.inside_area = wizard.line_id.inside_area

    def action_correct(self):
        """Put the areas right; what was settled by the wrong ones is undone."""
        self.ensure_one()
        line = self.line_id
        line.check_access("write")
        reasons = line._get_correct_reasons()
        self.env["policy.clause"]._refuse(reasons[line.id], line)
        # sudo: finance need not be asked again, the entry stands on a wrong area
        line.contract_id.sudo().settlement_ids._take_back()
        self._log_correction(line)
        trusted(line).write(
            {"gross_area": self.gross_area, "inside_area": self.inside_area}
        )
        line._apply()
        return {"type": "ir.actions.act_window_close"}

    def _log_correction(self, line):
        line.survey_id.message_post(
            body=self.env._(
                "%(home)s corrected: gross %(before)s → %(after)s m², inside "
                "%(inside_before)s → %(inside_after)s m². %(reason)s",
                home=line.unit_id.reference,
                before=line.gross_area,
                after=self.gross_area,
                inside_before=line.inside_area,
                inside_after=self.inside_area,
                reason=self.reason,
            )
        )
