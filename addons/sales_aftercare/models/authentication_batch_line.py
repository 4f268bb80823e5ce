from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import custody
from .sale_home_contract import ENDED

CLAUSE = "SA-1.1.2"


class AuthenticationBatchLine(models.Model):
    """One contract of a batch and what the housing bureau said."""

    _name = "authentication.batch.line"
    _description = "Contract of a Batch"
    _inherit = ["policy.state.mixin"]
    _order = "batch_id desc, id"
    _check_company_auto = True

    _initial_state = "waiting"
    _transitions = {
        "waiting": {"authenticated", "returned", "withdrawn"},
        "authenticated": set(),
        "returned": set(),
        "withdrawn": set(),
    }
    _protected_fields = ("state", "batch_id", "contract_id")

    batch_id = fields.Many2one(
        "authentication.batch",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    batch_state = fields.Selection(related="batch_id.state", string="State of Batch")
    company_id = fields.Many2one(
        related="batch_id.company_id", store=True, index=True, precompute=True
    )
    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    contract_state = fields.Selection(
        related="contract_id.state", string="State of the Contract"
    )
    unit_id = fields.Many2one(related="contract_id.unit_id", string="Home")
    buyer_names = fields.Char(related="contract_id.buyer_names")
    number = fields.Char("Authentication No.", copy=False)
    date_result = fields.Date("Result of", copy=False)
    reason = fields.Char("Returned Because", copy=False)
    state = fields.Selection(
        [
            ("waiting", "No result yet"),
            ("authenticated", "Authenticated"),
            ("returned", "Sent back"),
            ("withdrawn", "Withdrawn"),
        ],
        "Result",
        required=True,
        readonly=True,
        copy=False,
        default="waiting",
    )

    # Two clerks at the same instant: one of them wins.
    _contract_waits_once = models.UniqueIndex(
        "(contract_id) WHERE state = 'waiting'",
        "That contract is in a batch already.",
    )

    @api.depends("contract_id", "batch_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.batch_id.name}, {line.contract_id.name}"

    def write(self, vals):
        if {"number", "date_result", "reason"} & set(vals):
            for line in self.filtered(lambda row: row.state != "waiting"):
                self.env["sale.home.contract"]._refuse_deletion(line)
        return super().write(vals)

    def _get_waiting_reason(self):
        """Why nothing else is to be done: the contract is in this batch."""
        self.ensure_one()
        return Reason(
            CLAUSE,
            self.env._(
                "It is in batch %(batch)s of %(day)s and waits for the result.",
                batch=self.batch_id.name,
                day=self.batch_id.date,
            ),
        )

    def _get_papers(self, states):
        """The papers of these contracts that go along to the bureau."""
        kinds = (*custody.ORIGINALS, *custody.EVIDENCE_KINDS)
        copies = self.contract_id._get_copies(kinds)
        return copies.filtered(lambda copy: copy.state in states)

    @enforces("SA-1.1.2")
    def _get_result_reasons(self, state):
        """{id: all reasons why ``state`` can't be recorded as the result}"""
        steps = self.contract_id._get_step_reasons("authenticate")
        return {
            line.id: [*steps[line.contract_id.id], *line._iter_result_reasons(state)]
            for line in self
        }

    def _iter_result_reasons(self, state):
        if self.batch_id.state != "taken":
            yield Reason(CLAUSE, self.env._("The batch is not at the bureau."))
        if state == "authenticated" and not self.number:
            yield Reason(CLAUSE, self.env._("The authentication number is missing."))
        if state == "returned" and not (self.reason or "").strip():
            yield Reason(CLAUSE, self.env._("Say why it was returned."))
        company = self.company_id
        taken = self.batch_id.taken_at
        day = self.date_result or company._policy_today()
        if day > company._policy_today() or (
            taken and day < company._policy_date(taken)
        ):
            yield Reason(
                CLAUSE,
                self.env._("The result is of a day between the trip and today."),
            )

    def _refuse_result(self, state):
        self.check_access("write")
        reasons = self._get_result_reasons(state)
        for line in self:
            self.env["policy.clause"]._refuse(reasons[line.id], line.contract_id)

    def action_authenticate(self):
        """The bureau has authenticated these contracts; their papers are back."""
        self._refuse_result("authenticated")
        for line in self:
            day = line.date_result or line.company_id._policy_today()
            line._move("authenticated", date_result=day)
            contract = line.contract_id.sudo()  # the clerk edits no contracts
            contract._write_protected({"authentication_number": line.number})
            contract._record_step("authenticate", day)
            line._bring_back(line.number)
            contract._on_authenticated()
        return True

    def action_return(self):
        """The bureau gave these back; they come again in the next batch."""
        self._refuse_result("returned")
        for line in self:
            day = line.date_result or line.company_id._policy_today()
            line._move("returned", date_result=day)
            line._bring_back(line.reason)
            following = line.batch_id._get_next_open()
            contract = line.contract_id
            if following and not following._get_join_reasons(contract)[contract.id]:
                following._join(contract)
        return True

    @enforces("SA-1.1.2")
    def _get_withdraw_reasons(self):
        """{id: all reasons why it stays in its batch}

        What is at the bureau waits for its result, unless its contract has ended.
        """
        found = {line.id: [] for line in self}
        for line in self:
            is_back = line.batch_id.state == "taken" and line.contract_state in ENDED
            if not is_back and line.batch_id.state != "open":
                message = self.env._("The batch is not open any more.")
                found[line.id].append(Reason(CLAUSE, message))
        return found

    def action_withdraw(self):
        """Take contracts out: of a batch that is open, or ended and back from there."""
        self.check_access("write")
        reasons = self._get_withdraw_reasons()
        for line in self:
            line.batch_id._refuse_role()
            self.env["policy.clause"]._refuse(reasons[line.id], line)
            line._move("withdrawn")
            if line.batch_id.state == "taken":
                line._bring_back(line.contract_id._get_end_note())
        return True

    def _bring_back(self, reason):
        papers = self._get_papers(("lent",))
        papers.filtered(lambda copy: copy.holder == "bureau")._return_to_office(reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["sale.home.contract"]._refuse_deletion(self)
