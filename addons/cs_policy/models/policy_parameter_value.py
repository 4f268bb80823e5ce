from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from ..tools.reason import Reason

LOGGED = ("date_from", "value")


class PolicyParameterValue(models.Model):
    """What a company set a parameter to, from a day on.

    The newest value not after a day applies on that day. Every change is kept in
    ``policy.parameter.change``; a period that has begun is rewritten only with a
    reason.
    """

    _name = "policy.parameter.value"
    _description = "Value of a Policy Parameter"
    _order = "parameter_id, company_id, date_from desc"
    _check_company_auto = True

    parameter_id = fields.Many2one(
        "policy.parameter", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._policy_today(),
        help="First day it applies.",
    )
    value = fields.Char(required=True)
    reason = fields.Char(
        help="Why it was changed; needed where the period has already begun."
    )
    write_uid = fields.Many2one("res.users", "Set By", readonly=True)
    write_date = fields.Datetime("Set On", readonly=True)
    is_future = fields.Boolean(compute="_compute_is_future")

    _start_uniq = models.Constraint(
        "UNIQUE(parameter_id, company_id, date_from)",
        "There is already a value from that day on.",
    )

    @api.depends("date_from", "company_id")
    def _compute_is_future(self):
        for record in self:
            today = (record.company_id or self.env.company)._policy_today()
            record.is_future = bool(record.date_from and record.date_from > today)

    @api.depends("parameter_id", "date_from", "value")
    def _compute_display_name(self):
        for record in self:
            record.display_name = (
                f"{record.parameter_id.name or ''} {record.date_from or ''}"
            )

    @api.constrains("value", "parameter_id")
    def _check_value(self):
        for record in self:
            record.parameter_id._parse(record.value)

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        for value in values:
            value._refuse_silent_rewrite(value.date_from, value.reason)
        values._log("set", {})
        self.env.registry.clear_cache()
        return values

    def write(self, vals):
        for name in ("parameter_id", "company_id"):
            if name in vals and set(self[name].ids) != {vals[name]}:
                raise UserError(
                    self.env._(
                        "%(value)s: set a new value instead of moving this one.",
                        value=self[:1].display_name,
                    )
                )
        before = {value.id: {name: value[name] for name in LOGGED} for value in self}
        result = super().write(vals)
        changed = self.filtered(
            lambda value: any(value[name] != before[value.id][name] for name in LOGGED)
        )
        for value in changed:
            first = min(value.date_from, before[value.id]["date_from"])
            value._refuse_silent_rewrite(first, vals.get("reason"))
        changed._log("changed", before)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self._log("deleted", {})
        self.env.registry.clear_cache()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for value in self:
            if value.date_from <= value.company_id._policy_today():
                raise UserError(
                    self.env._(
                        "%(value)s already applies; set a new value from a later "
                        "day on instead of deleting it.",
                        value=value.display_name,
                    )
                )

    def _refuse_silent_rewrite(self, date_from, reason):
        self.env["policy.clause"]._refuse(
            self._get_rewrite_reasons(date_from, reason) or (), self
        )

    @enforces("X-1")
    def _get_rewrite_reasons(self, date_from, reason):
        """Why a value may not apply from ``date_from``: that day is past.

        :param reason: what the user gave as the reason, may be empty
        """
        self.ensure_one()
        today = self.company_id._policy_today()
        if date_from >= today or (reason or "").strip():
            return []
        return [
            Reason(
                "X-1",
                self.env._(
                    "The value is to apply from %(day)s, but that period has "
                    "already begun (today is %(today)s).",
                    day=date_from,
                    today=today,
                ),
                self.env._("Give a reason, or let it apply from today on."),
                {"date_from": str(date_from), "today": str(today)},
            )
        ]

    def _log(self, action, before):
        """One append-only row per value of ``self``.

        :param before: {value id: {"date_from": ..., "value": ...}} for changes
        """
        deleted = action == "deleted"
        rows = []
        for value in self:
            now = {name: value[name] for name in LOGGED}
            old = now if deleted else before.get(value.id, {})
            rows.append(
                {
                    "parameter_id": value.parameter_id.id,
                    "parameter_code": value.parameter_id.code,
                    "company_id": value.company_id.id,
                    "action": action,
                    "old_date_from": old.get("date_from"),
                    "old_value": old.get("value"),
                    "new_date_from": False if deleted else now["date_from"],
                    "new_value": False if deleted else now["value"],
                    "reason": value.reason,
                    "user_id": self.env.uid,
                }
            )
        # Nobody may write the log, so that everybody can trust it.
        self.env["policy.parameter.change"].sudo().create(rows)
