from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class PropertyMeterReading(models.Model):
    """Readings entered on a phone, which may have had no network (PO-4.1.1)."""

    _inherit = "property.meter.reading"

    client_key = fields.Char(
        readonly=True,
        copy=False,
        help="Given by the phone: what is sent twice is entered once.",
    )

    _client_key_uniq = models.UniqueIndex("(client_key) WHERE client_key IS NOT NULL")

    @api.model
    def _take_from_phone(self, key, meter_id, day, value, photo=None):
        """Enter one reading, once; what came before gives the same answer.

        :param key: identity of the reading, made by the phone
        :param day: ISO date on which the dial was read, in company time
        :param photo: JPEG in base64, or None
        :return: what the phone shows: ``id``, ``held`` (sentence or empty)
        :raises UserError: in words for whoever holds the phone
        """
        self.check_access("create")
        if not isinstance(key, str) or not 16 <= len(key) <= 64:
            raise UserError(self.env._("The phone sent a reading without identity."))
        found = self.search([("client_key", "=", key)])
        if not found:
            meter = self.env["property.meter"].search([("id", "=", meter_id)])
            if not meter:
                raise AccessError(self.env._("That meter is not known here."))
            estimate, vals = meter._prepare_phone_reading(day, value)
            vals |= {"client_key": key, "photo": photo or False}
            if estimate:
                reader = self.env.user.employee_id.id
                vals |= {"is_estimate": False, "employee_id": reader}
                estimate.write(vals)
            found = estimate or self.create(vals)
        return {"id": found.id, "held": found.is_held and found.held_reason or ""}
