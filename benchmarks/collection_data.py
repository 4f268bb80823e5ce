"""Years of bills and payments of any size, written by ``INSERT … SELECT``.

One bill and one payment are posted by the ORM and then copied, column by column, for
every home and month. Only for the benchmark: nothing here passes a rule.
"""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tools import SQL

BUILDINGS = 10
MONTHS = 34
FIRST = date(2024, 1, 1)
FEES = (("Management", 117.47), ("Water", 33.33), ("Cleaning", 7.77))
TABLES = ("account_move", "account_move_line", "account_partial_reconcile")


def create_books(env, homes):
    """A company with ``homes`` homes, billed and paid for ``MONTHS`` months.

    Of ten bills one is unpaid, one paid in part and eight are paid, some of them a
    month late; some payers have money on account.
    """
    company = env["res.company"].create(
        {"name": f"Benchmark {homes}", "policy_tz": "Asia/Shanghai"}
    )
    env["account.chart.template"].try_loading(
        "generic_coa", company, install_demo=False
    )
    env.user.write({"company_ids": [(4, company.id)]})
    env = env(context={"allowed_company_ids": company.ids, "tracking_disable": True})
    bill = _create_bill(env)
    payment = _create_payment(env, bill)
    env.flush_all()
    _create_homes(env, bill, homes)
    _create_documents(env, bill, payment)
    for table in (*TABLES, "property_unit", "res_partner"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()
    return env


def drop_foreign_keys(env):
    """Millions of rows that are consistent by construction; undone by the roll-back."""
    env.cr.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text IN %s",
        [TABLES],
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def _create_bill(env):
    """The bill of the first home for the month before ``FIRST``."""
    company = env.company
    estate = env["property.estate"].create(
        {"name": "Benchmark", "company_id": company.id}
    )
    buildings = env["property.building"].create(
        [{"name": str(n), "estate_id": estate.id} for n in range(BUILDINGS)]
    )
    home = env["property.unit"].create(
        {
            "name": "1",
            "building_id": buildings[0].id,
            "gross_area": 95.5,
            "date_handover": "2023-01-01",
        }
    )
    owner = env["res.partner"].create({"name": "Owner"})
    env["property.tenure"].create(
        {
            "unit_id": home.id,
            "partner_id": owner.id,
            "share": 100,
            "date_from": "2023-01-01",
        }
    )
    for name, rate in FEES:
        _create_fee(env, estate, name, rate)
    before = FIRST - relativedelta(months=1)
    run = env["property.billing.run"].create(
        {
            "estate_id": estate.id,
            "period": before,
            "invoice_date": before,
            "date_due": before,
        }
    )
    run.action_preview()
    run._process_units(home.ids)
    return run._get_invoices()


def _create_fee(env, estate, name, rate):
    product = env["product.product"].create(
        {"name": name, "type": "service", "taxes_id": False}
    )
    kinds = {"Management": "property", "Water": "utility", "Cleaning": "service"}
    fee = env["property.fee.type"].create(
        {
            "name": name,
            "code": name,
            "kind": kinds[name],
            "product_id": product.id,
            "company_id": env.company.id,
        }
    )
    env["property.fee.rule"].create(
        {
            "name": name,
            "fee_type_id": fee.id,
            "estate_id": estate.id,
            "method": "flat",
            "rate": rate,
            "date_from": "2023-01-01",
        }
    )


def _create_payment(env, bill):
    journal = env["account.journal"].search(
        [("company_id", "=", env.company.id), ("type", "=", "bank")], limit=1
    )
    owed = bill.line_ids.filtered(lambda line: line.display_type == "payment_term")
    sides = ((owed.account_id, "credit"), (journal.default_account_id, "debit"))
    entry = env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": bill.date,
            "line_ids": [
                Command.create(
                    {
                        "account_id": account.id,
                        "partner_id": bill.partner_id.id,
                        side: bill.amount_total,
                    }
                )
                for account, side in sides
            ],
        }
    )
    entry._post(soft=False)
    (owed | entry.line_ids.filtered("credit")).reconcile()
    return entry


def _copy(env, table, source, join="", **columns):
    """Rows of ``table`` copied from ``source`` with some columns of their own.

    :param source: SQL that selects the rows to copy, called ``t``
    :param join: further FROM items, SQL
    :param columns: SQL expressions by name
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall() if name != "id" or "id" in columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(columns.get(name, f't."{name}"') for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {values} FROM ({source}) t {join}"
    )


def _create_homes(env, bill, homes):
    home, owner = bill.property_unit_id.id, bill.partner_id.id
    env.cr.execute("DROP TABLE IF EXISTS bench_home, bench_doc")
    env.cr.execute(
        "CREATE TEMP TABLE bench_home AS SELECT n, nextval('property_unit_id_seq') "
        "AS unit_id, nextval('res_partner_id_seq') AS partner_id, "
        "(SELECT min(id) FROM property_building WHERE estate_id = %s) + n %% %s "
        "AS building_id FROM generate_series(1, %s) n",
        [bill.property_unit_id.estate_id.id, BUILDINGS, homes],
    )
    _copy(
        env,
        "property_unit",
        f"SELECT * FROM property_unit WHERE id = {home}",
        "CROSS JOIN bench_home h",
        id="h.unit_id",
        building_id="h.building_id",
        name="'N' || h.n",
    )
    _copy(
        env,
        "res_partner",
        f"SELECT * FROM res_partner WHERE id = {owner}",
        "CROSS JOIN bench_home h",
        id="h.partner_id",
        commercial_partner_id="h.partner_id",
    )


def _create_documents(env, bill, payment):
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_doc AS
        SELECT h.*, m.month, (m.month + 4)::date AS billed_on, kind.kind,
            (m.month + 9 + (h.n + m.number) %% 45)::date AS paid_on,
            nextval('account_move_id_seq') AS bill_id,
            nextval('account_move_id_seq') AS payment_id,
            nextval('account_move_line_id_seq') AS debit_id,
            nextval('account_move_line_id_seq') AS credit_id,
            %s::numeric AS total,
            CASE kind.kind WHEN 1 THEN 100.00 ELSE %s END AS amount
          FROM bench_home h
         CROSS JOIN (SELECT number, (%s::date + make_interval(months => number))::date
                         AS month FROM generate_series(0, %s - 1) number) m
         CROSS JOIN LATERAL (SELECT (h.n * 7 + m.number) %% 10 AS kind) kind
        """,
        [bill.amount_total, bill.amount_total, FIRST, MONTHS],
    )
    _copy_bills(env, bill)
    _copy_payments(env, payment)


def _copy_bills(env, bill):
    residual = (
        "CASE d.kind WHEN 0 THEN d.total WHEN 1 THEN d.total - d.amount ELSE 0 END"
    )
    _copy(
        env,
        "account_move",
        f"SELECT * FROM account_move WHERE id = {bill.id}",
        "CROSS JOIN bench_doc d",
        id="d.bill_id",
        name="'B/' || d.bill_id",
        sequence_number="d.bill_id",
        payment_reference="'B/' || d.bill_id",
        partner_id="d.partner_id",
        commercial_partner_id="d.partner_id",
        property_unit_id="d.unit_id",
        property_period="d.month",
        date="d.billed_on",
        invoice_date="d.billed_on",
        invoice_date_due="d.billed_on",
        amount_residual=residual,
    )
    common = {
        "move_id": "d.bill_id",
        "move_name": "'B/' || d.bill_id",
        "partner_id": "d.partner_id",
        "date": "d.billed_on",
        "invoice_date": "d.billed_on",
    }
    lines = f"SELECT * FROM account_move_line WHERE move_id = {bill.id}"
    _copy(
        env,
        "account_move_line",
        f"{lines} AND display_type = 'product'",
        "CROSS JOIN bench_doc d",
        id="nextval('account_move_line_id_seq')",
        **common,
    )
    _copy(
        env,
        "account_move_line",
        f"{lines} AND display_type = 'payment_term'",
        "CROSS JOIN bench_doc d",
        id="d.debit_id",
        date_maturity="d.billed_on",
        amount_residual=residual,
        reconciled="d.kind > 1",
        full_reconcile_id="NULL",
        **common,
    )


def _copy_payments(env, payment):
    paid = "JOIN bench_doc d ON d.kind > 0"
    _copy(
        env,
        "account_move",
        f"SELECT * FROM account_move WHERE id = {payment.id}",
        paid,
        id="d.payment_id",
        name="'P/' || d.payment_id",
        sequence_number="d.payment_id",
        partner_id="d.partner_id",
        commercial_partner_id="d.partner_id",
        date="d.paid_on",
    )
    common = {
        "move_id": "d.payment_id",
        "move_name": "'P/' || d.payment_id",
        "partner_id": "d.partner_id",
        "date": "d.paid_on",
        "full_reconcile_id": "NULL",
    }
    lines = f"SELECT * FROM account_move_line WHERE move_id = {payment.id}"
    # One payer in fifty paid ten more than was asked: it stays on account.
    more = "(CASE WHEN d.n % 50 = 0 AND d.kind = 2 THEN 10 ELSE 0 END)"
    for name, sign in (("debit", ""), ("credit", "-")):
        amount = f"{sign}(d.amount + {more})"
        own = {
            name: f"d.amount + {more}",
            "balance": amount,
            "amount_currency": amount,
        }
        if name == "credit":
            own |= {
                "id": "d.credit_id",
                "amount_residual": f"-{more}",
                "reconciled": f"{more} = 0",
            }
        else:
            own["id"] = "nextval('account_move_line_id_seq')"
        source = f"{lines} AND {name} > 0"
        _copy(env, "account_move_line", source, paid, **common, **own)
    _copy(
        env,
        "account_partial_reconcile",
        "SELECT * FROM account_partial_reconcile WHERE id = "
        f"{payment.line_ids.matched_debit_ids.id}",
        paid,
        id="nextval('account_partial_reconcile_id_seq')",
        debit_move_id="d.debit_id",
        credit_move_id="d.credit_id",
        amount="d.amount",
        debit_amount_currency="d.amount",
        credit_amount_currency="d.amount",
        max_date="d.paid_on",
        full_reconcile_id="NULL",
    )
