import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

from ..exceptions import PolicyRefusal


class RaceCase(BaseCase):
    """Real transactions at the same instant; what they leave is committed.

    A class prepares what it needs in ``_prepare`` and takes it out in ``_remove``.
    """

    _racer = SUPERUSER_ID
    """User by whom the acts of a race are done."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        with self._env() as env:
            self._prepare(env)

    def _prepare(self, env):
        """Make what the races need, in a transaction of its own."""

    def _remove(self):
        """Take everything out again, also what nobody may delete."""

    def _env(self, uid=SUPERUSER_ID):
        """An environment that is committed when its block ends well."""
        return CommittedEnv(self.registry, uid, self._get_context())

    def _get_context(self):
        return {}

    def _open(self):
        """An environment whose transaction is open until the test is over."""
        one = self._env()
        self.addCleanup(one.cr.close)  # before what it may hold is removed
        return one.env

    def _race(self, *acts):
        """Run ``acts`` (functions of an environment) at once: (outcomes, tries).

        Every act has taken its snapshot of the database before any of them goes
        on, so that none can see what the other does. The outcome is what the act
        returns, or the clauses for which it was refused.
        """
        start = threading.Barrier(len(acts))
        outcomes, tries = [None] * len(acts), [0] * len(acts)

        def run(index):
            with self._env(self._racer) as env:

                def attempt():
                    tries[index] += 1
                    env.cr.execute("SELECT count(*) FROM res_company")
                    if tries[index] == 1:
                        start.wait(20)
                    outcomes[index] = acts[index](env)
                    env.cr.flush()
                    env.cr.commit()  # pylint: disable=invalid-commit

                try:
                    retrying(attempt, env)
                except PolicyRefusal as refusal:
                    env.cr.rollback()
                    outcomes[index] = refusal.clauses

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
        # The runner holds the lock of the registry, which threads ask in passing.
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch("odoo.service.model.random.uniform", lambda low, high: 0.05),
            patch.object(Registry, "_lock", DummyRLock()),
        ):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        return outcomes, sum(tries)


class CommittedEnv:
    """An environment on a cursor of its own, committed when nothing went wrong."""

    def __init__(self, registry, uid=SUPERUSER_ID, context=None):
        self.cr = registry.cursor()
        self.env = api.Environment(self.cr, uid, context or {})

    def __enter__(self):
        return self.env

    def __exit__(self, kind, *_rest):
        try:
            if kind is None:
                self.env.cr.flush()
                self.cr.commit()  # pylint: disable=invalid-commit  # a real transaction
        finally:
            self.cr.close()
