from odoo import models
from odoo.exceptions import UserError

from ..tools.trusted import trusted


class CommentWizard(models.TransientModel):
    """Asks why; the client names document and steps, so both are checked again."""

    _inherit = "comment.wizard"

    def add_comment(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or "review_ids" not in model._fields:
            raise UserError(self.env._("This document needs no approval."))
        record = model.browse(self.res_id)
        if "approval_log_ids" in model._fields:
            if self.validate_reject == "validate":
                return record._approve(self.comment)
            return record._refuse_approval(self.comment)
        record._check_own_turn()
        reviews = record._get_decidable_reviews(
            self.review_ids.filtered(
                lambda review: (
                    (review.model, review.res_id) == (record._name, record.id)
                )
            )
        )
        if not reviews:
            return None
        trusted(reviews).write({"comment": self.comment})
        if self.validate_reject == "validate":
            record._validate_tier(reviews)
        else:
            record._rejected_tier(reviews)
        record._update_counter({"review_deleted": True})
        return None
