from freezegun import freeze_time

from odoo.tests import new_test_user

from .common import PropertyCase


class BillingCase(PropertyCase):
    """Three homes with fees, in a company with accounts, billed for December 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.user_cashier = new_test_user(
            cls.env,
            "property_cashier",
            groups="property_ops.property_ops_group_cashier",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.fee, cls.water = (cls._create_fee(name) for name in ("Fee", "Water"))
        cls._own(cls.unit, "2026-01-01", (cls.ann, 100))
        cls.units.date_handover = "2026-01-01"
        cls._own(cls.units[1], "2026-01-01", (cls.bob, 100))
        # Nobody has bought the third home: the developer pays.

    @classmethod
    def _create_fee(cls, name, taxes=()):
        product = cls.env["product.product"].create(
            {"name": name, "type": "service", "taxes_id": [(6, 0, list(taxes))]}
        )
        return cls.env["property.fee.type"].create(
            {
                "name": name,
                "code": name,
                "company_id": cls.company.id,
                "product_id": product.id,
            }
        )

    @classmethod
    def _create_rule(cls, method="area", rate=2.0, fee=None, **vals):
        return cls.env["property.fee.rule"].create(
            {
                "name": method,
                "fee_type_id": (fee or cls.fee).id,
                "estate_id": cls.estate.id,
                "method": method,
                "rate": rate,
                "date_from": "2026-01-01",
                **vals,
            }
        )

    @classmethod
    def _create_meter(cls, unit=None, number="W1", **vals):
        return cls.env["property.meter"].create(
            {
                "unit_id": (unit or cls.unit).id,
                "kind": "water",
                "number": number,
                "date_from": "2026-01-01",
                "first_value": 100,
                **vals,
            }
        )

    @classmethod
    def _read(cls, meter, day, value, **vals):
        return cls.env["property.meter.reading"].create(
            {"meter_id": meter.id, "date": day, "value": value, **vals}
        )

    @classmethod
    def _create_run(cls, period="2026-12-01"):
        run = cls.env["property.billing.run"].with_user(cls.user_cashier)
        return run.create(
            {
                "estate_id": cls.estate.id,
                "period": period,
                "invoice_date": "2026-12-05",
                "date_due": "2026-12-20",
            }
        )

    def _preview(self, period="2026-12-01"):
        run = self._create_run(period)
        run.action_preview()
        return run

    def _post(self, run, day=None):
        """What the scheduled action does on ``day``, without its commits."""
        with freeze_time(f"{day or run.invoice_date} 04:00:00"):
            run.action_post()
        run = run.sudo()  # as the scheduled action
        before = None
        while units := run._get_pending_units(100):
            self.assertNotEqual(units, before, "nothing is billed")
            self.assertTrue(run._process_units(units))
            before = units
        run._move("done")

    def _amounts(self, run, unit=None):
        """[(payer, first day, last day, amount or reason)]"""
        rows = run.charge_ids.filtered(lambda c: c.unit_id == (unit or self.unit))
        return [
            (c.partner_id, str(c.date_from), str(c.date_to), c.error or c.amount)
            for c in rows.sorted("date_from")
        ]
