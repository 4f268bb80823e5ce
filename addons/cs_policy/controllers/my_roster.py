from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.dates import format_month

# The palette of the planning board, by colour number of the shift code.
TINTS = dict(
    enumerate(
        [
            "#f5c6c2",
            "#fbd9b5",
            "#fff0b3",
            "#c6e4f7",
            "#dcc6e8",
            "#f7d3c6",
            "#bfe6dd",
            "#bcc7e8",
            "#f3bcd6",
            "#c5ecc3",
            "#d3c9f0",
        ],
        1,
    )
)


class MyRoster(http.Controller):
    """The roster on the phone: one light page, and a calendar feed."""

    @http.route(
        "/shift/ical/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def roster_ical(self, token):
        """Own shifts of whoever holds the secret link; no login."""
        employee = request.env["hr.employee"]._find_by_roster_token(token)
        if not employee:
            raise request.not_found()
        lang = employee.user_id.lang or request.env.lang
        shifts = request.env["shift.assignment"].with_context(lang=lang)
        return request.make_response(
            shifts._get_ical(employee),
            [
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Content-Disposition", 'inline; filename="roster.ics"'),
                ("Cache-Control", "private, no-store"),
                ("X-Robots-Tag", "noindex"),
            ],
        )

    @http.route("/my/roster", type="http", auth="user", methods=["GET"], website=True)
    def roster_page(self, **_ignored):
        """Own shifts of the coming weeks, and the open ones one may take."""
        self._check_agent()
        return self._render_page()

    def _render_page(self, notice="", refusal=""):
        shifts = request.env["shift.assignment"]
        now = fields.Datetime.now()
        own = shifts.search(
            [
                ("is_mine", "=", True),
                ("state", "in", ("published", "locked")),
                ("stop", ">=", now),
                ("start", "<", now + timedelta(days=62)),
            ]
        )
        opened = shifts.search([("is_open", "=", True), ("start", ">", now)])
        values = {
            "page_name": "my_roster",
            "own": self._get_lines(own),
            "opened": self._get_lines(opened.filtered("can_pick_up")),
            "notice": notice,
            "refusal": refusal,
        }
        return request.render("cs_policy.my_roster_page", values)

    @http.route(
        "/my/roster/pick_up", type="http", auth="user", methods=["POST"], website=True
    )
    def roster_pick_up(self, shift_id, **_ignored):
        """Take an open shift; every reason against it is shown."""
        self._check_agent()
        try:
            shift = request.env["shift.assignment"].browse(int(shift_id)).exists()
        except ValueError:
            raise request.not_found() from None
        if not shift:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                shift.action_pick_up()
        except UserError as error:
            return self._render_page(refusal=str(error))
        return self._render_page(notice=request.env._("The shift is yours."))

    @http.route(
        "/my/roster/link", type="http", auth="user", methods=["POST"], website=True
    )
    def roster_link(self, renew="", **_ignored):
        """Show the own calendar link, renewed if asked."""
        self._check_agent()
        try:
            url = request.env["shift.calendar.link"]._get_own_url(bool(renew))
        except UserError as error:
            return self._render_page(refusal=str(error))
        return self._render_page(notice=url)

    def _check_agent(self):
        if not request.env.user.has_group("cs_policy.cs_policy_group_agent"):
            raise request.not_found()
        # Portal pages speak the browser's language; a colleague's page speaks theirs.
        request.update_context(lang=request.env.user.lang)

    def _get_lines(self, shifts):
        env = request.env
        today = env.company._policy_today()
        return [
            {
                **shift._get_notice_line(),
                "id": shift.id,
                "name": shift.template_id.name,
                "tint": TINTS.get(shift.color, "#e7e9ed"),
                "origin": shift.origin != "plan"
                and dict(shift._fields["origin"]._description_selection(env))[
                    shift.origin
                ],
                "is_today": shift.date == today,
                "month": format_month(env, shift.date),
            }
            for shift in shifts
        ]
