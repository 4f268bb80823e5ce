from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

PARSERS = {
    "integer": int,
    "float": float,
    "boolean": lambda text: {"true": True, "false": False}[text.strip().lower()],
    "text": str,
}

MAXIMUM = 10000
"""Largest number where a parameter names none: with days, months or hours of it, dates
can still be reckoned."""
DECLARED = {
    "code", "clause_id", "value_type", "default_value", "minimum", "maximum",
}  # fmt: skip
"""What code and rules rely on; a change would have no day and no history."""


class PolicyParameter(models.Model):
    """A limit, a number of days, a rate: declared by an addon, valued by a company.

    Code asks ``self.env["policy.parameter"]._get(code, company, date)`` and never
    holds a number of its own.
    """

    _name = "policy.parameter"
    _description = "Policy Parameter"
    _inherit = ["mail.thread"]
    _order = "clause_id, code, id"

    code = fields.Char(required=True, readonly=True, copy=False)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    unit = fields.Char(translate=True, help="What is counted: swaps, minutes, days.")
    clause_id = fields.Many2one("policy.clause", required=True, index=True)
    value_type = fields.Selection(
        [
            ("integer", "Whole number"),
            ("float", "Decimal number"),
            ("boolean", "Yes or no"),
            ("text", "Text"),
        ],
        required=True,
        default="integer",
        readonly=True,
    )
    default_value = fields.Char(
        required=True, readonly=True, help="Applies where a company set nothing."
    )
    minimum = fields.Float(help="Smallest value that makes sense.")
    maximum = fields.Float(help="Largest value that makes sense; 0: 10000.")
    value_ids = fields.One2many("policy.parameter.value", "parameter_id")
    change_ids = fields.One2many("policy.parameter.change", "parameter_id")
    section = fields.Char(related="clause_id.section", store=True)
    current_value = fields.Char(
        "In Force Today",
        compute="_compute_current_value",
        help="For the company you work in.",
    )
    is_company_value = fields.Boolean(
        "Set by the Company",
        compute="_compute_current_value",
        help="Otherwise the value that comes with the product applies.",
    )
    next_value = fields.Char(compute="_compute_current_value")
    next_date = fields.Date(
        "Changes On", compute="_compute_current_value", search="_search_next_date"
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "A parameter code is given only once."
    )

    @api.depends("default_value", "value_ids.value", "value_ids.date_from")
    @api.depends_context("company", "lang")
    def _compute_current_value(self):
        company = self.env.company
        today = company._policy_today()
        for parameter in self:
            row = self._timeline(parameter.code, company.id) if parameter.code else None
            timeline = row[2] if row else ()
            begun = [raw for start, raw in timeline if start <= today]
            coming = [pair for pair in timeline if pair[0] > today]
            raw = begun[0] if begun else parameter.default_value
            parameter.current_value = parameter._format(raw)
            parameter.is_company_value = bool(begun)
            parameter.next_date, raw = coming[-1] if coming else (False, False)
            parameter.next_value = parameter._format(raw)

    @api.model
    def _search_next_date(self, operator, value):
        """Parameters by the day of any coming change, for the current company."""
        coming = fields.Domain("company_id", "=", self.env.company.id)
        coming &= fields.Domain("date_from", ">", self.env.company._policy_today())
        if operator == "in" and False in value:
            found = self.env["policy.parameter.value"]._search(coming)
            return [("value_ids", "not in", found)]
        if operator == "not in" and set(value) == {False}:
            found = self.env["policy.parameter.value"]._search(coming)
        else:
            coming &= fields.Domain("date_from", operator, value)
            found = self.env["policy.parameter.value"]._search(coming)
        return [("value_ids", "in", found)]

    def _format(self, raw):
        """``raw`` as people read it: *Yes* for ``true``; False stays False."""
        self.ensure_one()
        if raw and self.value_type == "boolean":
            yes = PARSERS["boolean"](raw)
            return self.env._("Yes") if yes else self.env._("No")
        return raw

    @api.model
    def _get(self, code, company, date):
        """Value of ``code`` for ``company`` on ``date`` (a date, company time).

        :raises UserError: for a code that no addon declares
        """
        row = self._timeline(code, company.id)
        if row is None:
            raise UserError(self.env._("Unknown policy parameter %(code)s.", code=code))
        value_type, default, timeline = row
        raw = next((raw for start, raw in timeline if start <= date), default)
        return PARSERS[value_type](raw)

    @api.model
    @tools.ormcache("code", "company_id")
    def _timeline(self, code, company_id):
        """(type, default, ((date_from, raw value), newest first)) or None."""
        parameter = self.sudo().search([("code", "=", code)])  # limits are no secret
        if not parameter:
            return None
        values = parameter.value_ids.filtered(lambda v: v.company_id.id == company_id)
        timeline = tuple(
            (value.date_from, value.value)
            for value in values.sorted("date_from", reverse=True)
        )
        return parameter.value_type, parameter.default_value, timeline

    def _parse(self, raw):
        """Typed value of ``raw``.

        :raises ValidationError: naming parameter and value when it does not fit
        """
        self.ensure_one()
        try:
            value = PARSERS[self.value_type](raw)
        except (ValueError, KeyError, AttributeError, TypeError):
            value = None
        is_number = self.value_type in ("integer", "float")
        # Said this way round nan is refused, too: it is neither more nor less.
        if value is None or (
            is_number and not self.minimum <= value <= (self.maximum or MAXIMUM)
        ):
            raise ValidationError(
                self.env._(
                    "%(parameter)s: %(value)s is not allowed.",
                    parameter=self.name,
                    value=raw,
                )
            )
        return value

    @api.model_create_multi
    def create(self, vals_list):
        parameters = super().create(vals_list)
        self.env.registry.clear_cache()
        return parameters

    def write(self, vals):
        fixed = DECLARED & set(vals)
        if fixed and not self.env.su:  # an addon's data file declares them
            raise UserError(
                self.env._(
                    "%(parameter)s comes with the product; set a value of the "
                    "company instead.",
                    parameter=self[:1].display_name,
                )
            )
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        # Through the ORM, so that the log keeps what was set.
        self.value_ids.unlink()
        self.env.registry.clear_cache()
        return super().unlink()
