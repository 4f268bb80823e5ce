import csv
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase

from odoo.addons.property_ops.tests.test_money_cases import to_cents
from odoo.addons.property_ops.tests.test_money_cases import work_out as evaluate

from ..tools import area_difference

FILE = Path(__file__).parent / "data/area_difference_cases.csv"
AMOUNTS = ("buyer", "seller", "refund")


def read_cases():
    with FILE.open(newline="") as file:
        return list(csv.DictReader(file))


def read_areas(row, kind):
    return area_difference.Areas(
        Decimal(row[f"gross_{kind}"]), Decimal(row[f"inside_{kind}"])
    )


class TestAreaDifference(BaseCase):
    """Figures worked out by hand; the arithmetic stands in the file."""

    def test_who_pays_what_for_a_difference(self):
        """SA-1.6.1: to the cent, the ratio unrounded."""
        for row in read_cases():
            terms = area_difference.Terms(
                row["rule"],
                row["basis"],
                Decimal(row["price"]),
                Decimal(row["percent"]),
            )
            found = area_difference.work_out(
                terms, read_areas(row, "sold"), read_areas(row, "surveyed")
            )
            with self.subTest(row["note"]):
                for name in AMOUNTS:
                    self.assertEqual(getattr(found, name), Decimal(row[name]), name)
                self.assertEqual(found.may_rescind, row["rescind"] == "yes")

    def test_the_arithmetic_of_the_file_is_right(self):
        for row in read_cases():
            with self.subTest(row["note"]):
                for name in AMOUNTS:
                    exact = evaluate(row[f"{name}_arithmetic"])
                    self.assertEqual(to_cents(exact), Decimal(row[name]), name)

    def test_the_parts_of_a_refund_sum_to_it(self):
        """SA-1.6.1: what comes back double is told apart."""
        terms = area_difference.Terms("model", "gross", Decimal(10000))
        found = area_difference.work_out(
            terms, area_difference.read(100), area_difference.read(95)
        )
        self.assertEqual((found.refund, found.refund_double), (70000, 40000))
        self.assertEqual(found.ratio, -5)

    def test_an_area_that_is_not_known_settles_nothing(self):
        terms = area_difference.Terms("model", "inside", Decimal(10000))
        with self.assertRaises(ValueError):
            area_difference.work_out(
                terms, area_difference.read(100), area_difference.read(101, 80)
            )
