"""Two cashiers, in processes of their own, take the money for the same bill."""

from unittest.mock import patch

from workbench.children import wait_for_go

from odoo.exceptions import UserError
from odoo.service.model import retrying

from . import billing, books


def prepare(env, say):
    """An unpaid bill, and the cash journal of its company."""
    facts = billing.found(env, say, "Cashiers")
    work = billing.prepare(env, say, **facts, number=0)
    billing.run(env, say, **work)
    domain = [("company_id", "=", work["company_id"])]
    bill = env["account.move"].search(
        [*domain, ("property_kind", "=", "bill"), ("payment_state", "=", "not_paid")],
        limit=1,
    )
    cash = env["account.journal"].search([*domain, ("type", "=", "cash")], limit=1)
    cash = cash or env["account.journal"].create(
        {
            "name": "Cash",
            "code": "DESK",
            "type": "cash",
            "company_id": work["company_id"],
        }
    )
    return {"move_id": bill.id, "journal_id": cash.id}


def take(env, say, move_id, journal_id, slow):
    """The receipt, or "refused"; a slow cashier waits with the bill locked."""
    company = env["account.move"].browse(move_id).company_id
    env = env(context={"allowed_company_ids": company.ids})
    receipts = env["property.receipt"]
    real = type(receipts)._create_payment

    def linger(this, *arguments):
        say("inside")
        wait_for_go()
        return real(this, *arguments)

    def attempt():
        bill = env["account.move"].browse(move_id)
        debt = bill.line_ids.filtered(lambda line: line.debit > 0)
        return receipts._take(
            bill.partner_id,
            debt,
            bill.amount_total,
            env["account.journal"].browse(journal_id),
            bill.company_id._policy_today(),
            seen={debt.id: bill.amount_total},
        ).name

    env.cr.execute("SELECT pg_backend_pid()")
    say("backend", backend=env.cr.fetchone()[0])
    env.cr.rollback()
    with patch.object(type(receipts), "_create_payment", linger if slow else real):
        try:
            return retrying(attempt, env)
        except UserError:
            env.cr.rollback()
            return "refused"


def count(env, say, move_id, journal_id):
    """The bill is paid once, by one receipt."""
    move = env["account.move"].browse(move_id)
    problems = list(books.ask(env, move.company_id.id))
    if move.amount_residual:
        problems.append(f"{move.amount_residual} is open")
    company = [("company_id", "=", move.company_id.id)]
    receipts = env["property.receipt"].search(company)
    payments = env["account.payment"].search(company)
    if len(receipts) != 1 or receipts.amount != move.amount_total:
        problems.append(f"receipts: {receipts.mapped('amount')}")
    if len(payments) != 1 or payments.amount != move.amount_total:
        problems.append(f"payments: {payments.mapped('amount')}")
    return problems
