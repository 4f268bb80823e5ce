from odoo import models

from odoo.addons.property_ops.models.property_estate_apply_people import digits
from odoo.addons.property_ops.tools import fees
from odoo.addons.property_ops.tools.estate_home import Person

from ..tools.contract_cells import Certificate
from ..tools.contract_record import Record


class SaleHomeContract(models.Model):
    """Contracts as a ledger tells them: what is exported is what is imported."""

    _inherit = "sale.home.contract"

    def _get_ledger_records(self):
        """[:class:`contract_record.Record`] in the order of ``self``."""
        amounts = self.sudo()._get_amounts_open()  # what was received, no entries
        surveyed = self._get_surveyed_lines()
        areas = {key: fees.decimal(line.gross_area) for key, line in surveyed.items()}
        return [
            contract._read_record(amounts[contract.id], areas.get(contract.id))
            for contract in self
        ]

    def _read_record(self, amounts, surveyed):
        unit, total = self.unit_id, fees.decimal(self.amount_total)
        return Record(
            number=self.name,
            building=unit.building_id.name,
            room=unit.name,
            entrance=unit.entrance or "",
            subscribed=self.subscription_id.date_subscribed or None,
            signed=self.date_signed or None,
            buyers=[self._read_buyer(buyer) for buyer in self.buyer_ids],
            area=fees.decimal(self.gross_area) or None,
            price_unit=fees.decimal(self.price_unit) or None,
            total=total,
            authenticated=self.date_authenticated or None,
            kind=self.delivery_kind,
            agreed=self.date_delivery or None,
            actual=self.date_moved_in or None,
            surveyed=surveyed,
            received=self._read_received(amounts),
            title=self._read_certificate("title"),
            land=self._read_certificate("land"),
            online=self.online_number or "",
            note=self.note or "",
            bank=self.loan_bank_id.name or "",
            **self._read_payment(),
        )

    def _read_buyer(self, buyer):
        partner = buyer.partner_id
        share = fees.decimal(buyer.share)
        return Person(partner.name, digits(partner.phone), share)

    def _read_payment(self):
        """Word, down payment and loans, as the schedule has them."""
        sums = {"down": 0, "instalment": 0, "loan": 0, "fund": 0}
        for row in self.instalment_ids:
            sums[row.kind] += fees.decimal(row.amount)
        word = self.payment_method
        if word == "mortgage" and sums["fund"]:
            word = "combined" if sums["loan"] else "fund"
        down = sums["instalment"] if word == "lump" else sums["down"]
        return {
            "word": word,
            "down": down or None,
            "loan": sums["loan"],
            "fund": sums["fund"],
        }

    def _read_received(self, amounts):
        if not (amounts["booked"] or self.date_revenue):
            return fees.decimal(self.amount_before)
        return fees.decimal(self.amount_total) - fees.decimal(amounts["price"])

    def _read_certificate(self, key):
        day = self["date_titled" if key == "title" else "date_land_titled"]
        if day or (self.state == "active" and key in self._get_proven()):
            return Certificate(day or None)
        return None
