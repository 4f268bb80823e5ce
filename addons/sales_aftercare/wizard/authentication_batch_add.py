from odoo import api, fields, models


class AuthenticationBatchAdd(models.TransientModel):
    """Choose contracts for a batch; what is missing is shown for each."""

    _name = "authentication.batch.add"
    _description = "Add Contracts to a Batch"

    batch_id = fields.Many2one("authentication.batch", required=True, readonly=True)
    contract_ids = fields.Many2many("sale.home.contract", string="Contracts")
    missing = fields.Text("What Is Missing", compute="_compute_missing")

    @api.depends("contract_ids")
    def _compute_missing(self):
        for wizard in self:
            contracts = wizard.contract_ids._origin
            reasons = wizard.batch_id._get_join_reasons(contracts)
            wizard.missing = "\n".join(
                f"{contract.name}: {reason.message}"
                for contract in contracts
                for reason in reasons[contract.id]
            )

    def action_confirm(self):
        self.ensure_one()
        self.batch_id._add_contracts(self.contract_ids)
        return {"type": "ir.actions.act_window_close"}
