from odoo import api, fields, models


class PropertyUnit(models.Model):
    """What a ledger says that no document of ours says yet."""

    _inherit = "property.unit"

    is_ledger_renovating = fields.Boolean(
        "Renovated by the Ledger",
        help="The ledger calls it under renovation; true until somebody lives there.",
    )

    @api.depends("is_ledger_renovating")
    def _compute_status(self):
        return super()._compute_status()

    def _get_renovating_ids(self):
        found = super()._get_renovating_ids()
        for unit in self.filtered("is_ledger_renovating"):
            today = unit.company_id._policy_today()
            rows = (*unit.household_ids, *unit.tenancy_ids)
            if not any(row._covers(today) for row in rows):
                found.add(unit.id)
        return found

    def _get_opening_moves(self):
        """{home id: its opening invoice that stands}"""
        moves = self.env["account.move"].search(
            [
                ("property_unit_id", "in", self.ids),
                ("property_kind", "=", "opening"),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "!=", "reversed"),
            ]
        )
        return {move.property_unit_id.id: move for move in moves}

    def _get_opening_debtors(self, day):
        """{home id: partner} who owes the arrears of a ledger as at ``day``.

        The owner the ledger names with the debt, even where nothing was handed
        over yet; a home that nobody owns is the developer's.
        """
        named = self.env["property.payer"]._get_named(self, day)
        owners = self._get_owners(day)
        return {
            unit.id: named.get(unit.id)
            or owners[unit.id][:1].partner_id
            or unit.estate_id.developer_id
            for unit in self
        }
