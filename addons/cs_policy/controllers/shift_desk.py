from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex"),
]
HANDOVER_PARTS = ("equipment_state", "difficult_issues", "staff_remark")


class ShiftDeskController(http.Controller):
    """The shared desk: plain pages behind a secret link, no login, no script.

    A person picks their name, gives the PIN, and gets a ticket good for two
    minutes, with which the page's own buttons act.
    """

    @http.route("/shift/desk/<string:token>", type="http", auth="public")
    def desk(self, token, **_kw):
        desk = self._find(token)
        shifts = desk._get_shifts()
        return self._page("shift_desk_people", desk, shifts=shifts)

    @http.route(
        "/shift/desk/<string:token>/<int:shift_id>",
        type="http",
        auth="public",
        methods=["GET"],
    )
    def ask_pin(self, token, shift_id, **_kw):
        desk = self._find(token)
        return self._page("shift_desk_pin", desk, shift=self._pick(desk, shift_id))

    @http.route(
        "/shift/desk/<string:token>/<int:shift_id>",
        type="http",
        auth="public",
        methods=["POST"],
    )
    def check_pin(self, token, shift_id, pin="", **_kw):
        desk = self._find(token)
        shift = self._pick(desk, shift_id)
        if desk._identify(shift, pin):
            return self._person(desk, shift)
        return self._refuse_pin(desk, shift)

    def _refuse_pin(self, desk, shift):
        locks = request.env["shift.desk.lock"].sudo()  # kept by the desk itself
        locked = locks._is_locked(shift.employee_id)
        return self._page(
            "shift_desk_pin", desk, shift=shift, wrong=True, locked=locked
        )

    @http.route(
        "/shift/desk/<string:token>/act", type="http", auth="public", methods=["POST"]
    )
    def act(self, token, ticket="", act="", **values):
        desk = self._find(token)
        shift = desk._read_ticket(ticket)
        if not shift:
            return request.redirect(f"/shift/desk/{token}")
        self._speak(shift)
        shift = shift.with_env(request.env(su=True))  # who it is was proven by the PIN
        refusal = self._attempt(lambda: self._do(shift, act, values))
        return self._person(desk, shift, refusal)

    def _attempt(self, act):
        """Do all of ``act`` or nothing; why it was refused, if it was."""
        try:
            with request.env.cr.savepoint():
                act()
                request.env.flush_all()
        except UserError as error:
            return str(error)
        return ""

    def _do(self, shift, act, values):
        """What a button of the person's page does, as that person."""
        employee = shift.employee_id
        if act == "sign_in":
            shift._sign_in(employee, "desk")
        elif act == "sign_out":
            shift._sign_out(employee, "desk")
        elif act == "acknowledge":
            unread = shift.env["shift.announcement"]._get_unread(shift)[shift.id]
            chosen = str(values.get("announcement"))
            unread.filtered(lambda a: str(a.id) == chosen)._acknowledge(
                employee, "desk"
            )
        elif act in ("outgoing", "incoming"):
            handover = shift.handover_id
            if handover and act == "outgoing" and handover.state == "draft":
                parts = {name: values.get(name, "") for name in HANDOVER_PARTS}
                handover._write_protected(parts)
            getattr(handover, f"_sign_{act}")(employee, "desk")

    def _find(self, token):
        desk = request.env["shift.desk"]._find(token)
        if not desk:
            raise request.not_found()
        request.update_context(lang=desk.company_id.partner_id.lang)
        return desk.with_env(request.env(su=True))  # a secret link, see _find

    def _pick(self, desk, shift_id):
        shift = desk._get_shifts().filtered(lambda s: s.id == shift_id)
        if not shift:
            raise request.not_found()
        return shift

    def _speak(self, shift):
        lang = shift.employee_id._get_reading_lang()
        if lang:
            request.update_context(lang=lang)

    def _person(self, desk, shift, refusal=""):
        self._speak(shift)
        shift = shift.with_env(request.env(su=True))  # who it is was proven by the PIN
        if shift.attendance == "on_duty":
            shift.env["shift.handover"]._open_due(fields.Datetime.now())
        shift.invalidate_recordset(["handover_id"])
        unread = shift.env["shift.announcement"]._get_unread(shift)[shift.id]
        rows = shift.env["policy.acknowledgement"]
        return self._page(
            "shift_desk_person",
            desk,
            shift=shift,
            ticket=desk._sign_ticket(shift),
            unread=unread,
            waiting=rows._get_pending(shift.employee_id, desk.company_id),
            handover=shift.handover_id,
            refusal=refusal,
        )

    def _page(self, template, desk, **values):
        values = {
            "desk": desk,
            "here": f"/shift/desk/{desk.token}",
            "csrf": request.csrf_token(),
            "clock": lambda moment: f"{desk.company_id._policy_local(moment):%H:%M}",
            **values,
        }
        response = request.render(f"cs_policy.{template}", values)
        response.headers.extend(HEADERS)
        return response
