from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from .property_dunning_case import ACTIVE


class PropertyDunningCase(models.Model):
    """What a payment does to a case: at once, and to the oldest debt first."""

    _inherit = "property.dunning.case"

    @api.model
    @enforces("PO-4.1.3.x")
    def _note_payment(self, lines):
        """Receivable items were reconciled: stop what is paid, before anybody writes.

        The row of the case is written even when something is left to pay, so that a
        letter being sent in this very moment and the payment can't miss each other.
        """
        moves = lines.move_id.filtered("property_unit_id")
        if not moves:
            return
        cases = self.sudo().search(  # payers and cashiers need not see cases
            [
                ("state", "in", ACTIVE),
                ("unit_id", "in", moves.property_unit_id.ids),
                ("partner_id", "in", moves.partner_id.ids),
            ]
        )
        if cases:
            cases._write_protected({"last_payment_at": fields.Datetime.now()})
            cases._settle_paid()

    @enforces("PO-4.1.3.x")
    def _settle_paid(self):
        """Close those of the cases that have nothing overdue any more."""
        debts = self._get_debts()
        paid = self.filtered(lambda case: not debts.get(case.id, (0,))[0])
        paid._close("settled", self.env._("Paid"))
        return paid

    def _close(self, state, reason, **vals):
        """End the cases with everything that is still open on them.

        :param vals: what else is written with the state
        """
        cases = self.sudo().filtered(lambda c: c.state in ACTIVE)  # asked by caller
        for company, part in cases.grouped("company_id").items():
            part._move(
                state,
                date_closed=company._policy_today(),
                close_reason=reason,
                date_next=False,
                **vals,
            )
        cases.step_id._void_steps(reason)
        cases.hold_ids._end(reason)
        plans = cases.plan_ids.filtered(lambda plan: plan.state in ("draft", "active"))
        for plan in plans:
            kept = plan.state == "active" and state == "settled"
            plan._move("kept" if kept else "cancelled")
        cases.decision_ids.filtered(
            lambda decision: decision.state in ("draft", "pending", "refused")
        )._move("cancelled")
        return True

    def _refresh_hold(self):
        """The hold shown on the case is the longest of its active ones."""
        for case in self.sudo():  # follows from the holds
            holds = case.hold_ids.filtered(lambda hold: hold.state == "active")
            longest = holds.sorted(
                lambda hold: (not hold.date_to, hold.date_to or hold.date_from)
            )[-1:]
            case._write_protected(
                {"hold_kind": longest.kind, "hold_until": longest.date_to}
            )

    @api.model
    @enforces("PO-4.1.3.x")
    def _allocate_oldest(self, company):
        """Payments that stand against no bill go to the oldest debts of the payer."""
        self._flush_money()
        query = SQL(
            "WITH %s SELECT k.partner_id FROM credit k WHERE EXISTS (SELECT 1"
            " FROM property_dunning_case c JOIN res_partner p ON p.id = c.partner_id"
            " WHERE c.state IN %s AND c.company_id = %s"
            " AND p.commercial_partner_id = k.partner_id) ORDER BY 1",
            self._get_debt_sql(company, company._policy_today()),
            ACTIVE,
            company.id,
        )
        partner_ids = [row[0] for row in self.env.execute_query(query)]
        if not partner_ids:
            return
        lines = self.env["account.move.line"]
        money = Domain(lines._get_prepayment_domain())
        lines = lines.search(
            Domain(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", partner_ids),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                ]
            )
            & (money | Domain("move_id.property_unit_id", "!=", False)),
            order="date_maturity, date, id",
        )
        for found in lines.grouped(lambda li: (li.partner_id, li.account_id)).values():
            if len(set(found.mapped(lambda li: li.amount_residual > 0))) == 2:
                found.reconcile()
