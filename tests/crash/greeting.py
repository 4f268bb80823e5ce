"""A greeting to forty customers, by SMS: nobody gets it twice, nobody is forgotten."""

from contextlib import nullcontext
from pathlib import Path
from tempfile import gettempdir
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.property_ops.tools.sms_gateway import SmsApiLog

from benchmarks import billing_data

from .job import Job, stop_at

PEOPLE = 40
CHUNK = 5
MODULE = "odoo.addons.sales_aftercare.models.customer_greeting_send.CHUNK"
NOON = "2027-02-06 04:00:00"
DOUBT = 2 * CHUNK
"""Killed twice at most: by the test, and by chance."""


def found(env, say):
    env = billing_data.create_company(env, "Greetings")
    env.company.policy_tz = "Asia/Shanghai"
    return {"company_id": env.company.id}


def prepare(env, say, company_id, number):
    """A released list of people who agreed to be greeted."""
    env = env(context={"allowed_company_ids": [company_id], "tracking_disable": True})
    people = env["res.partner"].create(
        [
            {"name": f"P{number} {n}", "phone": f"+86139{number:04}{n:04}"}
            for n in range(PEOPLE)
        ]
    )
    env["customer.profile"].create(
        [
            {
                "partner_id": person.id,
                "channel": "sms",
                "consent": "given",
                "consent_paper": b"eA==",
            }
            for person in people
        ]
    )
    greeting = env["customer.greeting"].create(
        {"kind": "opening", "date": "2027-02-06", "subject": "x", "body": "News"}
    )
    rows = env["customer.greeting.recipient"].create(
        [{"greeting_id": greeting.id, "partner_id": person.id} for person in people]
    )
    greeting._move("listed")
    greeting._move("released")
    log = Path(gettempdir()) / f"greeting-{env.cr.dbname}-{greeting.id}"
    log.unlink(missing_ok=True)
    assert len(rows) == PEOPLE
    return {"company_id": company_id, "greeting_id": greeting.id, "log": str(log)}


def run(env, say, company_id, greeting_id, log, stop=None):
    def transmit(_api, content, number, _sms):
        with Path(log).open("a") as lines:  # what left the server can't be undone
            lines.write(f"{number}\n")
        return ""

    env = env(context={"allowed_company_ids": [company_id]})
    with (
        freeze_time(NOON),
        patch(MODULE, CHUNK),
        patch.object(SmsApiLog, "_transmit", transmit),
        stop_at(env, say, **stop) if stop else nullcontext(),
    ):
        env["customer.greeting"]._cron_send()


def count(env, say, company_id, greeting_id, log):
    """Everybody once; in doubt, and so not again, those in hand when it was killed."""
    rows = env["customer.greeting"].browse(greeting_id).recipient_ids
    path = Path(log)
    numbers = path.read_text().split() if path.exists() else []
    problems = [f"{one} twice" for one in set(numbers) if numbers.count(one) > 1]
    states = rows.grouped("state")
    doubtful = states.get("failed", rows.browse())
    problems += [f"{state} left" for state in set(states) - {"sent", "failed"}]
    if len(doubtful) > DOUBT:
        problems.append(f"{len(doubtful)} in doubt")
    for row in states.get("sent", ()):
        if row.address not in numbers:
            problems.append(f"{row.address} was not sent")
    if len(rows) != PEOPLE:
        problems.append(f"{len(rows)} recipients")
    path.unlink(missing_ok=True)
    return problems


JOB = Job(
    name="greeting",
    found=f"{__name__}:found",
    prepare=f"{__name__}:prepare",
    run=f"{__name__}:run",
    count=f"{__name__}:count",
    calls=4,
    points=(
        ("customer.greeting", "_take_chunk"),
        ("customer.greeting.recipient", "_prepare_message"),
        ("customer.greeting.recipient", "_hand_over"),
    ),
)
