"""Words in zh_TW and zh_CN for the addons we stand on, which bring few of their own.

They are in ``i18n_extra``. What is in records and views Odoo reads from there by
itself; terms of code it looks up in the folder of the addon that says them alone, so
these are added here, where that addon has none.
"""

import re
from functools import cache
from pathlib import Path

import polib

from odoo.tools.misc import ReadonlyDict
from odoo.tools.translate import code_translations

FOLDER = Path(__file__).parents[1] / "i18n_extra"
CODE = re.compile(r"code:addons/(\w+)/")


@cache
def add_code_terms():
    """Once for each process."""
    for path in sorted(FOLDER.glob("*.po")):
        terms = read_code_terms(polib.pofile(str(path)))
        for addon in {addon for kind in terms.values() for addon in kind}:
            _add_python(addon, path.stem, terms["python"].get(addon, {}))
            _add_web(addon, path.stem, terms["javascript"].get(addon, {}))


def read_code_terms(catalog):
    """{"python" | "javascript": {addon: {source: translation}}}"""
    found = {"python": {}, "javascript": {}}
    for entry in catalog.translated_entries():
        for place, _line in entry.occurrences:
            match = CODE.match(place)
            if match:
                kind = "python" if place.endswith(".py") else "javascript"
                found[kind].setdefault(match[1], {})[entry.msgid] = entry.msgstr
    return found


def _add_python(addon, lang, terms):
    own = code_translations.get_python_translations(addon, lang)
    code_translations.python_translations[addon, lang] = ReadonlyDict({**terms, **own})


def _add_web(addon, lang, terms):
    own = code_translations.get_web_translations(addon, lang)["messages"]
    known = {message["id"] for message in own}
    added = (
        ReadonlyDict({"id": source, "string": words})
        for source, words in terms.items()
        if source not in known
    )
    messages = ReadonlyDict({"messages": (*own, *added)})
    code_translations.web_translations[addon, lang] = messages
