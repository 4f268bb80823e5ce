"""The late fees of an estate's unpaid bills, booked up to the end of last month."""

from contextlib import nullcontext
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from unittest.mock import patch

from benchmarks import billing_data

from . import books
from .job import Job, stop_at

HOMES = 12
CHUNK = 4
RATE = Decimal("0.0005")
FIRST = date(2023, 1, 1)
MODULE = "odoo.addons.property_ops.models.property_late_fee_cron.CHUNK"


def found(env, say):
    env = billing_data.create_company(env, "Late fees")
    estate = billing_data.create_estate(env, HOMES, name="Late")
    env["property.dunning.policy"].create(
        {
            "company_id": env.company.id,
            "date_from": FIRST,
            "rate": float(RATE * 100),
            "grace_days": 0,
            "has_cap": False,
        }
    )
    product = estate.env["property.fee.type"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    return {
        "company_id": env.company.id,
        "unit_ids": env["property.unit"].search([("estate_id", "=", estate.id)]).ids,
        "product_id": product.product_id.id,
    }


def prepare(env, say, company_id, unit_ids, product_id, number):
    """Bills of another day in the past, which nobody paid."""
    env = env(context={"allowed_company_ids": [company_id], "tracking_disable": True})
    due = FIRST + timedelta(days=number)
    units = env["property.unit"].browse(unit_ids)
    create_bills(units, env["product.product"].browse(product_id), due)
    return {"company_id": company_id, "due": str(due)}


def create_bills(units, product, due):
    """A posted bill of each home, to its owner."""
    moves = units.env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": unit.tenure_ids.partner_id.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "property_unit_id": unit.id,
                "property_kind": "bill",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "price_unit": unit.gross_area * 3,
                            "tax_ids": [],
                        },
                    )
                ],
            }
            for unit in units
        ]
    )
    moves._post(soft=False)


def run(env, say, company_id, due, stop=None):
    env = env(context={"allowed_company_ids": [company_id]})
    with (
        patch(MODULE, CHUNK),
        stop_at(env, say, **stop) if stop else nullcontext(),
    ):
        env["property.late.fee"]._cron_book()


def count(env, say, company_id, due):
    """Each debt bears the fee of its days, once, on posted invoices."""
    company = env["res.company"].browse(company_id)
    last = company._policy_today().replace(day=1) - timedelta(days=1)
    days = (last - date.fromisoformat(due)).days
    env.cr.execute(
        """
        SELECT line.id, line.balance::text, COALESCE(sum(fee.amount), 0)::text,
               count(fee.id)
          FROM account_move move
          JOIN account_move_line line ON line.move_id = move.id AND line.debit > 0
          LEFT JOIN property_late_fee fee ON fee.line_id = line.id
         WHERE move.company_id = %s AND move.property_kind = 'bill'
           AND move.invoice_date_due = %s GROUP BY 1, 2
        """,
        [company_id, due],
    )
    problems, rows = [], env.cr.fetchall()
    if len(rows) != HOMES:
        problems.append(f"{len(rows)} debts")
    for line_id, principal, booked, number in rows:
        fee = (Decimal(principal) * RATE * days).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        if Decimal(booked) != fee or number != 1:
            problems.append(f"debt {line_id}: {number} × {booked} instead of {fee}")
    return [*problems, *books.ask(env, company_id, QUESTIONS)]


QUESTIONS = {
    "late fees without invoice": """
        SELECT id FROM property_late_fee
         WHERE company_id = %(c)s AND move_id IS NULL""",
    "invoices that are not the sum of their late fees": """
        SELECT move.id FROM account_move move LEFT JOIN property_late_fee fee
            ON fee.move_id = move.id
         WHERE move.company_id = %(c)s AND move.property_kind = 'late_fee'
         GROUP BY move.id HAVING move.amount_total IS DISTINCT FROM sum(fee.amount)""",
}


JOB = Job(
    name="late_fee",
    found=f"{__name__}:found",
    prepare=f"{__name__}:prepare",
    run=f"{__name__}:run",
    count=f"{__name__}:count",
    points=(
        ("property.late.fee", "_accrue"),
        ("property.late.fee", "_book"),
        ("account.move", "_post"),
    ),
)
