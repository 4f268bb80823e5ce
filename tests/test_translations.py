"""Every term of the addons is in zh_TW and zh_CN."""

import re

import translation_rules as rules
import update_translations as translations

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import code_translations

from . import repo


def demo_ids():
    """Ids of the records that exist only with demo data."""
    return {
        element.get("id")
        for _addon, path, element in repo.records()
        if "demo" in path.parts
    }


@tagged("post_install", "-at_install")
class TestEveryTerm(TransactionCase):
    """What Odoo itself would export, against the files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exported = translations.export(cls.env, repo.ADDONS)
        cls.exported[translations.OTHERS] = translations.export_others(cls.env)

    def test_every_term_is_in_both_files(self):
        for addon, template in self.exported.items():
            self.assertGreater(len(template), 100, addon)
            for lang in rules.LANGUAGES:
                known = {entry.msgid for entry in translations.read(addon, lang)}
                missing = [e.msgid for e in template if e.msgid not in known]
                self.assertFalse(missing, f"{addon} {lang}: {len(missing)} missing")

    def test_no_file_has_terms_that_are_gone(self):
        """A term of demo data alone counts as there."""
        demo = demo_ids()
        for addon, template in self.exported.items():
            there = {entry.msgid for entry in template}
            for entry in translations.read(addon, "zh_TW"):
                places = {
                    place.rpartition(".")[2] for place, _line in entry.occurrences
                }
                self.assertTrue(
                    entry.msgid in there or places & demo,
                    f"{addon}: {entry.msgid!r} is gone; run update_translations.py",
                )

    def test_menus_and_clauses_are_shown_in_the_language_of_the_reader(self):
        han = re.compile(r"[\u3400-\u9fff]")
        for lang in rules.LANGUAGES:
            menus = self.env["ir.ui.menu"].with_context(lang=lang).search([])
            ids = menus._get_external_ids()
            ours = menus.filtered(
                lambda menu, ids=ids: (
                    ids[menu.id] and ids[menu.id][0].partition(".")[0] in repo.ADDONS
                )
            )
            self.assertGreater(len(ours), 10)
            for menu in ours:
                self.assertRegex(menu.name, han)
            for clause in self.env["policy.clause"].with_context(lang=lang).search([]):
                self.assertRegex(clause.name, han)


@tagged("post_install", "-at_install")
class TestOtherAddons(TransactionCase):
    """What addons of other authors say is in the reader's language too."""

    def test_views_of_other_addons(self):
        tile = self.env.ref("helpdesk_mgmt.portal_my_home")
        for lang, word in (("zh_TW", "客服單"), ("zh_CN", "工单")):
            self.assertIn(f"{word}</", tile.with_context(lang=lang).arch)
            menu = self.env.ref("helpdesk_mgmt.helpdesk_own_ticket_menu")
            self.assertEqual(menu.with_context(lang=lang).name, f"我的{word}")

    def test_code_of_other_addons(self):
        for lang, newest, timeline in (
            ("zh_TW", "最新", "時間軸"),
            ("zh_CN", "最新", "时间线"),
        ):
            terms = code_translations.get_python_translations("helpdesk_mgmt", lang)
            self.assertEqual(terms["Newest"], newest)
            web = code_translations.get_web_translations("web_timeline", lang)
            words = {term["id"]: term["string"] for term in web["messages"]}
            self.assertEqual(words["Timeline"], timeline)
