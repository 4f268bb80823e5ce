from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .race_common import EstateRaceCase


@tagged("post_install", "-at_install")
class TestDunningConcurrency(EstateRaceCase):
    """Letter and payment in the same instant, two jobs at once (PO-4.1.3.x)."""

    _company_name = "Dunning Race"
    _removed = (
        "DELETE FROM policy_duty_log WHERE duty_id IN"
        " (SELECT id FROM policy_duty WHERE company_id = %s)",
        "DELETE FROM policy_duty WHERE company_id = %s",
        "DELETE FROM property_dunning_hold WHERE company_id = %s",
        "UPDATE property_dunning_case SET step_id = NULL WHERE company_id = %s",
        "DELETE FROM property_dunning_step WHERE company_id = %s",
        "DELETE FROM property_dunning_case WHERE company_id = %s",
        "DELETE FROM property_late_fee WHERE company_id = %s",
        "DELETE FROM property_dunning_policy WHERE company_id = %s",
    )

    def _prepare_case(self, env):
        company = env.company
        env["property.dunning.policy"].create(
            {"company_id": company.id, "date_from": self.today - timedelta(days=90)}
        )
        self.move = self._bill(env, 100, days=60)
        env["property.dunning.case"]._process_chunk(company, self.today, [self.unit])

    def _case(self, env):
        return env["property.dunning.case"].search([("unit_id", "=", self.unit)])

    def test_a_payment_committed_between_generation_and_sending(self):
        """PO-4.1.3.x: the letter that was generated is never sent."""
        with self._env() as env:
            self._pay(env, self.move)
        with self._env() as env:
            step = self._case(env).step_ids
            self.assertTrue(step._get_send_reasons()[step.id])
            self.assertFalse(step._find_unsent() & step)
            self.assertEqual(self._case(env).state, "settled")

    @mute_logger("odoo.sql_db")
    def test_a_payment_committed_while_the_letter_is_being_sent(self):
        """PO-4.1.3.x: who sends has an older view, and is told so in time."""
        sender = self._env()
        step = self._case(sender.env).step_ids
        self.assertFalse(step._get_send_reasons()[step.id])  # its snapshot: owed
        with self._env() as env:
            self._pay(env, self.move)
        with self.assertRaises(SerializationFailure):
            step._lock_cases()
        sender.cr.rollback()
        sender.cr.close()

    @mute_logger("odoo.sql_db")
    def test_a_payment_waits_while_the_letter_is_being_sent(self):
        """PO-4.1.3.x: one after the other, never both at once."""
        sender = self._env()
        self._case(sender.env).step_ids._lock_cases()
        payer = self._env()
        payer.cr.execute("SET LOCAL lock_timeout = '200ms'")
        with self.assertRaises(LockNotAvailable):
            self._pay(payer.env, self.move)
            payer.env.flush_all()
        for one in (payer, sender):
            one.cr.rollback()
            one.cr.close()

    def test_two_jobs_at_once_open_one_step(self):
        """PO-4.1.3.x: the second leaves to the first what it holds."""
        with self._env() as env:
            case = self._case(env)
            case.step_id._mark_sent()
            case.step_id._finish("signed")
            case._write_protected({"date_next": case.date_open})
        first, second = self._env(), self._env()
        moved = []
        for one in (first, second):
            case = self._case(one.env)
            company = case.company_id
            day = company._policy_today()
            moved.append(case._process_chunk(company, day, case.unit_id.ids))
        for one in (first, second):
            one.env.flush_all()
            one.cr.commit()  # pylint: disable=invalid-commit  # a real transaction
            one.cr.close()
        self.assertEqual(moved, [1, 0])
        with self._env() as env:
            steps = self._case(env).step_ids
            self.assertEqual(steps.mapped("kind"), ["notice", "final_notice"])
            self.assertEqual(len(steps._get_duties()), 2)
