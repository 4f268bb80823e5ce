"""Databases: installed once as a template, then cloned in a fraction of a second.

A template is named after a hash of everything that shapes it. Templates build on
one another: ``base`` holds what our addons depend on, ``beside`` what is installed
beside them, by hand as it were (China's chart of accounts, the payment provider for
demonstrations). ``test`` adds our addons to it; ``china`` makes the first company one
that books in China, and ``demo`` adds our addons with their demo data to that.
"""

import ast
import os
import shutil
import subprocess
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from . import log_check, odoo_config, settings
from .console import Failure, say

EXTENSIONS = ("pg_trgm",)
UNTRACKED = {"tests", "__pycache__"}
PREGENERATE = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


DEMO_ZONE = ZoneInfo("Asia/Shanghai")
CHINA = (settings.ROOT / "scripts/demo_company.py").read_text()
"""What turns the first company into the one of the demonstration."""


class Level(NamedTuple):
    """One template: ``modules`` and then ``script`` on top of the level before."""

    stem: str
    key: list
    modules: list
    script: str = ""
    with_demo: bool = False
    what: str = ""


class Databases:
    """The databases of one PostgreSQL that belong to this state directory."""

    def __init__(self, source, postgres):
        self.source = source
        self.postgres = postgres

    def name(self, stem):
        return f"{self.postgres.prefix}{stem}"

    # templates

    def get_template(self, kind):
        """The name of the finished template ``kind`` (test or demo), made if new."""
        levels = self._get_levels(kind)
        names = [self._get_template_name(level) for level in levels]
        if self._is_finished(names[-1]):
            return names[-1]
        parent = None
        for level, name in zip(levels, names, strict=True):
            if not self._is_finished(name):
                say(level.what or f"installing {', '.join(level.modules)}")
                self._make_template(name, parent, level)
            parent = name
        for level in levels:
            self._drop_outdated(level.stem, keep=set(names))
        return names[-1]

    def _get_levels(self, kind):
        """The templates that ``kind`` stands on, each on the one before, and itself."""
        origin = [self.source.origin, _hash_locks()]
        outside, beside = get_outside_dependencies(), settings.PINS["beside"]
        what = "installing the addons ours depend on (once, about a minute)"
        base = Level("base", [*origin, outside], outside, what=what)
        above = Level("beside", [*base.key, beside], beside)
        addons = settings.PINS["addons"]
        if kind == "test":
            key = [*above.key, hash_addons()]
            # otherwise every browser test builds the bundles again
            return base, above, Level("test", key, addons, PREGENERATE)
        what = "setting up a company in China"
        china = Level("china", [*above.key, CHINA], [], CHINA, what=what)
        # demo data are told from today: those of yesterday are a day out
        key = [*china.key, hash_addons(), str(datetime.now(DEMO_ZONE).date())]
        what = f"installing {', '.join(addons)} with demo data"
        demo = Level("demo", key, addons, with_demo=True, what=what)
        return base, above, china, demo

    def _get_template_name(self, level):
        return self.name(f"tpl_{level.stem}_{settings.hash_of(level.key)}")

    def _is_finished(self, name):
        query = f"SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate"
        return bool(self.postgres.sql(query))

    def _make_template(self, name, parent, level):
        if parent:
            self.clone(parent, name)
        else:
            self._create(name)
        if level.modules:
            self._install(name, level, languages=not parent)
        if level.script:
            self.run_shell(name, level.script)
        self.postgres.sql(f'ALTER DATABASE "{name}" IS_TEMPLATE true')

    def _create(self, name):
        self.drop(name)
        # made here rather than by Odoo, which logs an error for a missing extension
        self.postgres.sql(
            f"CREATE DATABASE \"{name}\" ENCODING 'unicode' LC_COLLATE 'C'"
            " TEMPLATE template0"
        )
        for extension in EXTENSIONS:
            known = f"SELECT 1 FROM pg_available_extensions WHERE name = '{extension}'"
            if self.postgres.sql(known):
                query = f"CREATE EXTENSION IF NOT EXISTS {extension}"
                self.postgres.sql(query, name)

    def _install(self, name, level, languages):
        arguments = ["-i", ",".join(level.modules)]
        if languages:
            arguments += ["--load-language", ",".join(settings.PINS["languages"])]
        warnings = self.run_odoo(name, "install", *arguments, with_demo=level.with_demo)
        self._get_warning_file(name).write_text("\n".join(warnings))

    def _get_warning_file(self, name):
        return settings.LOGS / f"{name}.warnings"

    def get_warnings(self, template):
        """What Odoo complained about when it installed ``template``."""
        path = self._get_warning_file(template)
        return path.read_text().splitlines() if path.exists() else []

    def update(self, name):
        """Bring the addons of a kept database up to the code of the checkout.

        Demo data are left as they are: people may have changed or removed what new
        demo data would build on.
        """
        modules = settings.PINS["addons"]
        names = ", ".join(f"'{module}'" for module in modules)
        mark = "UPDATE ir_module_module SET demo = {} WHERE name IN ({})"
        self.postgres.sql(mark.format("false", names), name)
        self.run_odoo(name, "update", "-u", ",".join(modules))
        self.postgres.sql(mark.format("true", names), name)

    def run_odoo(self, name, log_name, *arguments, **options):
        """Run Odoo to its end on database ``name``; ``options`` are its settings.

        :returns: the unexpected warnings it logged
        :raises Failure: when it fails or logs an error
        """
        path = settings.LOGS / f"{log_name}.log"
        config = self.write_config(log_name, name, **options)
        command = [settings.BIN / "odoo", "-c", config, "-d", name, *arguments]
        command += ["--skip-auto-install", "--stop-after-init", "--no-http"]
        command += ["--max-cron-threads=0"]
        with open(path, "w") as log:
            code = subprocess.run(command, stdout=log, stderr=log).returncode
        text = path.read_text(errors="replace")
        complaints = log_check.find_complaints(text)
        lines = [f"{level} {message}" for level, message in complaints]
        if code or any(level != "WARNING" for level, _message in complaints):
            raise Failure(
                f"Odoo's {log_name} of {name} failed",
                f"read {path}; the line above usually names the file at fault",
                "\n".join(lines[:20]) or text[-2000:],
            )
        return lines

    def run_shell(self, name, script, more_addons=(), **options):
        """Run a script with ``env`` in Odoo's shell."""
        config = self.write_config("shell", name, more_addons=more_addons)
        command = [settings.BIN / "odoo", "shell", "-c", config, "-d", name]
        command += ["--no-http", "--log-level=warn"]
        process = subprocess.run(command, input=script, text=True, **options)
        if process.returncode:
            raise Failure(f"a script failed in Odoo's shell on {name}")

    def set_address(self, name, port):
        """PDFs fetch their styles from the server that prints them, on its own port."""
        self.postgres.sql(
            "INSERT INTO ir_config_parameter (key, value) VALUES"
            f" ('report.url', 'http://{settings.HOST}:{port}')"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
            name,
        )

    def write_config(self, kind, name, **options):
        return odoo_config.write(kind, self.source, self.postgres, name, **options)

    def _drop_outdated(self, stem, keep):
        for name in self.postgres.get_databases() - keep:
            if name.startswith(self.name(f"tpl_{stem}_")):
                self.drop(name)
                self._get_warning_file(name).unlink(missing_ok=True)

    # clones

    def clone(self, template, name):
        """A copy of ``template``, filestore included; never half a copy."""
        fresh = f"{name}_fresh"
        self.drop(fresh)
        self.postgres.sql(f'CREATE DATABASE "{fresh}" TEMPLATE "{template}"')
        self.postgres.sql(
            "UPDATE ir_config_parameter SET value = gen_random_uuid()::text"
            " WHERE key = 'database.uuid'",
            fresh,
        )
        self.drop(name)
        stores = settings.DATA / "filestore"
        if (stores / template).exists():
            # attachments never change in place, so the files can be shared
            shutil.copytree(
                stores / template, stores / name, copy_function=_link, symlinks=True
            )
        self.postgres.sql(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
        return name

    def exists(self, name):
        return name in self.postgres.get_databases()

    def drop(self, name):
        if self.exists(name):
            self.postgres.sql(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
            self.postgres.sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(settings.DATA / "filestore" / name, ignore_errors=True)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _hash_locks():
    names = ("requirements.lock", "requirements-addons.lock")
    files = [settings.ROOT / name for name in names]
    return settings.hash_of(settings.PINS["languages"], *files)


def hash_addons():
    """A hash of every file of our addons that ends up in a database."""
    parts = []
    for path in sorted(settings.ADDONS.rglob("*")):
        inside = path.relative_to(settings.ADDONS)
        if path.is_file() and not UNTRACKED & set(inside.parts):
            parts += [str(inside), path]
    return settings.hash_of(*parts)


def get_outside_dependencies():
    """What our addons depend on, apart from one another."""
    ours = set(settings.PINS["addons"])
    needed = set()
    for addon in ours:
        manifest = (settings.ADDONS / addon / "__manifest__.py").read_text()
        needed |= set(ast.literal_eval(manifest)["depends"])
    return sorted(needed - ours)
