"""What a translated term has to keep: its placeholders, its script, its words.

Plain functions without Odoo, used by the tests and by update_translations.py.
"""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs" / "glossary.md"
LANGUAGES = ("zh_TW", "zh_CN")

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdfr%]|%\(\w+\)|\{\w*\}|\{\{.*?\}\}")
TAG = re.compile(r"</?([a-zA-Z][\w-]*)|\bt-(?:out|esc|field)=\"([^\"]*)\"")
HAN = re.compile(r"[\u3400-\u9fff]")
MARKUP = re.compile(r"<[^>]*>|%\(\w+\)[sdfr]?|\{\{.*?\}\}")
READ_ATTRIBUTE = re.compile(
    r"\b(?:title|placeholder|alt|aria-label|string|data-tooltip)=\"[^\"]*\w"
)

SAME = {
    "English",
    "ID",
    "PDF",
    "PIN",
    "QR",
    "XLSX",
    "iCal",
}
"""What people write in English in Chinese too; a bare clause id is one as well."""

SAME_SHAPE = re.compile(r"(?:CS|PO|SA|X)-[\d.]+[a-z]?|[\W\d_]*|\w+@[\w.]+|https?://\S+")


def get_problems(source, translation, lang, glossary=None):
    """What is wrong with a translation, one sentence each; nothing is a pass."""
    if not translation.strip():
        return ["not translated"]
    found = list(_get_form_problems(source, translation))
    if translation == source and not may_stay(source):
        found.append("a copy of the source")
    wrong = get_wrong_script(translation, lang)
    if wrong:
        found.append(f"the wrong script: {wrong}")
    for entry in (glossary or Glossary()).get_misses(source, translation, lang):
        found.append(f"the glossary says {entry}")
    return found


def _get_form_problems(source, translation):
    for label, pattern in (("placeholders", PLACEHOLDER), ("tags", TAG)):
        before = sorted(map(str, pattern.findall(source)))
        after = sorted(map(str, pattern.findall(translation)))
        if before != after:
            yield f"its {label} are {after}, not {before}"
    for end in (0, -1):
        if source[end].isspace() != translation[end].isspace():
            yield "white space at an end differs"


def may_stay(source):
    """Whether a term is the same in every language."""
    text = MARKUP.sub("", source).strip()
    if READ_ATTRIBUTE.search(source):
        return False
    return text in SAME or bool(SAME_SHAPE.fullmatch(text))


# script


def get_wrong_script(text, lang):
    """The characters of ``text`` that only the other Chinese script has."""
    foreign = get_simplified() if lang == "zh_TW" else get_traditional()
    return "".join(dict.fromkeys(c for c in text if c in foreign))


@cache
def get_simplified():
    """Characters that occur in simplified text only (OpenCC's dictionary)."""
    return _read_characters("STCharacters.txt")


@cache
def get_traditional():
    """Characters that occur in traditional text only."""
    return _read_characters("TSCharacters.txt")


def _read_characters(name):
    import opencc  # only the tests and the translators need it

    path = Path(opencc.__file__).parent / "dictionary" / name
    found = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        character, others = line.split("\t")
        if character not in others.split():
            found.add(character)
    return frozenset(found)


# words


class Glossary:
    """The tables of docs/glossary.md: English terms and their only translations.

    A cell may hold several words separated by ``/``; one of them must occur. Terms
    match whole words, in the plural too; of two that overlap the longer one counts.
    Labels are held to every term, running text only to those in bold.
    """

    UNCHECKED = "## Words that depend on where they stand"
    LABEL_WORDS = 6

    def __init__(self, text=None):
        if text is None:
            text = GLOSSARY.read_text(encoding="utf-8")
        self.rows = list(self._parse(text.split(self.UNCHECKED)[0]))
        self._by_spelling = {
            spelling.lower(): row for row in self.rows for spelling in row["en_US"]
        }
        ordered = sorted(self._by_spelling, key=len, reverse=True)
        spellings = "|".join(map(_get_plural_pattern, ordered))
        self._pattern = re.compile(rf"(?<![\w-])({spellings})(?![\w-])", re.IGNORECASE)

    @staticmethod
    def _parse(text):
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) < 3 or not HAN.search(cells[1]):
                continue
            words = [
                [word.strip(" *") for word in cell.split("/")] for cell in cells[:3]
            ]
            row = dict(zip(("en_US", *LANGUAGES), words, strict=True))
            yield row | {"always": cells[0].startswith("**")}

    def get_terms(self, source):
        """The rows that a translation of ``source`` has to meet."""
        text = MARKUP.sub(" ", source)
        is_label = len(text.split()) <= self.LABEL_WORDS and not text.endswith(".")
        found = []
        for match in self._pattern.finditer(text):
            row = self._by_spelling[_get_singular(match[1], self._by_spelling)]
            if row not in found and (row["always"] or is_label):
                found.append(row)
        return found

    def get_misses(self, source, translation, lang):
        """The demands of the glossary that ``translation`` does not meet."""
        for row in self.get_terms(source):
            if not any(word in translation for word in row[lang]):
                yield f"{row['en_US'][0]} = {' / '.join(row[lang])}"


def _get_plural_pattern(term):
    escaped = re.escape(term)
    if term.endswith("y"):
        return f"{escaped}|{re.escape(term[:-1])}ies"
    return f"{escaped}(?:e?s)?"


def _get_singular(word, spellings):
    word = word.lower()
    candidates = (word, word[:-1], word[:-2], word[:-3] + "y")
    return next(candidate for candidate in candidates if candidate in spellings)
