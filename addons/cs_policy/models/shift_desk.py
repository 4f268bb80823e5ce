import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..tools.trusted import is_trusted, trusted

SCOPE = "cs_policy.shift.desk"


class ShiftDesk(models.Model):
    """A shared device at which people sign in with their PIN (CS-2.1).

    Its secret link works without login, shows names and hours only, and can be
    revoked at any time.
    """

    _name = "shift.desk"
    _description = "Shared Desk"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="Where the device stands.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    post_ids = fields.Many2many(
        "shift.post", string="Posts", check_company=True, help="Empty: all posts."
    )
    active = fields.Boolean(default=True, copy=False, help="Unset: link revoked.")
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._new_token(),
        groups="cs_policy.cs_policy_group_manager",
    )
    url = fields.Char(
        "Link", compute="_compute_url", groups="cs_policy.cs_policy_group_manager"
    )
    last_used_at = fields.Datetime(readonly=True, copy=False)

    _token_uniq = models.Constraint("UNIQUE(token)", "Every link is used once.")

    @api.model
    def _new_token(self):
        return secrets.token_urlsafe(24)

    @api.depends("token")
    def _compute_url(self):
        for desk in self:
            desk.url = f"{desk.get_base_url()}/shift/desk/{desk.token}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["token"] = self._new_token()  # never chosen by anybody
        return super().create(vals_list)

    def write(self, vals):
        if not is_trusted(self.env):  # a token is never chosen by anybody
            vals = {name: value for name, value in vals.items() if name != "token"}
        return super().write(vals)

    def _write_link(self, active):
        """Give each device a token of its own."""
        for desk in self:
            trusted(desk).write({"token": self._new_token(), "active": active})

    def action_new_link(self):
        """The old link stops working at once; the device gets a new one."""
        self.check_access("write")
        self._write_link(True)

    def action_revoke(self):
        self.check_access("write")
        self._write_link(False)

    @api.model
    def _find(self, token):
        """The desk a link belongs to, with rights of its own; empty when revoked."""
        return self.sudo().search(  # a secret link instead of a login
            [("token", "=", token or "")], limit=1
        )

    def _get_shifts(self):
        """Shifts of now: those that run, wait for sign-out, or open for sign-in."""
        self.ensure_one()
        now = fields.Datetime.now()
        opens = self.env["policy.parameter"]._get(
            "signin_open_minutes", self.company_id, self.company_id._policy_today()
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("employee_id", "!=", False),
            ("roster_id.state", "in", ("published", "locked")),
            ("start", "<=", now + timedelta(minutes=opens)),
            ("start", ">", now - timedelta(days=1)),
            "|",
            ("stop", ">", now),
            ("attendance", "=", "on_duty"),
        ]
        if self.post_ids:
            domain.append(("post_id", "in", self.post_ids.ids))
        return self.env["shift.assignment"].sudo().search(domain)  # names and hours

    def _identify(self, shift, pin):
        """The employee of ``shift`` when ``pin`` is theirs, else nobody.

        Counts before it compares, so that guesses at the same time count too.
        """
        self.ensure_one()
        employee = shift.employee_id.sudo()  # the PIN is for personnel only
        lock = self.env["shift.desk.lock"].sudo()  # kept by the desk itself
        if not lock._may_try(employee):
            return employee.browse()
        # Compared in constant time, with or without a PIN on file.
        known = (employee.pin or "").encode()
        same = hmac.compare_digest(known, (pin or "").encode())
        if not (same and known):
            return employee.browse()
        lock._reset(employee)
        self.sudo().last_used_at = fields.Datetime.now()  # the desk's own mark
        return employee

    def _sign_ticket(self, shift):
        """Proof for two minutes that the person of ``shift`` gave the PIN here."""
        return hash_sign(
            self.env(su=True),
            SCOPE,
            [self.id, shift.id, shift.employee_id.id, self.sudo().token],  # bound to it
            expiration=timedelta(minutes=2),
        )

    def _read_ticket(self, ticket):
        """The shift a ticket of this desk speaks for; empty when it is not valid."""
        shifts = self.env["shift.assignment"].sudo()  # checked against the ticket
        try:
            values = verify_hash_signed(self.env(su=True), SCOPE, ticket or "")
        except Exception:  # malformed: whatever a client may send
            values = None
        if not values:
            return shifts
        desk_id, shift_id, employee_id, token = values
        # the desk's own secret
        if desk_id != self.id or token != self.sudo().token:
            return shifts
        shift = self._get_shifts().filtered(lambda s: s.id == shift_id)
        return shift.filtered(lambda s: s.employee_id.id == employee_id)
