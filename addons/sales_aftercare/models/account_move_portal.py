from odoo import models
from odoo.tools import SQL

from odoo.addons.property_ops.models.account_move_portal import VIEWERS_TABLE


class AccountMove(models.Model):
    """Every buyer of a home sees its invoices in the portal and may pay them."""

    _inherit = "account.move"

    def _freeze_property_viewers(self):
        result = super()._freeze_property_viewers()
        moves = self.filtered(lambda move: move.is_invoice() and move.sale_kind)
        if moves:
            moves._freeze_buyers()
        return result

    def _freeze_buyers(self):
        """Write down the debtor and, if one of them, the buyers of the deal as of now.

        What a former buyer is credited when another takes over is nobody else's.
        """
        links = ["sale_contract_id", "sale_subscription_id"]
        self.flush_recordset(["partner_id", "commercial_partner_id", *links])
        self.env["sale.home.buyer"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %s (move_id, partner_id)
                SELECT id, partner_id FROM account_move WHERE id = ANY(%s)
                 UNION
                SELECT move.id, buyer.partner_id FROM account_move move
                  JOIN sale_home_buyer buyer
                    ON buyer.contract_id = move.sale_contract_id
                    OR (move.sale_contract_id IS NULL
                        AND buyer.subscription_id = move.sale_subscription_id)
                 WHERE move.id = ANY(%s)
                   AND EXISTS (
                       SELECT FROM sale_home_buyer own
                         JOIN res_partner person ON person.id = own.partner_id
                        WHERE person.commercial_partner_id = move.commercial_partner_id
                          AND (own.contract_id = buyer.contract_id
                               OR own.subscription_id = buyer.subscription_id))
                ON CONFLICT DO NOTHING
                """,
                SQL.identifier(VIEWERS_TABLE),
                self.ids,
                self.ids,
            )
        )
        self.invalidate_recordset(
            ["property_viewer_ids", "is_property_shown"], flush=False
        )
