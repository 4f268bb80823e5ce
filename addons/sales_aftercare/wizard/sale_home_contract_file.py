from odoo import fields, models


class SaleHomeContractFile(models.TransientModel):
    """Day and number under which the housing bureau filed a contract."""

    _name = "sale.home.contract.file"
    _description = "Record the Filing"

    contract_id = fields.Many2one("sale.home.contract", required=True, readonly=True)
    date = fields.Date(
        "Filed With the Bureau on",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    number = fields.Char("Filing No.", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.contract_id._file(self.date, self.number)
        return {"type": "ir.actions.act_window_close"}
