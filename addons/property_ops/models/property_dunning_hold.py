from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools.wording import join_names


class PropertyDunningHold(models.Model):
    """Why a case rests for a time (PO-4.1.3.x): what was promised, what is disputed."""

    _name = "property.dunning.hold"
    _description = "Hold"
    _inherit = ["policy.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _initial_state = "active"
    _transitions = {"active": {"ended"}, "ended": set()}
    _protected_fields = ("state", "date_ended", "end_reason", "ticket_id", "plan_id")

    case_id = fields.Many2one(
        "property.dunning.case", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("promise", "Promise to pay"),
            ("dispute", "Dispute"),
            ("hardship", "Hardship"),
            ("plan", "Payment plan"),
            ("decision", "Joint decision"),
        ],
        required=True,
        default="promise",
    )
    date_from = fields.Date(
        "From",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._policy_today(),
    )
    date_to = fields.Date("Until", help="Last day on which the case rests.")
    amount = fields.Monetary("Promised")
    reason = fields.Char(required=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", "Complaint", readonly=True, check_company=True
    )
    plan_id = fields.Many2one("property.payment.plan", readonly=True)
    state = fields.Selection(
        [("active", "Running"), ("ended", "Ended")],
        required=True,
        readonly=True,
        copy=False,
        default="active",
    )
    date_ended = fields.Date("Ended", readonly=True, copy=False)
    end_reason = fields.Char(readonly=True, copy=False)
    can_end = fields.Boolean(compute="_compute_can_end")

    _active_idx = models.Index("(case_id) WHERE state = 'active'")
    _dates_valid = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The last day can't be before the first.",
    )
    _promise_dated = models.Constraint(
        "CHECK(kind <> 'promise' OR date_to IS NOT NULL)",
        "A promise has its day.",
    )

    @api.model
    def _selection_kind(self):
        return self._fields["kind"]._description_selection(self.env)

    @api.depends("kind", "case_id")
    def _compute_display_name(self):
        kinds = dict(self._selection_kind())
        for hold in self:
            hold.display_name = join_names(
                kinds.get(hold.kind), hold.case_id.display_name
            )

    @api.depends_context("uid")
    @api.depends("state", "kind")
    def _compute_can_end(self):
        reasons = self._get_end_reasons()
        for hold in self:
            hold.can_end = hold.state == "active" and not reasons[hold.id]

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        reasons = holds._get_hold_reasons()
        for hold in holds:
            self.env["policy.clause"]._refuse(reasons[hold.id], hold)
        holds.case_id._refresh_hold()
        return holds

    def write(self, vals):
        if {"case_id", "kind", "date_to", "amount", "reason"} & set(vals):
            raise UserError(
                self.env._("A hold stays as it was agreed; end it and make another.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Holds are evidence and stay."))

    @enforces("PO-4.1.3.x")
    def _get_hold_reasons(self):
        """{id: all reasons why the case may not be held so}, from figures and role."""
        return {hold.id: list(hold._iter_hold_reasons()) for hold in self}

    def _iter_hold_reasons(self):
        self.ensure_one()
        rule, today = "PO-4.1.3.x", self.company_id._policy_today()
        if self.case_id.state != "open":
            yield Reason(rule, self.env._("The case is not open."))
        if self.kind in ("plan", "decision") and not self.env.su:
            yield Reason(
                "PO-4.1.3.4",
                self.env._("It follows from a plan or decision, not by hand."),
            )
        if self.kind == "hardship" and not self._is_director():
            yield Reason(
                rule, self.env._("Hardship is for the office director to grant.")
            )
        days = (self.date_to - today).days if self.date_to else 0
        limit = self.env["policy.parameter"]._get(
            "dunning_promise_days", self.company_id, today
        )
        if self.kind == "promise" and not 0 <= days <= limit:
            yield Reason(
                "PO-4.1.3.2",
                self.env._(
                    "The promised day is at most %(limit)s days ahead.", limit=limit
                ),
                figures={"limit": limit, "days": days},
            )

    def _is_director(self):
        return self.env.su or self.env.user.has_group(
            "property_ops.property_ops_group_manager"
        )

    @enforces("PO-4.1.3.x", "PO-4.1.3.4")
    def _get_end_reasons(self):
        """{id: all reasons why the acting user may not end the hold by hand}"""
        return {hold.id: list(hold._iter_end_reasons()) for hold in self}

    def _iter_end_reasons(self):
        self.ensure_one()
        if self.kind == "plan":
            yield Reason(
                "PO-4.1.3.4",
                self.env._("The case rests as long as its payment plan runs."),
                self.env._("Cancel the plan instead."),
            )
        elif self.kind in ("decision", "hardship") and not self._is_director():
            yield Reason(
                "PO-4.1.3.4" if self.kind == "decision" else "PO-4.1.3.x",
                self.env._("Only the office director ends this hold."),
            )

    def action_end(self):
        """The reason is gone; the ladder goes on.

        :raises PolicyRefusal: when that is not for the acting user to say
        """
        self.check_access("write")
        reasons = self._get_end_reasons()
        for hold in self:
            self.env["policy.clause"]._refuse(reasons[hold.id], hold)
        return self._end(self.env._("Ended by hand"))

    def _end(self, reason):
        active = self.sudo().filtered(lambda h: h.state == "active")  # asked by caller
        for company, holds in active.grouped("company_id").items():
            holds._move("ended", date_ended=company._policy_today(), end_reason=reason)
        active.case_id._refresh_hold()
        return True

    @api.model
    def _find_over(self, company, day):
        """Ids of active holds that are over on ``day``, by the set.

        A promise or hardship whose last day has passed, a dispute whose complaint is
        closed. Plans are judged by what was paid (see property.payment.plan).
        """
        query = SQL(
            "SELECT h.id FROM property_dunning_hold h"
            " LEFT JOIN helpdesk_ticket t ON t.id = h.ticket_id"
            " LEFT JOIN helpdesk_ticket_stage s ON s.id = t.stage_id"
            " WHERE h.company_id = %s AND h.state = 'active' AND h.kind <> 'plan'"
            " AND (h.date_to < %s OR (h.ticket_id IS NOT NULL AND s.closed))"
            " ORDER BY h.id",
            company.id,
            day,
        )
        return [row[0] for row in self.env.execute_query(query)]
