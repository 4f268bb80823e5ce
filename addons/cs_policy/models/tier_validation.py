from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.trusted import is_trusted, trusted, untrusted

GUARDED_FIELDS = {"validation_status", "review_ids"}


class TierValidation(models.AbstractModel):
    """Closes the ways around tiers that are open in every model using them.

    The original writes reviews as the acting user; here it does so with a mark
    that no client can send, and users have no access to reviews of their own.
    """

    _name = "tier.validation"
    _inherit = ["tier.validation", "policy.guard.mixin"]

    @api.model
    def _get_guarded(self, names):
        guarded = [name for name in names if name in GUARDED_FIELDS]
        return super()._get_guarded(names) + guarded

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("validation_status", "no") != "no" or vals.get("review_ids"):
                self._refuse_guarded_write()
        return super().create(vals_list)

    def write(self, vals):
        if GUARDED_FIELDS & set(vals) and not is_trusted(self.env):
            self._refuse_guarded_write()
        return super().write(vals)

    def _refuse_guarded_write(self):
        raise AccessError(
            self.env._("The result of an approval can't be written directly.")
        )

    def request_validation(self):
        self.check_access("write")
        reviews = super(TierValidation, trusted(self)).request_validation()
        return untrusted(reviews)

    def validate_tier(self):
        self._check_own_turn()
        return super().validate_tier()

    def reject_tier(self):
        self._check_own_turn()
        return super().reject_tier()

    def restart_validation(self):
        self.check_access("write")
        return super(TierValidation, trusted(self)).restart_validation()

    def unlink(self):
        self.check_access("unlink")
        return super(TierValidation, trusted(self)).unlink()

    def _check_own_turn(self):
        """:raises UserError: when the acting user has no step to decide now"""
        self.check_access("read")
        for record in self:
            if not record._get_decidable_reviews():
                raise UserError(
                    self.env._(
                        "%(record)s: it is not your turn to decide.",
                        record=record.display_name,
                    )
                )

    def _get_decidable_reviews(self, tiers=None):
        """The open steps the acting user may decide now, out of ``tiers`` or all.

        Steps in sequence wait for the ones before them.
        """
        self.ensure_one()
        user = self.env.user
        reviews = self.review_ids.filtered(
            lambda review: review.status in ("waiting", "pending")
        ).sorted("sequence")
        decidable = reviews.filtered(
            lambda review: not review.approve_sequence and user in review.reviewer_ids
        )
        for review in reviews:
            if user not in review.reviewer_ids:
                break
            decidable |= review
        return decidable & tiers if tiers else decidable

    def _validate_tier(self, tiers=False):
        reviews = self._get_decidable_reviews(tiers)
        if reviews:
            return super(TierValidation, trusted(self))._validate_tier(trusted(reviews))
        return None

    def _rejected_tier(self, tiers=False):
        reviews = self._get_decidable_reviews(tiers)
        if reviews:
            return super(TierValidation, trusted(self))._rejected_tier(trusted(reviews))
        return None

    @api.model
    def _update_counter(self, review_counter):
        return super(TierValidation, trusted(self))._update_counter(review_counter)

    def _tier_validation_check_write_remove_reviews(self, vals):
        return super(
            TierValidation, trusted(self)
        )._tier_validation_check_write_remove_reviews(vals)

    def _tier_validation_check_write_allowed(self, vals):
        """No context key of a client switches the check off."""
        records = self.with_context(skip_validation_check=False)
        return super(TierValidation, records)._tier_validation_check_write_allowed(vals)

    def _check_state_from_condition(self):
        """No context key of a client switches the check off."""
        record = self.with_context(skip_check_state_condition=False)
        return super(TierValidation, record)._check_state_from_condition()
