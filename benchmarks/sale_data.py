"""Contracts of home sales in any number: one made by hand, the rest copied by SQL."""

from datetime import date

from odoo.tools import SQL

from . import billing_data

AREAS = (101.0, 102.5, 103.01, 105.0, 99.0, 97.5, 95.0)
"""Measured square metres of a home sold as 100: all kinds of differences."""
KEPT = {"id"}


def clone(env, record, count, **columns):
    """Ids of ``count`` copies of the row of ``record``, made in one statement.

    :param columns: what differs, as SQL over ``n``, from 1
    """
    env.flush_all()
    table = record._table
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall() if name not in KEPT]
    values = [columns.get(name, SQL.identifier("t", name)) for name in names]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(1, %s) n"
            " WHERE t.id = %s ORDER BY n RETURNING id",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(values),
            SQL.identifier(table),
            count,
            record.id,
        )
    )
    ids = [row_id for (row_id,) in env.cr.fetchall()]
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()
    return ids


def nth(ids):
    """SQL: the ``n``-th of ``ids``."""
    return SQL("(%s::int[])[n]", list(ids))


def create_company(env, name="Sales"):
    """A company with accounts, of whose administrator the sale is looked after."""
    env = billing_data.create_company(env, name)
    env.ref("base.user_admin").company_ids |= env.company
    env.company._propose_sale_home_accounts()
    return env


def create_contracts(env, count, day=date(2026, 3, 2)):
    """``count`` contracts in force, on homes and with buyers of their own."""
    first = _create_contract(env, day)
    partner, unit = first.partner_id, first.unit_id
    partners = clone(env, partner, count, name=SQL("'Buyer ' || n"))
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id, complete_name = name"
        " WHERE id = ANY(%s)",
        [partners],
    )
    units = clone(
        env,
        unit,
        count,
        name=SQL("'U' || n"),
        reference=SQL("'Home ' || n"),
        sort_key=SQL("lpad(n::text, 6, '0')"),
    )
    contracts = clone(
        env,
        first,
        count,
        name=SQL("'C' || lpad(n::text, 6, '0')"),
        partner_id=nth(partners),
        unit_id=nth(units),
        access_token=SQL("NULL"),
    )
    buyer = first.buyer_ids
    clone(env, buyer, count, contract_id=nth(contracts), partner_id=nth(partners))
    return env["sale.home.contract"].browse(contracts)


def _create_contract(env, day):
    estate = env["property.estate"].create(
        {"name": "Homes", "code": "Homes", "company_id": env.company.id}
    )
    building = env["property.building"].create({"name": "1", "estate_id": estate.id})
    unit = env["property.unit"].create(
        {
            "name": "0",
            "building_id": building.id,
            "gross_area": 100,
            "inside_area": 80,
        }
    )
    contract = env["sale.home.contract"].create(
        {
            "name": "C0",
            "unit_id": unit.id,
            "company_id": env.company.id,
            "price_unit": 10000,
            "delivery_kind": "off_plan",
            "date_signed": day,
            "date_delivery": date(2026, 12, 31),
            "buyer_ids": [
                (0, 0, {"partner_id": env["res.partner"].create({"name": "B"}).id})
            ],
        }
    )
    contract._propose_instalments()
    contract.action_submit()
    contract.with_user(env.ref("base.user_admin")).action_approve()
    return contract


def measure(env, contracts, day=date(2026, 6, 1)):
    """All of them measured, in one survey."""
    survey = env["area.survey"].create(
        {"company_id": env.company.id, "delivery_kind": "off_plan"}
    )
    first = contracts[0]
    line = env["area.survey.line"].create(
        {
            "survey_id": survey.id,
            "contract_id": first.id,
            "gross_area": AREAS[0],
            "inside_area": 80,
        }
    )
    clone(
        env,
        line,
        len(contracts) - 1,
        contract_id=nth(contracts[1:].ids),
        unit_id=nth(contracts[1:].unit_id.ids),
        gross_area=SQL("(%s::numeric[])[1 + n %% %s]", list(AREAS), len(AREAS)),
    )
    for state in ("sealed", "submitted", "done"):
        survey._move(state)
    env.flush_all()
    env.cr.execute(
        "UPDATE sale_home_contract SET date_sealed = %(day)s,"
        " date_authenticated = %(day)s, date_distributed = %(day)s,"
        " date_paid = %(day)s, date_moved_in = NULL, date_surveyed = %(day)s,"
        " step = 'move_in' WHERE id = ANY(%(ids)s)",
        {"day": day, "ids": contracts.ids},
    )
    env.invalidate_all()


def create_run(env):
    return env["area.settlement.run"].create({"company_id": env.company.id})


def settle(run):
    """The whole run in one transaction: settlements, documents, posting."""
    run._gather()
    run._move("running")
    while run._process_next_chunk():
        run.env.invalidate_all()
    run.env.flush_all()
