from odoo import fields, models


class SaleHomeContract(models.Model):
    """The return visits to the buyers (SA-2.2)."""

    _inherit = "sale.home.contract"

    visit_ids = fields.One2many("service.visit", "sale_contract_id", "Return Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")

    def _compute_visit_count(self):
        groups = self.env["service.visit"]._read_group(
            [("sale_contract_id", "in", self.ids), ("state", "=", "done")],
            ["sale_contract_id"],
            ["__count"],
        )
        counts = {contract.id: count for contract, count in groups}
        for contract in self:
            contract.visit_count = counts.get(contract.id, 0)

    def _get_visit_occasion(self):
        """The return visit that comes next: ``first``, ``second`` or ``other``."""
        self.ensure_one()
        made = self.visit_ids.filtered(lambda visit: visit.state == "done")
        taken = set(made.mapped("sale_occasion"))
        if self.date_moved_in:
            return "other" if "second" in taken else "second"
        return "other" if "first" in taken else "first"

    def action_open_visits(self):
        """The return visits made and planned; a new one is filled in already."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return Visits"),
            "res_model": "service.visit",
            "view_mode": "list,kanban,form",
            "domain": [("sale_contract_id", "=", self.id)],
            "context": {
                "default_kind": "return",
                "default_sale_contract_id": self.id,
                "default_sale_occasion": self._get_visit_occasion(),
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }
