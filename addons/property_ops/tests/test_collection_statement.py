from base64 import b64decode
from datetime import date
from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .collection_common import OCTOBER, CollectionCase


class TestCollectionStatement(CollectionCase):
    """The statistics reach assistant and director by themselves, once a period."""

    def setUp(self):
        super().setUp()
        self.user_director.email = "director@example.com"
        self.mine = [("company_id", "=", self.company.id)]

    def _run(self):
        self.env["property.collection.snapshot"]._cron_freeze()
        self.env["property.collection.statement"]._cron_mail()
        return self.env["property.collection.statement"].search(
            self.mine, order="date_to, date_from desc, id"
        )

    def test_month_quarter_half_year_and_year_are_mailed_once(self):
        """PO-4.1.4: also what fell due during a downtime."""
        with freeze_time("2026-11-05 04:00:00"):
            self.assertEqual(self._run().mapped("display_name"), ["2026-10"])
            self.assertEqual(len(self._run()), 1)
        with freeze_time("2027-01-10 04:00:00"):
            names = self._run().mapped("display_name")
        expected = ["2026", "2026 H2", "2026 Q4", "2026-10", "2026-11", "2026-12"]
        self.assertEqual(sorted(names), expected)

    def test_director_and_assistant_get_it_and_nobody_else(self):
        """PO-4.1.4"""
        group = "property_ops.property_ops_group_assistant"
        users = [
            new_test_user(
                self.env,
                name,
                groups=groups,
                email=f"{name}@example.com",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for name, groups, company in (
                ("near", group, self.company),
                ("far", group, self.env["res.company"].create({"name": "Far"})),
            )
        ]
        found = self.env["property.collection.statement"]._get_recipients(self.company)
        near, far = (user.partner_id for user in users)
        self.assertLessEqual(near | self.user_director.partner_id, found)
        self.assertFalse((far | self.user_cashier.partner_id) & found)

    def test_the_director_gets_the_workbook(self):
        """PO-4.1.4: with every figure, the targets and what the words mean."""
        self._pay(self.ann, 100, "2026-10-12", self._bill(self.ann, OCTOBER))
        with freeze_time("2026-11-05 04:00:00"):
            statement = self._run()
        self.assertIn(self.user_director.partner_id, statement.recipient_ids)
        mail = self.env["mail.mail"].search(
            [("attachment_ids", "in", statement.attachment_ids.ids)]
        )
        self.assertIn(self.user_director.partner_id, mail.recipient_ids)
        self.assertIn("2026-10", mail.subject)
        book = load_workbook(BytesIO(b64decode(statement.attachment_ids[0].datas)))
        self.assertIn("Definitions", book.sheetnames)
        rows = list(book["By Fee Type"].values)
        [total] = [row for row in rows if row[0] == "Total"]
        self.assertAlmostEqual(total[2], 100)
        targets = list(book["Targets"].values)
        self.assertEqual(targets[3][5], 95)

    def test_the_duty_of_the_cashier_is_done_by_the_mail(self):
        """PO-4.1.4"""
        plan = self.env.ref("property_ops.policy_duty_plan_collection_month")
        plan.write({"date_from": "2026-11-01", "generated_until": False})
        with freeze_time("2026-10-31 17:00:00"):
            plan._generate()
            duty = self.env["policy.duty"].search(
                [
                    ("plan_id", "=", plan.id),
                    ("due_date", "=", date(2026, 11, 5)),
                    *self.mine,
                ]
            )
        self.assertEqual(len(duty), 1)
        with freeze_time("2026-11-04 04:00:00"):
            statement = self._run()
            self.env["policy.duty"]._cron_close()
        self.assertEqual(duty.state, "done")
        self.assertEqual(duty.evidence_id, statement.id)

    def test_nobody_to_write_to_is_tried_again(self):
        """PO-4.1.4"""
        statements = self.env["property.collection.statement"]
        people = statements._get_recipients(self.company)
        people.email = False
        with freeze_time("2026-11-05 04:00:00"):
            self.assertFalse(self._run())
            self.user_director.email = "director@example.com"
            self.assertEqual(len(self._run()), 1)

    def test_what_was_mailed_stays(self):
        """PO-4.1.4"""
        with freeze_time("2026-11-05 04:00:00"):
            statement = self._run()
        with self.assertRaises(UserError):
            statement.write({"span": "year"})
        with self.assertRaises(UserError):
            statement.unlink()
