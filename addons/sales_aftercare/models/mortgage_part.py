from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .document_copy_rules import ROLE_GROUP

CLAUSE = "SA-1.3.2"


class MortgagePart(models.Model):
    """A loan of one lender: commercial, or of the housing provident fund.

    Each is approved, refused and released by itself.
    """

    _name = "mortgage.part"
    _description = "Part of the Loan"
    _inherit = ["policy.state.mixin"]
    _order = "file_id desc, kind, id"
    _check_company_auto = True

    _initial_state = "asked"
    _transitions = {
        "asked": {"approved", "refused"},
        "approved": {"released", "refused"},
        "refused": set(),
        "released": {"approved"},
    }
    _protected_fields = ("state", "payment_id", "released_by_id")

    file_id = fields.Many2one(
        "mortgage.file", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="file_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    contract_id = fields.Many2one(
        related="file_id.contract_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(
        [("loan", "Commercial loan"), ("fund", "Provident fund loan")],
        required=True,
        default="loan",
    )
    lender_id = fields.Many2one(
        "res.partner",
        ondelete="restrict",
        help="Empty: the bank of the file.",
    )
    amount = fields.Monetary(required=True)
    date_answer = fields.Date("Answer of the Bank on", copy=False)
    number = fields.Char("Approval No. of the Bank", copy=False)
    reason = fields.Char("Refused Because", copy=False)
    date_released = fields.Date("Money Received on", copy=False)
    journal_id = fields.Many2one(
        "account.journal",
        "Into",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        check_company=True,
        copy=False,
    )
    payment_id = fields.Many2one("account.payment", readonly=True, copy=False)
    released_by_id = fields.Many2one(
        "res.users", "Release Recorded By", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("asked", "Asked for"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("released", "Loan released"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="asked",
    )

    _amount_valid = models.Constraint("CHECK(amount > 0)", "A loan is more than zero.")

    @api.depends("kind", "file_id.contract_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for part in self:
            name = part.file_id.contract_id.name or ""
            part.display_name = f"{kinds.get(part.kind, '')} {name}"

    def write(self, vals):
        settled = {"kind", "amount", "lender_id", "file_id"} & set(vals)
        if settled and set(self.mapped("state")) - {"asked"}:
            self.env["sale.home.contract"]._refuse_deletion(self)
        if {"date_released", "journal_id"} & set(vals):
            released = self.filtered(lambda part: part.state == "released")
            self.env["sale.home.contract"]._refuse_deletion(released)
        return super().write(vals)

    def action_approve(self):
        """The bank has approved these loans."""
        self.check_access("write")
        reasons = self._get_answer_reasons()
        for part in self:
            self.env["policy.clause"]._refuse(reasons[part.id], part)
            part._move("approved", date_answer=part._get_answer_day())
        return True

    def action_refuse(self):
        """The bank has refused these loans; the manager decides how to go on."""
        self.check_access("write")
        reasons = self._get_answer_reasons(("told", "visit", "handed", "refused"))
        for part in self:
            against = list(reasons[part.id])
            if not (part.reason or "").strip():
                message = self.env._("Say why the bank refused.")
                against.append(Reason(CLAUSE, message))
            self.env["policy.clause"]._refuse(against, part)
            part._move("refused", date_answer=part._get_answer_day())
            if part.file_id.state != "refused":
                part.file_id._move("refused")
        return True

    def _get_answer_day(self):
        return self.date_answer or self.company_id._policy_today()

    @enforces("SA-1.3.2")
    def _get_answer_reasons(self, states=("handed",)):
        """{id: all reasons why no answer of the bank can be recorded}

        :param states: of the file; a bank may refuse before it has the documents
        """
        found = {}
        for part in self:
            found[part.id] = reasons = []
            if part.file_id.state not in states:
                message = self.env._(
                    "The bank does not have the sealed documents yet (%(state)s).",
                    state=part.file_id._state_label(part.file_id.state),
                )
                reasons.append(Reason(CLAUSE, message))
            if part.state == "released":
                message = self.env._("The money of this loan has come.")
                reasons.append(Reason(CLAUSE, message))
            if part._get_answer_day() > part.company_id._policy_today():
                message = self.env._("The day of the answer has not come.")
                reasons.append(Reason(CLAUSE, message))
        return found

    @enforces("SA-1.3.2")
    def _get_release_reasons(self):
        """{id: all reasons why the money can't be taken in as this loan}"""
        is_finance = self.env.su or self.env.user.has_group(ROLE_GROUP % "finance")
        return {part.id: list(part._iter_release_reasons(is_finance)) for part in self}

    def _iter_release_reasons(self, is_finance):
        if not is_finance:
            role = self.env["document.copy"]._get_role_name("finance")
            message = self.env._("This is done by: %(role)s.", role=role)
            yield Reason(CLAUSE, message)
        if self.state != "approved":
            message = self.env._(
                "The bank has not approved it (%(state)s).",
                state=self._state_label(self.state),
            )
            yield Reason(CLAUSE, message)
        if not self.journal_id or not self.date_released:
            message = self.env._("Say when the money came and into which account.")
            yield Reason(CLAUSE, message)
        elif self.date_released > self.company_id._policy_today():
            yield Reason(CLAUSE, self.env._("That day has not come."))

    def action_release(self):
        """The lender has paid: post the money on the contract.

        :raises PolicyRefusal: with every reason against
        """
        self.check_access("write")
        reasons = self._get_release_reasons()
        for part in self:
            self.env["policy.clause"]._refuse(reasons[part.id], part)
        for part in self:
            part.lock_for_update()  # money is taken in once
            payment = part.contract_id._receive_payment(
                part.amount,
                part.journal_id,
                part.date_released,
                memo=part.display_name,
                payer=part.lender_id or part.file_id.bank_id,
            )
            part._move("released", payment_id=payment.id, released_by_id=self.env.uid)
            part.contract_id._settle_loan()
        return True

    @enforces("SA-1.3.2")
    def _reopen(self):
        """The money was taken in by mistake: the loan waits for it again."""
        self._move("approved", payment_id=False, released_by_id=False)
        self._write_protected({"date_released": False})
        self.file_id.filtered(lambda file: file.state == "released")._move("handed")
        self.contract_id.filtered("date_loan_released")._reopen_step("loan")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        answered = self.filtered(lambda part: part.state != "asked")
        self.env["sale.home.contract"]._refuse_deletion(answered)
