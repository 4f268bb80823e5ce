from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .movein_common import MoveinCase


class TestMoveinNotice(MoveinCase):
    """Ten days before the delivery the notice is in the post."""

    def _prepare(self):
        self.env["movein.notice"]._prepare(self.company)

    def test_a_notice_is_made_in_time_and_once(self):
        """SA-1.4.2a: near enough to its delivery, paid up, off plan."""
        near = self._create_off_plan(date(2026, 12, 9))
        far = self._create_off_plan(date(2026, 12, 10), self.units[1])
        ready = self._create_ready(self.units[2])
        self._prepare()
        self._prepare()
        self.assertEqual(len(near.notice_ids), 1)
        self.assertFalse((far | ready).notice_ids)

    def test_who_has_not_paid_up_gets_no_notice(self):
        """SA-1.4.2a: neither made nor, when the payment is taken back, posted."""
        unpaid = self._create_off_plan(unit=self.units[1])
        unpaid._reopen_step("pay")
        self._prepare()
        self.assertFalse(unpaid.notice_ids)
        contract = self._create_off_plan(date(2026, 12, 9))
        self._prepare()
        self._owe(contract, 700)
        notice = contract.notice_ids.with_user(self.sale_user)
        notice.tracking_number = "RA1"
        with self.assertRaises(PolicyRefusal) as caught:
            notice.action_post()
        self.assertEqual(caught.exception.reasons[0].figures["open"], 700)

    def test_the_day_to_post_is_a_working_day(self):
        """SA-1.4.2a: ten days ahead, and earlier where nobody works then."""
        get = self.env["movein.notice"]._get_due_day
        cases = [
            (date(2026, 12, 15), date(2026, 12, 4)),  # 5 December is a Saturday
            (date(2026, 12, 18), date(2026, 12, 8)),
            (date(2027, 1, 14), date(2027, 1, 4)),
            (date(2027, 1, 12), date(2027, 1, 1)),  # year end, nobody is off here
            (date(2028, 3, 10), date(2028, 2, 29)),  # leap day
        ]
        for delivery, expected in cases:
            with self.subTest(delivery=delivery):
                self.assertEqual(get(self.company, delivery), expected)

    def test_holidays_and_make_up_days_move_the_day(self):
        """SA-1.4.2a: off on the 8th, at work on Saturday the 5th."""
        calendar = self.company.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Day off",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": self.company._policy_utc(date(2026, 12, 8)),
                "date_to": self.company._policy_utc(date(2026, 12, 8), 24),
            }
        )
        get = self.env["movein.notice"]._get_due_day
        self.assertEqual(get(self.company, date(2026, 12, 18)), date(2026, 12, 7))
        self.env["policy.makeup.day"].create(
            {"name": "Instead", "calendar_id": calendar.id, "date": date(2026, 12, 5)}
        )
        self.assertEqual(get(self.company, date(2026, 12, 15)), date(2026, 12, 5))

    def test_a_scheduler_that_stood_still_catches_up(self):
        """SA-1.4.2a: the notice is made all the same, and shows as late."""
        contract = self._create_off_plan(date(2026, 11, 20))
        self._prepare()
        notice = self._post_notice(contract)
        self.assertTrue(notice.is_late)

    def test_posting_needs_address_and_number(self):
        """SA-1.4.2a: both missing things are said at once."""
        contract = self._create_off_plan(date(2026, 12, 9))
        self.ann.street = False
        self._prepare()
        notice = contract.notice_ids.with_user(self.sale_user)
        with self.assertRaises(PolicyRefusal) as caught:
            notice.action_post()
        self.assertEqual(caught.exception.clauses, ["SA-1.4.2a"] * 2)

    def test_posting_tells_by_mail_and_message_and_keeps_the_address(self):
        """SA-1.4.2a: portal, e-mail and SMS beside the letter."""
        contract = self._create_off_plan(date(2026, 12, 9))
        notice = self._post_notice(contract)
        self.ann.street = "Elsewhere"
        self.assertIn("1 Garden Road", notice.address)
        told = notice.message_ids.filtered(lambda row: self.ann in row.partner_ids)
        self.assertTrue(told)
        sms = self.env["sms.sms"].search([("partner_id", "=", self.ann.id)])
        self.assertEqual(len(sms), 1)
        with self.assertRaises(UserError):
            notice.with_user(self.sale_user).action_post()

    def test_a_notice_that_came_back_is_made_again(self):
        """SA-1.4.2a: at the new address."""
        contract = self._create_off_plan(date(2026, 12, 9))
        self._post_notice(contract).action_return()
        self._prepare()
        self.assertEqual(contract.notice_ids.mapped("state").count("draft"), 1)

    def test_posting_is_a_duty_ticked_off_by_the_notice(self):
        """SA-1.4.2a: due on the day, done by the posted notice."""
        contract = self._create_off_plan(date(2026, 12, 9))
        self._prepare()
        plan = self.env.ref("sales_aftercare.policy_duty_plan_movein_notice")
        plan.write({"date_from": "2026-11-01", "generated_until": False})
        plan._generate()
        duty = self.env["policy.duty"].search(
            [("plan_id", "=", plan.id), ("anchor_id", "=", contract.notice_ids.id)]
        )
        self.assertEqual(duty.due_date, date(2026, 11, 27))
        self._post_notice(contract)
        self.assertEqual(duty.state, "done")
        self.assertEqual(duty.evidence_id, contract.notice_ids.id)


class TestDemands(MoveinCase):
    """Who does not come, and who does not pay."""

    def test_who_does_not_come_gets_a_demand(self):
        """SA-1.4.2d: once, after the day of the delivery."""
        contract = self._create_off_plan(date(2026, 12, 9))
        self._post_notice(contract)
        demands = self.env["sale.home.demand"]
        demands._prepare(self.company)
        self.assertFalse(contract.demand_ids)
        with freeze_time("2026-12-10 02:00:00"):
            demands._prepare(self.company)
            demands._prepare(self.company)
            demand = contract.demand_ids.with_user(self.sale_user)
            demand.action_send()
        self.assertEqual((demand.kind, demand.state), ("move_in", "sent"))
        self.assertEqual(demand.date_limit, date(2026, 12, 25))

    def test_who_came_in_the_meantime_gets_none(self):
        """SA-1.4.2d: neither made nor sent."""
        contract = self._create_off_plan(date(2026, 12, 9))
        self._post_notice(contract)
        with freeze_time("2026-12-10 02:00:00"):
            self.env["sale.home.demand"]._prepare(self.company)
            demand = contract.demand_ids.with_user(self.sale_user)
            self._ask_slip(contract)
            with self.assertRaises(PolicyRefusal) as caught:
                demand.action_send()
            self.assertEqual(caught.exception.clauses, ["SA-1.4.2d"])
            demand.action_void()
            self.env["sale.home.demand"]._prepare(self.company)
        self.assertEqual(contract.demand_ids, demand)

    def test_a_notice_stays_with_its_contract_and_its_days(self):
        """SA-1.4.2a: it calls the buyer in to whom it was posted."""
        contract = self._create_off_plan(date(2026, 12, 9))
        other = self._create_off_plan(date(2027, 6, 30), self.units[1])
        self._post_notice(contract)
        notice = contract.notice_ids.with_user(self.sale_user)
        for vals in ({"contract_id": other.id}, {"date_due": TODAY}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                notice.write(vals)

    def test_a_void_demand_comes_again_after_another_wait(self):
        """SA-1.4.2d: not the next day; after the days that a demand leaves."""
        contract = self._create_off_plan(date(2026, 12, 9))
        self._post_notice(contract)
        demands = self.env["sale.home.demand"]
        begun = date(2026, 12, 10)
        days = self.env["policy.parameter"]._get(
            "demand_answer_days", self.company, begun
        )
        for after, count in ((0, 1), (1, 1), (days, 1), (days + 1, 2)):
            with freeze_time(f"{begun + timedelta(days=after)} 02:00:00"):
                demands._prepare(self.company)
                self.assertEqual(len(contract.demand_ids), count, after)
                if not after:
                    contract.demand_ids.with_user(self.sale_user).action_void()

    def _check(self):
        model = self.env["sale.home.payment.check"].with_user(self.sale_user)
        return model.create({"date": TODAY})

    def test_the_list_is_what_the_books_say_is_overdue(self):
        """SA-1.4.1c: due yesterday counts, due today does not, sums by contract."""
        late, early = self._create_ready(), self._create_ready(self.units[1])
        self._owe(late, 300, date(2026, 11, 23))
        self._owe(late, 500, date(2026, 12, 31))
        self._owe(early, 900, TODAY)
        line = self._check().line_ids
        self.assertEqual(line.contract_id, late)
        self.assertEqual((line.amount_overdue, line.amount_open), (300, 800))

    def test_finance_confirms_before_demands_are_made(self):
        """SA-1.4.1c: the centre alone does not demand."""
        contract = self._create_ready()
        self._owe(contract, 300, date(2026, 11, 1))
        check = self._check()
        with self.assertRaises(PolicyRefusal) as caught:
            check.action_confirm()
        self.assertEqual(caught.exception.clauses, ["SA-1.4.1c"])
        with self.assertRaises(UserError):
            check.action_make_demands()
        check.with_user(self.sale_finance).action_confirm()
        check.action_make_demands()
        demand = check.demand_ids
        self.assertEqual(demand.contract_id, contract)
        demand.action_send()
        self.assertEqual((demand.amount, demand.state), (300, "sent"))
        self.assertRegex(demand.name, r"CG-2026-\d{4}")

    def test_what_finance_confirmed_stays_as_it_is(self):
        """SA-1.4.1c: neither line nor tick nor day changes; amounts are never typed."""
        contract = self._create_ready()
        self._owe(contract, 300, date(2026, 11, 1))
        check = self._check()
        line = check.line_ids
        with self.assertRaises(UserError):
            line.amount_overdue = 1
        with self.assertRaises(UserError):
            line.unlink()
        line.note = "Promised for Friday"
        check.with_user(self.sale_finance).action_confirm()
        for vals in ({"is_demanded": False}, {"note": "No"}):
            with self.assertRaises(UserError):
                line.write(vals)
        for vals in (
            {"date": date(2026, 11, 1)},
            {"line_ids": [Command.clear()]},
            {"line_ids": [Command.create({"contract_id": contract.id})]},
        ):
            with self.assertRaises(UserError):
                check.write(vals)
        check.action_make_demands()
        self.assertEqual(check.demand_ids.contract_id, contract)

    def test_another_day_has_another_list(self):
        """SA-1.4.1c: before finance confirmed it."""
        self._owe(self._create_ready(), 300, date(2026, 11, 20))
        check = self._check()
        self.assertTrue(check.line_ids)
        check.date = date(2026, 11, 12)
        self.assertFalse(check.line_ids)

    def test_what_was_paid_meanwhile_is_not_demanded(self):
        """SA-1.4.1c: the letter is refused when nothing is overdue any more."""
        contract = self._create_ready()
        owed = self._owe(contract, 300, date(2026, 11, 1))
        check = self._check()
        check.with_user(self.sale_finance).action_confirm()
        check.action_make_demands()
        self._pay(owed)
        with self.assertRaises(PolicyRefusal) as caught:
            check.demand_ids.action_send()
        self.assertEqual(caught.exception.clauses, ["SA-1.4.1c"])
        self.assertEqual(check.demand_ids.state, "draft")

    def test_a_letter_printed_again_says_what_was_sent(self):
        """SA-1.4.1c: the amount is that of the day it went out."""
        contract = self._create_ready()
        owed = self._owe(contract, 300, date(2026, 11, 1))
        check = self._check()
        check.with_user(self.sale_finance).action_confirm()
        check.action_make_demands()
        check.demand_ids.action_send()
        self._pay(owed)
        self.assertEqual(check.demand_ids._get_letter()["amount"], 300)
