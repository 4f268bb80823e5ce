from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import fees


class PropertyMeterReading(models.Model):
    """What a dial showed on a day."""

    _name = "property.meter.reading"
    _description = "Meter Reading"
    _inherit = ["policy.state.mixin"]
    _order = "meter_id, date desc, id desc"
    _check_company_auto = True

    _protected_fields = ("is_held", "held_reason", "confirmed_by_id", "charge_id")

    meter_id = fields.Many2one(
        "property.meter", required=True, ondelete="restrict", index=True
    )
    unit_id = fields.Many2one(related="meter_id.unit_id", store=True, precompute=True)
    company_id = fields.Many2one(
        related="meter_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today(), index=True
    )
    value = fields.Float("Reading", required=True, digits="Property Meter")
    is_estimate = fields.Boolean("Estimated")
    photo = fields.Image(max_width=1600, max_height=1600)
    employee_id = fields.Many2one(
        "hr.employee",
        "Read by",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    is_held = fields.Boolean(
        "Held",
        readonly=True,
        copy=False,
        help="Implausible: not billed before somebody has confirmed it.",
    )
    held_reason = fields.Char("Held Because", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )
    charge_id = fields.Many2one(
        "property.charge",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Counted by this charge.",
    )
    note = fields.Char()

    _day_uniq = models.Constraint(
        "UNIQUE(meter_id, date)", "The meter was read on that day already."
    )
    _value_valid = models.Constraint("CHECK(value >= 0)", "A dial shows no negative.")

    @api.depends("meter_id", "date", "value")
    def _compute_display_name(self):
        for reading in self:
            reading.display_name = (
                f"{reading.meter_id.display_name} {reading.date}: {reading.value:g}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create(vals_list)
        readings._check_not_billed()
        readings._hold_implausible()
        return readings

    def write(self, vals):
        facts = {"meter_id", "date", "value", "is_estimate"} & set(vals)
        if facts:
            self._check_not_billed()
        result = super().write(vals)
        if facts:
            self._check_not_billed()
            self._hold_implausible()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._check_not_billed()

    def _check_not_billed(self):
        """Nothing changes at or before the last reading that stands on a bill.

        What was only worked out from it is set aside, to be worked out again.
        """
        self.flush_recordset()
        self.env["property.charge"].flush_model(["move_id", "is_credited"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.id, charge.id, charge.move_id
                  FROM property_meter_reading mine
                  JOIN property_meter_reading other USING (meter_id)
                  JOIN property_charge counted ON counted.id = other.charge_id
                  JOIN property_charge charge  -- of all who share the month
                    ON charge.unit_id = counted.unit_id
                   AND charge.rule_id = counted.rule_id
                   AND charge.period = counted.period
                   AND charge.is_credited IS NOT TRUE
                 WHERE mine.id IN %s AND other.date >= mine.date
                 ORDER BY charge.move_id
                """,
                tuple(self.ids) or (0,),
            )
        )
        if rows and rows[0][2]:
            reading = self.browse(rows[0][0])
            raise UserError(
                self.env._(
                    "%(reading)s: the meter is billed up to a later reading already.",
                    reading=reading.display_name,
                )
            )
        # sudo: charges are written by runs alone; these are worked out, not billed
        charges = self.env["property.charge"].sudo()
        charges.browse({charge_id for _id, charge_id, _move in rows})._outdate()

    def action_confirm(self):
        """The dial really shows that: bill it."""
        self.check_access("write")
        held = self.filtered("is_held")
        return held._write_protected(
            {"is_held": False, "confirmed_by_id": self.env.user.id}
        )

    @enforces("PO-4.1.1")
    def _hold_implausible(self):
        """Hold readings far above the usual use of their meter, with the reason."""
        self.flush_recordset()
        for reading in self:
            reason = reading._get_implausible_reason()
            if reason != (reading.held_reason or ""):
                reading._write_protected(
                    {
                        "is_held": bool(reason),
                        "held_reason": reason,
                        "confirmed_by_id": False,
                    }
                )

    def _get_implausible_reason(self):
        """Sentence with the figures, or an empty one."""
        meter, parameter = self.meter_id, self.env["policy.parameter"]
        if self.value >= 10**meter.digit_count:
            return self.env._("The dial has only %(n)s digits.", n=meter.digit_count)
        before = self.search(
            [("meter_id", "=", meter.id), ("date", "<", self.date)], limit=2
        ).filtered(lambda row: not row.is_held)
        last_value = before[:1].value or meter.first_value
        if before[:1].is_estimate and self.value < last_value:
            return ""
        used = fees.consumption(last_value, self.value, meter.digit_count, meter.factor)
        least = parameter._get("reading_plausible_units", self.company_id, self.date)
        if used <= least:
            return ""
        if self.value < last_value and used > 10**meter.digit_count / 2:
            return self.env._(
                "Lower than the last reading, %(last)s.", last=f"{last_value:g}"
            )
        usual = self._get_usual(before)
        factor = parameter._get(
            "reading_implausible_factor", self.company_id, self.date
        )
        if usual is None or used <= usual * fees.decimal(factor):
            return ""
        return self.env._(
            "%(used)s used, where %(usual)s are usual.",
            used=f"{used.normalize():f}",
            usual=f"{usual:.1f}",
        )

    def _get_usual(self, before):
        """Units to be expected since the last reading; None where nothing is known."""
        if len(before) < 2:
            return None
        last, first = before
        meter, days = self.meter_id, (last.date - first.date).days
        used = fees.consumption(
            first.value, last.value, meter.digit_count, meter.factor
        )
        return used * (self.date - last.date).days / days
