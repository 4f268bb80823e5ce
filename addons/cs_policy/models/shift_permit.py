from datetime import timedelta

from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason


class ShiftPermit(models.Model):
    """Leave to be away from the post for some minutes (CS-2.4, CS-4.5).

    The clock runs from the moment it is granted until the agent is back.
    """

    _name = "shift.permit"
    _description = "Leave-Post Permit"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    _initial_state = "asked"
    _transitions = {
        "asked": {"granted", "refused", "withdrawn"},
        "granted": {"returned"},
        "refused": set(),
        "withdrawn": set(),
        "returned": set(),
    }
    _protected_fields = (
        "state",
        "employee_id",
        "granted_at",
        "granted_user_id",
        "extension_state",
        "extension_user_id",
        "extension_minutes",
        "extension_reason",
        "returned_at",
        "overrun_minutes",
        "is_overrun",
        "refusal",
    )

    shift_id = fields.Many2one(
        "shift.assignment",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self._default_shift(),
    )
    employee_id = fields.Many2one(
        related="shift_id.employee_id", store=True, index=True, precompute=True
    )
    post_id = fields.Many2one(related="shift_id.post_id")
    company_id = fields.Many2one(
        related="shift_id.company_id", store=True, index=True, precompute=True
    )
    reason = fields.Char(required=True, tracking=True)
    minutes = fields.Integer("Minutes Asked", required=True, default=10, tracking=True)
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("granted", "Granted"),
            ("returned", "Returned"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="asked",
    )
    granted_at = fields.Datetime(readonly=True, copy=False)
    granted_user_id = fields.Many2one(
        "res.users", "Handled By", readonly=True, copy=False
    )
    refusal = fields.Char("Why Refused", readonly=True, copy=False)
    extension_minutes = fields.Integer("More Minutes", readonly=True, copy=False)
    extension_reason = fields.Char("Special Case", readonly=True, copy=False)
    extension_state = fields.Selection(
        [("asked", "Asked"), ("granted", "Granted"), ("refused", "Refused")],
        "Extension",
        readonly=True,
        copy=False,
        tracking=True,
    )
    extension_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    due_at = fields.Datetime(
        "Back By", compute="_compute_due_at", store=True, help="Granted time runs out."
    )
    returned_at = fields.Datetime("Back At", readonly=True, copy=False)
    is_overrun = fields.Boolean("Overrun", readonly=True, copy=False)
    overrun_minutes = fields.Integer("Overrun (min)", readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    can_grant = fields.Boolean(compute="_compute_can_grant")

    _minutes_positive = models.Constraint(
        "CHECK(minutes > 0)", "A permit is for at least a minute."
    )
    _one_open = models.UniqueIndex(
        "(shift_id) WHERE state IN ('asked', 'granted')",
        "There is an open permit for this shift already.",
    )

    def _default_shift(self):
        shifts = self.env["shift.assignment"].sudo()  # the user's own
        own = self.env.user.sudo().employee_ids  # the user's own rows
        running = [("employee_id", "in", own.ids), ("attendance", "=", "on_duty")]
        return shifts.search(running, limit=1).sudo(False)

    @api.depends("granted_at", "minutes", "extension_minutes", "extension_state")
    def _compute_due_at(self):
        for permit in self:
            minutes = permit.minutes
            if permit.extension_state == "granted":
                minutes += permit.extension_minutes
            permit.due_at = permit.granted_at and (
                permit.granted_at + timedelta(minutes=minutes)
            )

    @api.depends_context("uid")
    @api.depends("employee_id")
    def _compute_is_mine(self):
        own = self.env.user.sudo().employee_ids  # the user's own rows
        for permit in self:
            permit.is_mine = permit.employee_id in own

    @api.depends_context("uid")
    @api.depends("state", "employee_id", "minutes")
    def _compute_can_grant(self):
        reasons = self._get_grant_reasons()
        for permit in self:
            permit.can_grant = not reasons[permit.id]

    @api.depends("employee_id", "minutes")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for permit in self:
            permit.display_name = self.env._(
                "%(person)s, %(minutes)s min",
                person=permit.employee_id.name or "",
                minutes=permit.minutes,
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.flush_model(["state"])  # one that was just closed is no longer open
        permits = super().create(vals_list)
        reasons = permits._get_ask_reasons()
        for permit in permits:
            self.env["policy.clause"]._refuse(reasons[permit.id], permit)
            permit._ask_in_charge(lambda env: env._("May I leave the post?"))
        return permits

    def write(self, vals):
        frozen = {"shift_id", "minutes", "reason"} & set(vals)
        if frozen:
            self._require("asked", own=True)
        res = super().write(vals)
        if frozen:
            reasons = self._get_ask_reasons()
            for permit in self:
                self.env["policy.clause"]._refuse(reasons[permit.id], permit)
        return res

    def action_ask(self):
        """Back to one's shift: saving the new permit has asked for it."""
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("cs_policy.shift_assignment_action_today")
        return {**action, "target": "main"}

    def action_grant(self):
        """The one in charge of the shift says yes; the clock starts."""
        self.check_access("read")
        reasons = self._get_grant_reasons()
        for permit in self:
            self.env["policy.clause"]._refuse(reasons[permit.id], permit)
        vals = {"granted_at": fields.Datetime.now(), "granted_user_id": self.env.uid}
        self.sudo()._move("granted", **vals)  # decided by the reasons above
        self._tell_agent(lambda env: env._("Granted"))

    def _refuse_permit(self, refusal):
        """Say no, with a word why; same people as :meth:`action_grant`."""
        reasons = self._get_grant_reasons(limit=False)
        for permit in self:
            self.env["policy.clause"]._refuse(reasons[permit.id], permit)
        vals = {"refusal": refusal, "granted_user_id": self.env.uid}
        self.sudo()._move("refused", **vals)  # decided by the reasons above
        self._tell_agent(lambda env: env._("Refused"))

    def action_withdraw(self):
        self._require("asked", own=True)
        self.sudo()._move("withdrawn")  # one's own, checked above

    def action_return(self):
        """I am back at the post."""
        self._require("granted", own=True)
        self._return()

    def _return(self):
        now = fields.Datetime.now()
        for permit in self:
            over = max(0, int((now - permit.due_at).total_seconds() // 60))
            vals = {"returned_at": now, "overrun_minutes": over}
            if over:
                vals["is_overrun"] = True
            # checked by the caller
            permit.sudo()._move("returned", **vals)
        late = self.sudo().filtered("is_overrun")  # told about, not shown
        self.env["shift.exception"]._report("overrun", late.shift_id, late)

    def _ask_extension(self, minutes, reason):
        """Ask for more time, in a special case; once per permit.

        :raises PolicyRefusal: CS-2.4, beyond the limit or a second time
        """
        self._require("granted", own=True)
        self.env["policy.clause"]._refuse(
            list(self._iter_extension_reasons(minutes, reason)), self
        )
        self.sudo()._write_protected(  # one's own, checked above
            {
                "extension_minutes": minutes,
                "extension_reason": reason,
                "extension_state": "asked",
            }
        )
        self._ask_in_charge(lambda env: env._("May I stay away longer?"))

    def action_grant_extension(self):
        self._decide_extension("granted")
        self._tell_agent(lambda env: env._("Extension granted"))

    def action_refuse_extension(self):
        self._decide_extension("refused")
        self._tell_agent(lambda env: env._("Extension refused"))

    def _decide_extension(self, decision):
        self._require("granted")
        for permit in self:
            reasons = [reason for _p, reason in permit._iter_charge_reasons()]
            if permit.extension_state != "asked":
                message = self.env._("No extension was asked for.")
                reasons.append(Reason("CS-2.4", message))
            self.env["policy.clause"]._refuse(reasons, permit)
        vals = {"extension_state": decision, "extension_user_id": self.env.uid}
        self.sudo()._write_protected(vals)  # decided by the reasons above

    @api.model
    @enforces("CS-2.4")
    def _cron_watch_permits(self):
        """Record whose time has run out and tell the duty manager, once each."""
        over = self.search(
            [
                ("state", "=", "granted"),
                ("is_overrun", "=", False),
                ("due_at", "<", fields.Datetime.now()),
            ]
        )
        with self.env["policy.job.run"]._track("permits") as run:
            over._write_protected({"is_overrun": True})
            told = self.env["shift.exception"]._report("overrun", over.shift_id, over)
            run.add(len(told))

    def _tell_agent(self, get_text):
        """:param get_text: function of the reader's environment -> translated text"""
        for permit in self.sudo():  # followers of a permit may be hidden
            partner = permit.employee_id.user_id.partner_id
            if partner:
                reader = permit.with_context(lang=partner.lang or self.env.lang)
                reader.message_notify(
                    partner_ids=partner.ids,
                    subject=reader.display_name,
                    body=get_text(reader.env),
                )

    def _ask_in_charge(self, get_text):
        """:param get_text: as in :meth:`_tell_agent`"""
        for permit in self.sudo():  # tells, shows none

            def get_body(env, permit=permit):
                name = permit.with_context(lang=env.lang).display_name
                return f"{name}: {get_text(env)} {permit.reason}"

            permit.shift_id._notify_duty_manager(get_text, get_body)
