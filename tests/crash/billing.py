"""A month's billing run of an estate, with a prepayment to allocate in each chunk."""

from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from benchmarks import billing_data

from . import books
from .job import Job, stop_at

HOMES = 16
CHUNK = 4
PREPAID = 100
"""Of one owner in each chunk, before every run."""
MODULE = "odoo.addons.property_ops.models.property_billing_run_post.CHUNK"


def found(env, say, name="Billing"):
    env = billing_data.create_company(env, name)
    estate = billing_data.create_estate(env, HOMES)
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    return {
        "company_id": env.company.id,
        "estate_id": estate.id,
        "journal_id": journal.id,
    }


def prepare(env, say, company_id, estate_id, journal_id, number):
    """A run for the ``number``-th month, released for posting."""
    env = env(context={"allowed_company_ids": [company_id], "tracking_disable": True})
    month = date(2027, 1, 1)
    for _month in range(number):
        month = (month + timedelta(days=31)).replace(day=1)
    estate = env["property.estate"].browse(estate_id)
    run = billing_data.create_run(env, estate, month)
    owners = env["property.tenure"].search(
        [("unit_id.estate_id", "=", estate_id)], order="unit_id"
    )
    for owner in owners.partner_id[::CHUNK]:
        _prepay(env, owner, env["account.journal"].browse(journal_id), month)
    run.action_post()
    return {"run_id": run.id, "company_id": company_id}


def _prepay(env, owner, journal, day):
    receivable = owner.property_account_receivable_id.id
    move = env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": day,
            "line_ids": [
                (0, 0, {"account_id": journal.default_account_id.id, "debit": PREPAID}),
                (
                    0,
                    0,
                    {
                        "account_id": receivable,
                        "partner_id": owner.id,
                        "credit": PREPAID,
                    },
                ),
            ],
        }
    )
    move._post(soft=False)


def run(env, say, company_id, run_id, stop=None, worker=0):
    """Post what is released; with ``stop``, until a chunk is at that point."""
    env = env(context={"allowed_company_ids": [company_id]})
    runs = env["property.billing.run"]
    with patch(MODULE, CHUNK):
        if stop is None:
            return runs._cron_post(worker)
        with stop_at(env, say, **stop):
            return runs._cron_post(worker)


def count(env, say, company_id, run_id):
    """What is lost, doubled, unbalanced or numbered with a gap."""
    problems = []
    bill_run = env["property.billing.run"].browse(run_id)
    if bill_run.state != "done":
        problems.append(f"the run is {bill_run.state}")
    problems += _count_bills(env, bill_run)
    return [*problems, *books.ask(env, company_id, QUESTIONS)]


def _count_bills(env, bill_run):
    """One posted bill per home, of the amount that follows from its area."""
    step = Decimal("0.01")
    units = env["property.unit"].search([("estate_id", "=", bill_run.estate_id.id)])
    expected = {
        unit.id: (
            Decimal(str(unit.gross_area)) * Decimal("2.35") + Decimal("162.34")
        ).quantize(step)
        for unit in units
    }
    env.cr.execute(
        """
        SELECT property_unit_id, array_agg(amount_total::text), count(*)
          FROM account_move WHERE property_kind = 'bill' AND state = 'posted'
           AND company_id = %s AND property_period = %s GROUP BY 1
        """,
        [bill_run.company_id.id, bill_run.period],
    )
    found_bills = {unit: (amounts, n) for unit, amounts, n in env.cr.fetchall()}
    for unit_id, amount in expected.items():
        amounts, number = found_bills.get(unit_id, ([], 0))
        if number != 1 or Decimal(amounts[0]) != amount:
            yield f"home {unit_id}: {amounts} instead of {amount}"


QUESTIONS = {
    "marked as gap": """
        SELECT name FROM account_move WHERE company_id = %(c)s AND made_sequence_gap""",
    "charges without bill": """
        SELECT id FROM property_charge WHERE company_id = %(c)s AND move_id IS NULL""",
    "charges that are not on their bill": """
        SELECT move_id FROM property_charge charge JOIN account_move move
            ON move.id = charge.move_id WHERE charge.company_id = %(c)s
         GROUP BY move_id, move.amount_untaxed
        HAVING sum(charge.amount) != move.amount_untaxed""",
    "prepayments that were not allocated": """
        SELECT line.id FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
           AND account.account_type = 'asset_receivable'
         WHERE line.company_id = %(c)s AND line.credit > 0 AND NOT line.reconciled""",
}


JOB = Job(
    name="billing",
    found=f"{__name__}:found",
    prepare=f"{__name__}:prepare",
    run=f"{__name__}:run",
    count=f"{__name__}:count",
    calls=4,
    second={"worker": 1},
    points=(
        ("property.billing.run", "_prepare_invoice"),
        ("property.charge", "_link_moves"),
        ("account.move", "_post"),
        ("account.move.line", "reconcile"),
    ),
)
