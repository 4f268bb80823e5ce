from odoo import api, fields, models
from odoo.exceptions import AccessError


class ShiftException(models.Model):
    """Something the duty manager of a shift has to know: told once (CS-2.2)."""

    _name = "shift.exception"
    _description = "Shift Exception"
    _order = "moment desc, id desc"
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("late", "Late"),
            ("early", "Left early"),
            ("absent", "Absent"),
            ("empty", "Nobody at the post"),
            ("overrun", "Permit overrun"),
        ],
        required=True,
        readonly=True,
    )
    shift_id = fields.Many2one(
        "shift.assignment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    permit_id = fields.Many2one(
        "shift.permit", readonly=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="shift_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one("hr.employee", readonly=True)
    post_id = fields.Many2one("shift.post", readonly=True)
    moment = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    receiver_ids = fields.Many2many("res.partner", string="Told", readonly=True)
    seen_at = fields.Datetime(readonly=True)
    seen_user_id = fields.Many2one("res.users", "Seen By", readonly=True)

    _once = models.UniqueIndex(
        "(kind, shift_id, COALESCE(permit_id, 0))", "That has been told already."
    )

    @api.depends("kind", "employee_id", "shift_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for exception in self:
            exception.display_name = (
                f"{kinds.get(exception.kind, '')}: {exception.shift_id.display_name}"
            )

    def action_seen(self):
        """The duty manager has dealt with it."""
        self.check_access("read")
        if not self.env.user.has_group("cs_policy.cs_policy_group_duty_manager"):
            raise AccessError(self.env._("Only duty managers deal with exceptions."))
        # nobody writes the rows; this is all that is ever added to them
        self.sudo().filtered(lambda e: not e.seen_at).write(
            {"seen_at": fields.Datetime.now(), "seen_user_id": self.env.uid}
        )

    @api.model
    def _report(self, kind, shifts, permits=None):
        """Record and tell what happened to ``shifts`` (or ``permits``), once each."""
        # whoever causes an exception may not see or write the list of them
        self = self.sudo()
        permits = permits if permits is not None else self.env["shift.permit"]
        known = self.search(
            [
                ("kind", "=", kind),
                ("shift_id", "in", shifts.ids),
                ("permit_id", "in", permits.ids or [False]),
            ]
        )
        subjects = permits or shifts
        told = known.permit_id if permits else known.shift_id
        created = self.create(
            [self._prepare_vals(kind, subject) for subject in subjects - told]
        )
        created._tell()
        return created

    @api.model
    def _prepare_vals(self, kind, subject):
        """``subject``: a shift, or a permit taken in one."""
        is_permit = subject._name == "shift.permit"
        shift = subject.shift_id if is_permit else subject
        return {
            "kind": kind,
            "shift_id": shift.id,
            "permit_id": subject.id if is_permit else False,
            "employee_id": shift.employee_id.id,
            "post_id": shift.post_id.id,
        }

    def _tell(self):
        """Bring each to the duty manager of its shift, in the reader's language."""
        for exception in self:
            told = exception.shift_id._notify_duty_manager(
                exception._get_subject, exception._get_body
            )
            exception.receiver_ids = told.get(exception.shift_id)

    def _get_subject(self, env):
        return self.with_context(lang=env.lang).display_name

    def _get_body(self, env):
        label = self.with_context(lang=env.lang).shift_id._get_label()
        return f"{self._get_subject(env)} – {label}"

    @api.model
    def _is_in_charge(self, company, moment):
        """Whether the user decides for the shift at ``moment``.

        The duty manager on the roster and department managers; with nobody on the
        roster anyone with the role of a duty manager.
        """
        user = self.env.user
        if company not in user.company_ids:
            return False
        if user.has_group("cs_policy.cs_policy_group_manager"):
            return True
        if not user.has_group("cs_policy.cs_policy_group_duty_manager"):
            return False
        roster = self.env["shift.duty.manager"].sudo()  # who is in charge is known
        duty_manager = roster._get_duty_manager(company, moment)
        return not duty_manager or duty_manager.user_id == user
