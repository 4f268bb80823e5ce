from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.4.1b"
PROPERTY = "property_ops.property_ops_group_area_manager"


class MoveinSlip(models.Model):
    """The property company lets the buyer in by the slip (SA-1.4.1b, SA-1.4.2c)."""

    _inherit = "movein.slip"

    @enforces("SA-1.4.1b", "SA-1.4.2c")
    def _get_hand_over_reasons(self):
        """{id: all reasons why the home can't be handed over by the slip now}"""
        slips = self.sudo()  # the property company need not see contracts
        found = {
            slip.id: list(slip._iter_hand_over_reasons())
            for slip in slips.with_prefetch(slips.ids)
        }
        if not self.env.su and not self.env.user.has_group(PROPERTY):
            message = self.env._("The property company hands the home over.")
            for slip in slips:
                found[slip.id].insert(0, Reason(slip._get_hand_over_clause(), message))
        return found

    def _get_hand_over_clause(self):
        """The same act has a clause for ready homes and one for off-plan homes."""
        is_ready = self.contract_id.delivery_kind == "ready"
        return CLAUSE if is_ready else "SA-1.4.2c"

    def _iter_hand_over_reasons(self):
        contract = self.contract_id
        clause = self._get_hand_over_clause()
        if self.state != "issued":
            yield Reason(
                clause,
                self.env._("No slip of finance is there."),
                self.env._("Finance issues it once everything is paid."),
            )
        if contract.state != "active":
            yield Reason(clause, self.env._("The contract is not in force any more."))
        if self.amount_open > 0:
            yield Reason(
                clause,
                self.env._(
                    "Since the slip was issued %(amount)s is open again.",
                    amount=self.currency_id.format(self.amount_open),
                ),
                figures={"open": self.amount_open},
            )
        grave = contract.inspection_ids.defect_ids.filtered(
            lambda defect: defect.is_grave and defect.state != "accepted"
        )
        if grave:
            yield Reason(
                clause,
                self.env._(
                    "Defects that stop the hand-over: %(defects)s.",
                    defects=", ".join(f"{row.room}: {row.name}" for row in grave),
                ),
                self.env._("Have them mended and check them again."),
            )
        if not self.signature:
            yield Reason(clause, self.env._("The buyer has not signed for the keys."))
        if self.key_count <= 0:
            yield Reason(clause, self.env._("The number of keys is missing."))

    def action_hand_over(self):
        """Hand the home over today: owners, keys, fees from this day, revenue.

        :raises PolicyRefusal: with everything that stands against it
        """
        self.check_access("write")
        reasons = self._get_hand_over_reasons()
        for slip in self:
            self.env["policy.clause"]._refuse(reasons[slip.id], slip)
            slip._hand_over(slip.company_id._policy_today())
        return True

    def _hand_over(self, day):
        contract = self.contract_id.sudo()  # the property company sees no contracts
        self._move(
            "handed_over", date_handed_over=day, handed_over_by_id=self.env.user.id
        )
        contract._hand_home_over(day)
        self._make_receipt(contract)
        self.env["policy.duty"]._complete_for(contract, self)

    @enforces("SA-1.9")
    def _make_receipt(self, contract):
        """What the buyer signed for here goes to the files like every receipt."""
        partner = contract.partner_id
        reader = self.with_context(lang=partner.lang or self.env.lang)
        titles = [
            reader.env._("Move-in slip %(number)s", number=self.name),
            {"title": reader.env._("Keys"), "quantity": self.key_count},
        ]
        receipts = self.env["document.receipt"].sudo()  # property company has no right
        values = receipts._prepare_receipt(contract, partner, titles)
        values |= {"purpose": "keys", "slip_id": self.id}
        receipt = receipts._create_protected([values]).with_context(policy_move=None)
        receipt._sign(partner.name, self.signature, "tablet")
