from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .papers_common import PapersCase

FRIDAY = date(2026, 11, 27)


class TestAuthenticationBatch(PapersCase):
    """Contracts go to the housing bureau in batches, complete ones only."""

    def test_everything_missing_is_said_at_once(self):
        """SA-1.1.2: seal, ID photocopies of both buyers, in one refusal."""
        contract = self._create_active(buyers=[(self.ann, 50), (self.bob, 50)])
        with self.assertRaises(PolicyRefusal) as caught:
            self._create_batch()._add_contracts(contract)
        messages = self._get_messages(caught.exception.reasons)
        self.assertIn("A-original is not sealed.", messages)
        self.assertIn("B-original is not sealed.", messages)
        self.assertIn("ID photocopy of Ann missing.", messages)
        self.assertIn("ID photocopy of Bob missing.", messages)
        self.assertIn("SA-1.1.2", caught.exception.clauses)

    def test_the_pipeline_says_which_paper_is_missing(self):
        """SA-1.1.2: the blocker of the contract is the ID photocopy."""
        contract = self._create_active(buyers=[(self.ann, 50), (self.bob, 50)])
        contract.with_user(self.sale_archivist).action_seal()
        self._register_ids(contract, self.ann)
        contract.invalidate_recordset()
        self.assertEqual(contract.blocker, "ID photocopy of Bob missing.")
        self._register_ids(contract, self.bob)
        contract.invalidate_recordset()
        self.assertFalse(contract.blocker)

    def test_only_complete_contracts_join(self):
        """SA-1.1.2: filling the batch leaves the others out."""
        ready = self._create_sealed()
        self._create_active(self.units[1])
        batch = self._create_batch()
        batch.action_fill()
        self.assertEqual(batch.line_ids.contract_id, ready)
        batch.action_fill()
        self.assertEqual(batch.line_count, 1)

    def test_another_role_takes_nothing_to_the_bureau(self):
        """SA-1.1.2: joining, taking, closing are the clerk's."""
        contract = self._create_sealed()
        batch = self._create_batch()
        for user in (self.sale_user, self.sale_archivist):
            with self.assertRaises(PolicyRefusal) as caught:
                batch.with_user(user)._add_contracts(contract)
            self.assertEqual(caught.exception.clauses, ["SA-1.1.2"])
        batch._add_contracts(contract)
        for action in ("action_take", "action_close", "action_fill", "action_cancel"):
            with self.assertRaises(PolicyRefusal) as caught:
                getattr(batch.with_user(self.sale_user), action)()
            self.assertIn("SA-1.1.2", caught.exception.clauses)
        with self.assertRaises(AccessError):
            batch.line_ids.with_user(self.sale_user).number = "1"

    def test_the_originals_are_at_the_bureau_until_the_result(self):
        """SA-1.1.2: lent to the bureau by custody, back with the result."""
        contract = self._create_sealed()
        batch = self._create_batch()
        batch._add_contracts(contract)
        batch.action_take()
        for kind in ("a_original", "b_original", "id_photocopy"):
            copy = self._get_copy(contract, kind)
            self.assertEqual((copy.state, copy.holder), ("lent", "bureau"))
            self.assertEqual(copy.date_due_back, date(2026, 12, 1))
        self.assertEqual(self._get_copy(contract, "a_duplicate").state, "ours")
        with self.assertRaises(PolicyRefusal) as caught:
            batch.action_close()
        self.assertIn("T-0001", str(caught.exception))
        batch.line_ids.number = "JZ-1"
        batch.line_ids.action_authenticate()
        self.assertEqual(contract.date_authenticated, TODAY)
        self.assertEqual(contract.authentication_number, "JZ-1")
        self.assertEqual(self._get_copy(contract, "a_original").state, "ours")
        batch.action_close()
        self.assertEqual(batch.state, "closed")

    def test_a_result_needs_number_or_reason(self):
        """SA-1.1.2: authenticated with its number, returned with why."""
        contract = self._create_sealed()
        batch = self._create_batch()
        batch._add_contracts(contract)
        line = batch.line_ids
        line.number = "JZ-1"
        with self.assertRaises(PolicyRefusal):
            line.action_authenticate()  # it was not even taken there
        batch.action_take()
        line.number = False
        for action in (line.action_authenticate, line.action_return):
            with self.assertRaises(PolicyRefusal) as caught:
                action()
            self.assertEqual(caught.exception.clauses, ["SA-1.1.2"])
        line.write({"number": "JZ-1", "date_result": date(2026, 11, 23)})
        with self.assertRaises(PolicyRefusal):
            line.action_authenticate()

    def test_what_was_returned_comes_again_in_the_next_batch(self):
        """SA-1.1.2: the reason is kept, the contract is in Friday's batch."""
        contract = self._create_sealed()
        batch, following = self._create_batch(), self._create_batch(FRIDAY)
        batch._add_contracts(contract)
        batch.action_take()
        batch.line_ids.reason = "Name misspelt"
        batch.line_ids.action_return()
        self.assertEqual(batch.line_ids.state, "returned")
        self.assertEqual(following.line_ids.contract_id, contract)
        self.assertEqual(self._get_copy(contract, "a_original").state, "ours")
        self.assertFalse(contract.date_authenticated)
        batch.action_close()
        contract.invalidate_recordset()
        self.assertIn(following.name, contract.blocker)

    def test_a_contract_waits_in_one_batch(self):
        """SA-1.1.2: two clerks at the same instant, one of them wins."""
        contract = self._create_sealed()
        batch, following = self._create_batch(), self._create_batch(FRIDAY)
        batch._add_contracts(contract)
        with self.assertRaises(PolicyRefusal) as caught:
            following._add_contracts(contract)
        self.assertIn(batch.name, str(caught.exception))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            following._join(contract)
            self.env.flush_all()

    def test_a_paper_that_left_in_between_stops_the_trip(self):
        """SA-1.1.2: asked again when the batch is taken, and not before its day."""
        contract = self._create_sealed()
        batch = self._create_batch(FRIDAY)
        batch._add_contracts(contract)
        with self.assertRaises(PolicyRefusal):
            batch.action_take()  # it is Tuesday
        self._get_copy(contract, "id_photocopy").sudo()._change_state("lost", "Gone")
        with (
            freeze_time("2026-11-27 02:00:00"),
            self.assertRaises(PolicyRefusal) as caught,
        ):
            batch.action_take()
        self.assertIn("ID photocopy of Ann missing.", str(caught.exception))
        with self.assertRaises(PolicyRefusal):
            self._create_batch().action_take()  # nothing is in it

    def test_a_day_without_a_trip_frees_its_contracts(self):
        """SA-1.1.2"""
        contract = self._create_sealed()
        batch = self._create_batch()
        batch._add_contracts(contract)
        batch.action_cancel()
        self.assertEqual(batch.line_ids.state, "withdrawn")
        self._create_batch(FRIDAY)._add_contracts(contract)

    def test_results_are_not_changed_afterwards(self):
        """SA-1.1.2: neither by the clerk nor by sudo."""
        self._create_authenticated()
        batch = self._create_batch()
        with self.assertRaises(UserError):
            batch.line_ids.number = "other"
        for values in ({"state": "waiting"}, {"contract_id": False}):
            with self.assertRaises(UserError):
                batch.line_ids.sudo().write(values)
        with self.assertRaises(UserError):
            batch.sudo().write({"date": FRIDAY})
        with self.assertRaises(UserError):
            batch.line_ids.sudo().unlink()

    def test_asking_takes_the_same_queries_for_many(self):
        """SA-1.1.2: constant, whatever the number of contracts."""
        units = self.units | self.env["property.unit"].create(
            [
                {"name": f"8{n:02}", "building_id": self.building.id, "gross_area": 90}
                for n in range(12)
            ]
        )
        contracts = self.env["sale.home.contract"]
        for unit in units:
            contracts |= self._create_sealed(unit).with_user(self.sale_user)
        counts = []
        for some in (contracts, contracts[:2], contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._get_authenticate_reasons()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])


class TestBatchClock(PapersCase):
    """Batches are made ahead by the clock, each once."""

    def _create(self):
        batches = self.env["authentication.batch"]
        return batches._create_ahead(self.company).mapped("date")

    def test_three_weeks_ahead_and_once(self):
        """SA-1.1.2: Tuesdays and Fridays from today on."""
        days = self._create()
        self.assertEqual(days[:3], [TODAY, FRIDAY, date(2026, 12, 1)])
        self.assertEqual(days[-1], date(2026, 12, 15))
        self.assertFalse(self._create())

    def test_the_company_says_on_which_days(self):
        """SA-1.1.2: weekdays are a parameter."""
        self._set_parameter("authentication_weekdays", "WE")
        self.assertEqual(self._create()[0], date(2026, 11, 25))

    def test_a_holiday_of_the_company_moves_the_day(self):
        """SA-1.1.2: asked from its own calendar; the batch says from which day."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Anniversary",
                "company_id": self.company.id,
                "calendar_id": False,
                "date_from": self.company._policy_utc(FRIDAY),
                "date_to": self.company._policy_utc(FRIDAY, 24),
            }
        )
        self._create()
        batch = self.env["authentication.batch"].search(
            [("company_id", "=", self.company.id), ("date_nominal", "=", FRIDAY)]
        )
        self.assertEqual(batch.date, date(2026, 11, 30))

    def test_after_downtime_it_goes_on_from_today(self):
        """SA-1.1.2: an empty day that passed is cancelled, its duty with it."""
        self._create()
        with freeze_time("2026-12-17 02:00:00"):
            days = self._create()
        self.assertEqual(days[0], date(2026, 12, 18))
        past = self.env["authentication.batch"].search(
            [("company_id", "=", self.company.id), ("date", "<", "2026-12-17")]
        )
        self.assertEqual(set(past.mapped("state")), {"cancelled"})

    def test_the_trip_is_a_duty_of_the_clerks(self):
        """SA-1.1.2: on the day of the batch, done by taking it."""
        contract = self._create_sealed()
        batch = self._create_batch()
        batch._add_contracts(contract)
        duty = self._generate_duty("authentication", batch)
        self.assertEqual((duty.due_date, duty.state), (TODAY, "due"))
        batch.action_take()
        self.assertEqual(duty.state, "done")

    def test_the_scheduled_action_looks_after_every_company(self):
        """SA-1.1.2: only those that sell homes."""
        self._create_active()
        self.env["authentication.batch"]._cron_create()
        batches = self.env["authentication.batch"].search([])
        self.assertIn(self.company, batches.company_id)
        run = self.env["policy.job.run"].search([("job", "=", "batches")], limit=1)
        self.assertGreaterEqual(run.count, 7)
