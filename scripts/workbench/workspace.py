"""Everything a command needs, in the order in which it is made."""

import os

from . import browser, odoo_source, postgres, python_env, settings, shell
from .console import Failure, say
from .database import Databases


class Workspace:
    """Odoo, Python packages, PostgreSQL and databases, ready to use."""

    def __init__(self, with_tests=False):
        self.with_tests = with_tests

    def __enter__(self):
        settings.prepare()
        with shell.locked("setup"):
            self.source = odoo_source.get_source()
            python_env.ensure(self.source, self.with_tests)
            self._get_browser()
        self.postgres = postgres.get_postgres()
        self.databases = Databases(self.source, self.postgres)
        try:
            self.postgres.start()
        except BaseException:
            self.postgres.release()
            raise
        return self

    def __exit__(self, *error):
        self.postgres.release()

    def _get_browser(self):
        """Tests cannot do without a browser; the product only loses its PDFs."""
        try:
            browser.ensure()
        except Failure as failure:
            if self.with_tests:
                raise
            say(f"WARNING: forms cannot be printed: {failure.what}. {browser.REMEDY}")

    def get_template(self, kind):
        with shell.locked("template"):
            return self.databases.get_template(kind)

    def get_environment(self):
        """For programs that work on a database of ours."""
        folders = (settings.ROOT / "scripts", settings.ROOT)
        return {
            **os.environ,
            "CHROME_BIN": str(browser.CHROMIUM),
            "PATH": os.pathsep.join((str(settings.BIN), os.environ.get("PATH", ""))),
            "PGHOST": self.postgres.host,
            "PGPORT": self.postgres.port,
            "PGUSER": self.postgres.user,
            "PYTHONPATH": os.pathsep.join(map(str, folders)),
        }
