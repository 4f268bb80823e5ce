from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import AccessError, UserError, ValidationError

from .care_common import PAPER, CareCase
from .common import TODAY


class TestCustomerProfile(CareCase):
    """What the company knows of a buyer, and who reads it."""

    def test_the_number_of_an_identity_card_is_checked(self):
        """SA-2.1: a slip of the finger is found when it is entered."""
        with self.assertRaises(ValidationError):
            self._fill(self.ann, number="110105194912310021")
        profile = self._fill(self.ann, number="11010519491231002x")
        self.assertEqual(profile.id_number, "11010519491231002X")
        profile.write({"id_kind": "passport", "id_number": "E1234"})

    def test_only_few_read_the_identity_document_and_it_is_logged(self):
        profile = self._fill(self.ann)
        self.env.invalidate_all()
        for user in (self.sale_user, self.sale_manager, self.sale_finance):
            with self.assertRaises(AccessError):
                profile.with_user(user).read(["id_number"])
            profile.with_user(user).read(["phone", "consent"])
        log = self.env["customer.profile.access"]
        log.search([]).invalidate_recordset()
        before = log.search_count([("user_id", "=", self.sale_clerk.id)])
        self.assertFalse(before)
        profile.with_user(self.sale_clerk).read(["channel"])
        self.assertFalse(log.search_count([("user_id", "=", self.sale_clerk.id)]))
        for _time in range(2):
            self.env.invalidate_all()
            profile.with_user(self.sale_clerk).read(["id_number"])
        found = log.search([("user_id", "=", self.sale_clerk.id)])
        self.assertEqual(found.profile_id, profile)
        self.assertEqual(len(found), 1)

    def test_the_log_of_readings_stays(self):
        profile = self._fill(self.ann)
        self.env["customer.profile.access"]._log(profile)
        row = self.env["customer.profile.access"].search([], limit=1)
        for change in (
            lambda: row.write({"user_id": self.sale_user.id}),
            row.unlink,
            lambda: row.create({"profile_id": profile.id, "user_id": 1}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_reading_begins_anew_where_nothing_may_be_written(self):
        """No failed statement: the request is repeated by Odoo and then logged."""
        profile = self._fill(self.ann)
        log = self.env["customer.profile.access"].with_user(self.sale_clerk)
        with (
            patch.object(type(self.env.cr), "readonly", True),
            self.assertRaises(ReadOnlySqlTransaction),
        ):
            log._log(profile)
        log._log(profile)
        with patch.object(type(self.env.cr), "readonly", True):
            log._log(profile)

    def test_consent_is_given_in_writing(self):
        """SA-2.3: without the signed paper there is no consent."""
        profile = self._fill(self.ann, consent="refused", consent_paper=False)
        with self.assertRaises(ValidationError):
            profile.consent = "given"
        profile.write({"consent": "given", "consent_paper": PAPER})
        self.assertEqual((profile.consent_way, profile.consent_date), ("paper", TODAY))
        profile.consent_way = "portal"  # nobody writes how by hand
        self.assertEqual(profile.consent_way, "paper")

    def test_who_answers_with_the_word_opts_out(self):
        """SA-2.3: the word alone, from the own number, of this company alone."""
        profile = self._fill(self.ann)
        self.ann.phone = "+8613900000001"
        other = self.env["res.company"].create({"name": "Other"})
        number, word = "13900000001", profile._get_opt_out_words()[0]
        for company, sender, text in (
            (self.company, number, f"{word} please"),
            (self.company, "13900000002", word),
            (self.company, "", word),
            (other, number, word),
        ):
            self.assertFalse(profile._take_sms_answer(company, sender, text))
        self.assertFalse(profile.opted_out_at)
        found = profile._take_sms_answer(self.company, number, f" {word.lower()} ")
        self.assertEqual(found, profile)
        self.assertEqual(
            (profile.opt_out_way, bool(profile.opted_out_at)), ("sms", True)
        )

    def test_another_company_knows_nothing(self):
        profile = self._fill(self.ann)
        other = self.env["res.company"].create({"name": "Other"})
        self.sale_manager.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            profile.with_user(self.sale_manager).read(["phone"])


class TestDataComplete(CareCase):
    """The base data of all buyers, within three days after authentication."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref(
            "sales_aftercare.sales_aftercare_group_buyer_data"
        )
        cls.rep_employee = cls._create_employee("Rep", user=cls.sale_representative)
        cls.contract = cls._create_active(buyers=[(cls.ann, 50), (cls.bob, 50)])

    def test_all_that_is_missing_is_listed_for_each_buyer(self):
        """SA-2.1: both buyers, everything at once."""
        self._fill(self.ann)
        found = self.contract._get_data_reasons()[self.contract.id]
        self.assertEqual({reason.clause for reason in found}, {"SA-2.1"})
        self.assertEqual(
            {reason.figures["partner_id"] for reason in found}, {self.bob.id}
        )
        self.assertEqual(
            [reason.figures["field"] for reason in found],
            ["phone", "street", "city", "email"]
            + ["id_kind", "id_number", "channel", "consent"],
        )
        self.assertIn("Bob: Document No. is missing.", self.contract.data_missing)
        self.assertFalse(self.contract.is_data_complete)

    def test_who_has_no_email_says_so(self):
        """SA-2.1: an e-mail address or the word that there is none."""
        self._fill(self.ann)
        profile = self._fill(self.bob)
        self.bob.email = False
        self.assertFalse(self.contract.is_data_complete)
        profile.has_no_email = True
        self.assertTrue(self.contract.is_data_complete)

    def test_the_same_queries_for_many(self):
        """SA-2.1: constant, whatever the number of contracts."""
        contracts = self.contract | self._create_active(self.units[1])
        contracts |= self._create_active(self.units[2], [(self.bob, 100)])
        counts = []
        for some in (contracts, contracts[:1], contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._get_data_reasons()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    def test_the_representative_has_three_days(self):
        """SA-2.1: a duty from authentication on, ticked off by the complete data."""
        self.contract._record_step("authenticate", TODAY)
        plan = "policy_duty_plan_customer_data"
        duty = self._get_plan_duties(plan, self.contract)
        self.assertEqual(duty.due_date, TODAY + timedelta(days=3))
        self.assertEqual(duty.employee_id, self.rep_employee)
        self.assertEqual(duty.with_user(self.sale_representative).state, "due")
        self._fill(self.ann)
        self.env["policy.duty"]._match_evidence(duty.plan_id)
        self.assertEqual(duty.state, "due")
        with freeze_time("2026-11-26 03:00:00"):
            self._fill(self.bob)
            self.env.flush_all()
            self.env["policy.duty"]._match_evidence(duty.plan_id)
        self.assertEqual((duty.state, duty.evidence_id), ("done", self.contract.id))
        self.assertEqual(self.contract.data_days, 2)

    def test_working_days_are_a_setting_of_the_plan(self):
        """SA-2.1: authenticated on a Thursday: due on Sunday, or on Tuesday."""
        day = TODAY - timedelta(days=5)
        self.contract._record_step("authenticate", day)
        plan = "policy_duty_plan_customer_data"
        self.assertEqual(
            self._get_plan_duties(plan, self.contract).due_date, day + timedelta(days=3)
        )
        self.env.ref(f"sales_aftercare.{plan}").offset_unit = "working_day"
        other = self._create_active(self.units[1])
        other._record_step("authenticate", day)
        self.assertEqual(self._get_plan_duties(plan, other).due_date, TODAY)

    def test_what_was_complete_asks_for_nothing(self):
        """SA-2.1: entered at signing already."""
        self._fill(self.ann)
        self._fill(self.bob)
        self.contract._record_step("authenticate", TODAY)
        plan = "policy_duty_plan_customer_data"
        self.assertFalse(self._get_plan_duties(plan, self.contract))

    def test_a_contract_that_nobody_looks_after_is_open_to_all(self):
        """SA-2.1: whoever of the service centre has time."""
        self.rep_employee.user_id = False
        self.contract._record_step("authenticate", TODAY)
        duty = self._get_plan_duties("policy_duty_plan_customer_data", self.contract)
        self.assertFalse(duty.employee_id)
        self.assertTrue(duty.with_user(self.sale_user).has_access("read"))
