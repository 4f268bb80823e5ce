from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.trusted import is_trusted, trusted

OPEN_STATUSES = ("waiting", "pending")
# The reminder keeps its date on the review; nothing else is anybody's to write.
UNGUARDED_FIELDS = {"last_reminder_date"}


class TierReview(models.Model):
    """A step of an approval, written by the approval itself and by nobody else.

    Without this guard any internal user could set ``status`` by RPC and approve
    what they filed.
    """

    _name = "tier.review"
    _inherit = ["tier.review", "policy.guard.mixin"]

    # Not stored: every reader has it in their own language.
    todo_by = fields.Char(store=False)

    @api.model
    def _get_guarded(self, names):
        return list(names)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_trusted()
        # sudo: the mixin writes as the user, who has no access of their own
        return super(TierReview, self.sudo()).create(vals_list).with_env(self.env)

    def write(self, vals):
        if set(vals) <= UNGUARDED_FIELDS:
            return super().write(vals)
        self._check_trusted()
        return super(TierReview, self.sudo()).write(vals)  # sudo: as in create

    def unlink(self):
        if self:
            self._check_trusted()
        return super(TierReview, self.sudo()).unlink()  # sudo: as in create

    def _check_trusted(self):
        if not is_trusted(self.env):
            raise AccessError(
                self.env._(
                    "Steps of an approval can't be changed directly; approve or "
                    "refuse the document itself."
                )
            )

    def _update_review_status(self):
        return super(TierReview, trusted(self))._update_review_status()

    @api.depends_context("lang")
    def _compute_todo_by(self):
        by_group = self.filtered("reviewer_group_id")
        for review in by_group:
            review.todo_by = review.reviewer_group_id.sudo().name  # who decides
        return super(TierReview, self - by_group)._compute_todo_by()

    @api.model
    def _get_reviewer_fields(self):
        return [*super()._get_reviewer_fields(), "reviewer_group_id.all_user_ids"]

    def _get_reviewers(self):
        """Members of the group also through groups that imply it."""
        reviewers = super()._get_reviewers()
        group = self.reviewer_group_id.sudo()  # who is in a group
        if group and not self.reviewer_id:
            reviewers |= group.all_user_ids.filtered("active")
            if self.definition_id.exclude_requester:
                reviewers -= self.requested_by
        return reviewers
