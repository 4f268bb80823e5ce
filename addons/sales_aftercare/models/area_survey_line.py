from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason
from odoo.addons.cs_policy.tools.trusted import is_trusted

from ..tools import area_difference, steps

OPEN = ("draft", "sealed", "submitted")


class AreaSurveyLine(models.Model):
    """One home of a survey: what was sold and what was measured."""

    _name = "area.survey.line"
    _description = "Surveyed Home"
    _order = "survey_id desc, unit_id, id"
    _check_company_auto = True

    survey_id = fields.Many2one(
        "area.survey", required=True, ondelete="cascade", index=True
    )
    survey_state = fields.Selection(related="survey_id.state", store=True)
    company_id = fields.Many2one(
        related="survey_id.company_id", store=True, index=True, precompute=True
    )
    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    unit_id = fields.Many2one(
        related="contract_id.unit_id", store=True, index=True, precompute=True
    )
    buyer_names = fields.Char(related="contract_id.buyer_names")
    gross_sold = fields.Float(
        related="contract_id.gross_area", string="Gross Sold (m²)"
    )
    inside_sold = fields.Float(
        related="contract_id.inside_area", string="Inside Sold (m²)"
    )
    gross_area = fields.Float("Gross Measured (m²)", digits="Property Area")
    inside_area = fields.Float("Inside Measured (m²)", digits="Property Area")
    ratio = fields.Float(
        "Difference (%)",
        compute="_compute_ratio",
        digits=(16, 4),
        help="Of the area paid for.",
    )

    _contract_uniq = models.Constraint(
        "UNIQUE(survey_id, contract_id)", "That home is in the survey already."
    )
    _contract_open_once = models.UniqueIndex(
        "(contract_id) WHERE survey_state IN ('draft', 'sealed', 'submitted')",
        "That home is in another survey that is not over.",
    )
    _area_valid = models.Constraint(
        "CHECK(gross_area >= 0 AND inside_area >= 0 AND inside_area <= gross_area)",
        "The inside area can't be larger than the gross area.",
    )

    @api.depends("gross_area", "inside_area", "contract_id")
    def _compute_ratio(self):
        for line in self:
            contract = line.contract_id
            sold = area_difference.read(contract.gross_area, contract.inside_area)
            known = sold.get_priced(contract.price_basis) and line._has_result()
            line.ratio = float(line._work_out().ratio) if known else 0

    @api.depends("survey_id.name", "unit_id.reference")
    def _compute_display_name(self):
        for line in self:
            parts = (line.survey_id.name, line.unit_id.reference)
            line.display_name = " · ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_changeable({"contract_id"})
        return lines

    def write(self, vals):
        self._check_changeable(set(vals))
        return super().write(vals)

    def unlink(self):
        self._check_changeable({"contract_id"})
        return super().unlink()

    def _check_changeable(self, names):
        """Homes are chosen in draft, areas entered when the bureau has the forms.

        :raises UserError: naming the survey
        """
        if is_trusted(self.env):
            return
        stages = {"contract_id": ("draft",), "survey_id": ("draft",)}
        stages |= dict.fromkeys(("gross_area", "inside_area"), ("draft", "submitted"))
        for line in self:
            for name in names & set(stages):
                if line.survey_id.state not in stages[name]:
                    raise UserError(
                        self.env._(
                            "%(survey)s: %(field)s can't be changed now (%(state)s).",
                            survey=line.survey_id.name,
                            field=self._fields[name]._description_string(self.env),
                            state=line.survey_id._state_label(line.survey_id.state),
                        )
                    )

    def _has_result(self):
        self.ensure_one()
        basis = self.contract_id.price_basis
        return self.gross_area > 0 and (basis != "inside" or self.inside_area > 0)

    def _work_out(self):
        """:class:`area_difference.Difference` of this home under its contract."""
        self.ensure_one()
        contract = self.contract_id
        return area_difference.work_out(
            contract._get_difference_terms(),
            area_difference.read(contract.gross_area, contract.inside_area),
            area_difference.read(self.gross_area, self.inside_area),
            contract.currency_id.rounding or area_difference.CENT,
        )

    @enforces("SA-1.5.1", "SA-1.5.2", "SA-1.6.1")
    def _get_correct_reasons(self):
        """{id: all reasons why the areas that were measured can't be put right}"""
        built_on = self.contract_id._get_reopen_settle_reasons()
        return {
            line.id: [*line._iter_correct_reasons(), *built_on[line.contract_id.id]]
            for line in self
        }

    def _iter_correct_reasons(self):
        contract, survey = self.contract_id, self.survey_id
        step, kind = steps.BY_KEY["survey"], contract.delivery_kind
        if not contract._has_role(step.get_role(kind)):
            labels = contract._fields["step_role"]._description_selection(self.env)
            role = dict(labels)[step.get_role(kind)]
            message = self.env._("This is done by: %(role)s.", role=role)
            yield Reason(step.get_clause(kind), message)
        if survey.state != "done":
            yield Reason(
                step.get_clause(kind),
                self.env._("Survey %(survey)s is not over.", survey=survey.name),
                self.env._("Enter the bureau's results there."),
            )

    def _apply(self):
        """The measured areas become those of the homes; their history is kept."""
        for line in self.sudo():  # homes are kept by the property company
            vals = {"gross_area": line.gross_area}
            if line.inside_area:
                vals["inside_area"] = line.inside_area
            line.unit_id.write(vals)
