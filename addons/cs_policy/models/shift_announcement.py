from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .policy_state_mixin import _MOVE


class ShiftAnnouncement(models.Model):
    """News everyone on the posts has to know before they sign in (CS-3.3)."""

    _name = "shift.announcement"
    _description = "Announcement"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"published"},
        "published": {"withdrawn"},
        "withdrawn": set(),
    }

    name = fields.Char("Title", required=True, tracking=True)
    kind = fields.Selection(
        [("news", "Business news"), ("service", "Service announcement")],
        required=True,
        default="service",
    )
    body = fields.Html(required=True)
    phrase = fields.Text(
        "Recommend It With", help="What an agent says to recommend it to a customer."
    )
    date_from = fields.Date(
        "Valid From",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    date_to = fields.Date("Valid To", help="Last day; empty: until withdrawn.")
    post_ids = fields.Many2many(
        "shift.post", string="Posts", check_company=True, help="Empty: all posts."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )
    ack_ids = fields.One2many("shift.announcement.ack", "announcement_id", copy=False)
    ack_count = fields.Integer("Read By", compute="_compute_ack_count")
    is_to_read = fields.Boolean(
        compute="_compute_is_to_read", search="_search_is_to_read"
    )

    _dates_valid = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "An announcement ends after it begins.",
    )

    @api.depends("ack_ids")
    def _compute_ack_count(self):
        counts = dict(
            self.env["shift.announcement.ack"]._read_group(
                [("announcement_id", "in", self.ids)],
                ["announcement_id"],
                ["__count"],
            )
        )
        for announcement in self:
            announcement.ack_count = counts.get(announcement, 0)

    @api.depends("ack_ids", "state", "date_from", "date_to", "post_ids")
    @api.depends_context("uid")
    def _compute_is_to_read(self):
        to_read = self.search([("id", "in", self.ids), ("is_to_read", "=", True)])
        for announcement in self:
            announcement.is_to_read = announcement in to_read

    @api.model
    def _search_is_to_read(self, operator, value):
        """Valid today, for a post the user works at these days, not acknowledged."""
        if operator != "in":
            return NotImplemented
        employees = self.env.user.sudo().employee_ids  # the user's own rows
        now = fields.Datetime.now()
        shifts = self.env["shift.assignment"].sudo()  # own shifts only
        mine = shifts.search(
            [
                ("employee_id", "in", employees.ids),
                ("stop", ">", now - timedelta(days=1)),
                ("start", "<", now + timedelta(days=7)),
            ]
        )
        posts = mine.post_id
        today = self.env.company._policy_today()
        for_them = Domain("post_ids", "=", False) | Domain("post_ids", "in", posts.ids)
        unread = ~Domain("ack_ids.employee_id", "in", employees.ids)
        own = Domain("company_id", "in", employees.company_id.ids)
        return self._domain_valid(today) & for_them & own & unread

    @api.model
    def _domain_valid(self, day):
        valid = Domain("state", "=", "published") & Domain("date_from", "<=", day)
        return valid & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    def write(self, vals):
        frozen = {"name", "kind", "body", "phrase", "date_from", "post_ids"} & set(vals)
        if (
            frozen
            and self.env.context.get("policy_move") is not _MOVE
            and any(announcement.state != "draft" for announcement in self)
        ):
            raise UserError(
                self.env._(
                    "A published announcement can't be changed: people have read it. "
                    "Withdraw it and publish a new one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(announcement.state != "draft" for announcement in self):
            raise UserError(self.env._("Only drafts can be deleted; withdraw it."))

    def action_publish(self):
        self.check_access("write")
        self._move("published")

    def action_withdraw(self):
        self.check_access("write")
        self._move("withdrawn")

    def action_acknowledge(self):
        """I have read it: recorded for the user's own employee."""
        self.check_access("read")
        employees = self.env.user.sudo().employee_ids  # the user's own rows
        for announcement in self:
            announcement._acknowledge(
                employees.filtered(
                    lambda e, a=announcement: e.company_id == a.company_id
                ),
                "session",
            )

    def _acknowledge(self, employees, channel):
        """Record once that ``employees`` (who were identified) have read it."""
        acks = self.env["shift.announcement.ack"].sudo()  # nobody may create acks
        known = acks.search(
            [("announcement_id", "in", self.ids), ("employee_id", "in", employees.ids)]
        )
        pairs = {(ack.announcement_id, ack.employee_id) for ack in known}
        vals_list = [
            {"announcement_id": a.id, "employee_id": e.id, "channel": channel}
            for a in self
            for e in employees
            if (a, e) not in pairs and a.state != "draft"
        ]
        return acks.create(vals_list)

    @api.model
    def _get_current(self, shifts):
        """Announcements of these shifts' companies and posts that are valid today."""
        found = self.browse()
        for company in shifts.company_id:
            posts = shifts.filtered(lambda s, c=company: s.company_id == c).post_id
            own = Domain("company_id", "=", company.id)
            own &= Domain("post_ids", "=", False) | Domain("post_ids", "in", posts.ids)
            # what has to be read is known to whoever signs in, at a desk too
            found |= self.sudo().search(
                own & self._domain_valid(company._policy_today())
            )
        return found

    @api.model
    def _get_unread(self, shifts):
        """{shift id: announcements its employee has to read before it}."""
        shifts = shifts.filtered("employee_id")
        valid = self._get_current(shifts)
        acks = (
            self.env["shift.announcement.ack"]
            .sudo()  # as above
            .search(
                [
                    ("announcement_id", "in", valid.ids),
                    ("employee_id", "in", shifts.employee_id.ids),
                ]
            )
        )
        read = {(ack.announcement_id, ack.employee_id) for ack in acks}
        return {
            shift.id: valid.filtered(
                lambda a, s=shift: (
                    a.company_id == s.company_id
                    and (not a.post_ids or s.post_id in a.post_ids)
                    and (a, s.employee_id) not in read
                )
            )
            for shift in shifts
        }
