"""Translations keep placeholders, script and the words of the glossary."""

import translation_rules as rules
import update_translations as translations

from . import repo

GLOSSARY = """
| English | zh_TW | zh_CN |
| --- | --- | --- |
| shift | 班 | 班 |
| **shift swap** | 換班 | 换班 |
| duty | 任務 / 職責 | 任务 |
"""


def problems(source, translation, lang="zh_TW"):
    return rules.get_problems(source, translation, lang, rules.Glossary(GLOSSARY))


# the rules


def test_a_good_translation_has_no_problem():
    assert not problems("Shift swap of %(name)s", "%(name)s 的換班")


def test_an_empty_translation_is_a_problem():
    assert problems("Roster", " ") == ["not translated"]


def test_a_copy_of_the_source_is_a_problem_unless_it_is_written_so():
    assert problems("Roster", "Roster") == ["a copy of the source"]
    for same in ("XLSX", "CS-7.4", "7 – 10", "%(a)s: %(b)s", "<b>PDF</b>"):
        assert not problems(same, same), same
    icon = '<i title="Due"/>'
    assert problems(icon, icon) == ["a copy of the source"]


def test_characters_of_the_other_script_are_a_problem():
    assert problems("Number", "编号") == ["the wrong script: 编号"]
    assert problems("Number", "編號", "zh_CN") == ["the wrong script: 編號"]
    assert not problems("Taipei", "台北")
    assert not problems("After", "之后", "zh_CN")


def test_placeholders_and_tags_are_kept():
    assert problems("%(who)s works", "%(name)s 上工")
    assert problems("<b>New</b> one", "新的一個")
    assert not problems("%(n)s of %(m)s", "%(m)s 之 %(n)s")


def test_labels_use_the_words_of_the_glossary():
    assert problems("Duties", "工作") == ["the glossary says duty = 任務 / 職責"]
    assert not problems("Duties", "職責")
    assert not problems("Heavy-duty", "重型")


def test_of_two_words_that_overlap_the_longer_one_counts():
    assert problems("Shift swaps", "調班") == ["the glossary says shift swap = 換班"]


def test_sentences_are_held_to_the_bold_words_only():
    text = "A shift swap is a duty that somebody files in time."
    assert not problems(text, "換班要按時提出。")
    assert problems(text, "調班要按時提出。") == ["the glossary says shift swap = 換班"]


def test_the_glossary_names_every_word_once():
    rows = rules.Glossary().rows
    assert len(rows) > 80
    spellings = [word.lower() for row in rows for word in row["en_US"]]
    assert len(spellings) == len(set(spellings))
    for row in rows:
        for lang in rules.LANGUAGES:
            assert not rules.get_wrong_script("".join(row[lang]), lang), row


# the files


def test_every_translation_keeps_the_rules():
    glossary = rules.Glossary()
    wrong = []
    for addon in (*repo.ADDONS, translations.OTHERS):
        for lang in rules.LANGUAGES:
            for entry in translations.read(addon, lang):
                for problem in rules.get_problems(
                    entry.msgid, entry.msgstr, lang, glossary
                ):
                    wrong.append(f"{addon} {lang}: {entry.msgid!r}: {problem}")
    assert not wrong, "\n".join(wrong[:50])


def test_one_english_term_has_one_translation():
    found = {}
    for addon in repo.ADDONS:
        for lang in rules.LANGUAGES:
            for entry in translations.read(addon, lang):
                found.setdefault((lang, entry.msgid), set()).add(entry.msgstr)
    assert not {key: words for key, words in found.items() if len(words) > 1}


def test_both_languages_translate_the_same_terms():
    for addon in (*repo.ADDONS, translations.OTHERS):
        terms = [
            {entry.msgid for entry in translations.read(addon, lang)}
            for lang in rules.LANGUAGES
        ]
        assert terms[0] == terms[1], addon


def test_code_says_the_same_as_that_of_other_addons():
    """Odoo reads the file for other addons as a part of cs_policy's too."""
    for lang in rules.LANGUAGES:
        found = {}
        for addon in ("cs_policy", translations.OTHERS):
            for entry in translations.read(addon, lang):
                if any(place.startswith("code:") for place, _ in entry.occurrences):
                    found.setdefault(entry.msgid, set()).add(entry.msgstr)
        assert not {key: words for key, words in found.items() if len(words) > 1}
