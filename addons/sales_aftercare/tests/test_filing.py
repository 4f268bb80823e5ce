from datetime import date

from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .papers_common import PapersCase


class TestFiling(PapersCase):
    """The statutory clock: filed within thirty days of the signature."""

    def _file(self, contract, user=None, day=TODAY, number="BA-9"):
        wizard = self.env["sale.home.contract.file"].with_user(user or self.sale_clerk)
        values = {"contract_id": contract.id, "date": day, "number": number}
        wizard.create(values).action_confirm()

    def test_thirty_days_from_the_signature(self):
        """SA-1.1.2: the day follows the signature and the company's parameter."""
        contract = self._create_contract(date_signed=date(2026, 11, 2))
        self.assertEqual(contract.date_filing_due, date(2026, 12, 2))
        self._set_parameter("filing_days", "20")
        contract.date_signed = date(2026, 11, 3)
        self.assertEqual(contract.date_filing_due, date(2026, 11, 23))

    def test_it_is_a_duty_until_it_was_filed(self):
        """SA-1.1.2: due by the working day before; other duties stay open."""
        contract = self._create_active(date_signed=date(2026, 11, 5))
        filing = self._generate_duty("filing", contract)
        sealing = self._generate_duty("seal_contract", contract)
        self.assertEqual(filing.due_date, date(2026, 12, 4))  # the 5th is a Saturday
        self._file(contract)
        self.assertEqual(filing.state, "done")
        self.assertEqual(sealing.state, "due")
        self.assertEqual(contract.date_filed, TODAY)
        self.assertEqual(contract.filing_number, "BA-9")

    def test_only_the_clerk_files_and_only_once(self):
        """SA-1.1.2: with day and number, between signature and today."""
        contract = self._create_active()
        found = contract.with_user(self.sale_user)._get_filing_reasons()
        self.assertEqual(len(found[contract.id]), 3)
        for kwargs in (
            {"user": self.sale_user},
            {"number": " "},
            {"day": date(2026, 11, 23)},
            {"day": date(2026, 11, 25)},
        ):
            with self.subTest(kwargs), self.assertRaises(PolicyRefusal) as caught:
                self._file(contract, **kwargs)
            self.assertEqual(caught.exception.clauses, ["SA-1.1.2"])
        self._file(contract)
        with self.assertRaises(PolicyRefusal):
            self._file(contract)
        with self.assertRaises(UserError):
            contract.sudo().write({"date_filed": False})
