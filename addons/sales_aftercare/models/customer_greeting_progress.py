from odoo import fields, models


class CustomerGreeting(models.Model):
    """Building progress goes to those who bought off-plan in that building (SA-2.5)."""

    _inherit = "customer.greeting"

    milestone_id = fields.Many2one(
        "construction.milestone",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    _milestone_named = models.Constraint(
        "CHECK(kind != 'progress' OR milestone_id IS NOT NULL)",
        "Building progress belongs to a milestone.",
    )

    def _get_buyer_domain(self):
        domain = super()._get_buyer_domain()
        if self.kind != "progress":
            return domain
        contracts = self.env["sale.home.contract"]
        waiting = contracts._search(self.milestone_id._get_contract_domain())
        return [("contract_id", "in", waiting)]
