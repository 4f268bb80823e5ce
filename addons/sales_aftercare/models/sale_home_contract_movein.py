from odoo import Command, fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


class SaleHomeContract(models.Model):
    """From payment in full to the keys (SA-1.4)."""

    _inherit = "sale.home.contract"

    slip_ids = fields.One2many("movein.slip", "contract_id", "Move-in Slips")
    notice_ids = fields.One2many("movein.notice", "contract_id", "Move-in Notices")
    inspection_ids = fields.One2many("movein.inspection", "contract_id", "Inspections")
    demand_ids = fields.One2many("sale.home.demand", "contract_id", "Demands")

    def _get_slip_clause(self):
        """The clause under which this home is handed over."""
        return "SA-1.4.1a" if self.delivery_kind == "ready" else "SA-1.4.2b"

    def _get_receivable_open(self, due_before=None):
        """{contract id: what its buyers owe by posted entries}, company currency.

        What we owe them, as for a smaller home, pays none of it.

        :param due_before: only what fell due before this day
        """
        domain = [
            ("sale_contract_id", "in", self.ids),
            ("parent_state", "=", "posted"),
            ("account_type", "=", "asset_receivable"),
            ("amount_residual", ">", 0),
        ]
        if due_before:
            domain.append(("date_maturity", "<", due_before))
        lines = self.env["account.move.line"].sudo()  # a sum, by those who may ask
        groups = lines._read_group(
            domain, ["sale_contract_id"], ["amount_residual:sum"]
        )
        return {contract.id: amount for contract, amount in groups}

    @enforces("SA-1.4.1a", "SA-1.4.2b")
    def _get_move_in_reasons(self):
        """What the books, the notice and the inspection say against a move-in."""
        found = super()._get_move_in_reasons()
        owed = self._get_receivable_open()
        for contract in self:
            found[contract.id] += contract._iter_slip_reasons(owed.get(contract.id, 0))
        return found

    def _iter_slip_reasons(self, owed):
        clause = self._get_slip_clause()
        if self.currency_id.compare_amounts(owed, 0) > 0:
            yield Reason(
                clause,
                self.env._(
                    "%(amount)s is open in the books.",
                    amount=self.currency_id.format(owed),
                ),
                self.env._("Pay it, or let finance match what was paid."),
                {"open": owed},
            )
        if self.delivery_kind != "off_plan" or self.date_moved_in:
            return
        if not self._is_called_in():
            yield Reason(
                clause,
                self.env._("No move-in notice was posted to the buyer."),
                self.env._("Post the notice first; the buyer comes with it."),
            )
        yield from self._iter_inspection_reasons(clause)

    def _is_called_in(self):
        notices = self.notice_ids
        return bool(notices.filtered(lambda row: row.state in ("posted", "received")))

    def _iter_inspection_reasons(self, clause):
        inspections = self.inspection_ids
        if not inspections.filtered(lambda row: row.state in ("done", "declined")):
            yield Reason(
                clause,
                self.env._("The buyer has not inspected the home yet."),
                self.env._("Inspect it together before money or signatures are asked."),
            )

    @enforces("SA-1.4.1a")
    def _get_ask_slip_reasons(self):
        """{id: all reasons why no slip can be asked of finance}"""
        found = {}
        for contract in self:
            reasons = found.setdefault(contract.id, [])
            if contract.state != "active" or contract.date_moved_in:
                reasons.append(
                    Reason(
                        contract._get_slip_clause(),
                        self.env._("The contract is not waiting for a move-in."),
                    )
                )
        return found

    def action_ask_slip(self):
        """Tell finance that the buyer wants to move in (SA-1.4.1a)."""
        self.ensure_one()
        slips = self.env["movein.slip"]
        slip = self.slip_ids.filtered(lambda row: row.state != "cancelled")[:1]
        slip = slip or slips.create({"contract_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": slip._name,
            "res_id": slip.id,
            "view_mode": "form",
        }

    def action_inspect(self):
        """Go through the home with the buyer before anything is paid or signed."""
        self.ensure_one()
        action = {
            "name": self.env._("Inspection"),
            "type": "ir.actions.act_window",
            "res_model": "movein.inspection",
            "view_mode": "form",
            "context": {"default_contract_id": self.id},
        }
        planned = self.inspection_ids.filtered(lambda row: row.state == "planned")
        return {**action, "res_id": planned[:1].id}

    def _on_ended(self):
        """Nobody is asked to come, to pay or to take the keys any more."""
        result = super()._on_ended()
        note = self._get_end_note()
        slips = self.slip_ids.filtered(lambda row: row.state in ("asked", "issued"))
        slips._move("cancelled", cancel_reason=note)
        notices = self.notice_ids.filtered(lambda row: row.state == "draft")
        notices._move("cancelled")
        demands = self.demand_ids.filtered(lambda row: row.state == "draft")
        demands._move("void", void_reason=note)
        planned = self.inspection_ids.filtered(lambda row: row.state == "planned")
        planned._move("cancelled")
        for rows in (slips, notices, demands, planned):
            self._void_duties(rows)
        return result

    def _lock_for_slip(self):
        """Payments taken back meanwhile make the later transaction start again."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM sale_home_contract WHERE id IN %s ORDER BY id"
                " FOR UPDATE",
                tuple(self.ids) or (0,),
            )
        )

    def _hand_home_over(self, day):
        """The home is the buyers' from ``day``: tenure, fees, revenue, next step."""
        for contract in self:
            contract._take_over_home(day)
            contract._record_step("move_in", day)
            contract._recognise_revenue(day)

    @enforces("SA-1.4.1b", "SA-1.4.2c")
    def _take_over_home(self, day):
        """The buyers own the home with their shares; its fees are theirs from now."""
        unit = self.unit_id
        wanted = {(row.partner_id, row.share) for row in self.buyer_ids}
        current = unit.tenure_ids.filtered(lambda row: row._covers(day))
        if {(row.partner_id, row.share) for row in current} != wanted:
            self._change_tenure(day)
        if not unit.date_handover:
            unit.date_handover = day

    def _change_tenure(self, day):
        change = self.env["property.tenure.change"].create(
            {
                "unit_id": self.unit_id.id,
                "date": day,
                "note": self.display_name,
                "line_ids": [
                    Command.create(
                        {"partner_id": row.partner_id.id, "share": row.share}
                    )
                    for row in self.buyer_ids
                ],
            }
        )
        change.action_apply()
