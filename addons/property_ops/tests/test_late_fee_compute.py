from datetime import date, timedelta
from decimal import Decimal
from random import Random

from odoo.tests import tagged

from ..tools import late_fee
from .late_fee_common import LateFeeCase
from .test_money_cases import pairs, read

DAYS = 500
"""Length of the seeded histories."""


@tagged("post_install", "-at_install")
class TestLateFeeCompute(LateFeeCase):
    """The fee of any number of debts in SQL, equal to the plain arithmetic."""

    def _create_place(self, code, rates, **terms):
        """A home in an estate with policies of its own: (first day, rate), …"""
        estate = self.estate.copy({"name": code, "code": code})
        building = self.building.copy({"estate_id": estate.id})
        unit = self.env["property.unit"].create(
            {"name": code, "building_id": building.id}
        )
        for day, rate in rates:
            self._create_policy(
                estate_id=estate.id,
                date_from=max(day, date(1900, 1, 1)),
                rate=float(rate * 100),
                **terms,
            )
        return unit

    def _match(self, line, credit, amount):
        """A partial reconciliation as it stands in the table, of either sign."""
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, "
            "amount, debit_amount_currency, credit_amount_currency, company_id) "
            "VALUES (%(debit)s, %(credit)s, %(amount)s, %(amount)s, %(amount)s, "
            "%(of)s)",
            {
                "debit": line.id,
                "credit": credit.id,
                "amount": amount,
                "of": self.company.id,
            },
        )
        self.env.invalidate_all()

    def test_three_hundred_for_sixty_days_are_nine(self):
        """PO-4.1.3.1"""
        line = self._bill(300, "2026-01-01")
        self.assertEqual(self._due(line, "2026-03-02"), 9.00)

    def test_every_committed_case(self):
        """PO-4.1.3.1"""
        self.policy.unlink()
        for number, row in enumerate(read("late_fee")):
            rates = row["rates"]
            rates = pairs(rates) if ":" in rates else [(date.min, Decimal(rates))]
            unit = self._create_place(
                f"Case {number}",
                rates,
                grace_days=int(row["grace_days"]),
                has_cap=bool(row["cap"]),
                cap_percent=float(row["cap"] or 1) * 100,
            )
            line = self._bill(float(row["principal"]), row["due"], unit=unit)
            for day, amount in pairs(row["payments"]):
                credit = self._receive(abs(float(amount)), day, line)
                self._match(line, credit, amount)
            with self.subTest(row["note"]):
                self.assertEqual(
                    Decimal(str(self._due(line, row["last_day"]))),
                    Decimal(row["expected"]),
                )

    def test_seeded_histories_equal_the_plain_arithmetic(self):
        """PO-4.1.3.1: a few hundred debts, payments taken back, rates that change."""
        self.policy.unlink()
        random = Random(20261123)
        start = date(2024, 1, 1)
        places = []
        for number in range(5):
            turns = sorted(random.sample(range(DAYS), number))
            rates = [(start - timedelta(days=40), Decimal("0.0005"))]
            rates += [
                (start + timedelta(days=turn), Decimal(random.choice("01234")) / 1000)
                for turn in turns
            ]
            cap = random.choice((None, Decimal("0.05"), Decimal(1)))
            grace = random.choice((0, 5, 30))
            unit = self._create_place(
                f"Place {number}",
                rates,
                grace_days=grace,
                has_cap=cap is not None,
                cap_percent=float((cap or 1) * 100),
            )
            places.append((self._bill(unit=unit), rates, grace, cap))
        credits = {
            day: self._receive(1, start + timedelta(days=day), places[0][0])
            for day in range(0, DAYS, 25)
        }
        expected = {}
        last = start + timedelta(days=DAYS)
        for _number in range(300):
            bill, rates, grace, cap = random.choice(places)
            principal = Decimal(random.randrange(1, 300000)) / 100
            due = start + timedelta(days=random.randrange(DAYS + 10))
            line = self._copy_line(bill, principal, due)
            paid = []
            for _payment in range(random.choice((0, 0, 1, 2, 5))):
                day = random.choice(list(credits))
                amount = (principal * random.randrange(-3, 12) / 10).quantize(
                    Decimal("0.01")
                )
                if amount:
                    self._match(line, credits[day], amount)
                    paid.append((start + timedelta(days=day), amount))
            expected[line.id] = float(
                late_fee.amount(principal, due, paid, rates, last, grace, cap)
            )
        lines = self.env["account.move.line"].browse(expected)
        self.assertEqual(self.fees._get_due(lines, last), expected)
        self.assertGreater(len(set(expected.values())), 150)
        # Booked in steps and corrected on the way, it comes to the same sum.
        for day in (100, 230, 300, DAYS):
            self.fees._accrue(lines, start + timedelta(days=day))
        self.env.invalidate_all()
        booked = dict(
            self.fees._read_group(
                [("line_id", "in", lines.ids)], ["line_id"], ["amount:sum"]
            )
        )
        for line in lines:
            self.assertAlmostEqual(booked.get(line, 0), expected[line.id], 2)
        self.assertFalse(any(self.fees._get_due(lines, last).values()))

    def _copy_line(self, line, principal, due):
        """Another debt of the same bill, as a row of the table."""
        names = [
            name
            for name, field in line._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        given = {
            "date_maturity": due,
            **dict.fromkeys(
                (
                    "balance",
                    "debit",
                    "amount_currency",
                    "amount_residual",
                    "amount_residual_currency",
                ),
                principal,
            ),
        }
        self.env.flush_all()
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(
            f"%({name})s" if name in given else f'"{name}"' for name in names
        )
        self.env.cr.execute(
            f"INSERT INTO account_move_line ({columns}) SELECT {values} "  # noqa: S608
            "FROM account_move_line WHERE id = %(line)s RETURNING id",
            {**given, "line": line.id},
        )
        return line.browse(self.env.cr.fetchone()[0])
