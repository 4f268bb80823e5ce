from odoo import fields, models


class PolicyClauseKind(models.Model):
    """The mechanism that carries a clause: rule, duty, record, form and so on."""

    _name = "policy.clause.kind"
    _description = "Kind of Policy Clause"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
