"""A run of area settlements: invoices, credit notes, refunds, prepaid differences."""

from contextlib import nullcontext
from decimal import Decimal
from unittest.mock import patch

from workbench.children import wait_for_go

from odoo.exceptions import UserError
from odoo.service.model import retrying

from benchmarks import sale_data

from . import books
from .job import Job, stop_at

HOMES = 12
CHUNK = 4
ROUNDS = 40
"""As many may be prepared; every round measures homes of its own."""
PREPAID = 4000
PREPAYING = (0, 7, 8)
"""One home in each chunk whose buyer owes something and has paid some of it."""


def found(env, say):
    env = sale_data.create_company(env, "Settlements")
    sale_data.create_contracts(env, HOMES * ROUNDS)
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    return {"company_id": env.company.id, "journal_id": journal.id}


def prepare(env, say, company_id, journal_id, number):
    """The next homes are measured, some differences paid before, a run released."""
    facts = measure(env, say, company_id, journal_id)
    env["area.settlement.run"].browse(facts["run_id"]).action_post()
    return facts


def measure(env, say, company_id, journal_id):
    """A run over the next homes, which nobody has begun yet."""
    env = env(context={"allowed_company_ids": [company_id], "tracking_disable": True})
    contracts = env["sale.home.contract"].search(
        [
            ("company_id", "=", company_id),
            ("date_surveyed", "=", False),
            ("name", "!=", "C0"),  # the one of which all are copies
        ],
        order="id",
        limit=HOMES,
    )
    sale_data.measure(contracts.env, contracts)
    journal = env["account.journal"].browse(journal_id)
    day = env.company._policy_today()
    for index in PREPAYING:
        contracts[index]._receive_payment(PREPAID, journal, day)
    survey = env["area.survey"].search(
        [("company_id", "=", company_id)], order="id desc", limit=1
    )
    return {
        "company_id": company_id,
        "survey_id": survey.id,
        "run_id": sale_data.create_run(env).id,
    }


def run(env, say, company_id, survey_id, run_id, stop=None):
    """Settle what is released; with ``stop``, until a chunk is at that point."""
    env = env(context={"allowed_company_ids": [company_id]})
    runs = env["area.settlement.run"]
    with (
        patch.object(type(runs), "_chunk_size", CHUNK),
        stop_at(env, say, **stop) if stop else nullcontext(),
    ):
        runs._cron_post()


def count(env, say, company_id, survey_id, run_id):
    """What is lost, doubled or unbalanced of the homes of this round."""
    problems = []
    settlements = env["area.settlement.run"].browse(run_id)
    if settlements.state != "done":
        problems.append(f"the run is {settlements.state}")
    lines = env["area.survey"].browse(survey_id).line_ids
    lines = lines.sorted(lambda line: line.contract_id.id)
    if len(lines) != HOMES:
        problems.append(f"{len(lines)} homes")
    for index, line in enumerate(lines):
        paid = PREPAID if index in PREPAYING else 0
        problems += _count_home(line.contract_id, work_out(line.gross_area), paid)
    return [*problems, *books.ask(env, company_id, QUESTIONS)]


def work_out(gross):
    """What the buyer owes for a home sold as 100 m² at 10,000, by the model contract.

    Within 3 % at the price of the contract; above them free, below them given back
    double.
    """
    excess = Decimal(str(gross)) - 100
    return 10000 * (min(excess, Decimal(3)) + min(excess + 3, Decimal(0)))


def _count_home(contract, amount, paid):
    """One settlement, one document of that amount, one refund of what we owe."""
    env = contract.env
    domain = [("sale_contract_id", "=", contract.id), ("sale_kind", "=", "difference")]
    moves = env["account.move"].search(domain)
    rows = contract.settlement_ids
    refunds = env["refund.request"].search([("contract_id", "=", contract.id)])
    env.cr.execute(
        """
        SELECT COALESCE(sum(line.amount_residual), 0) FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
           AND account.account_type = 'asset_receivable'
         WHERE line.sale_contract_id = %s AND line.parent_state = 'posted'""",
        [contract.id],
    )
    [(is_open,)] = env.cr.fetchall()
    expected = {
        "settlements": [("posted", float(amount), moves.id)],
        "documents": [("posted", float(amount))],
        "refunds": [float(-amount)] if amount < 0 else [],
        "open": float(amount - paid),
        "settled": True,
    }
    actual = {
        "settlements": [(row.state, row.amount, row.move_id.id) for row in rows],
        "documents": [(move.state, move.amount_total_signed) for move in moves],
        "refunds": refunds.mapped("amount"),
        "open": float(is_open),
        "settled": bool(contract.date_settled),
    }
    for name, value in actual.items():
        if value != expected[name]:
            yield f"{contract.name}: {name} {value} instead of {expected[name]}"


QUESTIONS = {
    "marked as gap": """
        SELECT name FROM account_move WHERE company_id = %(c)s AND made_sequence_gap""",
    "documents without settlement": """
        SELECT move.name FROM account_move move
          LEFT JOIN area_settlement settlement ON settlement.move_id = move.id
         WHERE move.company_id = %(c)s AND move.sale_kind = 'difference'
         GROUP BY move.id HAVING count(settlement.id) != 1""",
    "set aside": """
        SELECT id, error FROM area_settlement
         WHERE company_id = %(c)s AND error IS NOT NULL""",
    "prepayments that were not used": """
        SELECT line.id FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
           AND move.sale_kind = 'payment'
          JOIN account_account account ON account.id = line.account_id
           AND account.account_type = 'asset_receivable'
         WHERE line.company_id = %(c)s AND NOT line.reconciled""",
}


# two runs over the same homes


def post(env, say, company_id, survey_id, run_id, slow):
    """Release the run and settle, or "refused"; a slow one waits with the homes."""
    env = env(context={"allowed_company_ids": [company_id]})
    settlements = env["area.settlement"]
    real = type(settlements)._create_for

    def linger(this, *arguments):
        rows = real(this, *arguments)
        this.env.flush_all()
        say("inside")
        wait_for_go()
        return rows

    env.cr.execute("SELECT pg_backend_pid()")
    say("backend", backend=env.cr.fetchone()[0])
    env.cr.rollback()
    with patch.object(type(settlements), "_create_for", linger if slow else real):
        try:
            retrying(env["area.settlement.run"].browse(run_id).action_post, env)
        except UserError:
            env.cr.rollback()
            return "refused"
    run(env, say, company_id, survey_id, run_id)
    return env["area.settlement.run"].browse(run_id).posted_count


def repeat(env, say, company_id, survey_id, run_id):
    """Another run for the same homes, not released."""
    run_record = env["area.settlement.run"].browse(run_id)
    return {
        "company_id": company_id,
        "survey_id": survey_id,
        "run_id": run_record.copy().id,
    }


JOB = Job(
    name="settlement",
    found=f"{__name__}:found",
    prepare=f"{__name__}:prepare",
    run=f"{__name__}:run",
    count=f"{__name__}:count",
    points=(
        ("area.settlement", "_settle"),
        ("sale.home.contract", "_post_differences"),
        ("account.move", "_post"),
        ("area.settlement", "_ask_refunds"),
        ("account.move.line", "reconcile"),
    ),
)
