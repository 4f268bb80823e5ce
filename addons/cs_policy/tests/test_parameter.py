from datetime import date

from odoo.exceptions import UserError, ValidationError

from .common import PolicyCase


class TestParameter(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clause = cls.env["policy.clause"].create(
            {"code": "CS-99.1", "name": "Test", "part": "CS"}
        )
        cls.parameter = cls.env["policy.parameter"].create(
            {
                "code": "test_limit",
                "name": "Test limit",
                "clause_id": cls.clause.id,
                "default_value": "3",
            }
        )

    def _get(self, day):
        return self.env["policy.parameter"]._get("test_limit", self.company, day)

    def test_value_applies_from_its_day_on(self):
        self._set_parameter("test_limit", 5, "2026-12-01")
        self.assertEqual(self._get(date(2026, 11, 30)), 3)
        self.assertEqual(self._get(date(2026, 12, 1)), 5)

    def test_value_of_another_company_does_not_apply(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._set_parameter("test_limit", 5, company=other)
        self.assertEqual(self._get(date(2026, 12, 1)), 3)

    def test_value_that_is_no_number_is_refused(self):
        with self.assertRaises(ValidationError):
            self._set_parameter("test_limit", "three")

    def test_a_number_without_end_or_sense_is_refused(self):
        """X-1: a limit of one company must not break what reckons with it."""
        decimal = self.parameter.copy({"code": "test_rate", "value_type": "float"})
        wide = self.parameter.copy({"code": "test_sum", "maximum": 50000})
        cases = {
            self.parameter: ("10001", "9" * 20, "-1"),
            decimal: ("nan", "inf", "-inf", "1e9", "10000.5"),
            wide: ("50001",),
        }
        for parameter, values in cases.items():
            for value in values:
                with self.subTest(value), self.assertRaises(ValidationError):
                    self._set_parameter(parameter.code, value)
        self._set_parameter("test_limit", 10000)
        self._set_parameter("test_rate", 10000.0)
        self._set_parameter("test_sum", 50000)

    def test_unknown_parameter_is_refused(self):
        with self.assertRaises(UserError):
            self.env["policy.parameter"]._get("nope", self.company, date(2026, 1, 1))
