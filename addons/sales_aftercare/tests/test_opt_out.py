from odoo.tests import HttpCase, tagged

from .care_common import CareCase


@tagged("post_install", "-at_install")
class TestOptOut(HttpCase, CareCase):
    """By the link of an e-mail, by answering an SMS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls._fill(cls.ann)
        cls.ann.phone = "+8613900000001"
        cls.company.sudo().sms_answer_key = "key-of-the-provider"

    def test_the_link_asks_and_the_button_opts_out(self):
        """SA-2.3: opening the link is not enough, a mail scanner does that."""
        path = self.profile._get_opt_out_path()
        page = self.url_open(path)
        self.assertIn("No more messages", page.text)
        self.assertFalse(self.profile.opted_out_at)
        self.url_open(path, data={"List-Unsubscribe": "One-Click"})
        self.assertTrue(self.profile.opted_out_at)
        self.assertEqual(self.profile.opt_out_way, "link")
        self.assertNotIn(self.ann.name, self.url_open(path).text)

    def test_a_guessed_link_leads_nowhere(self):
        self.assertEqual(self.url_open("/sales/opt-out/x").status_code, 404)

    def _answer(self, text, number="13900000001", key="key-of-the-provider"):
        return self.url_open(
            f"/sales/sms-answer/{key}", data={"number": number, "text": text}
        )

    def test_a_word_by_sms_opts_out(self):
        """SA-2.3: the word alone, from the own number, told by the provider."""
        for text, number in (("Thanks", "13900000001"), ("T", "13900000002")):
            self.assertEqual(self._answer(text, number).text, "ok")
        self.assertEqual(self._answer("T", key="another").status_code, 404)
        self.assertEqual(self._answer("T", number="").text, "ok")
        self.assertFalse(self.profile.opted_out_at)
        self.assertEqual(self._answer(" 退订 ").text, "ok")
        self.assertEqual(self.profile.opt_out_way, "sms")
