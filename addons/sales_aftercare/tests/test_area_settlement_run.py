from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .area_common import AreaCase
from .common import TODAY


@tagged("post_install", "-at_install")
class TestAreaTold(AreaCase):
    """The buyer is told of amounts and of the right to rescind."""

    def test_the_right_ends_three_months_after_the_buyer_was_told(self):
        """SA-1.6.1: not before he knows."""
        row = self._create_settled()
        self.assertTrue(row.may_rescind)
        self.assertFalse(row.date_rescind_until)
        row.action_told_by_post()
        self.assertEqual((row.date_told, row.told_by), (TODAY, "post"))
        self.assertEqual(row.date_rescind_until, date(2027, 2, 24))
        with self.assertRaises(PolicyRefusal):
            row.action_told_in_person()

    def test_months_end_where_the_month_does(self):
        """SA-1.6.1: told on 30 November, the right ends on 28 or 29 February."""
        row = self._create_settled()
        for told, end in (
            (date(2026, 11, 30), date(2027, 2, 28)),
            (date(2027, 11, 30), date(2028, 2, 29)),
            (date(2026, 12, 31), date(2027, 3, 31)),
        ):
            row._write_protected({"date_told": told})
            self.assertEqual(row.date_rescind_until, end)

    def test_within_the_limit_nobody_may_rescind(self):
        """SA-1.6.1: 3.00 % is within."""
        row = self._create_settled(103, 82.4)
        row.action_told_in_person()
        self.assertFalse(row.date_rescind_until)

    def test_the_statement_goes_by_e_mail_to_whoever_has_an_address(self):
        """SA-1.6.1: the scheduled action sends it, once."""
        self.ann.email = "ann@example.com"
        row = self._create_settled()
        row.action_email()
        self.assertEqual(row.tell_state, "queued")
        with self.enter_registry_test_mode():
            self.env.ref(
                "sales_aftercare.area_settlement_cron_tell"
            ).method_direct_trigger()
        self.assertEqual((row.tell_state, row.told_by), ("sent", "email"))
        self.assertEqual(row.date_told, TODAY)
        mail = self.env["mail.mail"].search(
            [("model", "=", row._name), ("res_id", "=", row.id)]
        )
        self.assertEqual(mail.recipient_ids, self.ann)
        other = self._create_settled(unit=self.units[1], buyers=[(self.bob, 100)])
        other.action_email()
        self.assertEqual(other.tell_state, "no_address")

    def test_telling_is_a_duty_of_three_working_days(self):
        """SA-1.6.1: over a week-end."""
        plan = self.env.ref("sales_aftercare.policy_duty_plan_area_tell")
        plan.write({"date_from": "2026-01-01", "company_id": self.company.id})
        self._create_employee("Finance", user=self.sale_finance)
        row = self._create_settled()
        plan._generate()
        duty = self.env["policy.duty"].search([("plan_id", "=", plan.id)])
        self.assertEqual(duty.due_date, date(2026, 11, 27))
        row.action_told_by_post()
        self.assertEqual(duty.state, "done")

    def test_the_statement_shows_the_arithmetic(self):
        """SA-1.6.1: areas, limit, who pays what, the right to rescind."""
        row = self._create_settled(95, 77)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("sales_aftercare.area_settlement_document", row.ids)[0]
            .decode()
        )
        for text in ("70,000.00", "40,000.00", "-5.0000", "-5.00", "3.0000", "rescind"):
            self.assertIn(text, html)


@tagged("post_install", "-at_install")
class TestAreaSettlementRun(AreaCase):
    """All measured contracts of an estate at once."""

    def _create_run(self, *areas):
        for unit, gross in zip(self.units, areas, strict=False):
            self._measure(self._create_authenticated(unit), gross)
        run = self.env["area.settlement.run"].with_user(self.sale_finance)
        return run.create(
            {
                "company_id": self.company.id,
                "estate_id": self.estate.id,
                "date": TODAY,
            }
        )

    def _trigger(self):
        cron = self.env.ref("sales_aftercare.area_settlement_run_cron_post")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_the_scheduled_action_settles_what_the_preview_shows(self):
        """SA-1.6.1: preview, background, figures."""
        run = self._create_run(102, 95, 100)
        run.action_preview()
        self.assertEqual((run.settlement_count, run.posted_count), (3, 0))
        self.assertEqual((run.amount_buyer, run.amount_refund), (20000, 70000))
        self.assertEqual(run.rescind_count, 1)
        run.action_post()
        self._trigger()
        self.assertEqual((run.state, run.posted_count, run.progress), ("done", 3, 100))
        moves = run.settlement_ids.sudo().move_id
        self.assertEqual(len(moves), 2)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual(set(run.settlement_ids.contract_id.mapped("step")), {"title"})

    def test_twice_settles_nothing_twice(self):
        """SA-1.6.1: neither a second run nor the same again."""
        run = self._create_run(102, 95)
        run.action_post()
        ids = run._get_pending_ids()
        run.sudo()._process_ids(ids)
        self.assertFalse(run.sudo()._process_ids(ids))
        run.sudo()._finish()
        run.action_preview()
        run.action_post()
        other = run.copy()
        other.action_preview()
        self.assertEqual((run.posted_count, other.settlement_count), (2, 0))
        moves = self.env["account.move"].search([("sale_kind", "=", "difference")])
        self.assertEqual(len(moves), 2)

    def test_stopped_after_a_chunk_it_goes_on_where_it_stood(self):
        """SA-1.6.1: the rest is settled, what was is left alone."""
        run = self._create_run(102, 95, 101)
        run.action_post()
        first = run._get_pending_ids(1)
        run.sudo()._process_ids(first)
        move = run.settlement_ids.sudo().move_id
        self.assertEqual(len(run._get_pending_ids()), 2)
        self._trigger()
        self.assertEqual((run.state, run.posted_count), ("done", 3))
        self.assertIn(move, run.settlement_ids.sudo().move_id)

    def test_one_that_fails_is_set_aside_with_its_reason(self):
        """SA-1.6.1: the others are settled; taken up again when it is mended."""
        run = self._create_run(102, 95, 101)
        run.action_preview()
        bad = run.settlement_ids[0]
        run.action_post()
        text, reason = type(bad)._get_item_name, "No text"

        def get_item_name(row):
            if row == bad:
                raise UserError(reason)
            return text(row)

        with patch.object(type(bad), "_get_item_name", get_item_name):
            self._trigger()
        self.assertEqual((run.posted_count, run.error_count), (2, 1))
        self.assertEqual(bad.error, reason)
        self.assertEqual(bad.contract_id.step, "settle")
        run.action_retry()
        self._trigger()
        self.assertEqual((run.state, run.posted_count), ("done", 3))

    def test_what_changed_since_the_preview_is_set_aside(self):
        """SA-1.6.1: its reason is kept, the others are settled in the same chunk."""
        run = self._create_run(102, 95, 101)
        run.action_preview()
        bad = run.settlement_ids[0]
        run.action_post()
        bad.contract_id._reopen_step("survey")
        with patch.object(type(run), "_set_aside") as one_by_one:
            self._trigger()
        one_by_one.assert_not_called()
        self.assertEqual((run.posted_count, run.error_count), (2, 1))
        self.assertEqual((bad.state, bad.error), ("draft", "This comes first: Survey."))
        self.assertFalse(bad.sudo().move_id)
        bad.contract_id._record_step("survey", TODAY)
        run.action_retry()
        self._trigger()
        self.assertEqual((run.state, run.posted_count), ("done", 3))

    def test_a_contract_that_ended_since_the_preview_is_not_settled(self):
        """SA-1.6.1: nothing is posted for it, and the run ends."""
        run = self._create_run(102, 95)
        run.action_preview()
        run.action_post()
        ended = run.settlement_ids[1]
        ended.contract_id.sudo()._move("rescinded")
        self._trigger()
        self.assertEqual((ended.state, run.state), ("cancelled", "done"))
        self.assertEqual((run.posted_count, run.error_count), (1, 0))
        self.assertFalse(ended.sudo().move_id)

    def test_numbers_follow_each_other_without_a_gap(self):
        """SA-1.6.1: invoices and credit notes each in their own row."""
        run = self._create_run(102, 101, 103)
        run.action_post()
        self._trigger()
        moves = run.settlement_ids.sudo().move_id.sorted("sequence_number")
        numbers = moves.mapped("sequence_number")
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        self.assertFalse(any(moves.mapped("made_sequence_gap")))

    def test_finance_runs_it_and_nobody_else(self):
        """SA-1.6.1: others see its progress."""
        run = self._create_run(102)
        for user in (self.sale_user, self.sale_clerk, self.sale_manager):
            with self.assertRaises(AccessError):
                run.with_user(user).action_preview()
            self.assertEqual(run.with_user(user).settlement_count, 0)

    def test_terms_are_fixed_once_something_is_posted(self):
        run = self._create_run(102)
        run.action_post()
        self._trigger()
        with self.assertRaises(UserError):
            run.date = "2026-12-31"
        with self.assertRaises(UserError):
            run.unlink()

    def test_it_falls_due_ten_working_days_later(self):
        """SA-1.6.1: over New Year's Day and the week-ends."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "New Year",
                "company_id": self.company.id,
                "date_from": "2026-12-31 16:00:00",
                "date_to": "2027-01-01 15:59:59",
            }
        )
        run = self.env["area.settlement.run"].with_user(self.sale_finance)
        run = run.create({"company_id": self.company.id, "date": "2026-12-28"})
        self.assertEqual(run.date_due, date(2027, 1, 12))
