"""Installing, upgrading and uninstalling the addons on databases with data in them.

Each test works on a clone of its own and compares row counts and the ledgers (roster
changes, duties, approvals, tickets, employees, leave) before and after.
"""

import pytest

from . import lifecycle, repo

pytestmark = pytest.mark.slow

LEDGER = (
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "account_payment",
    "helpdesk_ticket",
    "hr_employee",
    "hr_leave",
    "res_partner",
    "res_users",
)
"""What stays whatever is uninstalled: the company's own data in other addons."""

POLICY_LEDGER = (
    "policy_approval_log",
    "policy_duty",
    "policy_parameter_value",
    "shift_assignment",
    "shift_change",
)
"""What the spine keeps when only upper addons go."""

HOME_SCREENS = ("action_id",)
"""A screen of ours that somebody begins with goes with the addon."""
LINKS = ("clause_id", "plan_id", "group_id")
"""Of a duty or an approval, to what the upper addon declared: clause, plan and the role
it was open to; the id and title of the clause are kept as text."""


def read(database, tables):
    return {table: database.get_rows(table) for table in tables}


@pytest.fixture(scope="module")
def seeded():
    """A database with all three addons and some weeks of work."""
    database = lifecycle.Scratch(lifecycle.get_template())
    try:
        database.seed()
        for table, rows in read(database, LEDGER + POLICY_LEDGER).items():
            assert rows, f"nothing in {table}"
        yield database
    finally:
        database.drop()


@pytest.fixture
def clone(seeded):
    database = lifecycle.Scratch(seeded.name)
    yield database
    database.drop()


def test_each_addon_installs_on_the_ones_below_and_nothing_else():
    database = lifecycle.Scratch(lifecycle.get_base_template())
    try:
        before = database.get_modules()
        for addon in repo.ADDONS:
            database.install(addon)
            after = database.get_modules()
            assert after - before == {addon}
            before = after
    finally:
        database.drop()


def test_an_upgrade_leaves_data_and_settings_as_they_are(clone):
    tables = LEDGER + POLICY_LEDGER
    before, counts = read(clone, tables), clone.get_counts()
    clone.upgrade("cs_policy")
    assert not lifecycle.get_differences(before, read(clone, tables))
    assert clone.get_counts() == counts


@pytest.mark.parametrize("addon", ["sales_aftercare", "property_ops"])
def test_an_upper_addon_goes_and_the_spine_stays_whole(clone, addon):
    gone = lifecycle.get_above(addon)
    tables = LEDGER + POLICY_LEDGER
    before, counts = read(clone, tables), clone.get_counts(gone)
    expected = get_expected_losses(clone, gone, counts)
    clone.uninstall(addon)
    assert not set(gone) & clone.get_modules()
    after = read(clone, tables)
    may_lose = LINKS + HOME_SCREENS
    assert not lifecycle.get_differences(before, after, may_lose)
    codes = {row["clause_code"] for row in after["policy_duty"].values()}
    assert {"CS-6.6", "PO-4.3.5", "SA-1.4.1c"} <= codes
    assert get_losses(counts, clone.get_counts(gone)) == expected
    assert not clone.get_leftovers(gone)


def test_the_spine_goes_and_tickets_people_and_leave_stay(clone):
    gone = repo.ADDONS
    before, counts = read(clone, LEDGER), clone.get_counts(gone)
    expected = get_expected_losses(clone, gone, counts)
    clone.uninstall("cs_policy")
    assert not set(gone) & clone.get_modules()
    after = read(clone, LEDGER)
    assert not lifecycle.get_differences(before, after, HOME_SCREENS)
    assert get_losses(counts, clone.get_counts(gone)) == expected
    assert not clone.has_table("policy_clause")
    assert not clone.get_leftovers(gone)


def get_losses(before, after):
    """{model: how many rows fewer} where the counts differ."""
    return {
        model: count - after.get(model, 0)
        for model, count in before.items()
        if after.get(model, 0) != count
    }


def get_expected_losses(database, addons, counts):
    """The records ``addons`` declared, and the duty plans for their clauses."""
    query = """
        SELECT count(*) FROM policy_duty_plan plan JOIN ir_model_data data
        ON data.model = 'policy.clause' AND data.res_id = plan.clause_id
        WHERE data.module = ANY(%s)
    """
    losses = database.get_own_rows(addons)
    losses["policy.duty.plan"] = database.sql(query, list(addons))[0][0]
    return {model: n for model, n in losses.items() if n and model in counts}
