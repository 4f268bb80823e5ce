from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL


class PropertyCharge(models.Model):
    """Why a line stands on an invoice: home, rule, month, quantity and price.

    The invoice is the only receivable; this row makes every run repeatable. Rows are
    written by the billing run alone.
    """

    _name = "property.charge"
    _description = "Charge"
    _order = "period desc, unit_id, rule_id, date_from, id"
    _check_company_auto = True

    run_id = fields.Many2one(
        "property.billing.run", required=True, ondelete="cascade", index=True
    )
    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    rule_id = fields.Many2one(
        "property.fee.rule",
        "Fee Rule",
        required=True,
        ondelete="restrict",
        index=True,
    )
    fee_type_id = fields.Many2one(
        "property.fee.type", required=True, ondelete="restrict", index=True
    )
    service_order_id = fields.Many2one(
        "property.service.order", ondelete="restrict", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Date("Month", required=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Payer", ondelete="restrict", index=True
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    quantity = fields.Float(required=True, digits="Property Meter")
    price_unit = fields.Float("Rate", required=True, digits="Property Rate")
    percent = fields.Float("Discount (%)")
    amount = fields.Monetary(
        required=True, help="As priced: the taxes of the product decide what comes on."
    )
    amount_before = fields.Monetary(
        "Last Month", help="The same fee of the home in the month before."
    )
    amount_difference = fields.Monetary("Difference", aggregator="sum")
    move_id = fields.Many2one(
        "account.move", "Invoice", ondelete="restrict", index="btree_not_null"
    )
    is_credited = fields.Boolean(
        help="The invoice was taken back; the month can be billed again."
    )
    error = fields.Char("Set Aside Because")

    # One charge per home, rule, month and payer's first day: a change of payer
    # within the month gives two, running twice gives none.
    _charge_uniq = models.UniqueIndex(
        "(unit_id, rule_id, period, date_from) WHERE is_credited IS NOT TRUE"
        " AND service_order_id IS NULL",
        "That fee is charged for the month already.",
    )
    _service_uniq = models.UniqueIndex(
        "(service_order_id) WHERE is_credited IS NOT TRUE"
        " AND service_order_id IS NOT NULL",
        "That service is charged already.",
    )
    _pending = models.Index("(run_id, unit_id) WHERE move_id IS NULL AND error IS NULL")
    _payer_or_error = models.Constraint(
        "CHECK(partner_id IS NOT NULL OR error IS NOT NULL)",
        "A charge has somebody who pays.",
    )

    @api.depends("unit_id", "period", "fee_type_id")
    def _compute_display_name(self):
        for charge in self:
            names = (
                charge.unit_id.reference,
                charge.period and f"{charge.period:%Y-%m}",
                charge.fee_type_id.name,
            )
            charge.display_name = " ".join(filter(None, names))

    def _link_moves(self, pairs):
        """``self`` stand on their invoices: ``pairs`` of (invoice, its charges).

        One statement: every charge has another invoice, which for the ORM would be as
        many writes.
        """
        self.modified(["move_id"])
        self.flush_recordset()
        execute_values(
            self.env.cr._obj,
            f"""
            UPDATE property_charge charge SET move_id = link.move_id,
                   write_uid = {int(self.env.uid)},
                   write_date = now() AT TIME ZONE 'UTC'
              FROM (VALUES %s) AS link (id, move_id) WHERE charge.id = link.id
            """,
            [(row.id, move.id) for move, rows in pairs for row in rows],
            page_size=1000,
        )
        self.invalidate_recordset(["move_id"])
        self.modified(["move_id"])

    def _release(self):
        """The invoice was taken back: fee and readings can be charged again."""
        self.is_credited = True
        self._leave_readings()

    def _leave_readings(self):
        """The readings ``self`` counted go to who else shares their use, or are free.

        That is another charge of the same home, rule and month, and one that is billed
        before any other: as long as there is one, no later month bills that use.
        """
        self.flush_model()
        readings = self.env["property.meter.reading"]
        readings.flush_model(["charge_id"])
        self.env.cr.execute(
            SQL(
                """
                WITH given AS MATERIALIZED (SELECT unnest(%s::int[]) AS id)
                UPDATE property_meter_reading reading SET charge_id = (
                       SELECT other.id FROM property_charge other
                        WHERE other.unit_id = mine.unit_id
                          AND other.rule_id = mine.rule_id
                          AND other.period = mine.period
                          AND other.is_credited IS NOT TRUE
                          AND other.id NOT IN (SELECT id FROM given)
                        ORDER BY other.move_id IS NULL, other.date_from LIMIT 1)
                  FROM property_charge mine JOIN given USING (id)
                 WHERE reading.charge_id = mine.id
                """,
                self.ids,
            )
        )
        readings.invalidate_model(["charge_id"])

    def _outdate(self):
        """A reading these charges counted has changed: not billed as they are."""
        self.error = self.env._("A reading has changed since: work out again.")

    def _get_notice_readings(self):
        """The last reading of each meter this charge counted."""
        self.ensure_one()
        readings = self.env["property.meter.reading"].search(
            [("charge_id", "=", self.id)], order="date desc"
        )
        return [rows[0] for rows in readings.grouped("meter_id").values()]
