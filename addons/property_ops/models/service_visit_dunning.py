from markupsafe import escape

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .property_dunning_level import CLAUSES

REPORT = {
    "dunning_reason", "opinion", "is_explained", "is_service_failure", "apology",
    "is_legitimate", "is_warned", "promise_amount",
}  # fmt: skip


class ServiceVisit(models.Model):
    """The visits of the ladder: why nothing was paid, and what the owner thinks."""

    _inherit = "service.visit"

    _protected_fields = ("state", "done_at", "dunning_step_id", "dunning_case_id")

    kind = fields.Selection(
        selection_add=[("dunning", "Unpaid fees")], ondelete={"dunning": "set default"}
    )
    dunning_step_id = fields.Many2one(
        "property.dunning.step", readonly=True, copy=False,
        index="btree_not_null", ondelete="restrict",
    )  # fmt: skip
    dunning_case_id = fields.Many2one(
        related="dunning_step_id.case_id", store=True, index="btree_not_null",
        string="Dunning Case",
    )  # fmt: skip
    dunning_step_kind = fields.Selection(related="dunning_step_id.kind")
    dunning_amount = fields.Monetary(related="dunning_case_id.amount_total")
    dunning_items = fields.Html(related="dunning_case_id.open_items", sanitize=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    dunning_reason = fields.Selection(
        [
            ("forgot", "Forgot or was away"),
            ("hardship", "Can't pay"),
            ("service", "Dissatisfied with the service"),
            ("defect", "Defect of the home or building"),
            ("bill", "Disputes the bill"),
            ("absent", "Nobody met"),
            ("refuses", "Refuses without a reason"),
            ("other", "Other"),
        ],
        "Why Not Paid",
        copy=False,
    )
    opinion = fields.Text("Real Opinion", copy=False, help="In the owner's own words.")
    is_explained = fields.Boolean("Explained Patiently", copy=False)
    is_service_failure = fields.Boolean("Our Service Failed", copy=False)
    apology = fields.Text(copy=False)
    is_legitimate = fields.Boolean(
        "Has a Good Reason",
        copy=False,
        help="Opens a complaint; the case rests until it is closed.",
    )
    is_warned = fields.Boolean("Consequences Explained", copy=False)
    promise_amount = fields.Monetary("Promised Amount", copy=False)

    def write(self, vals):
        if REPORT & set(vals) and "done" in self.mapped("state"):
            raise UserError(
                self.env._("A visit that was made can't be changed afterwards.")
            )
        return super().write(vals)

    def action_done(self):
        visits = self.filtered("dunning_step_id")
        reasons = visits._get_done_reasons()
        for visit in visits:
            self.env["policy.clause"]._refuse(reasons[visit.id], visit)
        result = super().action_done()
        for visit in visits:
            if visit._is_in_vain():
                continue  # the step stays open for another try
            visit.dunning_step_id._finish("visit", visit_id=visit.id)
            visit._open_complaint()
            visit._hold_for_promise()
        return result

    def _is_in_vain(self):
        """Nobody was met, and not yet as often as makes the visit count."""
        self.ensure_one()
        if self.dunning_reason != "absent":
            return False
        company = self.company_id
        wanted = self.env["policy.parameter"]._get(
            "dunning_visit_tries", company, company._policy_today()
        )
        visits = self.sudo()  # also those of a colleague
        tries = visits.search_count(
            [
                ("dunning_step_id", "=", self.dunning_step_id.id),
                ("state", "=", "done"),
                ("dunning_reason", "=", "absent"),
            ]
        )
        return tries < wanted

    def _get_done_reasons(self):
        """{id: every reason why the visit does not count as made}"""
        area, assistant, own = (
            self._get_area_visit_reasons(),
            self._get_assistant_visit_reasons(),
            self._get_own_visit_reasons(),
        )
        found = {}
        for visit in self:
            found[visit.id] = area.get(visit.id, []) + assistant.get(visit.id, [])
            found[visit.id] += own[visit.id]
            step = visit.dunning_step_id
            if step.state != "todo":
                found[visit.id].append(
                    Reason("PO-4.1.3.x", self.env._("The step is no longer open."))
                )
        return found

    @enforces("PO-4.1.3.2", "PO-4.1.3.3")
    def _get_own_visit_reasons(self):
        """Who makes the visit reports it; of the first one the director may, too."""
        director = self.env.user.has_group("property_ops.property_ops_group_manager")
        found = {}
        for visit in self:
            found[visit.id] = []
            visitor, kind = visit.employee_id, visit.dunning_step_id.kind
            if visitor.sudo().user_id == self.env.user:  # whose login it is
                continue
            if kind != "area_visit" or not director:
                found[visit.id].append(
                    Reason(
                        CLAUSES[kind],
                        self.env._(
                            "%(who)s makes this visit and reports it.", who=visitor.name
                        ),
                    )
                )
        return found

    @enforces("PO-4.1.3.2")
    def _get_area_visit_reasons(self):
        """What every visit of the ladder has to bring home."""
        return {visit.id: list(visit._iter_visit_reasons()) for visit in self}

    def _iter_visit_reasons(self):
        self.ensure_one()
        clause = "PO-4.1.3.2"
        step = self.dunning_step_id
        director = self.employee_id.user_id.has_group(
            "property_ops.property_ops_group_manager"
        )
        wanted = step.employee_id
        own = not wanted or wanted == self.employee_id or director
        if step.kind == "area_visit" and not own:
            yield Reason(
                clause, self.env._("%(who)s makes this visit.", who=wanted.name)
            )
        if not self.dunning_reason:
            yield Reason(clause, self.env._("Say why nothing was paid."))
        if self.dunning_reason == "absent":
            return
        if not (self.opinion or "").strip():
            yield Reason(clause, self.env._("The owner's real opinion is missing."))
        if not self.is_explained:
            yield Reason(clause, self.env._("It was not explained to the owner."))
        if self.is_service_failure and not (self.apology or "").strip():
            yield Reason(clause, self.env._("Where our service failed we apologise."))
        if bool(self.promise_amount) != bool(self.promise_date):
            yield Reason(
                clause, self.env._("A promise to pay has both amount and date.")
            )

    @enforces("PO-4.1.3.3")
    def _get_assistant_visit_reasons(self):
        """The second visit is another person's and names the consequences."""
        found = {}
        for visit in self.filtered(
            lambda visit: visit.dunning_step_id.kind == "assistant_visit"
        ):
            found[visit.id] = reasons = []
            steps = visit.dunning_case_id.step_ids
            before = steps.filtered(lambda s: s.kind == "area_visit").visit_id
            if visit.employee_id in before.employee_id:
                reasons.append(
                    Reason(
                        "PO-4.1.3.3",
                        self.env._("The assistant visits, not who was there before."),
                    )
                )
            user = visit.employee_id.sudo().user_id  # whether a role is held
            if not user.has_group("property_ops.property_ops_group_assistant"):
                reasons.append(
                    Reason("PO-4.1.3.3", self.env._("The visitor is no assistant."))
                )
            met = visit.dunning_reason != "absent"
            if met and not visit.is_legitimate and not visit.is_warned:
                reasons.append(
                    Reason(
                        "PO-4.1.3.3",
                        self.env._("Without a good reason, name the consequences."),
                    )
                )
        return found

    @enforces("PO-4.1.3.3")
    def _open_complaint(self):
        """A good reason is a complaint: a ticket, and the ladder rests for it."""
        for visit in self.filtered("is_legitimate"):
            case = visit.dunning_case_id
            labels = dict(
                self._fields["dunning_reason"]._description_selection(self.env)
            )
            tickets = self.env["helpdesk.ticket"].sudo()  # visitors are no agents
            ticket = tickets.create(
                {
                    "name": self.env._(
                        "Unpaid fees of %(home)s: %(why)s",
                        home=case.unit_id.reference,
                        why=labels.get(visit.dunning_reason),
                    ),
                    "description": escape(visit.opinion or visit.result),
                    "partner_id": visit.partner_id.id,
                    "company_id": visit.company_id.id,
                }
            )
            visit.sudo().ticket_id = ticket  # what came of it
            holds = self.env["property.dunning.hold"].sudo()  # follows from the visit
            holds._create_protected(
                [
                    {
                        "case_id": case.id,
                        "kind": "dispute",
                        "ticket_id": ticket.id,
                        "reason": ticket.name,
                    }
                ]
            )

    @enforces("PO-4.1.3.2")
    def _hold_for_promise(self):
        """What was promised is waited for."""
        for visit in self.filtered("promise_date"):
            self.env["property.dunning.hold"].sudo().create(  # follows from the visit
                {
                    "case_id": visit.dunning_case_id.id,
                    "kind": "promise",
                    "date_to": visit.promise_date,
                    "amount": visit.promise_amount,
                    "reason": visit.promise or visit.display_name,
                }
            )
