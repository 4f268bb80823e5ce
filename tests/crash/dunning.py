"""The daily job of the ladder: cases of homes that are behind, with a first step."""

from contextlib import nullcontext
from unittest.mock import patch

from benchmarks import billing_data

from . import books
from .job import Job, stop_at
from .late_fee import create_bills

HOMES = 6
CHUNK = 2
MODULE = "odoo.addons.property_ops.models.property_dunning_case_move.CHUNK"


def found(env, say):
    env = billing_data.create_company(env, "Dunning")
    env["property.dunning.policy"].create(
        {"company_id": env.company.id, "date_from": "2020-01-01", "rate": 0}
    )
    return {"company_id": env.company.id}


def prepare(env, say, company_id, number):
    """Another estate, whose bills nobody paid."""
    env = env(context={"allowed_company_ids": [company_id], "tracking_disable": True})
    estate = billing_data.create_estate(env, HOMES, name=f"Dunning {number}")
    units = env["property.unit"].search([("estate_id", "=", estate.id)])
    fee = env["property.fee.type"].search([("company_id", "=", company_id)], limit=1)
    create_bills(units, fee.product_id, "2026-06-01")
    return {"company_id": company_id, "estate_id": estate.id}


def run(env, say, company_id, estate_id, stop=None):
    with (
        patch(MODULE, CHUNK),
        stop_at(env, say, **stop) if stop else nullcontext(),
    ):
        env["property.dunning.case"]._cron_move()


def count(env, say, company_id, estate_id):
    """One open case for each home, on its first step, with one duty."""
    env.cr.execute(
        """
        SELECT unit.id, count(DISTINCT dunned.id), count(DISTINCT step.id),
               count(DISTINCT duty.id), min(dunned.state), min(step.kind),
               bool_and(dunned.step_id = step.id)
          FROM property_unit unit
          LEFT JOIN property_dunning_case dunned ON dunned.unit_id = unit.id
          LEFT JOIN property_dunning_step step ON step.case_id = dunned.id
          LEFT JOIN policy_duty duty ON duty.anchor_id = step.id
           AND duty.plan_id = %s
         WHERE unit.estate_id = %s GROUP BY 1
        """,
        [env.ref("property_ops.policy_duty_plan_dunning_notice").id, estate_id],
    )
    rows = env.cr.fetchall()
    problems = [] if len(rows) == HOMES else [f"{len(rows)} homes"]
    wanted = (1, 1, 1, "open", "notice", True)
    problems += [
        f"home {unit}: {rest}" for unit, *rest in rows if tuple(rest) != wanted
    ]
    return [*problems, *books.ask(env, company_id)]


JOB = Job(
    name="dunning",
    found=f"{__name__}:found",
    prepare=f"{__name__}:prepare",
    run=f"{__name__}:run",
    count=f"{__name__}:count",
    points=(
        ("property.dunning.case", "_process_chunk"),
        ("property.dunning.case", "_insert_steps"),
        ("property.dunning.step", "_create_duties"),
    ),
)
