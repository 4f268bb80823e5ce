"""Estates of any size, ready to be billed, in a company of their own."""

from datetime import date, timedelta

from workbench import children

CHARGES = (
    ("Management", "area", 2.35),
    ("Parking", "flat", 150.0),
    ("Lift", "flat", 12.34),
)
HOMES_PER_BUILDING = 100


def create_company(env, name="Benchmark"):
    """A company with Odoo's plain chart of accounts, for its administrator."""
    company = env["res.company"].create({"name": name, "policy_tz": "Asia/Shanghai"})
    env["account.chart.template"].try_loading(
        "generic_coa", company, install_demo=False
    )
    env.user.write({"company_ids": [(4, company.id)], "company_id": company.id})
    return env(context={"allowed_company_ids": company.ids, "tracking_disable": True})


def create_tax(env, percent=6):
    return env["account.tax"].create(
        {
            "name": f"{percent} %",
            "amount": percent,
            "type_tax_use": "sale",
            "company_id": env.company.id,
            "price_include_override": "tax_excluded",
        }
    )


def create_estate(env, size, taxes=(), name="Estate"):
    """An estate of ``size`` homes, each with an owner and the fees of ``CHARGES``."""
    estate = env["property.estate"].create(
        {"name": name, "code": name, "company_id": env.company.id}
    )
    units = _create_units(env, estate, size)
    owners = env["res.partner"].create([{"name": f"Owner {n}"} for n in range(size)])
    env["property.tenure"].create(
        [
            {
                "unit_id": unit.id,
                "partner_id": owner.id,
                "share": 100,
                "date_from": "2026-01-01",
            }
            for unit, owner in zip(units, owners, strict=True)
        ]
    )
    for title, method, rate in CHARGES:
        _create_rule(env, estate, title, method, rate, taxes)
    env.flush_all()
    return estate


def _create_units(env, estate, size):
    count = -(-size // HOMES_PER_BUILDING)
    buildings = env["property.building"].create(
        [{"name": str(n + 1), "estate_id": estate.id} for n in range(count)]
    )
    return env["property.unit"].create(
        [
            {
                "name": f"{n % HOMES_PER_BUILDING // 4 + 1}0{n % 4 + 1}",
                "building_id": buildings[n // HOMES_PER_BUILDING].id,
                "floor": n % HOMES_PER_BUILDING // 4 + 1,
                "gross_area": 60 + n * 7 % 90,
                "inside_area": 50 + n * 7 % 90,
                "date_handover": "2026-01-01",
            }
            for n in range(size)
        ]
    )


def _create_rule(env, estate, title, method, rate, taxes):
    product = env["product.product"].create(
        {"name": title, "type": "service", "taxes_id": [(6, 0, list(taxes))]}
    )
    fee = env["property.fee.type"].create(
        {
            "name": title,
            "code": f"{estate.code}-{title}",
            "company_id": env.company.id,
            "product_id": product.id,
        }
    )
    env["property.fee.rule"].create(
        {
            "name": title,
            "fee_type_id": fee.id,
            "estate_id": estate.id,
            "method": method,
            "rate": rate,
            "date_from": "2026-01-01",
        }
    )


def create_run(env, estate, month=date(2026, 12, 1)):
    return env["property.billing.run"].create(
        {
            "estate_id": estate.id,
            "period": month,
            "invoice_date": month + timedelta(days=4),
            "date_due": month + timedelta(days=19),
        }
    )


def bill(run):
    """The whole run in one transaction: charges, invoices, posting, allocation."""
    run._compute_charges()
    post(run)


def post(run, homes=None):
    """Post what is pending, or chunk by chunk at least so many ``homes``."""
    done = 0
    while homes is None or done < homes:
        some = run._process_next_chunk()
        if not some:
            break
        done += len(some)
        run.env.invalidate_all()
    run.env.flush_all()
    return done


# in processes of their own (see workbench.children)


def prepare(env, say, size, months):
    """Committed: an estate and a run to be posted for each of ``months`` months."""
    env = create_company(env)
    estate = create_estate(env, size)
    month = date(2026, 12, 1)
    for _number in range(months):
        run = create_run(env, estate, month)
        run._compute_charges()
        month = (month + timedelta(days=31)).replace(day=1)
    return estate.id


def post_next(env, say, estate_id, worker):
    """Post the first run of the estate that is not done, as the scheduled action."""
    company = env["property.estate"].browse(estate_id).company_id
    env = env(context={"allowed_company_ids": company.ids})
    children.wait_for_go()
    env["property.billing.run"]._cron_post(worker)


def release_next(env, say, estate_id):
    domain = [("estate_id", "=", estate_id), ("state", "=", "draft")]
    run = env["property.billing.run"].search(domain, order="period", limit=1)
    run.action_post()
    return run.id
