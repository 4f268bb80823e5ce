from odoo.tests import BaseCase

from ..tools.capital_amount import capital_amount

# The examples of the rules for filling in bills and receipts, and the corners.
CASES = (
    ("0", "零元整", "零元整"),
    ("0.05", "伍分", "伍分"),
    ("0.5", "伍角整", "伍角整"),
    ("10", "壹拾元整", "壹拾元整"),
    ("20.05", "贰拾元零伍分", "貳拾元零伍分"),
    ("325.04", "叁佰贰拾伍元零肆分", "參佰貳拾伍元零肆分"),
    ("1409.50", "壹仟肆佰零玖元伍角整", "壹仟肆佰零玖元伍角整"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分", "壹仟陸佰捌拾元零參角貳分"),
    ("6007.14", "陆仟零柒元壹角肆分", "陸仟零柒元壹角肆分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分", "壹萬陸仟肆佰零玖元零貳分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分", "壹拾萬柒仟元零伍角參分"),
    ("100010000", "壹亿零壹万元整", "壹億零壹萬元整"),
    ("100000008", "壹亿零捌元整", "壹億零捌元整"),
    ("-5.25", "负伍元贰角伍分", "負伍元貳角伍分"),
    ("1.005", "壹元零壹分", "壹元零壹分"),
)


class TestCapitalAmount(BaseCase):
    """Amounts that can't be altered by a stroke (PO-4.1.2)."""

    def test_amounts_read_as_the_rules_for_bills_want(self):
        for amount, simplified, traditional in CASES:
            with self.subTest(amount=amount):
                self.assertEqual(capital_amount(amount), simplified)
                self.assertEqual(capital_amount(amount, "hant"), traditional)

    def test_what_has_no_such_words_is_refused(self):
        with self.assertRaises(ValueError):
            capital_amount("1000000000000")
