from odoo import Command, api, fields, models
from odoo.tools import float_repr

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools.wording import join_names
from .property_dunning_case_debt import PRINCIPAL

CLAUSE = "PO-4.1.3.4"


class PropertyDunningDecision(models.Model):
    """Customer centre and office director settle how to go on (PO-4.1.3.4)."""

    _name = "property.dunning.decision"
    _description = "Joint Decision"
    _inherit = ["mail.thread", "policy.approval.request.mixin", "policy.evidence.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"pending", "cancelled"},
        "pending": {"approved", "refused", "draft", "cancelled"},
        "approved": set(),
        "refused": {"draft", "cancelled"},
        "cancelled": set(),
    }
    _approval_clause = CLAUSE
    _approval_fields = ("case_id", "kind", "reason", "plan_id", "date_to")
    _protected_fields = ("state", "move_id")

    case_id = fields.Many2one(
        "property.dunning.case", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_overdue = fields.Monetary(related="case_id.amount_overdue")
    amount_late_fee = fields.Monetary(related="case_id.amount_late_fee")
    amount_late_fee_due = fields.Monetary(related="case_id.amount_late_fee_due")
    kind = fields.Selection(
        [
            ("plan", "Payment plan"),
            ("legal", "Legal action"),
            ("write_off", "Write-off"),
            ("hold", "Hold"),
        ],
        "Decision",
        required=True,
        tracking=True,
    )
    reason = fields.Text(required=True)
    plan_id = fields.Many2one(
        "property.payment.plan",
        domain="[('case_id', '=', case_id), ('state', '=', 'draft')]",
    )
    date_to = fields.Date("Held Until")
    move_id = fields.Many2one(
        "account.move", "Write-off Entry", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waits for approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    @api.depends("kind", "case_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for decision in self:
            decision.display_name = join_names(
                kinds.get(decision.kind), decision.case_id.display_name
            )

    def _get_company(self):
        return self.company_id

    @enforces("PO-4.1.3.4")
    def _get_submit_reasons(self):
        """{id: all reasons why it can't be put before its approvers}"""
        return {row.id: list(row._iter_submit_reasons()) for row in self}

    def _iter_submit_reasons(self):
        self.ensure_one()
        step = self.case_id.step_id
        if self.case_id.state != "open" or step.kind != "decision":
            yield Reason(
                CLAUSE,
                self.env._("The case has not come to the joint decision."),
                self.env._("Notices and visits come first."),
            )
        elif step.state != "todo":
            yield Reason(CLAUSE, self.env._("It was decided already."))
        if self.kind == "plan" and not self.plan_id:
            yield Reason(CLAUSE, self.env._("The payment plan is missing."))
        elif self.kind == "plan":
            plan = self.plan_id.sudo()  # joint decision instead of the director alone
            yield from plan._get_agree_reasons()[plan.id]
            if plan.case_id != self.case_id:
                yield Reason(CLAUSE, self.env._("The plan is of another case."))
        today = self.company_id._policy_today()
        if self.kind == "hold" and (not self.date_to or self.date_to < today):
            yield Reason(CLAUSE, self.env._("A hold has its last day, in the future."))
        policy = self.case_id.policy_id.sudo()  # whether it names an account
        if self.kind == "write_off" and not policy.write_off_account_id:
            yield Reason(
                CLAUSE, self.env._("The dunning policy names no write-off account.")
            )

    @enforces("PO-4.1.3.4")
    def _get_approve_reasons(self):
        """What stood against submitting it stands against each yes, too."""
        result = super()._get_approve_reasons()
        waiting = self.filtered(lambda row: row.state == "pending")
        found = waiting.sudo()._get_submit_reasons()  # facts, whoever approves
        for decision in waiting:
            result[decision.id] += found[decision.id]
        return result

    @enforces("PO-4.1.3.4")
    def _get_approval_values(self):
        """Of a plan is approved for which case it is, and what is paid on which day."""
        values = super()._get_approval_values()
        if plan := self.plan_id:
            places = self.currency_id.decimal_places
            values["plan"] = [
                plan.case_id.id,
                sorted(
                    (str(line.date), float_repr(line.amount, places))
                    for line in plan.line_ids
                ),
            ]
        return values

    @enforces("PO-4.1.3.4")
    def _on_approved(self):
        """What was decided happens, once, with the last yes."""
        for decision in self:
            case = decision.case_id
            case.step_id._finish("decision", decision_id=decision.id)
            if decision.kind == "plan":
                decision.plan_id._start()
            elif decision.kind == "legal":
                case._move("legal", date_next=False)
            elif decision.kind == "write_off":
                decision._write_off()
            else:
                self.env["property.dunning.hold"].create(
                    {
                        "case_id": case.id,
                        "kind": "decision",
                        "date_to": decision.date_to,
                        "reason": decision.reason,
                    }
                )

    def _write_off(self):
        """Post what is overdue of the home as an expense and close the debt by it.

        Its late fee goes with it, booked up to today before: closing the debt would
        book the rest of it, and nobody would ask for that any more.
        """
        company = self.company_id
        self.case_id._allocate_oldest(company)
        day = company._policy_today()
        overdue = fields.Domain("move_id.property_kind", "in", PRINCIPAL)
        overdue &= fields.Domain("date_maturity", "<", day)
        self.env["property.late.fee"]._settle(self._find_debts(overdue), day)
        late_fee = fields.Domain("move_id.property_kind", "=", "late_fee")
        lines = self._find_debts(overdue | late_fee)
        total = sum(lines.mapped("amount_residual"))
        if company.currency_id.compare_amounts(total, 0) <= 0:
            return
        move = self.env["account.move"].create(self._prepare_write_off(lines, total))
        move._post(soft=False)
        self._write_protected({"move_id": move.id})
        for account, found in lines.grouped("account_id").items():
            own = move.line_ids.filtered(lambda li, a=account: li.account_id == a)
            (found | own).reconcile()

    def _find_debts(self, domain):
        """Unpaid items of the debtor for the home."""
        case = self.case_id
        items = fields.Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("move_id.property_unit_id", "=", case.unit_id.id),
                ("move_id.partner_id", "=", case.partner_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return self.env["account.move.line"].search(items & domain)

    def _prepare_write_off(self, lines, total):
        partner = self.case_id.partner_id.commercial_partner_id
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company_id.id), ("type", "=", "general")], limit=1
        )
        items = [
            {
                "account_id": account.id,
                "partner_id": partner.id,
                "name": self.display_name,
                "credit": sum(found.mapped("amount_residual")),
            }
            for account, found in lines.grouped("account_id").items()
        ]
        items.append(
            {
                "account_id": self.case_id.policy_id.write_off_account_id.id,
                "partner_id": partner.id,
                "name": self.display_name,
                "debit": total,
            }
        )
        return {
            "move_type": "entry",
            "partner_id": self.case_id.partner_id.id,
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "date": self.company_id._policy_today(),
            "ref": self.display_name,
            "property_unit_id": self.case_id.unit_id.id,
            "line_ids": [Command.create(item) for item in items],
        }
