from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from ..tools.reason import Reason


class ShiftPermit(models.Model):
    """What stands against a permit."""

    _inherit = "shift.permit"

    def _require(self, state, own=False):
        """Refuse an act out of its turn or on somebody else's permit.

        :raises PolicyRefusal: CS-2.4
        """
        self.check_access("read")
        employees = self.env.user.sudo().employee_ids  # the user's own rows
        for permit in self:
            reasons = []
            if own and permit.employee_id not in employees:
                message = self.env._("This is somebody else's permit.")
                reasons.append(Reason("CS-2.4", message))
            if permit.state != state:
                message = self.env._(
                    "The permit is %(state)s.", state=self._state_label(permit.state)
                )
                reasons.append(Reason("CS-2.4", message))
            self.env["policy.clause"]._refuse(reasons, permit)

    def _get_ask_reasons(self):
        """{permit id: [Reason]} against asking for it."""
        return self._collect(self._iter_ask_reasons(), self._iter_limit_reasons())

    def _get_grant_reasons(self, limit=True):
        """{permit id: [Reason]} against the user's deciding on it now."""
        rules = [self._iter_charge_reasons(), self._iter_asked_reasons()]
        if limit:
            rules.append(self._iter_limit_reasons())
        return self._collect(*rules)

    def _collect(self, *rules):
        reasons = defaultdict(list)
        for rule in rules:
            for permit, reason in rule:
                reasons[permit.id].append(reason)
        return reasons

    @enforces("CS-2.4")
    def _iter_ask_reasons(self):
        """Asked by oneself, for the shift one is on."""
        employees = self.env.user.sudo().employee_ids  # the user's own rows
        for permit in self.sudo():  # the shift's stamps are not shown
            if permit.employee_id not in employees:
                message = self.env._("This is not your shift.")
            elif permit.shift_id.attendance != "on_duty":
                message = self.env._("You are not on duty.")
            else:
                continue
            yield permit, Reason("CS-2.4", message)

    def _iter_asked_reasons(self):
        for permit in self:
            if permit.state != "asked":
                message = self.env._(
                    "The permit is %(state)s.", state=self._state_label(permit.state)
                )
                yield permit, Reason("CS-2.4", message)

    @enforces("CS-2.4")
    def _iter_charge_reasons(self):
        """Decided by whoever is in charge of the shift, never by oneself."""
        employees = self.env.user.sudo().employee_ids  # the user's own rows
        now = fields.Datetime.now()
        exceptions = self.env["shift.exception"]
        charge = {c: exceptions._is_in_charge(c, now) for c in self.company_id}
        for permit in self:
            if permit.employee_id in employees:
                message = self.env._("Nobody grants their own permit.")
            elif not charge.get(permit.company_id):  # a new one may have no shift yet
                message = self.env._("Only the duty manager of this shift decides.")
            else:
                continue
            yield permit, Reason("CS-2.4", message)

    @enforces("CS-4.5")
    def _iter_limit_reasons(self):
        for permit in self.filtered("shift_id"):
            limit = permit.shift_id._policy_value("permit_max_minutes")
            if permit.minutes > limit:
                yield (
                    permit,
                    Reason(
                        "CS-4.5",
                        self.env._(
                            "%(minutes)s minutes are asked; the limit is %(limit)s.",
                            minutes=permit.minutes,
                            limit=limit,
                        ),
                        self.env._("Ask for an extension in a special case."),
                        {"minutes": permit.minutes, "limit": limit},
                    ),
                )

    @enforces("CS-2.4")
    def _iter_extension_reasons(self, minutes, reason):
        limit = self.shift_id._policy_value("permit_extension_max_minutes")
        if not (reason or "").strip():
            yield Reason("CS-2.4", self.env._("Say what makes this a special case."))
        if self.extension_state:
            yield Reason("CS-2.4", self.env._("An extension was asked for already."))
        if not 0 < minutes <= limit:
            yield Reason(
                "CS-2.4",
                self.env._("An extension is for 1 to %(limit)s minutes.", limit=limit),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Permits are kept; withdraw it instead."))
