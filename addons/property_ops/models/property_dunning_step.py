from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .property_dunning_level import CLAUSES, KINDS, LETTERS, NEXT


class PropertyDunningStep(models.Model):
    """One step of a case: who has to do it by when, and what proves that it was.

    Steps are opened by the daily job and end by their proof; nobody types them.
    """

    _name = "property.dunning.step"
    _description = "Dunning Step"
    _inherit = ["policy.state.mixin", "policy.evidence.mixin"]
    _order = "case_id, sequence, id"
    _check_company_auto = True

    _initial_state = "todo"
    _transitions = {
        "todo": {"sent", "done", "void"},
        "sent": {"done", "todo", "void"},
        "done": set(),
        "void": set(),
    }
    _protected_fields = (
        "state", "case_id", "kind", "sequence", "level_id", "employee_id", "group_id",
        "date_open", "date_due", "date_done", "channel", "sent_at", "sent_by_id",
        "amount_sent", "date_limit", "letter", "message_id", "proof", "proof_date",
        "witness", "proof_file_ids", "visit_id", "decision_id", "void_reason",
        "send_sms", "sms_id", "sms_status", "send_error",
    )  # fmt: skip

    case_id = fields.Many2one(
        "property.dunning.case", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    unit_id = fields.Many2one(
        related="case_id.unit_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="case_id.partner_id", store=True, index=True, precompute=True
    )
    building_id = fields.Many2one(
        related="case_id.building_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    level_id = fields.Many2one("property.dunning.level", readonly=True)
    kind = fields.Selection(KINDS, "Step", required=True, readonly=True)
    sequence = fields.Integer("Step Number", required=True, readonly=True)
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("sent", "Sent, not proven"),
            ("done", "Done"),
            ("void", "Void"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="todo",
    )
    employee_id = fields.Many2one(
        "hr.employee", "Responsible", readonly=True, ondelete="restrict", index=True
    )
    group_id = fields.Many2one("res.groups", "Open To", readonly=True)
    date_open = fields.Date("Begun On", required=True, readonly=True)
    date_due = fields.Date("Due Date", required=True, readonly=True, index=True)
    date_done = fields.Date("Completed", readonly=True, copy=False)
    date_limit = fields.Date(
        "Pay By", readonly=True, help="The limit printed in the letter."
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("print", "Printed letter")], readonly=True
    )
    send_sms = fields.Boolean("And SMS", readonly=True)
    sms_id = fields.Many2one("sms.sms", "SMS", readonly=True, ondelete="set null")
    send_error = fields.Char("Not Sent Because", readonly=True)
    sent_at = fields.Datetime("Sent On", readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    amount_sent = fields.Monetary("Amount Told", readonly=True, copy=False)
    letter = fields.Json("Letter as Sent", readonly=True, copy=False)
    message_id = fields.Many2one(
        "mail.message", "E-mail", readonly=True, ondelete="set null"
    )
    proof = fields.Selection(
        [
            ("portal", "Read in the portal"),
            ("email", "E-mail delivered"),
            ("signed", "Signed for"),
            ("posted", "Posted with a witness"),
            ("visit", "Visit made"),
            ("decision", "Decision approved"),
        ],
        readonly=True,
        copy=False,
    )
    proof_date = fields.Date("Proven On", readonly=True, copy=False)
    witness = fields.Char(readonly=True, copy=False)
    proof_file_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)
    visit_id = fields.Many2one("service.visit", readonly=True, copy=False)
    decision_id = fields.Many2one("property.dunning.decision", readonly=True)
    void_reason = fields.Char(readonly=True, copy=False)
    is_letter = fields.Boolean(compute="_compute_is_letter")

    _number_uniq = models.Constraint(
        "UNIQUE(case_id, sequence)", "The step is there already."
    )
    _one_open = models.UniqueIndex(
        "(case_id) WHERE state IN ('todo', 'sent')", "The step before is still open."
    )
    _queue_idx = models.Index(
        "(company_id, id) WHERE state = 'todo' AND channel = 'email'"
    )
    _sent_idx = models.Index("(company_id, id) WHERE state = 'sent'")

    @api.depends("kind")
    def _compute_is_letter(self):
        for step in self:
            step.is_letter = step.kind in LETTERS

    @api.depends("kind", "case_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for step in self:
            step.display_name = (
                f"{labels.get(step.kind, '')}, {step.case_id.display_name}"
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Steps of a case are evidence and stay."))

    @enforces("PO-4.1.3.1")
    def _get_proof_reasons(self):
        """{id: reasons} why the step does not count as completed with its proof.

        The step after it waits for that: a letter must have arrived, a visit must
        have been made, a decision approved.
        """
        words = {
            "notice": self.env._("Nothing proves that the dunning notice arrived."),
            "final_notice": self.env._(
                "Nothing proves that the time-limited notice arrived."
            ),
            "area_visit": self.env._("The area manager's visit was not made."),
            "assistant_visit": self.env._("The assistant's visit was not made."),
            "decision": self.env._("The joint decision is not approved."),
        }
        found = {}
        for step in self:
            found[step.id] = reasons = []
            if step.state == "done" and step.proof:
                continue
            message, remedy = words[step.kind], ""
            if step.kind in LETTERS and step.state == "todo":
                message = self.env._("The letter was not sent yet.")
            elif step.kind in LETTERS:
                remedy = self.env._("Record that it was signed for or posted.")
            reasons.append(Reason(CLAUSES[NEXT[step.kind]], message, remedy))
        return found

    def _finish(self, proof, day=None, **vals):
        """The step is completed and proven; its limit begins to run.

        :param day: company date of the proof, default today
        """
        levels = self.env["property.dunning.level"].sudo()  # limits are no secret
        levels = levels._get_levels(self.case_id.policy_id)
        for step in self.sudo():  # asked by who calls: visit, letter or decision
            done = day or step.company_id._policy_today()
            step._move("done", proof=proof, proof_date=done, date_done=done, **vals)
            level = levels.get((step.case_id.policy_id.id, NEXT[step.kind]))
            opens = level._get_open_day(done) if level else done
            step.case_id._write_protected({"date_next": opens})
            step._complete_duty(step.visit_id or step.decision_id or step)
        return True

    def _complete_duty(self, evidence):
        """Tick off the duty of the step, whoever of the office has done it."""
        self.env["policy.duty"]._complete_for(self, evidence)

    def _get_duties(self):
        duties = self.env["policy.duty"].sudo()  # of whoever it is
        return duties.search(
            [("anchor_model", "=", self._name), ("anchor_id", "in", self.ids)]
        )

    def _void_steps(self, reason):
        """Open steps end without having been done, with their duties and visits."""
        steps = self.sudo().filtered(lambda s: s.state in ("todo", "sent"))  # by rule
        if not steps:
            return
        steps._move("void", void_reason=reason)
        steps._cancel_messages()
        visits = self.env["service.visit"].sudo()  # of whoever it is
        visits.search(
            [("dunning_step_id", "in", steps.ids), ("state", "=", "planned")]
        )._move("cancelled")
        steps._void_duties(reason)

    def _void_duties(self, reason):
        """By the set: duties are voided by the ten thousand when everybody pays."""
        if not self.ids:
            return
        self.env.flush_all()
        query = SQL(
            "WITH gone AS (UPDATE policy_duty SET state = 'void', void_reason = %s"
            " WHERE anchor_model = %s AND anchor_id = ANY(%s) AND state = 'due'"
            " RETURNING id) INSERT INTO policy_duty_log (duty_id, event, note, user_id,"
            " create_uid, create_date, write_uid, write_date)"
            " SELECT id, 'void', %s, %s, %s, %s, %s, %s FROM gone",
            reason, self._name, self.ids, reason,
            self.env.uid, self.env.uid, fields.Datetime.now(),
            self.env.uid, fields.Datetime.now(),
        )  # fmt: skip
        self.env.cr.execute(query)
        self.env["policy.duty"].invalidate_model(["state", "void_reason", "log_ids"])
