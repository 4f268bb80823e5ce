import polib

from odoo.tests import TransactionCase
from odoo.tools.misc import file_path

CODES = [
    "CS-1.1",
    "CS-1.2",
    "CS-1.3",
    "CS-1.4",
    "CS-1.5",
    "CS-1.6",
    "CS-1.7",
    "CS-2.1",
    "CS-2.2",
    "CS-2.3",
    "CS-2.4",
    "CS-2.5",
    "CS-3.1",
    "CS-3.2",
    "CS-3.3",
    "CS-3.4",
    "CS-4.1",
    "CS-4.2",
    "CS-4.3",
    "CS-4.4",
    "CS-4.5",
    "CS-5.1",
    "CS-5.2",
    "CS-5.3",
    "CS-5.4",
    "CS-5.5",
    "CS-5.6",
    "CS-5.7",
    "CS-5.8",
    "CS-6.1",
    "CS-6.2",
    "CS-6.3",
    "CS-6.4",
    "CS-6.5",
    "CS-6.6",
    "CS-7.1",
    "CS-7.2",
    "CS-7.3",
    "CS-7.4",
    "CS-7.5",
    "CS-7.6",
    "CS-7.7",
    "CS-7.8",
    "CS-7.9",
    "CS-7.10",
    "CS-8.1",
    "CS-8.2",
    "CS-8.3",
    "CS-8.4",
    "CS-8.5",
    "CS-8.6",
    "CS-8.7",
    "CS-8.8",
    "CS-8.9",
    "CS-8.10",
    "X-1",
    "X-2",
    "X-3",
    "X-4",
    "X-5",
]

# a simplified character has no place in Big5, a traditional one none in GB 2312
SCRIPTS = {"zh_TW": "big5hkscs", "zh_CN": "gb2312"}

KINDS = {"rule", "duty", "record", "form", "approval", "notice", "figure"}


class ClauseDataCase(TransactionCase):
    def _check_clauses(self, addon, codes):
        """Exactly ``codes`` are declared by ``addon``, each of them complete."""
        declared = self.env["ir.model.data"].search(
            [("module", "=", addon), ("model", "=", "policy.clause")]
        )
        clauses = self.env["policy.clause"].browse(declared.mapped("res_id"))
        self.assertEqual(sorted(clauses.mapped("code")), sorted(codes))
        for clause in clauses:
            with self.subTest(clause=clause.code):
                stem = clause.code.lower().replace("-", "_").replace(".", "_")
                self.assertEqual(clause, self.env.ref(f"{addon}.clause_{stem}"))
                self.assertEqual(clause.part, clause.code.split("-")[0])
                self.assertTrue(clause.name and clause.text and clause.kind_ids)
                self.assertTrue(clause.source_place or clause.own_choice)

    def _check_translations(self, addon):
        """Every word of the clauses of ``addon`` is there in both scripts."""
        declared = self.env["ir.model.data"].search(
            [("module", "=", addon), ("model", "=", "policy.clause")]
        )
        clauses = self.env["policy.clause"].browse(declared.mapped("res_id"))
        for lang, script in SCRIPTS.items():
            catalogue = polib.pofile(file_path(f"{addon}/i18n/{lang}.po"))
            translated = {entry.msgid: entry.msgstr for entry in catalogue}
            for clause in clauses.with_context(lang="en_US"):
                for field in ("name", "text", "own_choice", "source_place"):
                    source = clause[field]
                    if not source:
                        continue
                    with self.subTest(clause=clause.code, field=field, lang=lang):
                        text = translated.get(source)
                        self.assertTrue(text)
                        self.assertNotEqual(text, source)
                        text.replace("·", "").encode(script)


class TestClauseData(ClauseDataCase):
    def test_every_clause_of_the_centre_is_in_the_register(self):
        """X-1: all clauses of Part 1 and our own additions."""
        self._check_clauses("cs_policy", CODES)

    def test_every_clause_of_the_centre_is_translated(self):
        """X-1: title, text, own choice and place in zh_TW and zh_CN."""
        self._check_translations("cs_policy")

    def test_every_kind_of_mechanism_is_in_the_register(self):
        """X-1: a clause is carried by one or more of seven kinds."""
        kinds = self.env["policy.clause.kind"].search([])
        names = {xid.rpartition("_")[2] for xid in kinds.get_external_id().values()}
        self.assertEqual(names, KINDS)

    def test_clauses_sort_as_people_count(self):
        """X-1: CS-7.10 comes after CS-7.9."""
        clauses = self.env["policy.clause"].search([("code", "=like", "CS-7.%")])
        self.assertEqual(clauses[-1].code, "CS-7.10")
        self.assertEqual(clauses[0].code, "CS-7.1")

    def test_every_default_of_a_parameter_is_a_value_it_allows(self):
        """X-1: what the policy says out of the box is itself valid."""
        for parameter in self.env["policy.parameter"].search([]):
            with self.subTest(parameter=parameter.code):
                self.assertIsNotNone(parameter._parse(parameter.default_value))
