from odoo import api, fields, models


class PolicyClause(models.Model):
    """One screen leads to everything that can be set: values, rules, duty plans."""

    _inherit = "policy.clause"

    settings = fields.Text(
        compute="_compute_settings", help="What applies today in your company."
    )
    has_settings = fields.Boolean(
        compute="_compute_has_settings", search="_search_has_settings"
    )
    rule_model = fields.Char(
        "Rules", compute="_compute_rule_model", help="What the rules are a list of."
    )

    @api.depends("parameter_ids")
    @api.depends_context("company", "lang")
    def _compute_settings(self):
        for clause in self:
            clause.settings = "\n".join(
                f"{row.name}: {row.current_value} {row.unit or ''}".rstrip()
                for row in clause.parameter_ids
            )

    @api.depends_context("lang")
    def _compute_rule_model(self):
        names = self._get_rule_models()
        for clause in self:
            model = self.env.get(names.get(clause.code))
            clause.rule_model = (
                model is not None
                and self.env["ir.model"]._get(model._name).display_name
            )

    @api.depends("parameter_ids", "duty_plan_ids")
    def _compute_has_settings(self):
        rules = self._get_rule_models()
        for clause in self:
            clause.has_settings = bool(
                clause.parameter_ids or clause.duty_plan_ids or clause.code in rules
            )

    @api.model
    def _search_has_settings(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = (
            fields.Domain("parameter_ids", "!=", False)
            | fields.Domain("duty_plan_ids", "!=", False)
            | fields.Domain("code", "in", list(self._get_rule_models()))
        )
        return domain if True in value else ~domain

    def action_view_rules(self):
        """The structured rules of the clause, a list of their own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.rule_model,
            "res_model": self._get_rule_models()[self.code],
            "views": [(False, "list"), (False, "form")],
        }

    @api.model
    def _get_rule_models(self):
        """{clause id: model of its structured rules}; an addon adds its own."""
        return {
            "CS-2.1": "shift.post.manning",
            "CS-2.3": "quality.criterion",
            "CS-7.2": "shift.swap.reason",
            "CS-7.9": "policy.makeup.day",
        }
