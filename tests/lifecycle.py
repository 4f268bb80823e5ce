"""Databases of their own for the tests of install, upgrade and uninstall.

Clones of the templates that ``./guanjia test`` made, and Odoo run on them as an
administrator would, in a process of its own.
"""

import os
import subprocess
import uuid
from pathlib import Path

import psycopg2
from workbench import database, log_check, postgres, settings

from . import repo

SEED = Path(__file__).with_name("lifecycle_seed.py")

COUNTED = """
    SELECT model.model, replace(model.model, '.', '_')
    FROM ir_model model
    JOIN pg_class ON relname = replace(model.model, '.', '_') AND relkind = 'r'
    WHERE NOT model.transient AND model.model NOT LIKE ALL(%s)
      AND NOT EXISTS (
        SELECT FROM ir_model_data data
        WHERE data.model = 'ir.model' AND data.res_id = model.id
          AND data.module = ANY(%s))
    ORDER BY 1
"""
VOLATILE = ["ir.%", "bus.%", "res.groups%", "res.users.log", "mail.%", "base.%"]
"""Odoo's own notes about what is installed; they change by design."""


PASSING = {"is_manually_modified", "write_date", "write_uid"}
"""What Odoo notes of a row whose link to something of ours is emptied."""


class Scratch:
    """One database, dropped in the end."""

    def __init__(self, template):
        self.name = f"{template.partition('tpl_')[0]}life_{uuid.uuid4().hex[:8]}"
        self._databases = database.Databases(None, postgres.get_postgres())
        self._databases.clone(template, self.name)

    def drop(self):
        self._databases.drop(self.name)

    # Odoo

    def odoo(self, *arguments, script=None):
        """Run Odoo to its end; its log.

        :raises AssertionError: when it fails or logs a warning nobody expects
        """
        command = [str(settings.BIN / "odoo"), *arguments]
        command += ["-c", os.environ["ODOO_RC"], "-d", self.name, "--no-http"]
        done = subprocess.run(
            command,
            input=script,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=None if script else subprocess.DEVNULL,
        )
        complaints = log_check.find_complaints(done.stdout)
        assert done.returncode == 0, done.stdout[-4000:]
        assert not complaints, "\n".join(map(" ".join, complaints))
        return done.stdout

    def install(self, addon):
        self._run_once("-i", addon)

    def upgrade(self, addon):
        self._run_once("-u", addon)

    def _run_once(self, *arguments):
        options = ("--skip-auto-install", "--stop-after-init", "--max-cron-threads=0")
        self.odoo(*arguments, *options)

    def uninstall(self, addon):
        self.odoo(
            "shell",
            "--log-level=warn",
            script=f"""
module = env["ir.module.module"].search([("name", "=", "{addon}")])
module.button_immediate_uninstall()
""",
        )

    def seed(self):
        """Fill in what a company would have after some weeks."""
        self.odoo("shell", "--log-level=warn", script=SEED.read_text())

    # what is in it

    def sql(self, query, *parameters):
        return _query(self.name, query, parameters)

    def get_modules(self):
        rows = self.sql("SELECT name FROM ir_module_module WHERE state = 'installed'")
        return {name for (name,) in rows}

    def get_rows(self, table):
        """The rows of a table by id: {id: {column: text}}, without what is volatile."""
        query = f'SELECT id, to_jsonb("{table}") FROM "{table}"'
        return {
            number: {name: row[name] for name in row.keys() - PASSING}
            for number, row in self.sql(query)
        }

    def get_counts(self, without=()):
        """{model: number of rows} of the models that addons ``without`` do not own."""
        found = {}
        for model, table in self.sql(COUNTED, VOLATILE, list(without)):
            if model not in ("res.lang", "res.config"):
                found[model] = self.sql(f'SELECT count(*) FROM "{table}"')[0][0]
        return found

    def get_own_rows(self, addons):
        """{model: number of records} that only ``addons`` brought along."""
        query = """
            SELECT data.model, count(DISTINCT data.res_id) FROM ir_model_data data
            WHERE data.module = ANY(%s) AND NOT EXISTS (
                SELECT FROM ir_model_data other
                WHERE other.model = data.model AND other.res_id = data.res_id
                  AND other.module != ALL(%s))
            GROUP BY 1
        """
        return dict(self.sql(query, list(addons), list(addons)))

    def has_table(self, name):
        return bool(self.sql("SELECT to_regclass(%s)", name)[0][0])

    def get_leftovers(self, addons):
        """What uninstalled addons left in Odoo's own tables."""
        return self.sql(
            "SELECT module, model, name FROM ir_model_data WHERE module = ANY(%s)",
            list(addons),
        )


def get_differences(before, after, may_lose=()):
    """How ``after`` differs from ``before`` in the columns both have.

    Both are ``{table: rows}``; columns ``may_lose`` may become empty, as a link to a
    record does whose addon is gone.
    """
    found = []
    for table, rows in before.items():
        if rows.keys() != after[table].keys():
            found.append((table, sorted(rows.keys() ^ after[table].keys())))
            continue
        for number, row in rows.items():
            now = after[table][number]
            for name in row.keys() & now.keys():
                lost = name in may_lose and now[name] is None
                if row[name] != now[name] and not lost:
                    found.append((table, number, name, row[name], now[name]))
    return found


def get_template():
    """The template with our addons, without demo data."""
    name = os.environ.get("GUANJIA_TEMPLATE")
    assert name, "these tests need the databases of ./guanjia test"
    return name


def get_base_template():
    """The template with what our addons depend on, and nothing of ours."""
    pattern = get_template().partition("tpl_")[0] + "tpl_base_%"
    query = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY datname"
    return _query("postgres", query, [pattern])[-1][0]


def get_above(addon):
    """``addon`` and the addons that depend on it."""
    return repo.ADDONS[repo.ADDONS.index(addon) :]


def _query(name, query, parameters=()):
    connection = psycopg2.connect(dbname=name)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall()
    finally:
        connection.close()
