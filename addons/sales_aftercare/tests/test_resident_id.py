from odoo.tests import BaseCase

from ..tools.resident_id import is_resident_id, normalize


class TestResidentId(BaseCase):
    """Numbers of resident identity cards."""

    def test_the_check_character_has_to_fit(self):
        for number in ("11010519491231002X", "440524188001010014"):
            self.assertTrue(is_resident_id(number), number)
        for number in ("110105194912310021", "440524188001010015", "1101051949123100"):
            self.assertFalse(is_resident_id(number), number)

    def test_the_birthday_has_to_exist(self):
        self.assertFalse(is_resident_id("110105194902300023"))

    def test_spaces_and_a_small_x_do_not_matter(self):
        self.assertEqual(normalize(" 110105 19491231002x"), "11010519491231002X")
        self.assertEqual(normalize(None), "")
