from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.reason import Reason
from ..tools.trusted import is_trusted, trusted, untrusted
from .tier_review import OPEN_STATUSES
from .tier_validation import GUARDED_FIELDS


class PolicyApprovalMixin(models.AbstractModel):
    """Named people say yes in a named order before anything takes effect.

    A document that enters the first of ``_approval_states`` is put before its
    approvers (``tier.definition`` rows of the model, highest sequence first). The
    last yes takes it to the second state and runs :meth:`_on_approved`, once and in
    the same transaction. Every decision is kept in ``policy.approval.log`` with a
    fingerprint of the approved content; the content can't change in between.

    A model sets ``_approval_states``, ``_approval_fields`` and ``_approval_clause``.
    """

    _name = "policy.approval.mixin"
    _description = "Documents that Need Approval"
    _inherit = ["policy.state.mixin", "policy.approval.evidence", "tier.validation"]

    _approval_states = ("pending", "approved")
    _approval_refused_state = "refused"
    # Nobody decides two steps of one request.
    _approval_distinct_people = True

    can_approve = fields.Boolean(compute="_compute_can_approve")
    can_refuse_approval = fields.Boolean(compute="_compute_can_approve")
    approval_waits_for = fields.Char(
        compute="_compute_approval_waits_for",
        compute_sudo=True,
        help="Who decides next.",
    )

    # What the OCA mixin reads; derived, so that a model says it only once.
    @property
    def _state_from(self):
        return [self._approval_states[0]]

    @property
    def _state_to(self):
        return [self._approval_states[1]]

    @api.depends_context("uid")
    @api.depends("state", "review_ids.status")
    def _compute_can_approve(self):
        approve = self._get_approve_reasons()
        refuse = self._get_refuse_approval_reasons()
        for record in self:
            record.can_approve = not approve.get(record.id, True)
            record.can_refuse_approval = not refuse.get(record.id, True)

    @api.depends_context("lang")
    @api.depends("state", "review_ids.status", "review_ids.todo_by")
    def _compute_approval_waits_for(self):
        for record in self:
            record.approval_waits_for = record._get_current_review().todo_by

    def action_approve(self):
        """Button and RPC: the acting user's yes to the current step."""
        return self._approve()

    def action_refuse_approval(self):
        """Open the dialog that asks for the reason of a no."""
        self.ensure_one()
        return {
            "name": self.env._("Refuse"),
            "type": "ir.actions.act_window",
            "res_model": "policy.approval.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    # The buttons of the OCA mixin and its comment dialog end here too.
    def validate_tier(self):
        return self._approve()

    def reject_tier(self):
        return self.action_refuse_approval()

    def request_validation(self):
        """Put documents that wait without approvers before them (again)."""
        self.check_access("write")
        for record in self:
            if record.state == record._approval_states[0] and not record.review_ids:
                record._request_approval()
        return untrusted(self.review_ids)

    def restart_validation(self):
        raise UserError(
            self.env._("Withdraw the document and submit it again instead.")
        )

    def _validate_tier(self, tiers=False):
        self._approve()

    def _rejected_tier(self, tiers=False):
        self._refuse_approval("")

    def _approve(self, comment=""):
        """The acting user says yes to the current step of every record.

        For buttons, e-mail links and phone pages alike; ``self.env.user`` decides.

        :raises PolicyRefusal: with every reason against, nothing is changed then
        """
        for record in self:
            record._lock_for_decision()
            reasons = record._get_approve_reasons()[record.id]
            self.env["policy.clause"]._refuse(reasons, record)
            review = record._get_current_review()
            record._decide(review, "approved", comment)
            waiting = record._get_open_reviews()
            if waiting:
                trusted(waiting)._update_review_status()
            else:
                record._take_effect()
            record._update_counter({"review_deleted": True})
        return True

    def _refuse_approval(self, comment):
        """The acting user says no to every record, which ends the request.

        :raises PolicyRefusal: when it is not theirs to decide
        """
        for record in self:
            record._lock_for_decision()
            reasons = record._get_refuse_approval_reasons()[record.id]
            self.env["policy.clause"]._refuse(reasons, record)
            review = record._get_current_review()
            record._decide(review, "refused", comment)
            rest = record._get_open_reviews()
            trusted(rest).write({"status": "cancel"})
            record._update_counter({"review_deleted": True})
            record.sudo()._on_approval_refused(comment)  # approver need not edit
        return True

    def _on_approved(self):
        """Hook: the effect. Runs once, as the last approver, in sudo."""

    def _on_approval_refused(self, comment):
        """Hook: where a refused document goes. Runs as the approver, in sudo."""
        self._move(self._approval_refused_state)

    def _prepare_approved_vals(self):
        """Hook: values written together with the approved state."""
        return {}

    def _get_approval_requester(self):
        """Hook: the user whose request it is, who may not approve it."""
        return self.env.user

    def _get_approval_excluded_users(self):
        """Hook: further users with an interest of their own, who may not approve."""
        return self.env["res.users"]

    def _get_open_reviews(self):
        """The steps still to be decided, in their order."""
        reviews = self.sudo().review_ids  # not every approver sees the other steps
        return reviews.filtered(lambda review: review.status in OPEN_STATUSES).sorted(
            "sequence"
        )

    def _get_current_review(self):
        return self._get_open_reviews()[:1] if self else self.env["tier.review"]

    def _get_approve_reasons(self):
        """{id: reasons why the acting user can't say yes now}. Extend with rules."""
        result = self._get_refuse_approval_reasons()
        for record in self:
            if not result[record.id] and not record._is_unchanged_since("requested"):
                result[record.id].append(
                    record._approval_reason(
                        self.env._("It was changed after it was submitted."),
                        self.env._("Withdraw it and submit it again."),
                    )
                )
        return result

    def _get_refuse_approval_reasons(self):
        """{id: reasons why it is not the acting user's turn to decide}."""
        requested = self._get_last_log("requested")
        reasons = partial(self._iterate_decision_reasons, requested)
        return {record.id: list(reasons(record)) for record in self}

    def _iterate_decision_reasons(self, requested, record):
        user = self.env.user
        review = record._get_current_review()
        if record.state != record._approval_states[0] or not review:
            yield record._approval_reason(self.env._("It does not wait for approval."))
            return
        log = requested.get(record.id)
        own = record._get_approval_excluded_users() | (
            log.requester_id if log else review.requested_by
        )
        if user in own:
            yield record._approval_reason(
                self.env._("Nobody approves their own request.")
            )
        if (
            user.id == SUPERUSER_ID
            or user not in review.sudo()._get_reviewers()  # members of groups
            or record._get_company() not in user.company_ids
        ):
            yield record._approval_reason(
                self.env._("It waits for %(who)s.", who=review.todo_by or review.name)
            )
        steps = record.sudo().review_ids  # see _get_open_reviews
        decided = steps.filtered(lambda step: step.status == "approved")
        if self._approval_distinct_people and user in decided.done_by:
            yield record._approval_reason(
                self.env._("The next step is for somebody else to decide.")
            )

    def _approval_reason(self, message, remedy=""):
        return Reason(self._approval_clause or "", message, remedy)

    def _lock_for_decision(self):
        """Make concurrent decisions on the same documents wait for this one.

        The later transaction then fails to serialize, is retried by Odoo and finds
        the document decided.
        """
        self.check_access("read")
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset()
        self.sudo().review_ids.invalidate_recordset()  # see _get_open_reviews

    def _decide(self, review, decision, comment):
        status = "approved" if decision == "approved" else "rejected"
        trusted(review).write(
            {
                "status": status,
                "done_by": self.env.user.id,
                "reviewed_date": fields.Datetime.now(),
                "comment": comment or False,
            }
        )
        self._log_approval(decision, review, comment)

    def _take_effect(self):
        record = self.sudo()  # an approver need not be allowed to edit
        trusted(record)._move(
            self._approval_states[1], **record._prepare_approved_vals()
        )
        record._log_approval("effective")
        untrusted(record)._on_approved()

    def _request_approval(self):
        """Put the records before their approvers.

        :raises UserError: when nobody is set up to approve
        """
        for record in self.sudo():  # the requester may not read the definitions
            record._drop_reviews()
            definitions = record._get_approval_definitions()
            if not definitions:
                raise UserError(
                    self.env._(
                        "%(record)s: nobody is set up to approve it; ask the policy "
                        "manager.",
                        record=record.display_name,
                    )
                )
            requester = record._get_approval_requester()
            reviews = trusted(self.env["tier.review"]).create(
                [
                    {
                        **record._prepare_tier_review_vals(definition, sequence),
                        "requested_by": requester.id,
                    }
                    for sequence, definition in enumerate(definitions, 1)
                ]
            )
            record.flush_recordset()
            record.invalidate_recordset()  # the fingerprint is that of stored values
            record._log_approval("requested", requester=requester)
            reviews._update_review_status()
            record._notify_review_requested(reviews)

    def _get_approval_definitions(self):
        """The steps of approval that apply to this record, the first one first."""
        self.ensure_one()
        definitions = (
            self.env["tier.definition"]
            .sudo()  # the requester may not read them
            .search(
                [
                    ("model", "=", self._name),
                    ("company_id", "in", [False, self._get_company().id]),
                ],
                order="sequence desc, id",
            )
        )
        return definitions.filtered(self.evaluate_tier)

    def _drop_reviews(self):
        """Forget the steps of an earlier request; the log keeps them."""
        trusted(self.sudo().review_ids).unlink()  # nobody has access of their own

    def _move(self, state, **vals):
        waits, approved = self._approval_states
        left = self.filtered(
            lambda record: record.state == waits and record._get_open_reviews()
        )
        result = super()._move(state, **vals)
        if state != approved:
            withdrawn = left if state != waits else self.browse()
            withdrawn._log_approval("withdrawn")
            withdrawn._drop_reviews()
        if state == self._initial_state:
            self._drop_reviews()
        if state == waits:
            self._request_approval()
        return result

    @api.model
    def _get_protected(self, names):
        """The result of the steps is refused by the steps themselves."""
        protected = super()._get_protected(names)
        return [name for name in protected if name not in GUARDED_FIELDS]

    def _tier_validation_check_state_on_write(self, vals):
        """Only the last yes leads to the approved state."""
        waits, approved = self._approval_states
        if vals.get("state") != approved:
            return
        for record in self.filtered(lambda record: record.state != approved):
            reviews = record.sudo().review_ids  # see _get_open_reviews
            if (
                (record.state == waits and not is_trusted(self.env))
                or not reviews
                or set(reviews.mapped("status")) != {"approved"}
                or not record._is_unchanged_since("requested")
            ):
                raise UserError(
                    self.env._(
                        "%(record)s is not approved yet.", record=record.display_name
                    )
                )

    def _tier_validation_check_write_allowed(self, vals):
        """What is being or was approved stays as it is, whatever the context says."""
        names = sorted(set(self._approval_fields) & set(vals))
        if not names or is_trusted(self.env):  # see _amend
            return
        _waits, approved = self._approval_states
        for record in self.sudo():  # see _get_open_reviews
            statuses = set(record.review_ids.mapped("status"))
            is_asked = statuses and not statuses & {"rejected", "cancel"}
            if is_asked or record.state == approved:  # imported: nobody was asked
                labels = [
                    self._fields[name]._description_string(self.env) for name in names
                ]
                raise UserError(
                    self.env._(
                        "%(record)s: %(fields)s can't change once it was submitted "
                        "for approval.",
                        record=record.display_name,
                        fields=", ".join(labels),
                    )
                )

    def _tier_validation_check_write_remove_reviews(self, vals):
        """Steps are dropped by moves alone."""

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        for record in self.browse(self._get_last_log("requested")):
            raise UserError(
                self.env._(
                    "%(record)s was submitted for approval and is kept.",
                    record=record.display_name,
                )
            )
