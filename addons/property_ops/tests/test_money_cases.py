import csv
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from odoo.tests import BaseCase

from ..tools import fees, late_fee

DATA = Path(__file__).parent / "data"


def read(name):
    with (DATA / f"{name}_cases.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def work_out(arithmetic):
    """Value of a sum written down with + - * / and brackets, as a fraction."""
    if not re.fullmatch(r"[\d.+\-*/() ]+", arithmetic):
        raise ValueError(arithmetic)
    exact = re.sub(r"\d+(?:\.\d+)?", lambda n: f"Fraction('{n[0]}')", arithmetic)
    # Digits and operators only, checked above.
    return eval(exact, {"__builtins__": {}}, {"Fraction": Fraction})  # pylint: disable=eval-used


def to_cents(fraction):
    value = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def pairs(text, first=date.fromisoformat):
    """``a:1|b:2`` as [(first(a), 1), (first(b), 2)]."""
    rows = [part.split(":") for part in text.split("|") if part]
    return [(first(key), Decimal(value)) for key, value in rows]


class TestMoneyCases(BaseCase):
    """Figures worked out by hand; the arithmetic stands in the files."""

    def test_late_fee_by_day(self):
        """PO-4.1.3.1"""
        for row in read("late_fee"):
            rates = row["rates"]
            rates = pairs(rates) if ":" in rates else [(date.min, Decimal(rates))]
            found = late_fee.amount(
                Decimal(row["principal"]),
                date.fromisoformat(row["due"]),
                pairs(row["payments"]),
                rates,
                date.fromisoformat(row["last_day"]),
                int(row["grace_days"]),
                Decimal(row["cap"]) if row["cap"] else None,
            )
            with self.subTest(row["note"]):
                self.assertEqual(found, Decimal(row["expected"]))
                self.assertEqual(
                    to_cents(work_out(row["arithmetic"])), Decimal(row["expected"])
                )

    def test_part_of_a_month(self):
        """PO-4.5.2: fees change hands with the home, by the day."""
        for row in read("part_month"):
            days, length = fees.share_of_month(
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["last_day"]),
            )
            found = fees.round_money(Decimal(row["month_amount"]) * days / length)
            with self.subTest(row["note"]):
                self.assertEqual(found, Decimal(row["expected"]))
                self.assertEqual(to_cents(work_out(row["arithmetic"])), found)

    def test_tiers(self):
        """PO-4.1.1"""
        for row in read("tier"):
            tiers = pairs(row["tiers"], Decimal)
            found = fees.tier_amount(Decimal(row["quantity"]), row["rate"], tiers)
            with self.subTest(row["note"]):
                self.assertEqual(found, Decimal(row["expected"]))
                self.assertEqual(to_cents(work_out(row["arithmetic"])), found)

    def test_consumption_of_a_dial(self):
        """PO-4.1.1"""
        for row in read("consumption"):
            found = fees.consumption(
                row["before"], row["after"], int(row["digits"]), row["factor"]
            )
            with self.subTest(row["note"]):
                self.assertEqual(found, Decimal(row["expected"]))
                self.assertEqual(work_out(row["arithmetic"]), Fraction(row["expected"]))

    def test_parts_sum_to_the_whole(self):
        """PO-4.1.1: shared costs are borne to the last cent."""
        for row in read("split"):
            parts = fees.split_amount(row["amount"], row["weights"].split("|"))
            expected = [Decimal(part) for part in row["expected"].split("|")]
            with self.subTest(row["note"]):
                self.assertEqual(parts, expected)

    def test_month_is_split_where_something_changes(self):
        first = date(2026, 2, 1)
        self.assertEqual(fees.split_month(first, []), [(first, date(2026, 2, 28))])
        self.assertEqual(
            fees.split_month(first, [date(2026, 2, 10), date(2026, 3, 1), first]),
            [(first, date(2026, 2, 9)), (date(2026, 2, 10), date(2026, 2, 28))],
        )
        with self.assertRaises(ValueError):
            fees.share_of_month(date(2026, 2, 10), date(2026, 3, 1))

    def test_the_days_that_are_not_billed_yet(self):
        """PO-4.1.2"""

        def day(number):
            return date(2026, 2, number)

        for spans, gaps in (
            ([], [(5, 20)]),
            ([(1, 28)], []),
            ([(1, 9), (10, 28)], []),
            ([(12, 28), (1, 9)], [(10, 11)]),
            ([(1, 4), (21, 28)], [(5, 20)]),
            ([(7, 8), (7, 7), (11, 20)], [(5, 6), (9, 10)]),
            ([(21, 22), (23, 28)], [(5, 20)]),
            ([(1, 19)], [(20, 20)]),
        ):
            with self.subTest(spans):
                found = fees.get_gaps(
                    day(5), day(20), [(day(a), day(b)) for a, b in spans]
                )
                self.assertEqual(found, [(day(a), day(b)) for a, b in gaps])
