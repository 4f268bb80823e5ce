from odoo import fields, models


class QualityCriterion(models.Model):
    """What a quality review looks at, each for a clause of the policy."""

    _name = "quality.criterion"
    _description = "Quality Criterion"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    question = fields.Char(
        required=True, translate=True, help="What the reviewer asks of the service."
    )
    clause_id = fields.Many2one("policy.clause", required=True, ondelete="restrict")
    weight = fields.Integer(default=1, required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "A criterion weighs at least 1."
    )
