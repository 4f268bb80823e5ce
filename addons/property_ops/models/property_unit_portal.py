from odoo import models
from odoo.tools import SQL

from ..tools.portal_home import PortalHome

BILLS = 36
READINGS = 36


class PropertyUnit(models.Model):
    """What owners and tenants see of their homes in the portal.

    Customers have no right on any model of ours. These methods read for them, about
    homes and bills that are theirs, and are called in sudo by the pages.
    """

    _inherit = "property.unit"

    def _get_portal_homes(self, partner, company):
        """{unit id: PortalHome} of what is or was the home of ``partner``.

        A constant number of queries, whatever the size of the estate.
        """
        today = company._policy_today()
        homes = {}
        for unit_id, role, first, last in self._get_portal_stays(partner, today):
            home = homes.setdefault(unit_id, PortalHome(unit_id))
            home.add_span(role, first, last, today)
        for row in self._get_portal_debts(partner, today):
            home = homes.setdefault(row["unit_id"], PortalHome(row["unit_id"]))
            home.owed += row["owed"]
            home.overdue += row["overdue"]
            days = [day for day in (home.next_due, row["next_due"]) if day]
            home.next_due = min(days, default=None)
            home.debtor_ids.append(row["partner_id"])
        for unit_id in self._get_portal_billed(partner):
            homes.setdefault(unit_id, PortalHome(unit_id))
        return homes

    def _get_portal_stays(self, partner, today):
        """(unit id, role, first day, last day) that have begun, of one person."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT unit_id, 'owner', date_from, date_to FROM property_tenure
                 WHERE partner_id = %(partner)s AND date_from <= %(today)s
                 UNION ALL
                SELECT unit_id, 'tenant', date_from, date_to FROM property_tenancy
                 WHERE partner_id = %(partner)s AND date_from <= %(today)s
                 UNION ALL
                SELECT unit_id, 'resident', date_in, date_out FROM property_household
                 WHERE partner_id = %(partner)s AND date_in <= %(today)s
                """,
                partner=partner.id,
                today=today,
            )
        )

    def _get_portal_debts(self, partner, today):
        """What is open by home and debtor, on bills that ``partner`` is to pay.

        Those are the own ones and those of co-owners, not those of one's tenant.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.property_unit_id, move.partner_id,
                       sum(move.amount_residual),
                       sum(CASE WHEN move.invoice_date_due < %(today)s
                                THEN move.amount_residual ELSE 0 END),
                       min(CASE WHEN move.invoice_date_due >= %(today)s
                                THEN move.invoice_date_due END)
                  FROM account_move_property_viewer_rel viewer
                  JOIN account_move move ON move.id = viewer.move_id
                 WHERE viewer.partner_id = %(partner)s
                   AND move.state = 'posted' AND move.move_type = 'out_invoice'
                   AND move.amount_residual > 0
                   AND (move.partner_id = %(partner)s OR EXISTS (
                       SELECT FROM property_tenure mine
                         JOIN property_tenure other USING (unit_id)
                        WHERE mine.unit_id = move.property_unit_id
                          AND mine.partner_id = %(partner)s
                          AND other.partner_id = move.partner_id
                          AND other.date_from <= COALESCE(mine.date_to, 'infinity')
                          AND mine.date_from <= COALESCE(other.date_to, 'infinity')
                   ))
                 GROUP BY move.property_unit_id, move.partner_id
                 ORDER BY move.partner_id <> %(partner)s, 1, 2
                """,
                partner=partner.id,
                today=today,
            )
        )
        keys = ("unit_id", "partner_id", "owed", "overdue", "next_due")
        return [
            dict(zip(keys, (*row[:2], *map(float, row[2:4]), row[4]), strict=True))
            for row in rows
        ]

    def _get_portal_billed(self, partner):
        """Ids of the homes of which ``partner`` may see bills."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT move.property_unit_id
                  FROM account_move_property_viewer_rel viewer
                  JOIN account_move move ON move.id = viewer.move_id
                 WHERE viewer.partner_id = %s AND move.state = 'posted'
                   AND move.property_unit_id IS NOT NULL
                """,
                partner.id,
            )
        )
        return [unit_id for (unit_id,) in rows]

    def _get_portal_bills(self, partner, limit=BILLS, domain=()):
        """Bills and credit notes of these homes that ``partner`` may see."""
        return self.env["account.move"].search(
            [
                ("property_unit_id", "in", self.ids),
                ("property_viewer_ids", "in", partner.ids),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                *domain,
            ],
            order="invoice_date desc, id desc",
            limit=limit,
        )

    def _get_portal_open_bills(self, partner, debtor):
        """Bills of these homes on ``debtor`` that ``partner`` sees and may pay."""
        domain = [
            ("move_type", "=", "out_invoice"),
            ("partner_id", "=", debtor.id),
            ("amount_residual", ">", 0),
        ]
        bills = self._get_portal_bills(partner, limit=None, domain=domain)
        return bills.sorted("invoice_date_due")

    def _get_portal_readings(self, home, limit=READINGS):
        """Readings during the own time; held ones are not settled yet."""
        self.ensure_one()
        if not home.spans:
            return self.env["property.meter.reading"]
        readings = self.env["property.meter.reading"].search(
            [
                ("meter_id.unit_id", "=", self.id),
                ("is_held", "=", False),
                ("date", ">=", min(first for first, _last in home.spans)),
            ],
            order="date desc, meter_id",
            limit=limit,
        )
        return readings.filtered(lambda reading: home.covers(reading.date))

    def _get_portal_household(self, partner):
        """The own household that lives there now, if any."""
        today = self.company_id._policy_today()
        return self.household_ids.filtered(
            lambda row: row.partner_id == partner and row._covers(today)
        )[:1]
