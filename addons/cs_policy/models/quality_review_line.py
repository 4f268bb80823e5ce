from odoo import api, fields, models
from odoo.exceptions import UserError

FIXED_FIELDS = {"review_id", "criterion_id", "weight"}
"""Come with the review and stay as they are."""


class QualityReviewLine(models.Model):
    _name = "quality.review.line"
    _description = "Score of a Quality Review"
    _order = "review_id, sequence, id"

    review_id = fields.Many2one(
        "quality.review", required=True, ondelete="cascade", index=True
    )
    criterion_id = fields.Many2one(
        "quality.criterion", required=True, ondelete="restrict"
    )
    question = fields.Char(related="criterion_id.question")
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    weight = fields.Integer(
        required=True, readonly=True, help="As on the review's day."
    )
    score = fields.Selection(
        [
            ("1", "Poor"),
            ("2", "Weak"),
            ("3", "Fair"),
            ("4", "Good"),
            ("5", "Excellent"),
        ]
    )
    remark = fields.Char()

    _criterion_uniq = models.Constraint(
        "UNIQUE(review_id, criterion_id)", "Each criterion is scored once."
    )

    @api.model_create_multi
    def create(self, vals_list):
        reviews = {vals.get("review_id") for vals in vals_list} - {None, False}
        self.env["quality.review"].browse(reviews)._require_open()
        return super().create(vals_list)

    def write(self, vals):
        self.review_id._require_open()
        if self and FIXED_FIELDS & set(vals):
            raise UserError(
                self.env._(
                    "%(review)s: criteria and weights come with the review.",
                    review=self.review_id[:1].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self.review_id._require_open()
