from contextlib import ExitStack

from odoo import api
from odoo.tests import TransactionCase, tagged

from odoo.addons.cs_policy.models import policy_duty_plan_generate as generator


@tagged("-at_install", "post_install")
class TestDutyConcurrency(TransactionCase):
    """X-2: two runs at the same instant make no doubles (two real transactions)."""

    def setUp(self):
        super().setUp()
        self.stack = ExitStack()
        self.addCleanup(self.stack.close)
        setup = self._open_env()
        company = setup.company
        self.clause = setup["policy.clause"].create(
            {"code": "CS-99.3", "name": "Two at once", "part": "CS"}
        )
        self.plan_id = (
            setup["policy.duty.plan"]
            .create(
                {
                    "name": "Two at once",
                    "clause_id": self.clause.id,
                    "company_id": company.id,
                    "rrule": "FREQ=DAILY",
                    "role_type": "group_any",
                    "role_group_id": setup.ref("cs_policy.cs_policy_group_agent").id,
                }
            )
            .id
        )
        setup.cr.commit()
        self.addCleanup(self._clean_up)

    def _open_env(self):
        """An environment on a connection of its own, not the test's."""
        cr = self.stack.enter_context(self.registry._db.cursor())
        return api.Environment(cr, self.env.uid, {})

    def _clean_up(self):
        env = self._open_env()
        for query in (
            "DELETE FROM policy_duty WHERE plan_id = %s",
            "DELETE FROM policy_duty_plan WHERE id = %s",
        ):
            env.cr.execute(query, [self.plan_id])
        env.cr.execute("DELETE FROM policy_clause WHERE code = 'CS-99.3'")
        env.cr.commit()

    def _count(self):
        env = self._open_env()
        env.cr.execute(
            "SELECT count(*), count(DISTINCT occurrence_key) FROM policy_duty"
            " WHERE plan_id = %s",
            [self.plan_id],
        )
        return env.cr.fetchone()

    def _plan(self, env):
        return env["policy.duty.plan"].browse(self.plan_id)

    def test_the_second_run_leaves_the_plan_to_the_first(self):
        """X-2"""
        first, second = self._open_env(), self._open_env()
        created = self._plan(first)._generate()
        self.assertGreater(created, 0)
        self.assertEqual(self._plan(second)._generate(), 0)
        second.cr.commit()
        first.cr.commit()
        self.assertEqual(self._count(), (created, created))

    def test_a_run_with_an_older_view_makes_no_doubles(self):
        """X-2: the second began before the first committed."""
        first, second = self._open_env(), self._open_env()
        self._plan(second).read(["rrule"])  # its snapshot is taken here
        created = self._plan(first)._generate()
        first.cr.commit()
        self.assertEqual(self._plan(second)._generate(), 0)
        second.cr.commit()
        self.assertEqual(self._count(), (created, created))

    def test_without_any_lock_the_index_alone_keeps_it_single(self):
        """X-2: even a run that ignores the lock can't insert a second row."""
        first, second = self._open_env(), self._open_env()
        created = self._plan(first)._generate()
        first.cr.commit()
        self.patch(generator.PolicyDutyPlan, "_lock_for_run", lambda plan: True)
        self.assertEqual(self._plan(second)._generate(), 0)
        second.cr.commit()
        self.assertEqual(self._count(), (created, created))
