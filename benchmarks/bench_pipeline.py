"""The pipeline board against the one of `crm`, and *may I?* for many.

The calls of the web client for board and list (``web_read_group``,
``web_search_read``), with what the cards and rows of the views ask for, by a user of
the role: over our contracts and over as many ``crm.lead`` records in as many columns.
"""

import os
from functools import partial

from lxml import etree

from odoo.tools import SQL

from . import sale_data
from .runner import Figure, compare, count_queries

PEERS = ("crm",)
SHARE = float(os.environ.get("BENCH_SHARE") or 1)
"""Below 1, fewer contracts: to try something out."""
SIZE = int(50_000 * SHARE)
FEW = int(1_000 * SHARE)
MANY, SOME = 1000, 10
COLUMN, PAGE = 40, 80
"""Cards of a column, rows of a page: as the web client asks."""
WAY = (
    ("seal", ()),
    ("authenticate", ("date_sealed",)),
    ("distribute", ("date_sealed", "date_authenticated")),
    ("pay", ("date_sealed", "date_authenticated", "date_distributed")),
    ("move_in", ("date_sealed", "date_authenticated", "date_distributed", "date_paid")),
    ("survey", ("date_authenticated", "date_paid", "date_moved_in")),
    ("settle", ("date_authenticated", "date_paid", "date_moved_in", "date_surveyed")),
    ("title", ("date_authenticated", "date_paid", "date_moved_in", "date_settled")),
    ("land", ("date_authenticated", "date_paid", "date_settled", "date_titled")),
)
"""Step -> days that are known of a contract which stands there."""


def run(env):
    """The figures; the runner rolls everything back."""
    env = sale_data.create_company(env)
    contracts = sale_data.create_contracts(env, SIZE)
    _spread(env, contracts)
    _create_leads(env, SIZE)
    boards = {
        "contracts": Board(
            env, "sale.home.contract", "step", _create_user(env, "ours")
        ),
        "leads": Board(env, "crm.lead", "stage_id", _create_user(env, "theirs")),
    }
    yield from _compare(env, boards)
    yield from _count(env, boards["contracts"])
    yield from _ask(env, contracts)


class Board:
    """The calls by which the web client shows the board and the list of a model."""

    def __init__(self, env, model, group, user):
        self.env = env
        self.model = env[model].with_user(user).with_context(tracking_disable=False)
        self.group = group
        views = self.model.get_views([(False, "kanban"), (False, "list")])["views"]
        self.cards, self.rows = (
            self._get_specification(views[kind]["arch"]) for kind in ("kanban", "list")
        )

    def _get_specification(self, arch):
        """What the view reads of a record, as the client asks for it."""
        found = {}
        for node in etree.fromstring(arch).iter("field"):
            field = self.model._fields[node.get("name")]
            if not any(parent.tag == "field" for parent in node.iterancestors()):
                relation = {"fields": {"display_name": {}}}
                found[field.name] = relation if field.relational else {}
        return found

    def read_board(self):
        return self.model.web_read_group(
            [],
            [self.group],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=self.cards,
            unfold_read_default_limit=COLUMN,
        )

    def read_list(self):
        return self.model.web_search_read([], self.rows, limit=PAGE, count_limit=10_001)


def _spread(env, contracts):
    """The contracts over all the steps, evenly."""
    env.flush_all()
    for number, (step, days) in enumerate(WAY):
        known = [SQL("%s = %s", SQL.identifier(name), "2026-04-01") for name in days]
        env.cr.execute(
            SQL(
                "UPDATE sale_home_contract SET step = %s, step_since = '2026-04-01' %s"
                " WHERE id = ANY(%s) AND id %% %s = %s",
                step,
                SQL("").join(SQL(", %s", value) for value in known),
                contracts.ids,
                len(WAY),
                number,
            )
        )
    env.cr.execute("ANALYZE sale_home_contract")
    env.invalidate_all()


def _create_leads(env, count):
    """As many leads with a customer each, in as many columns."""
    stages = env["crm.stage"].search([])
    stages |= env["crm.stage"].create(
        [{"name": f"Stage {n}"} for n in range(len(WAY) + 1 - len(stages))]
    )
    partner = env["res.partner"].create({"name": "Customer"})
    lead = env["crm.lead"].create(
        {
            "name": "Lead",
            "type": "opportunity",
            "partner_id": partner.id,
            "expected_revenue": 1000,
            "company_id": env.company.id,
        }
    )
    partners = sale_data.clone(env, partner, count)
    sale_data.clone(
        env,
        lead,
        count,
        name=SQL("'Lead ' || n"),
        partner_id=sale_data.nth(partners),
        stage_id=SQL("(%s::int[])[1 + n %% %s]", stages.ids, len(stages)),
    )


def _create_user(env, login):
    groups = (
        "sales_aftercare.sales_aftercare_group_user",
        "sales_team.group_sale_salesman_all_leads",
    )
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "company_id": env.company.id,
            "company_ids": [(6, 0, env.company.ids)],
            "group_ids": [(6, 0, [env.ref(name).id for name in groups])],
        }
    )


def _compare(env, boards):
    for what, call in (("board", "read_board"), ("list", "read_list")):
        actions = {
            name: partial(_read, env, getattr(board, call))
            for name, board in boards.items()
        }
        for action in actions.values():
            action()  # what a server knows after its first request
        seconds = compare(env, actions)
        ratio = seconds["leads"] / seconds["contracts"]
        yield Figure(
            f"pipeline: {what} of {SIZE:,} leads against contracts "
            f"({1000 * seconds['leads']:.0f} and {1000 * seconds['contracts']:.0f} ms)",
            f"{ratio:.2f} ×",
            f"at least {1 / 1.5:.2f} ×",
            ratio >= 1 / 1.5,
        )


def _read(env, call):
    env.invalidate_all()
    call()


def _count(env, board):
    """Queries of the board: as many for 50,000 contracts as for fewer."""
    counts = [count_queries(env, board.read_board)]
    domain = [("company_id", "=", env.company.id)]
    kept = env["sale.home.contract"].search(domain, limit=FEW, order="id").ids
    limited = partial(_read_few, board, kept)
    counts.append(count_queries(env, limited))
    yield Figure(
        f"pipeline: queries of the board over {SIZE:,} and {FEW:,} contracts",
        f"{counts[0]} and {counts[1]}",
        "equal",
        counts[0] == counts[1],
    )


def _read_few(board, ids):
    board.model.web_read_group(
        [("id", "in", ids)],
        [board.group],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=board.cards,
        unfold_read_default_limit=COLUMN,
    )


def _ask(env, contracts):
    """*May I?* for every step, of many contracts at once."""
    counts = []
    for number in (SOME, MANY):
        some = contracts[:: len(contracts) // number][:number]
        counts.append(count_queries(env, partial(_ask_all, some)))
    yield Figure(
        f"may I? for every step: queries for {SOME} and {MANY:,} contracts",
        f"{counts[0]} and {counts[1]}",
        "equal",
        counts[0] == counts[1],
    )


def _ask_all(contracts):
    for step, _days in WAY:
        contracts._get_may_reasons(step)
