from odoo import fields, models
from odoo.exceptions import UserError


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

    def write(self, vals):
        closed = self.review_id.filtered(lambda review: review.state == "done")
        if closed:
            raise UserError(
                self.env._(
                    "%(review)s is closed; its scores stay as they are.",
                    review=closed[0].display_name,
                )
            )
        return super().write(vals)
