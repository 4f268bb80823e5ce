from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .race_common import CommittedEnv

NAME = "Dunning Race"


@tagged("post_install", "-at_install")
class TestDunningConcurrency(BaseCase):
    """Letter and payment in the same instant, two jobs at once (PO-4.1.3.x).

    Real transactions; the company stays, archived, for the next time.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.company = self.estate = self.building = self.unit = self.partner = 0
        self.addCleanup(self._remove)
        with self._env() as env:
            self._prepare(env)

    def _env(self):
        return CommittedEnv(self.registry)

    def _prepare(self, env):
        companies = env["res.company"].with_context(active_test=False)
        company = companies.search([("name", "=", NAME)], limit=1)
        if company:
            company.active = True
        else:
            company = companies.create({"name": NAME, "policy_tz": "Asia/Shanghai"})
            env["account.chart.template"].try_loading(
                "generic_coa", company, install_demo=False
            )
        env.user.company_ids |= company
        env = env(context={"allowed_company_ids": company.ids})
        estate = env["property.estate"].create({"name": NAME, "company_id": company.id})
        building = env["property.building"].create(
            {"name": "1", "estate_id": estate.id}
        )
        unit = env["property.unit"].create({"name": "1", "building_id": building.id})
        partner = env["res.partner"].create({"name": NAME, "email": "race@example.com"})
        self.company, self.estate, self.building = company.id, estate.id, building.id
        self.unit, self.partner = unit.id, partner.id
        today = company._policy_today()
        env["property.dunning.policy"].create(
            {"company_id": company.id, "date_from": today - timedelta(days=90)}
        )
        self._bill(env, unit, today - timedelta(days=60))
        env["property.dunning.case"]._process_chunk(company, today, unit.ids)

    def _bill(self, env, unit, day):
        income = env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", self.company)],
            limit=1,
        )
        line = {
            "name": "Fee",
            "quantity": 1,
            "price_unit": 100,
            "account_id": income.id,
            "tax_ids": False,
        }
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "property_unit_id": unit.id,
                "property_kind": "bill",
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        move.action_post()
        self.move = move.id

    def _pay(self, env):
        """The bill is paid, by the door every payment goes through."""
        env = env(context={"allowed_company_ids": [self.company]})
        move = env["account.move"].browse(self.move)
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({}).action_create_payments()

    def _case(self, env):
        env = env(context={"allowed_company_ids": [self.company]})
        return env["property.dunning.case"].search([("unit_id", "=", self.unit)])

    def test_a_payment_committed_between_generation_and_sending(self):
        """PO-4.1.3.x: the letter that was generated is never sent."""
        with self._env() as env:
            self._pay(env)
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
            self._pay(env)
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
            self._pay(payer.env)
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

    def _remove(self):
        """Take everything out again, evidence that nobody may delete included."""
        with self._env() as env:
            for query in (
                "DELETE FROM policy_duty_log WHERE duty_id IN"
                " (SELECT id FROM policy_duty WHERE company_id = %s)",
                "DELETE FROM policy_duty WHERE company_id = %s",
                "DELETE FROM property_dunning_hold WHERE company_id = %s",
                "UPDATE property_dunning_case SET step_id = NULL WHERE company_id = %s",
                "DELETE FROM property_dunning_step WHERE company_id = %s",
                "DELETE FROM property_dunning_case WHERE company_id = %s",
                "DELETE FROM property_late_fee WHERE company_id = %s",
                "DELETE FROM property_dunning_policy WHERE company_id = %s",
                "DELETE FROM account_payment_register WHERE company_id = %s",
                "DELETE FROM account_partial_reconcile WHERE company_id = %s",
                "DELETE FROM account_payment WHERE company_id = %s",
                "DELETE FROM account_move_line WHERE company_id = %s",
                "DELETE FROM account_move WHERE company_id = %s",
            ):
                env.cr.execute(SQL(query, self.company))
            for table, record in (
                ("property_unit", self.unit),
                ("property_building", self.building),
                ("property_estate", self.estate),
            ):
                env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), record)
                )
            env.invalidate_all()
            env["res.partner"].browse(self.partner).unlink()
            company = env["res.company"].browse(self.company)
            company.active = False
            env.user.company_ids -= company
