"""What is out of date is told by a hash."""

from workbench import database, odoo_source, settings


def test_a_hash_tells_parts_apart():
    assert settings.hash_of("ab", "c") != settings.hash_of("a", "bc")
    assert settings.hash_of({"a": 1, "b": 2}) == settings.hash_of({"b": 2, "a": 1})


def test_the_socket_directory_fits_the_limit_of_a_socket_path(monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/tmp/" + "long" * 30)
    assert len(f"{settings.get_runtime_dir()}/.s.PGSQL.5432") < 100


def test_a_change_of_an_addon_shows_and_one_of_its_tests_does_not(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(settings, "ADDONS", tmp_path)
    model = tmp_path / "cs_policy/models/clause.py"
    test = tmp_path / "cs_policy/tests/test_clause.py"
    for path in (model, test):
        path.parent.mkdir(parents=True)
        path.write_text("a = 1\n")
    before = database.hash_addons()
    test.write_text("a = 2\n")
    assert database.hash_addons() == before
    model.write_text("a = 2\n")
    assert database.hash_addons() != before


def test_the_base_template_holds_what_our_addons_need_and_none_of_them():
    needed = database.get_outside_dependencies()
    assert "helpdesk_mgmt" in needed
    assert not set(needed) & set(settings.PINS["addons"])


def test_other_languages_are_not_unpacked():
    is_foreign = odoo_source._is_foreign_term_file
    assert is_foreign("./odoo/addons/web/i18n/fr.po")
    assert is_foreign("./odoo/addons/web/i18n/web.pot")
    assert not is_foreign("./odoo/addons/web/i18n/zh_TW.po")
    assert not is_foreign("./odoo/addons/web/static/fr.js")
