#!/usr/bin/env python3
"""Bring addons/*/i18n up to date with what the addons say, and cs_policy/i18n_extra
with what those of other authors say that we stand on.

update_translations.py                      export every term, merge, count
update_translations.py --missing todo.json  also list what has no translation yet
update_translations.py --fill todo.json     also merge such a list, filled in
update_translations.py --check              also name what breaks a rule

Terms are exported from a database with demo data. Without ``-c`` and ``-d`` the
workbench makes one; with them (Odoo's own options) that database is read, and the
Python to use is the one that has Odoo. Existing translations are kept, terms that
are gone are dropped; fields every Odoo document has take Odoo's own words. A list is
JSON: [{"source", "where", "zh_TW", "zh_CN"}].
"""

import argparse
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import translation_rules as rules

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ("cs_policy", "property_ops", "sales_aftercare")
OTHERS = "others"
OTHER_ADDONS = (
    "base_tier_validation",
    "helpdesk_mgmt",
    "helpdesk_mgmt_rating",
    "report_xlsx",
    "web_timeline",
)
"""Not Odoo's and not ours: what has no Chinese of its own gets it from us."""
ODOO_ADDONS = ("base", "mail", "portal", "rating")
COMMON_FIELD = re.compile(
    r"ir\.model\.fields,field_description:.*__(message_\w+|has_message|activity_\w+|"
    r"my_activity_date_deadline|website_message_ids|rating_ids|access_(url|token|warning)|"
    r"(create|write)_(uid|date)|display_name|id)$"
)


def main(arguments=None):
    options = parse_options(arguments)
    if not options.config:
        return run_on_workbench(sys.argv[1:] if arguments is None else arguments)
    templates, complete = export_terms(options.config, options.database)
    catalogs = {
        (addon, lang): merge(addon, lang, template, keep_gone=not complete)
        for addon, template in templates.items()
        for lang in rules.LANGUAGES
    }
    if options.fill:
        fill(catalogs, json.loads(options.fill.read_text(encoding="utf-8")))
    share(catalogs)
    borrow(catalogs)
    for (addon, lang), catalog in catalogs.items():
        get_path(addon, lang).write_text(get_text(catalog), encoding="utf-8")
        left = len(catalog.untranslated_entries())
        print(f"{addon} {lang}: {len(catalog)} terms, {left} without translation")
    if options.missing:
        write_missing(catalogs, options.missing)
    return print_problems(catalogs) if options.check else 0


def parse_options(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-c", "--config", help="Odoo's configuration file")
    parser.add_argument("-d", "--database", help="the database to read")
    parser.add_argument("--missing", type=Path, metavar="FILE", help="write this list")
    parser.add_argument("--fill", type=Path, metavar="FILE", help="merge this list")
    parser.add_argument("--check", action="store_true", help="apply the rules")
    return parser.parse_args(arguments)


def run_on_workbench(arguments):
    """Make a database with demo data and run this script on it, in the right Python."""
    from workbench import python_env
    from workbench.workspace import Workspace

    with Workspace(with_tests=True) as workspace:
        databases = workspace.databases
        name = databases.clone(workspace.get_template("demo"), databases.name("i18n"))
        config = databases.write_config("i18n", name)
        command = [python_env.PYTHON, __file__, "-c", config, "-d", name, *arguments]
        try:
            return subprocess.run(command, env=workspace.get_environment()).returncode
        finally:
            databases.drop(name)


def export_terms(config, database):
    """{addon: catalog without translations} and whether demo data is in it."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.module import initialize_sys_path
    from odoo.modules.registry import Registry
    from odoo.tools import config as odoo_config

    odoo_config.parse_config(
        ["-c", str(config), "-d", database, "--no-http"], setup_logging=True
    )
    initialize_sys_path()
    with Registry(database).cursor(readonly=True) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        modules = env["ir.module.module"].search([("name", "in", ADDONS)])
        templates = {**export(env), OTHERS: export_others(env)}
        return templates, all(modules.mapped("demo"))


def export_others(env):
    """One catalog of the terms of all addons of other authors."""
    import polib

    joined = {}
    for template in export(env, OTHER_ADDONS).values():
        for entry in template:
            first = joined.setdefault(entry.msgid, entry)
            if first is not entry:
                first.comment = join_comments(first.comment, entry.comment)
                first.occurrences += entry.occurrences
    catalog = polib.POFile()
    catalog.extend(sorted(joined.values(), key=lambda entry: entry.msgid))
    return catalog


def join_comments(*comments):
    """The comment of a term of several addons; Odoo wants their names first."""
    lines = list(dict.fromkeys(line for c in comments for line in c.splitlines()))
    names = [line.split(": ", 1)[1] for line in lines if line.startswith("module")]
    rest = [line for line in lines if not line.startswith("module")]
    head = f"module{'s' if len(names) > 1 else ''}: {', '.join(names)}"
    return "\n".join((head, *rest))


def export(env, addons=ADDONS):
    """{addon: catalog of its terms} as Odoo itself exports them."""
    import polib

    from odoo.tools.translate import trans_export

    templates = {}
    for addon in addons:
        buffer = io.BytesIO()
        trans_export(None, [addon], buffer, "po", env)
        templates[addon] = polib.pofile(buffer.getvalue().decode())
    return templates


def get_path(addon, lang):
    if addon == OTHERS:
        return ROOT / "addons" / "cs_policy" / "i18n_extra" / f"{lang}.po"
    return ROOT / "addons" / addon / "i18n" / f"{lang}.po"


def read(addon, lang):
    import polib

    path = get_path(addon, lang)
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def merge(addon, lang, template, keep_gone=False):
    """The terms of ``template`` with the translations there are."""
    import polib

    old = read(addon, lang)
    known = {entry.msgid: entry.msgstr for entry in old}
    new = polib.POFile()
    new.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "Report-Msgid-Bugs-To": "",
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for entry in template:
        entry = polib.POEntry(
            msgid=entry.msgid,
            msgstr=known.pop(entry.msgid, ""),
            comment=entry.comment,
            occurrences=entry.occurrences,
        )
        if not entry.msgstr and rules.may_stay(entry.msgid):
            entry.msgstr = entry.msgid
        new.append(entry)
    if keep_gone:
        new.extend(entry for entry in old if entry.msgid in known)
        new.sort(key=lambda entry: entry.msgid)
    return new


def get_text(catalog):
    """The file's text, without the empty comment that polib begins it with."""
    return f"{catalog}".removeprefix("#\n")


def share(catalogs):
    """Give a term the translation it already has in another of the addons."""
    for lang in rules.LANGUAGES:
        known = {}
        ours = [catalog for (_, other), catalog in catalogs.items() if other == lang]
        for catalog in ours:
            for entry in catalog.translated_entries():
                known.setdefault(entry.msgid, entry.msgstr)
        for catalog in ours:
            for entry in catalog.untranslated_entries():
                entry.msgstr = known.get(entry.msgid, "")


def borrow(catalogs):
    """Give fields that Odoo adds to every document the words Odoo has for them."""
    for lang in rules.LANGUAGES:
        known = get_odoo_words(lang)
        for (_addon, other), catalog in catalogs.items():
            for entry in catalog.untranslated_entries() if other == lang else ():
                if all(
                    COMMON_FIELD.search(place) for place, _line in entry.occurrences
                ):
                    entry.msgstr = known.get(entry.msgid, "")


def get_odoo_words(lang):
    """{English: translation} of Odoo's basic addons; the first one wins."""
    import polib

    import odoo.addons

    known = {}
    for addon in ODOO_ADDONS:
        for folder in odoo.addons.__path__:
            path = Path(folder, addon, "i18n", f"{lang}.po")
            for entry in polib.pofile(str(path)) if path.exists() else ():
                if entry.msgstr:
                    known.setdefault(entry.msgid, entry.msgstr)
    return known


def fill(catalogs, rows):
    """Take over the translations of a list; those it leaves empty stay as they are."""
    unknown = {row["source"] for row in rows}
    for (_addon, lang), catalog in catalogs.items():
        wanted = {row["source"]: row.get(lang) for row in rows}
        for entry in catalog:
            unknown.discard(entry.msgid)
            if wanted.get(entry.msgid):
                entry.msgstr = wanted[entry.msgid]
    for source in sorted(unknown):
        print(f"no such term (any more): {source[:80]!r}", file=sys.stderr)


def write_missing(catalogs, path):
    rows = {}
    for catalog in catalogs.values():
        for entry in catalog.untranslated_entries():
            row = rows.setdefault(
                entry.msgid,
                {"source": entry.msgid, "where": [], "zh_TW": "", "zh_CN": ""},
            )
            where = [place for place, _line in entry.occurrences[:3]]
            row["where"] = sorted({*row["where"], *where})
    for (_addon, lang), catalog in catalogs.items():
        for entry in catalog.translated_entries():
            if entry.msgid in rows:
                rows[entry.msgid][lang] = entry.msgstr
    text = json.dumps(list(rows.values()), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{len(rows)} terms to translate are in {path}")


def print_problems(catalogs):
    """Name every translation that breaks a rule; 1 when there is one."""
    glossary = rules.Glossary()
    count = 0
    for (addon, lang), catalog in catalogs.items():
        for entry in catalog.translated_entries():
            for problem in rules.get_problems(
                entry.msgid, entry.msgstr, lang, glossary
            ):
                count += 1
                source = entry.msgid[:70]
                print(f"{addon} {lang}: {problem}: {source!r} -> {entry.msgstr[:70]!r}")
    print(f"{count} translations break a rule")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
