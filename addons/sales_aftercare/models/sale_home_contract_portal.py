from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.property_ops.tools.timeline import DONE

from ..tools.portal_sale import PortalSale

SHOWN = ("pending", "active", "rescinded", "exchanged")
"""States of contracts that their buyers see."""


class SaleHomeContract(models.Model):
    """What buyers see of their contracts in the portal.

    Customers have no right on any model of ours. These methods read for them, and are
    called in sudo by the pages after the contract was found to be theirs.
    """

    _inherit = "sale.home.contract"

    portal_file_ids = fields.Many2many(
        "ir.attachment",
        "sale_home_contract_portal_file_rel",
        string="Papers for the Buyers",
        copy=False,
        help="Buyers read and download these in the portal; nothing else is shown.",
    )

    @api.model
    def _get_portal_sales(self, partner):
        """{contract id: PortalSale} of ``partner``, as buyer or former buyer."""
        self.env["sale.home.buyer"].flush_model()
        self.env["sale.home.buyer.past"].flush_model()
        self.flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contract.id, bool_or(found.date_to IS NULL), max(found.date_to)
                  FROM (
                      SELECT contract_id, NULL::date AS date_to FROM sale_home_buyer
                       WHERE partner_id = %(partner)s AND contract_id IS NOT NULL
                       UNION ALL
                      SELECT contract_id, date_to FROM sale_home_buyer_past
                       WHERE partner_id = %(partner)s
                  ) found
                  JOIN sale_home_contract contract ON contract.id = found.contract_id
                 WHERE contract.state = ANY(%(states)s)
                 GROUP BY contract.id
                """,
                partner=partner.id,
                states=list(SHOWN),
            )
        )
        return {
            contract_id: PortalSale(contract_id, None if is_buyer else until)
            for contract_id, is_buyer, until in rows
        }

    def _get_portal_way(self, sale):
        """The line of time: to a former buyer only what was over when they left."""
        way = self._get_way()
        if sale.is_current:
            return way
        return [row for row in way if row.status == DONE and sale.covers(row.day)]

    def _get_portal_invoices(self, partner):
        """Invoices and credit notes on which ``partner`` was written down."""
        self.ensure_one()
        return self.env["account.move"].search(
            [
                ("sale_contract_id", "=", self.id),
                ("property_viewer_ids", "in", partner.ids),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ],
            order="invoice_date, id",
        )

    def _get_portal_instalments(self, sale):
        """The schedule with what is open; former buyers owe nothing more here."""
        rows = self.instalment_ids
        return rows.sorted("date_due") if sale.is_current else rows.browse()

    def _get_portal_milestones(self, sale):
        """How far the building is; of homes sold off-plan."""
        milestones = self.env["construction.milestone"]
        if self.delivery_kind != "off_plan" or self.state != "active":
            return milestones
        found = milestones.search(
            [
                ("state", "=", "reached"),
                ("estate_id", "=", self.estate_id.id),
                "|",
                ("building_ids", "=", False),
                ("building_ids", "in", self.unit_id.building_id.ids),
            ],
            order="date_reached desc, id desc",
        )
        return found.filtered(lambda row: sale.covers(row.date_reached))

    def _get_portal_documents(self, sale):
        """{key: (title, report, record)} of forms that the buyer may print."""
        if not sale.is_current:
            return {}
        return {
            key: (title, f"sales_aftercare.{report}", record)
            for key, title, report, record in self._iter_portal_documents()
        }

    def _iter_portal_documents(self):
        """Forms of the contract that its buyers were given or told of."""
        own = [("contract_id", "=", self.id)]
        notice = self.env["movein.notice"].search(
            [*own, ("date_posted", "!=", False)], limit=1
        )
        if notice:
            title = self.env._("Move-in notice")
            yield "movein-notice", title, "movein_notice_report", notice
        slip = self.env["movein.slip"].search(
            [*own, ("state", "in", ("issued", "handed_over"))], limit=1
        )
        if slip:
            title = self.env._("Move-in slip")
            yield "movein-slip", title, "movein_slip_report", slip
        settlement = self.env["area.settlement"].search(
            [*own, ("state", "=", "posted"), ("date_told", "!=", False)], limit=1
        )
        if settlement:
            title = self.env._("Statement of the area difference")
            yield "area-settlement", title, "area_settlement_report", settlement
        domain = [*own, ("state", "not in", ("draft", "cancelled"))]
        for row in self.env["title.application"].search(domain, order="id"):
            kinds = dict(row._fields["kind"]._description_selection(self.env))
            title = self.env._(
                "Registration: %(certificate)s", certificate=kinds[row.kind]
            )
            yield f"certificate-{row.kind}", title, "title_application_report", row

    def _get_portal_files(self, sale):
        return (
            self.portal_file_ids if sale.is_current else self.portal_file_ids.browse()
        )

    def _get_portal_signatures(self, partner):
        """[(title, address)] of what ``partner`` has to sign for (SA-1.9)."""
        self.ensure_one()
        receipts = self.env["document.receipt"].search(
            [
                ("contract_id", "=", self.id),
                ("partner_id", "=", partner.id),
                ("state", "=", "ready"),
            ]
        )
        return [
            (f"{row.name}: {', '.join(row.line_ids.mapped('title'))}", row.access_url)
            for row in receipts
        ]

    def _get_portal_bring(self):
        """What to bring to the next step, as buyers read it."""
        self.ensure_one()
        lists = {
            "sign": [self.env._("Identity document of every buyer")],
            "authenticate": [
                self.env._("Photocopy of the identity document of every buyer"),
                self.env._("Original power of attorney, if somebody acts for you"),
            ],
            "loan": [
                self.env._("Identity document of every buyer"),
                self.env._("What the bank has asked for"),
            ],
            "move_in": [
                self.env._("Identity document of every buyer"),
                self.env._("The move-in notice, if you have got one"),
            ],
            "title": [
                self.env._("Invoices: originals and photocopies"),
                self.env._("Identity documents: originals and photocopies"),
                self.env._("Original of the sale contract"),
            ],
            "land": [
                self.env._("Property certificate: original and photocopy"),
                self.env._("Identity documents: originals and photocopies"),
                self.env._("Sale contract: original and photocopy"),
            ],
        }
        found = lists.get(self.step, [])
        if self.step == "title" and self.payment_method == "mortgage":
            found = [*found, self.env._("Papers of the mortgage")]
        return found
