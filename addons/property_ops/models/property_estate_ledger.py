from odoo import models

from ..tools import fees
from ..tools.estate_home import Home, Meter, Person
from .property_estate_apply_people import digits


class PropertyEstate(models.Model):
    """The register as a ledger tells it: what is exported is what is imported."""

    _inherit = "property.estate"

    def action_export_ledger(self):
        self.check_access("read")
        report = self.env.ref("property_ops.property_ledger_xlsx_report")
        return report.report_action(self)

    def _get_ledger_homes(self, day=None):
        """Homes of the register as at ``day`` (company date, today if empty).

        :return: list of :class:`estate_home.Home`, in the order of the register
        """
        self.ensure_one()
        day = day or self.company_id._policy_today()
        units = self.env["property.unit"].search([("estate_id", "=", self.id)])
        pairs = [(None, unit) for unit in units]
        tenures = self._get_current("property.tenure", pairs, day)
        tenancies = self._get_current("property.tenancy", pairs, day)
        meters = self.env["property.meter"].search(
            [
                ("unit_id", "in", units.ids),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ],
            order="unit_id, kind, date_from",
        )
        by_unit = meters.grouped(lambda meter: meter.unit_id.id)
        fee = self._find_property_fee()
        rates = self._get_rates(fee, day) if fee else {}
        # The sums of a ledger, for whoever keeps it; no other entries.
        opening = units.sudo()._get_opening_moves()
        homes = []
        for unit in units:
            home = self._read_unit(unit)
            self._read_people(home, tenures.get(unit.id), tenancies.get(unit.id))
            for meter in by_unit.get(unit.id, ()):
                home.meters[meter.kind] = Meter(
                    meter.number, fees.decimal(meter.first_value).normalize()
                )
            if unit.id in rates:
                home.fee_rate = fees.decimal(rates[unit.id])
            if move := opening.get(unit.id):
                home.arrears = fees.decimal(move.amount_total)
                home.arrears_from = move.property_period
            homes.append(home)
        return homes

    def _read_unit(self, unit):
        return Home(
            building=unit.building_id.name,
            entrance=unit.entrance or "",
            room=unit.name,
            floor=unit.floor,
            use=unit.use,
            layout=unit.layout or "",
            structure=unit.structure or "",
            condition=unit.condition or "",
            gross=fees.decimal(unit.gross_area),
            inside=fees.decimal(unit.inside_area) if unit.inside_area else None,
            handover=unit.date_handover or None,
            status=unit.status,
            note=unit.note or "",
        )

    def _read_people(self, home, tenures, tenancies):
        for row in (tenures or ()) and tenures.sorted(lambda r: (-r.share, r.id)):
            partner = row.partner_id
            share = fees.decimal(row.share)
            home.owners.append(Person(partner.name, digits(partner.phone), share))
            home.owned_from = row.date_from
        for row in (tenancies or ()) and tenancies[:1]:
            partner = row.partner_id
            home.tenant = Person(partner.name, digits(partner.phone))
            home.rent = fees.decimal(row.rent) if row.rent else None
            home.deposit = fees.decimal(row.deposit) if row.deposit else None
            home.lease_from = row.date_from
            home.lease_to = row.date_to or None

    def _get_ledger_day(self):
        """Day the arrears of the ledger are as at."""
        moves = self.unit_ids.sudo()._get_opening_moves()  # dates only
        days = [move.invoice_date for move in moves.values()]
        return max(days) if days else self.env["property.ledger.import"]._default_date()
