"""The portal of an owner in a database of 10,000 homes and 500,000 invoice lines.

* the number of queries of *My homes* and of the page of one home, against those in a
  database of 100 homes: the same;
* the time of *My homes*, against Odoo's own list of invoices (``/my/invoices``) of the
  same owner: at most 1.5 x. Interleaved, median of five, rendered to the last byte.

One bill is posted and then copied, column by column, for every home and month.
"""

import threading
from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL

from odoo.addons.http_routing.tests.common import MockRequest

from .billing_data import create_company, create_estate, create_run
from .runner import Figure, compare, count_queries

FEW, MANY, MONTHS = 100, 10_000, 13
GOAL = 1.5
TABLES = (
    "account_move",
    "account_move_line",
    "property_unit",
    "property_tenure",
    "res_partner",
)


def run(env):
    """The figures; the runner rolls everything back."""
    threading.current_thread().dbname = env.cr.dbname  # for the routing map
    env = create_company(env)
    estate = create_estate(env, 1)
    home = estate.building_ids.unit_ids
    home.tenure_ids.date_from = "2025-01-01"
    billing = create_run(env, estate)
    billing._compute_charges()
    billing._process_units(home.ids)
    env["property.dunning.policy"].create({"date_from": "2025-01-01", "rate": 0.05})
    model = env["account.move"].search([("property_unit_id", "=", home.id)])
    _drop_foreign_keys(env)
    _create_bills(env, model, home.ids)
    user = new_test_user(
        env,
        "bench_owner",
        groups="base.group_portal",
        partner_id=model.partner_id.id,
        company_id=env.company.id,
        company_ids=[(6, 0, env.company.ids)],
    )
    mine = home.reference
    pages = {
        "My homes": lambda: _open(env, user, "/my/homes", mine),
        "one home": lambda: _open(
            env, user, "/my/homes/<int:unit_id>", mine, unit_id=home.id
        ),
        "/my/invoices": lambda: _open(env, user, "/my/invoices", model.name),
    }
    _fill(env, model, FEW)
    few = _count(env, pages)
    _fill(env, model, MANY)
    many = _count(env, pages)
    for name in ("My homes", "one home"):
        yield Figure(
            f"portal, {name}: queries with {MANY:,} homes",
            f"{many[name]}",
            f"as with {FEW}: {few[name]}",
            many[name] == few[name],
        )
    yield from _compare(env, pages)


def _compare(env, pages):
    env.cr.execute("SELECT count(*) FROM account_move_line")
    [lines] = env.cr.fetchone()
    times = compare(env, pages)
    ratio = times["My homes"] / times["/my/invoices"]
    yield Figure(f"portal: My homes, {lines:,} lines", f"{times['My homes']:.3f} s")
    yield Figure(
        "portal: My homes against /my/invoices",
        f"{ratio:.2f} x",
        f"at most {GOAL} x",
        ratio <= GOAL,
    )
    yield Figure("portal: one home", f"{times['one home']:.3f} s")


def _count(env, pages):
    for page in pages.values():
        page()  # templates are compiled once
    return {name: count_queries(env, page) for name, page in pages.items()}


def _open(env, user, rule, expected, **arguments):
    """The page as the server renders it for ``user``."""
    env = env(user=user.id, su=False, context={"lang": "en_US"})
    path = rule.split("/<")[0]
    no_server = patch.object(HttpCase, "http_port", lambda: None)
    with no_server, MockRequest(env, path=path) as request:
        request.httprequest.full_path = path

        def render(template, values=None, **_options):
            values = dict(values or {}, request=request, response_template=template)
            return request.env["ir.ui.view"]._render_template(template, values)

        request.render = render
        rules = env["ir.http"].routing_map().iter_rules()
        [endpoint] = [found.endpoint for found in rules if found.rule == rule]
        page = endpoint(**arguments).get_data(as_text=True)
    if expected not in page:
        raise AssertionError(f"{rule}: {page[:200]}")


def _drop_foreign_keys(env):
    """Rows that are consistent by construction; undone by the roll-back."""
    env.cr.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text IN %s",
        [TABLES],
    )
    for table, name in env.cr.fetchall():
        table, name = SQL.identifier(table), SQL.identifier(name)
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", table, name))


def _fill(env, model, size):
    """Copy home, owner and bills until there are ``size`` homes."""
    unit, partner = model.property_unit_id, model.partner_id
    env.cr.execute(
        "SELECT count(*) FROM property_unit WHERE building_id = %s",
        [unit.building_id.id],
    )
    [there] = env.cr.fetchone()
    env.cr.execute("DROP TABLE IF EXISTS bench_home")
    env.cr.execute(
        "CREATE TEMP TABLE bench_home AS SELECT n, nextval('property_unit_id_seq') "
        "AS unit_id, nextval('res_partner_id_seq') AS partner_id "
        "FROM generate_series(%s, %s) n",
        [there + 1, size],
    )
    _copy(env, unit, id="b.unit_id", name="'N' || b.n")
    _copy(env, partner, id="b.partner_id", commercial_partner_id="b.partner_id")
    own = {"unit_id": "b.unit_id", "partner_id": "b.partner_id"}
    _copy(env, unit.tenure_ids, id="nextval('property_tenure_id_seq')", **own)
    env.cr.execute("SELECT unit_id FROM bench_home")
    _create_bills(env, model, [number for (number,) in env.cr.fetchall()])


def _create_bills(env, model, unit_ids):
    """``MONTHS`` bills of each of these homes, of which the last two are open."""
    env.flush_all()
    env.cr.execute("DROP TABLE IF EXISTS bench_bill")
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_bill AS
        SELECT nextval('account_move_id_seq') AS move_id, tenure.unit_id,
               tenure.partner_id, month, month::date + 19 AS date_due,
               CASE WHEN month > %s THEN %s ELSE 0 END AS residual
          FROM property_tenure tenure, generate_series(%s, %s, interval '1 month') month
         WHERE tenure.unit_id = ANY(%s)
        """,
        [
            date(2026, 9, 30),
            model.amount_total,
            date(2026, 11, 1) - relativedelta(months=MONTHS - 1),
            date(2026, 11, 1),
            unit_ids,
        ],
    )
    own = {"partner_id": "b.partner_id", "date": "b.month", "invoice_date": "b.month"}
    _copy(
        env,
        model,
        "bench_bill",
        id="b.move_id",
        name="'B/' || b.move_id",
        sequence_number="b.move_id",
        commercial_partner_id="b.partner_id",
        property_unit_id="b.unit_id",
        property_period="b.month",
        invoice_date_due="b.date_due",
        amount_residual="b.residual",
        payment_state="CASE WHEN b.residual > 0 THEN 'not_paid' ELSE 'paid' END",
        **own,
    )
    is_owed = "t.display_type = 'payment_term'"
    _copy(
        env,
        model.line_ids,
        "bench_bill",
        id="nextval('account_move_line_id_seq')",
        move_id="b.move_id",
        amount_residual=f"CASE WHEN {is_owed} THEN b.residual ELSE 0 END",
        reconciled=f"{is_owed} AND b.residual = 0",
        date_maturity=f"CASE WHEN {is_owed} THEN b.date_due END",
        **own,
    )
    env.cr.execute(
        "INSERT INTO account_move_property_viewer_rel (move_id, partner_id) "
        "SELECT move_id, partner_id FROM bench_bill"
    )
    for table in (*TABLES, "account_move_property_viewer_rel"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


def _copy(env, records, source="bench_home", **columns):
    """Copies of ``records`` for every row of ``source`` (``b``), some columns new."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND is_generated = 'NEVER'",
        [records._table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = [SQL(columns.get(name, f't."{name}"')) for name in names]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t CROSS JOIN %s b WHERE t.id IN %s",
            SQL.identifier(records._table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(values),
            SQL.identifier(records._table),
            SQL.identifier(source),
            tuple(records.ids),
        )
    )
