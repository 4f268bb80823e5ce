from datetime import date

from freezegun import freeze_time

from odoo.addons.cs_policy.tests.common import DutyCase

from .common import PropertyCase


class TestTenancy(PropertyCase, DutyCase):
    """A lease is known with its term, and somebody is reminded before it ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenancy = cls.env["property.tenancy"].create(
            {
                "unit_id": cls.units[0].id,
                "partner_id": cls.developer.id,
                "date_from": "2026-03-01",
                "date_to": "2027-02-10",
                "rent": 2600,
            }
        )
        cls.plan = cls.env.ref("property_ops.policy_duty_plan_tenancy_end")
        cls.plan.write({"date_from": "2026-01-01", "generated_until": False})

    def _generate(self):
        self.plan._generate()
        return self._get_duties(self.plan).filtered(
            lambda duty: duty.company_id == self.company
        )

    def test_area_managers_are_reminded_before_a_lease_ends(self):
        """PO-4.5.3"""
        with freeze_time("2026-12-10 01:00:00"):
            duty = self._generate()
        self.assertEqual(duty.due_date, date(2026, 12, 12))
        self.assertEqual(duty.clause_code, "PO-4.5.3")
        with freeze_time("2026-12-12 03:00:00"):
            self.assertTrue(duty.with_user(self.user_area_manager).is_mine)

    def test_a_lease_that_goes_on_reminds_later(self):
        """PO-4.5.3: the reminder hangs on the last day, wherever it moves."""
        with freeze_time("2026-12-10 01:00:00"):
            duty = self._generate()
            self.tenancy.date_to = "2027-02-14"
            self.plan._generate()
            duty.invalidate_recordset()
        self.assertEqual(duty.due_date, date(2026, 12, 16))

    def test_a_lease_without_an_end_reminds_nobody(self):
        """PO-4.5.3: it goes on for good."""
        with freeze_time("2026-12-10 01:00:00"):
            duty = self._generate()
            self.tenancy.date_to = False
            self._generate()
        self.assertEqual(duty.state, "void")

    def test_leases_are_read_also_when_the_reminder_was_deleted(self):
        """PO-4.5.3: sixty days before the end then, as shipped."""
        self.plan.unlink()
        with freeze_time("2026-12-12 03:00:00"):
            self.tenancy.invalidate_recordset(["stage"])
            self.assertEqual(self.tenancy.stage, "ending")

    def test_a_lease_that_ends_soon_shows_and_is_found(self):
        """PO-4.5.3: from the day of the reminder on, until it is over."""
        tenancies = self.env["property.tenancy"].with_user(self.user_area_manager)
        tenancies = tenancies.with_company(self.company)
        for day, stage in (
            ("2026-02-28", "coming"),
            ("2026-12-11", "running"),
            ("2026-12-12", "ending"),
            ("2027-02-10", "ending"),
            ("2027-02-11", "over"),
        ):
            with self.subTest(day), freeze_time(f"{day} 03:00:00"):
                self.tenancy.invalidate_recordset(["stage"])
                self.assertEqual(self.tenancy.stage, stage)
                for name in ("coming", "running", "ending", "over"):
                    found = tenancies.search([("stage", "=", name)])
                    self.assertEqual(self.tenancy in found, name == stage)
