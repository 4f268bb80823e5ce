"""The translators' tool: what it keeps, drops, fills in and lists."""

import json

import polib
import pytest
import update_translations as translations


def make_catalog(**terms):
    catalog = polib.POFile()
    for source, words in terms.items():
        place = [(f"model:shift.post,name:cs_policy.{source}", None)]
        entry = polib.POEntry(msgid=source, msgstr=words, occurrences=place)
        catalog.append(entry)
    return catalog


@pytest.fixture
def known(monkeypatch):
    """What is translated so far."""
    catalog = make_catalog(Roster="班表", Gone="沒了")
    monkeypatch.setattr(translations, "read", lambda addon, lang: catalog)


@pytest.fixture
def template():
    return make_catalog(Roster="", Post="", XLSX="")


def words(catalog):
    return {entry.msgid: entry.msgstr for entry in catalog}


def test_a_merge_keeps_translations_and_drops_what_is_gone(known, template):
    merged = translations.merge("cs_policy", "zh_TW", template)
    assert words(merged) == {"Roster": "班表", "Post": "", "XLSX": "XLSX"}


def test_a_merge_without_demo_data_drops_nothing(known, template):
    merged = translations.merge("cs_policy", "zh_TW", template, keep_gone=True)
    assert words(merged)["Gone"] == "沒了"


def test_a_list_fills_what_it_has_and_names_what_is_unknown(capsys):
    catalogs = {("cs_policy", "zh_TW"): make_catalog(Roster="表", Post="崗位")}
    rows = [
        {"source": "Roster", "zh_TW": "班表", "zh_CN": "排班表"},
        {"source": "Post", "zh_TW": ""},
        {"source": "Ghost", "zh_TW": "鬼"},
    ]
    translations.fill(catalogs, rows)
    filled = words(catalogs["cs_policy", "zh_TW"])
    assert filled == {"Roster": "班表", "Post": "崗位"}
    assert "Ghost" in capsys.readouterr().err


def test_addons_share_what_one_of_them_has_translated():
    catalogs = {
        ("cs_policy", "zh_TW"): make_catalog(Post="崗位"),
        ("property_ops", "zh_TW"): make_catalog(Post=""),
        ("property_ops", "zh_CN"): make_catalog(Post=""),
    }
    translations.share(catalogs)
    assert words(catalogs["property_ops", "zh_TW"]) == {"Post": "崗位"}
    assert words(catalogs["property_ops", "zh_CN"]) == {"Post": ""}


def test_the_list_of_what_is_missing_shows_the_other_language(tmp_path):
    catalogs = {
        ("cs_policy", "zh_TW"): make_catalog(Post="崗位", Roster="班表"),
        ("cs_policy", "zh_CN"): make_catalog(Post="", Roster="排班表"),
    }
    path = tmp_path / "missing.json"
    translations.write_missing(catalogs, path)
    (row,) = json.loads(path.read_text(encoding="utf-8"))
    assert (row["source"], row["zh_TW"], row["zh_CN"]) == ("Post", "崗位", "")
    assert row["where"] == ["model:shift.post,name:cs_policy.Post"]
