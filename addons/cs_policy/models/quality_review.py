from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from ..tools.reason import Reason

HIGHEST = 5
FROZEN = {"employee_id", "reviewer_id", "company_id", "date", "feedback", "ticket_id"}
"""What a closed review says."""


class QualityReview(models.Model):
    """A reviewer listens to an agent's service and scores it, criterion by criterion.

    The score is a percentage of the highest possible one, weighted; months and
    agents are compared on it (CS-2.3).
    """

    _name = "quality.review"
    _description = "Quality Review"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {"draft": {"done"}, "done": set()}
    _protected_fields = ("state", "target")

    employee_id = fields.Many2one(
        "hr.employee", "Agent", required=True, index=True, check_company=True
    )
    reviewer_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._policy_today(),
        help="Day of the service reviewed, in company time.",
    )
    ticket_id = fields.Many2one("helpdesk.ticket", check_company=True)
    line_ids = fields.One2many("quality.review.line", "review_id")
    feedback = fields.Text(help="What the agent should keep and what should change.")
    score = fields.Float(
        "Score (%)",
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="Weighted share of the highest score, of the criteria scored so far.",
    )
    target = fields.Float("Target (%)", readonly=True, copy=False, aggregator="avg")
    is_below_target = fields.Boolean(compute="_compute_score", store=True)
    state = fields.Selection(
        [("draft", "Open"), ("done", "Closed")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    @api.depends("employee_id", "date")
    def _compute_display_name(self):
        for review in self:
            review.display_name = f"{review.date or ''} {review.employee_id.name or ''}"

    @api.depends("line_ids.score", "line_ids.weight", "target", "state")
    def _compute_score(self):
        for review in self:
            scored = review.line_ids.filtered("score")
            highest = sum(line.weight * HIGHEST for line in scored)
            reached = sum(line.weight * int(line.score) for line in scored)
            review.score = 100 * reached / highest if highest else 0
            review.is_below_target = (
                review.state == "done" and review.score < review.target
            )

    @api.model_create_multi
    def create(self, vals_list):
        criteria = self.env["quality.criterion"].search([("active", "=", True)])
        lines = [
            (0, 0, {"criterion_id": criterion.id, "weight": criterion.weight})
            for criterion in criteria
        ]
        for vals in vals_list:
            vals["line_ids"] = lines
        return super().create(vals_list)

    def write(self, vals):
        if FROZEN & set(vals):
            self._require_open()
        return super().write(vals)

    def _require_open(self):
        closed = self.filtered(lambda review: review.state == "done")
        if closed:
            raise UserError(
                self.env._(
                    "%(review)s is closed; its scores stay as they are.",
                    review=closed[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        closed = self.filtered(lambda review: review.state == "done")
        if closed:
            raise UserError(
                self.env._(
                    "%(review)s is closed and stays on record.",
                    review=closed[0].display_name,
                )
            )

    def action_close(self):
        """Close the review: the agent may read it and it counts in the figures.

        :raises PolicyRefusal: CS-2.3, naming every criterion without a score
        """
        self.check_access("write")
        reasons = self._get_close_reasons()
        for review in self:
            self.env["policy.clause"]._refuse(reasons[review.id], review)
            target = self.env["policy.parameter"]._get(
                "quality_target", review.company_id, review.date
            )
            review._move("done", target=target)

    def _get_close_reasons(self):
        """Everything against closing: {review id: [Reason]}."""
        reasons = {review.id: [] for review in self}
        for review, reason in self._iter_close_reasons():
            reasons[review.id].append(reason)
        return reasons

    @enforces("CS-2.3")
    def _iter_close_reasons(self):
        """A review counts when every criterion has its score, given by another."""
        for review in self:
            missing = review.line_ids.filtered(lambda line: not line.score)
            if missing:
                names = ", ".join(missing.criterion_id.mapped("name"))
                yield (
                    review,
                    Reason(
                        "CS-2.3",
                        self.env._("Not scored yet: %(criteria)s.", criteria=names),
                        self.env._("Score each criterion from poor to excellent."),
                        {"missing": len(missing)},
                    ),
                )
            if review.reviewer_id == review.employee_id.user_id:
                yield (
                    review,
                    Reason("CS-2.3", self.env._("Nobody reviews their own service.")),
                )
