import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

from odoo.addons.cs_policy.exceptions import PolicyRefusal


class RaceCase(BaseCase):
    """Real transactions against each other; what they commit, ``_remove`` takes out.

    A case says in ``_prepare(env)`` what there is before, with its ``company``.
    """

    company = 0

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        with self._env() as env:
            self._prepare(env)

    def _env(self):
        return CommittedEnv(self.registry)

    def _race(self, *acts):
        """Run ``acts`` (functions of an environment) at once: (outcomes, tries).

        Every act has taken its snapshot of the database before any of them goes
        on, so that none can see what the other does.
        """
        start = threading.Barrier(len(acts))
        outcomes, tries = [None] * len(acts), [0] * len(acts)

        def run(index):
            with self._env() as env:
                env = env(context={"allowed_company_ids": [self.company]})

                def attempt():
                    tries[index] += 1
                    env.cr.execute("SELECT count(*) FROM res_company")
                    if tries[index] == 1:
                        start.wait(20)
                    outcomes[index] = acts[index](env)
                    env.cr.flush()
                    env.cr.commit()

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

    def __init__(self, registry):
        self.cr = registry.cursor()
        self.env = api.Environment(self.cr, SUPERUSER_ID, {})

    def __enter__(self):
        return self.env

    def __exit__(self, kind, *_rest):
        try:
            if kind is None:
                self.env.cr.flush()
                self.cr.commit()  # pylint: disable=invalid-commit  # a real transaction
        finally:
            self.cr.close()
