from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.shift_swap_notice import LINK_ACTS

OWN_ACTS = (*LINK_ACTS, "withdraw")
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
]
"""The address itself is the right to act: nobody keeps it or passes it on."""


class ShiftSwapController(http.Controller):
    """Swaps on the phone: links from e-mails, and the page of one's own swaps."""

    @http.route(
        "/policy/swap/<string:act>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def swap_link(self, act, token, **_query):
        """What the link would do. Looking changes nothing."""
        swap, person, refusal = self._read_link(act, token)
        return refusal or self._render_link(act, token, swap, person)

    @http.route(
        "/policy/swap/<string:act>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def swap_link_act(self, act, token, text="", **_form):
        """Do it, as the person the link was sent to."""
        swap, person, refusal = self._read_link(act, token)
        if refusal:
            return refusal
        error = self._try(lambda: swap._act_by_link(act, person, text))
        return self._render_link(act, token, swap, person, error=error, text=text)

    def _read_link(self, act, token):
        """(swap, person, None), or the page that says why the link is no good."""
        env = request.env(user=SUPERUSER_ID)
        swap, person = env["shift.swap"]._read_token(act, token)
        if not swap or not person:
            page = request.render("cs_policy.shift_swap_page_invalid")
            page.status_code = 404
            return swap, person, page
        visitor = request.env.user
        if not visitor._is_public() and visitor != person.user_id:
            page = request.render(
                "cs_policy.shift_swap_page_foreign", {"person": person}
            )
            page.status_code = 403
            return swap, person, page
        lang = person.user_id.lang or request.env.lang
        return swap.with_context(lang=lang), person, None

    def _render_link(self, act, token, swap, person, error="", text=""):
        request.update_context(lang=swap.env.lang)
        is_open = swap._is_act_open(act)
        explain = is_open and act in ("accept", "approve") and swap.has_reasons
        page = request.render(
            "cs_policy.shift_swap_page_link",
            {
                "act": act,
                "swap": swap,
                "person": person,
                "is_open": is_open,
                "reasons_html": swap.reasons_html if explain else "",
                "error": error,
                "text": text,
                "url": f"/policy/swap/{act}/{token}",
            },
        )
        page.headers.extend(HEADERS)
        return page

    @http.route("/my/swaps", type="http", auth="user", methods=["GET"])
    def my_swaps(self, **_query):
        """One's own swaps and those that wait for one's decision."""
        if not request.env["shift.swap"].has_access("read"):
            return request.not_found()
        swaps = request.env["shift.swap"].search(
            [
                "|",
                ("employee_id.user_id", "=", request.env.uid),
                ("counterpart_id.user_id", "=", request.env.uid),
            ],
            limit=30,
        )
        waiting = request.env["shift.swap"].search([("state", "=", "accepted")])
        return request.render(
            "cs_policy.shift_swap_page_mine",
            {
                "swaps": swaps,
                "waiting": waiting.filtered("can_refuse_approval"),
                "error": request.session.pop("swap_error", ""),
            },
        )

    @http.route(
        "/my/swaps/<int:swap_id>/<string:act>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def my_swaps_act(self, swap_id, act, text="", **_form):
        """One's own act on a swap, by the same methods as the buttons."""
        swap = request.env["shift.swap"].browse(swap_id).exists()
        if not swap or act not in OWN_ACTS or not swap.has_access("read"):
            return request.not_found()
        actor = swap._get_actor()
        acts = {
            "accept": lambda: swap._accept(actor, text),
            "decline": lambda: swap._decline(actor, text),
            "withdraw": lambda: swap._withdraw(actor, text),
            "approve": swap.action_approve,
            "refuse": lambda: swap._refuse_approval(text),
        }
        error = self._try(acts[act])
        if error:
            request.session["swap_error"] = error
        return request.redirect("/my/swaps")

    def _try(self, act):
        """Run ``act``; the text of a refusal, with nothing changed then."""
        try:
            with request.env.cr.savepoint():
                act()
        except UserError as refusal:
            return str(refusal)
        return ""
