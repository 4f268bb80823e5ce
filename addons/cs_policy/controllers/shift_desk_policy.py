from odoo import http
from odoo.http import request

from .shift_desk import HEADERS, ShiftDeskController


class ShiftDeskPolicyController(ShiftDeskController):
    """The published policy at the shared desk, for those without a login (CS-1.1).

    A text takes longer to read than the ticket of a page is good for, and the device
    may be left meanwhile: who acknowledges gives the PIN once more.
    """

    @http.route(
        "/shift/desk/<string:token>/policy",
        type="http",
        auth="public",
        methods=["POST"],
    )
    def read_policy(self, token, ticket="", **_kw):
        desk = self._find(token)
        shift, row = self._get_waiting(desk, ticket)
        if not row:
            return request.redirect(f"/shift/desk/{token}")
        row._mark_opened(shift.employee_id)
        return self._page(
            "shift_desk_policy", desk, shift=shift, ticket=ticket, row=row
        )

    @http.route(
        "/shift/desk/<string:token>/policy/file",
        type="http",
        auth="public",
        methods=["POST"],
    )
    def read_policy_file(self, token, ticket="", text="", **_kw):
        desk = self._find(token)
        _shift, row = self._get_waiting(desk, ticket)
        texts = row.version_id.text_ids if row.date_opened else ()
        for found in texts:
            if str(found.id) == text and found.file:
                binary = request.env["ir.binary"]
                stream = binary._get_stream_from(found, "file", found.file_name)
                response = stream.get_response(as_attachment=False)
                response.headers.update(HEADERS)
                return response
        return request.redirect(f"/shift/desk/{token}")

    @http.route(
        "/shift/desk/<string:token>/<int:shift_id>/policy",
        type="http",
        auth="public",
        methods=["POST"],
    )
    def acknowledge_policy(self, token, shift_id, pin="", version="", **_kw):
        desk = self._find(token)
        shift = self._pick(desk, shift_id)
        employee = desk._identify(shift, pin)
        if not employee:
            return self._refuse_pin(desk, shift)
        self._speak(shift)
        rows = request.env["policy.acknowledgement"].sudo()  # proven by the PIN
        # of the version that was read, though another may apply by now
        row = rows.search(
            [
                ("company_id", "=", desk.company_id.id),
                ("employee_id", "=", employee.id),
                ("state", "=", "pending"),
            ]
        ).filtered(lambda row: str(row.version_id.id) == version)
        refusal = self._attempt(lambda: row._acknowledge("desk", employee))
        return self._person(desk, shift, refusal)

    def _get_waiting(self, desk, ticket):
        """The shift a ticket speaks for, and what its person has to read."""
        shift = desk._read_ticket(ticket)
        rows = request.env["policy.acknowledgement"]
        if not shift:
            return shift, rows
        self._speak(shift)
        shift = shift.with_env(request.env(su=True))  # who it is was proven by the PIN
        rows = rows.with_env(shift.env)
        return shift, rows._get_pending(shift.employee_id, desk.company_id)
