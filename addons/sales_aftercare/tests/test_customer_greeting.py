from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .greeting_common import FESTIVAL, GreetingCase


class TestGreetingPlan(GreetingCase):
    """Festivals are planned by themselves, for years."""

    def test_lunar_and_solar_festivals_are_planned_for_years(self):
        """SA-2.3: three years ahead, each day once, also when run again."""
        greetings = self.env["customer.greeting"]
        planned = greetings._plan(self.company)
        days = {(row.festival, row.date) for row in planned}
        for expected in (
            ("spring", date(2027, 2, 6)),
            ("spring", date(2029, 2, 13)),
            ("mid_autumn", date(2027, 9, 15)),
            ("dragon_boat", date(2028, 5, 28)),
            ("new_year", date(2027, 1, 1)),
            ("national_day", date(2029, 10, 1)),
        ):
            self.assertIn(expected, days)
        self.assertEqual(len(days), 15)
        self.assertEqual(set(planned.mapped("state")), {"draft"})
        self.assertTrue(all(planned.mapped("body")))
        planned[0].action_cancel()
        self.assertFalse(greetings._plan(self.company))
        with freeze_time("2028-02-20 01:00:00"):
            later = greetings._plan(self.company)
            self.assertIn(date(2030, 2, 3), later.mapped("date"))

    def test_a_festival_that_was_moved_is_planned_once(self):
        """SA-2.3: sent on the eve, it is still the greeting of that festival."""
        model = self.env["customer.greeting"]
        model._plan(self.company)
        planned = model.search([("company_id", "=", self.company.id)])
        spring = planned.filtered(lambda row: row.festival == "spring")[0]
        day = spring.date
        spring.date = day - timedelta(days=1)
        self.assertEqual(spring.festival_day, day)
        self.assertFalse(model._plan(self.company))

    def test_years_ahead_are_a_parameter(self):
        """SA-2.3"""
        self._set_parameter("greeting_years", 1)
        planned = self.env["customer.greeting"]._plan(self.company)
        self.assertEqual(len(planned), 5)

    def test_the_manager_is_asked_to_release_it(self):
        """SA-2.3: due on the working day before, ticked off by the release."""
        greeting = self._create_greeting()
        with freeze_time("2027-01-28 01:00:00"):
            duty = self._get_plan_duties("policy_duty_plan_greeting", greeting)
            self.assertEqual(duty.due_date, date(2027, 2, 5))
            self.assertTrue(duty.with_user(self.sale_manager).has_access("read"))
        with freeze_time("2027-02-01 02:00:00"):
            self._release(greeting)
            self.env["policy.duty"]._match_evidence(duty.plan_id)
        self.assertEqual((duty.state, duty.evidence_id), ("done", greeting.id))


class TestGreetingList(GreetingCase):
    """Who is on the list, and who is left out."""

    def _get_left_out(self, greeting=None):
        """{partner: why it is left out} of a list drawn now; False: it is on it."""
        greeting = greeting or self._create_greeting()
        greeting.action_draw_list()
        rows = self._rows(greeting)
        return {partner: row.left_out_reason for partner, row in rows.items()}

    def test_each_customer_once_however_many_homes(self):
        """SA-2.3: buyer of two homes, owner of a third."""
        self._create_active(self.units[1])
        self._own(self.units[2], "2026-01-01", (self.ann, 100))
        self.assertEqual(self._get_left_out(), {self.ann: False, self.bob: False})

    def test_owners_who_bought_elsewhere_are_customers_too(self):
        """SA-2.4: existing owners, not the developer and not former ones."""
        eve = self.env["res.partner"].create({"name": "Eve", "phone": "+8613900000009"})
        self._fill(eve)
        self._own(self.units[2], "2026-01-01", (eve, 100)).date_to = "2026-11-23"
        greeting = self._create_greeting(kind="opening", festival=False)
        self.assertNotIn(eve, self._get_left_out(greeting))
        self._own(self.units[2], "2026-11-24", (eve, 100))
        self.assertIs(self._get_left_out(greeting).get(eve), False)

    def test_without_written_consent_nobody_is_greeted(self):
        """SA-2.3: not asked, and asked but refused."""
        self.profile_ann.consent = "refused"
        self.profile_bob.consent = False
        for kind, festival in (("festival", "spring"), ("opening", False)):
            greeting = self._create_greeting(kind=kind, festival=festival)
            found = self._get_left_out(greeting)
            self.assertEqual(found, {self.ann: "consent", self.bob: "consent"})

    def test_who_opted_out_gets_nothing(self):
        """SA-2.3, SA-2.4: whatever was consented to before."""
        self.profile_ann.action_opt_out()
        greeting = self._create_greeting(kind="opening", festival=False)
        self.assertEqual(self._get_left_out(greeting)[self.ann], "opt_out")
        self.profile_ann.action_opt_in()
        self.assertFalse(self._get_left_out(greeting)[self.ann])

    def _complain(self, **vals):
        category = self.env.ref("sales_aftercare.helpdesk_ticket_category_complaint")
        return self.env["helpdesk.ticket"].create(
            {
                "name": "Crack",
                "description": "<p>x</p>",
                "company_id": self.company.id,
                "category_id": category.id,
                **vals,
            }
        )

    def test_nobody_of_a_home_is_greeted_while_a_complaint_is_open(self):
        """SA-2.3: on the contract or the home, whoever of them complained."""
        for vals in (
            {"sale_contract_id": self.contract.id},
            {"property_unit_id": self.unit.id},
        ):
            ticket = self._complain(**vals)
            day = date(2028, 1, 26) if "sale_contract_id" in vals else date(2029, 2, 13)
            found = self._get_left_out(self._create_greeting(date=day))
            self.assertEqual(found, {self.ann: "complaint", self.bob: "complaint"})
            ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self._complain(sale_contract_id=self.contract.id).category_id = False
        self.assertFalse(self._get_left_out()[self.ann])

    def test_nobody_of_a_mourning_family_is_greeted(self):
        """SA-2.3: until the day noted, counted at the company."""
        self.profile_ann.mourning_until = date(2026, 11, 24)
        greeting = self._create_greeting()
        found = self._get_left_out(greeting)
        self.assertEqual(found, {self.ann: "mourning", self.bob: "mourning"})
        with freeze_time("2026-11-24 17:00:00"):  # the 25th in Shanghai
            self.assertFalse(self._get_left_out(greeting)[self.ann])

    def test_without_number_and_address_there_is_nothing_to_send(self):
        """SA-2.3"""
        self.ann.write({"phone": False, "email": False})
        self.assertEqual(self._get_left_out()[self.ann], "address")

    def test_reasons_take_the_same_queries_for_many(self):
        """SA-2.3: constant, whatever the number of customers."""
        people = self.env["res.partner"].create(
            [{"name": f"P{n}", "phone": f"+86138{n:08}"} for n in range(9)]
        )
        for person in people:
            self._fill(person)
        greeting = self._create_greeting().sudo()
        counts = []
        for some in (people, people[:2], people):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            greeting._get_greet_reasons(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    def test_a_person_takes_somebody_off_the_list(self):
        """SA-2.3: previewed; drawn anew, the hand stays."""
        greeting = self._create_greeting()
        greeting.action_draw_list()
        row = self._rows(greeting)[self.ann].with_user(self.sale_user)
        row.action_remove()
        greeting.action_draw_list()
        self.assertEqual(self._rows(greeting)[self.ann].left_out_reason, "removed")
        row.action_put_back()
        self.assertEqual(self._rows(greeting)[self.ann].state, "listed")


class TestGreetingRelease(GreetingCase):
    """Nothing goes out unless a person has released it."""

    def test_only_a_list_that_was_seen_is_released(self):
        """SA-2.3: not drawn yet, and nobody left."""
        greeting = self._create_greeting().with_user(self.sale_manager)
        with self.assertRefused("SA-2.3"):
            greeting.action_release()
        self.profile_ann.consent = self.profile_bob.consent = "refused"
        greeting.action_draw_list()
        greeting.body = " "
        with self.assertRefused("SA-2.3") as caught:
            greeting.action_release()
        self.assertEqual(len(caught.exception.reasons), 2)

    def test_the_manager_releases(self):
        """SA-2.4: nobody else, by whatever door."""
        greeting = self._create_greeting(kind="opening", festival=False)
        greeting.action_draw_list()
        for user in (self.sale_user, self.sale_representative):
            with self.assertRefused("SA-2.4"):
                greeting.with_user(user).action_release()
        with self.assertRaises(UserError):
            greeting.state = "released"
        with self.assertRaises(UserError):
            greeting.recipient_ids.with_user(self.sale_user).write({"error": "x"})
        with self.assertRaises(AccessError):
            greeting.recipient_ids.with_user(self.sale_user).unlink()
        greeting.with_user(self.sale_manager).action_release()
        self.assertEqual(greeting.released_by_id, self.sale_manager)
        self.assertTrue(greeting.released_at)

    def test_what_was_released_goes_out_as_it_was_seen(self):
        """SA-2.3"""
        greeting = self._release()
        with self.assertRaises(UserError):
            greeting.body = "Buy now"
        with self.assertRaises(UserError):
            greeting.with_user(self.sale_manager).unlink()

    def test_a_festival_that_is_over_is_not_released(self):
        """SA-2.3: a day late is in time still."""
        greeting = self._create_greeting()
        greeting.action_draw_list()
        as_manager = greeting.with_user(self.sale_manager)
        for days, refused in ((1, False), (2, True)):
            moment = FESTIVAL + timedelta(days=days)
            with freeze_time(f"{moment} 02:00:00"):
                found = as_manager._get_release_reasons()[greeting.id]
                self.assertEqual(bool(found), refused, days)

    def test_all_moves_follow_the_table(self):
        for name in ("customer.greeting", "customer.greeting.recipient"):
            model = self.env[name]
            greeting = self._create_greeting(date=date(2028, 1, 26))
            greeting.action_draw_list()
            record = greeting if name == greeting._name else greeting.recipient_ids[0]
            record = record.sudo()
            states = [key for key, _label in model._fields["state"].selection]
            for before in states:
                for after in states:
                    query = f"UPDATE {model._table} SET state = %s WHERE id = %s"
                    self.env.flush_all()
                    self.env.cr.execute(query, [before, record.id])
                    record.invalidate_recordset()
                    with self.subTest(model=name, before=before, after=after):
                        if after in model._transitions[before]:
                            record._move(after)
                        else:
                            with self.assertRaises(UserError):
                                record._move(after)
            greeting.sudo()._write_protected({"state": "draft"})
            greeting.recipient_ids.sudo()._write_protected({"state": "listed"})
            greeting.sudo().unlink()
