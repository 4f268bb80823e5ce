from contextlib import contextmanager
from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import PropertyCase


@freeze_time("2026-11-15")
class TestUnitStatus(PropertyCase):
    def test_status_follows_from_the_facts(self):
        """PO-4.5.4: nobody types the status of a home."""
        unit = self.unit
        self.assertEqual(unit.status, "unsold")
        self._own(unit, "2026-01-01", (self.ann, 100))
        self.assertEqual(unit.status, "sold")
        unit.date_handover = "2026-02-01"
        self.assertEqual(unit.status, "vacant")
        self.env["property.household"].create(
            {"unit_id": unit.id, "partner_id": self.ann.id, "date_in": "2026-02-10"}
        )
        self.assertEqual(unit.status, "occupied")
        tenancy = self.env["property.tenancy"].create(
            {"unit_id": unit.id, "partner_id": self.bob.id, "date_from": "2026-03-01"}
        )
        self.assertEqual(unit.status, "let")
        tenancy.date_to = "2026-11-20"
        with freeze_time("2026-11-21"):
            self.env["property.unit"]._cron_refresh_status()
            self.assertEqual(unit.status, "occupied")

    def test_a_building_and_its_homes_are_added_by_hand(self):
        """PO-4.5.4: the forms open although nothing says yet whose estate it is."""
        director = self.env["property.building"].with_user(self.user_director)
        with Form(director) as form:
            form.name, form.estate_id = "2", self.estate
        building = form.record
        self.assertEqual(building.company_id, self.company)
        with Form(self.env["property.unit"].with_user(self.user_director)) as form:
            form.name, form.building_id = "301", building
            form.gross_area = 90
        self.assertEqual(form.record.status, "unsold")
        self.assertEqual(building.unit_ids, form.record)

    def test_homes_sort_by_number_not_by_letter(self):
        unit = self.env["property.unit"].create(
            {"name": "1001", "building_id": self.building.id}
        )
        self.assertEqual(self.building.unit_ids.sorted()[-1], unit)

    def test_impossible_areas_are_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.unit.inside_area = 100
            self.unit.flush_recordset()

    def test_two_area_managers_at_once_are_refused(self):
        assign = self.env["property.area.assignment"].create
        vals = {
            "building_id": self.building.id,
            "employee_id": self.employee_area_manager.id,
            "date_from": "2026-01-01",
        }
        assign(vals)
        self.assertEqual(self.building.area_manager_id, self.employee_area_manager)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            assign({**vals, "date_from": "2026-05-01"})


class TestTenure(PropertyCase):
    def test_shares_sum_to_the_whole_at_every_date(self):
        """PO-4.5.2"""
        with self._assertSharesRefused():
            self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 30))
        self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 40))
        with self._assertSharesRefused():
            self.unit.tenure_ids[0].share = 70
        with self._assertSharesRefused():
            self.unit.tenure_ids[0].unlink()

    @contextmanager
    def _assertSharesRefused(self):
        with self.assertRaisesRegex(ValidationError, "PO-4.5.2"), self.cr.savepoint():
            yield

    def _change(self, day, *owners, user=None):
        wizard = (
            self.env["property.tenure.change"]
            .with_user(user or self.user_director)
            .create(
                {
                    "unit_id": self.unit.id,
                    "date": day,
                    "line_ids": [
                        (0, 0, {"partner_id": partner.id, "share": share})
                        for partner, share in owners
                    ],
                }
            )
        )
        return wizard.action_apply()

    def test_change_of_ownership_keeps_the_history(self):
        """PO-4.5.2"""
        self._own(self.unit, "2026-01-01", (self.ann, 100))
        self._change("2026-07-01", (self.ann, 50), (self.bob, 50))
        before = self.unit._get_owners(date(2026, 6, 30))[self.unit.id]
        after = self.unit._get_owners(date(2026, 7, 1))[self.unit.id]
        self.assertEqual(before.partner_id, self.ann)
        self.assertEqual(after.partner_id, self.ann | self.bob)

    def test_wrong_change_changes_nothing(self):
        """PO-4.5.2"""
        tenure = self._own(self.unit, "2026-01-01", (self.ann, 100))
        for day, owners, error in (
            ("2026-07-01", [(self.bob, 90)], ValidationError),
            ("2026-01-01", [(self.bob, 100)], UserError),
            ("2026-07-01", [], UserError),
        ):
            with self.subTest(day), self.assertRaises(error), self.cr.savepoint():
                self._change(day, *owners)
        self.assertFalse(tenure.date_to)
        with self.assertRaises(AccessError):
            self._change("2026-07-01", (self.bob, 100), user=self.user_area_manager)

    def test_developer_pays_until_handover_then_the_largest_share(self):
        """PO-4.1.1: nobody else is billed for what nobody has received."""
        day = date(2026, 11, 15)
        self.assertEqual(self.unit._get_payers(day)[self.unit.id], self.developer)
        self._own(self.unit, "2026-01-01", (self.ann, 40), (self.bob, 60))
        self.assertEqual(self.unit._get_payers(day)[self.unit.id], self.developer)
        self.unit.date_handover = "2026-02-01"
        self.assertEqual(self.unit._get_payers(day)[self.unit.id], self.bob)
        self.env["property.payer"].create(
            {"unit_id": self.unit.id, "partner_id": self.ann.id, "date_from": day}
        )
        self.assertEqual(self.unit._get_payers(day)[self.unit.id], self.ann)

    def test_payers_of_many_homes_take_a_constant_number_of_queries(self):
        self.units._get_payers(date(2026, 11, 15))
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.units._get_payers(date(2026, 11, 15))


class TestHousehold(PropertyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.env["property.household"].create(
            {"unit_id": cls.unit.id, "partner_id": cls.ann.id}
        )
        cls.member = cls.env["property.household.member"].create(
            {
                "household_id": cls.household.id,
                "name": "Ann",
                "employer": "Mill",
                "care": "ill",
            }
        )
        cls.user_area_manager.group_ids += cls.env.ref(
            "property_ops.property_ops_group_household_data"
        )

    def test_personal_facts_are_for_those_who_need_them(self):
        """PO-4.5.1"""
        with self.assertRaises(AccessError):
            self.member.with_user(self.user_director).read(["employer"])
        self.assertTrue(self.household.with_user(self.user_director).needs_care)
        found = self.member.with_user(self.user_area_manager).read(["employer"])
        self.assertEqual(found[0]["employer"], "Mill")

    def test_every_reading_is_logged_and_the_log_stays(self):
        """PO-4.5.1"""
        self.env.invalidate_all()
        self.member.with_user(self.user_area_manager).read(["employer"])
        log = self.env["property.household.access"].search(
            [("household_id", "=", self.household.id)]
        )
        self.assertEqual(log.user_id, self.user_area_manager)
        with self.assertRaises(UserError):
            log.write({"user_id": self.user_director.id})
        with self.assertRaises(UserError):
            log.unlink()

    def test_grouping_is_a_reading_too(self):
        """PO-4.5.1: by list, by pivot and by sums; of plain facts it is none."""
        members = self.env["property.household.member"]
        log = self.env["property.household.access"]
        for method, arguments, is_reading in (
            ("formatted_read_group", (["household_id"], ["__count"]), False),
            ("formatted_read_group", (["employer"], ["__count"]), True),
            ("formatted_read_group", ([], ["birth_year:max"]), True),
            ("web_read_group", (["phone"], ["__count"]), True),
            ("formatted_read_grouping_sets", ([["name"], []], ["__count"]), True),
        ):
            home = self.household.copy({"date_in": "2020-01-01"})
            members.create({"household_id": home.id, "name": "X", "employer": "Mill"})
            self.env.invalidate_all()
            reader = members.with_user(self.user_area_manager)
            with self.subTest(method=method, arguments=arguments):
                getattr(reader, method)([("household_id", "=", home.id)], *arguments)
                found = log.search([("household_id", "=", home.id)])
                self.assertEqual(found.user_id == self.user_area_manager, is_reading)
                self.assertEqual(len(found), int(is_reading))

    def test_care_ends_with_the_person_who_needed_it(self):
        """PO-4.5.1: also when the person moves to another household."""
        other = self.household.copy({"date_in": "2020-01-01"})
        self.member.household_id = other
        self.assertEqual((self.household.needs_care, other.needs_care), (False, True))
        self.member.unlink()
        self.assertFalse(other.needs_care)

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self.user_director
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["property.unit"].with_user(user).search([]))
        self.assertFalse(self.env["property.household"].with_user(user).search([]))
