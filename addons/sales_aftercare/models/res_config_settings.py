from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Accounts of home sales, beside the other settings of the company."""

    _inherit = "res.config.settings"

    sale_home_journal_id = fields.Many2one(
        related="company_id.sale_home_journal_id", readonly=False
    )
    sale_home_entry_journal_id = fields.Many2one(
        related="company_id.sale_home_entry_journal_id", readonly=False
    )
    sale_home_product_id = fields.Many2one(
        related="company_id.sale_home_product_id", readonly=False
    )
    sale_home_liability_account_id = fields.Many2one(
        related="company_id.sale_home_liability_account_id", readonly=False
    )
    sale_home_deposit_account_id = fields.Many2one(
        related="company_id.sale_home_deposit_account_id", readonly=False
    )
    sale_home_on_behalf_account_id = fields.Many2one(
        related="company_id.sale_home_on_behalf_account_id", readonly=False
    )
    sale_home_forfeit_account_id = fields.Many2one(
        related="company_id.sale_home_forfeit_account_id", readonly=False
    )

    def action_propose_sale_home(self):
        """Fill what is empty from the chart of accounts."""
        self.ensure_one()
        self.company_id._propose_sale_home_accounts()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "sales_aftercare.res_config_settings_action"
        )
