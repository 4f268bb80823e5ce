from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestBillingTerms(BillingCase):
    """A run posts what its preview showed, under the month it was worked out for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("flat", 100)

    def test_charges_are_not_posted_under_another_month_or_estate(self):
        """PO-4.1.2: the month they are of would be billed once more."""
        run = self._preview()
        other = self.estate.copy({"name": "Grove", "code": "V"})
        for change in ({"period": "2027-01-15"}, {"estate_id": other.id}):
            with self.subTest(change), self.assertRefused("PO-4.1.2"):
                run.write(change)
        run.write({"period": "2026-12-17", "estate_id": self.estate.id})
        self.assertEqual(str(run.period), "2026-12-01")

    def test_a_run_that_is_not_worked_out_is_free(self):
        """PO-4.1.2"""
        run = self._create_run()
        run.period = "2027-01-15"
        self.assertEqual(str(run.period), "2027-01-01")
        run.action_preview()
        run.write({"invoice_date": "2027-01-05", "date_due": "2027-01-20"})
        self._post(run)
        moves = run.sudo()._get_invoices()
        self.assertEqual(set(map(str, moves.mapped("invoice_date"))), {"2027-01-05"})

    def test_the_terms_are_fixed_from_the_release_on(self):
        """PO-4.1.2: also before the first bill is posted."""
        run = self._preview()
        run.action_post()
        self.assertEqual(run.state, "running")
        journal = self.env["account.journal"].create(
            {
                "name": "Others",
                "code": "OTH",
                "type": "sale",
                "company_id": self.company.id,
            }
        )
        for change in (
            {"invoice_date": "2026-12-04"},
            {"date_due": "2026-12-21"},
            {"journal_id": journal.id},
            {"period": "2027-01-01"},
        ):
            with self.subTest(change), self.assertRefused("PO-4.1.2"):
                run.write(change)
        run.write({"date_due": "2026-12-20", "journal_id": run.journal_id.id})
