from markupsafe import Markup

from odoo import api, fields, models

from ..tools.enforce import enforces

STEPS = {"draft": "file", "asked": "accept", "accepted": "approve"}
"""State -> the step that comes next, which the panel explains."""


class ShiftSwap(models.Model):
    """What the form shows before anybody presses a button (CS-7.10, X-3)."""

    _inherit = "shift.swap"

    reasons_html = fields.Html(
        "What Stands Against It", compute="_compute_reasons_html", sanitize=False
    )
    has_reasons = fields.Boolean(compute="_compute_reasons_html")
    summary_html = fields.Html(compute="_compute_summary_html", sanitize=False)
    can_file = fields.Boolean(compute="_compute_can_act")
    can_accept = fields.Boolean(compute="_compute_can_act")
    can_withdraw = fields.Boolean(compute="_compute_can_act")

    @api.depends_context("uid", "lang")
    @api.depends(
        "employee_id",
        "shift_id",
        "counterpart_id",
        "return_shift_id",
        "reason_id",
        "note",
        "briefing",
        "state",
    )
    @enforces("CS-7.10", "X-3")
    def _compute_reasons_html(self):
        reasons = {}
        for step in STEPS.values():
            group = self.filtered(lambda swap, step=step: STEPS.get(swap.state) == step)
            reasons.update(group._get_reasons(step))
        for swap in self:
            found = reasons.get(swap.id, [])
            swap.has_reasons = bool(found)
            swap.reasons_html = (
                swap._render_reasons(found)
                if swap.state in STEPS and swap.shift_id
                else False
            )

    @api.depends_context("lang")
    @api.depends("shift_id", "return_shift_id", "employee_id", "counterpart_id")
    def _compute_summary_html(self):
        for swap in self:
            legs = swap.shift_id._origin | swap.return_shift_id._origin
            if not legs.has_access("read"):
                swap.summary_html = False  # somebody typed the id of a foreign shift
                continue
            swap.summary_html = self.env["ir.qweb"]._render(
                "cs_policy.shift_swap_summary",
                {"swap": swap.sudo()},  # names of the colleague's shift
            )

    @api.depends_context("uid")
    @api.depends("state", "employee_id", "counterpart_id")
    def _compute_can_act(self):
        for swap in self:
            actor = swap._get_actor()

            def may(act, state, swap=swap, actor=actor):
                return state in swap._transitions[swap.state] and not list(
                    swap._iter_actor_reasons(act, actor)
                )

            swap.can_file = may("file", "asked")
            swap.can_accept = may("accept", "accepted")
            swap.can_withdraw = may("withdraw", "withdrawn")

    def _render_reasons(self, reasons):
        """The panel: each reason with its clause, figures and what would clear it."""
        clauses = self.env["policy.clause"]
        return Markup(
            self.env["ir.qweb"]._render(
                "cs_policy.shift_swap_reasons",
                {
                    "rows": [
                        (reason, clauses.browse(clauses._get_id(reason.clause)))
                        for reason in reasons
                    ]
                },
            )
        )
