"""What is out of date is told by a hash."""

from types import SimpleNamespace

import pytest
from workbench import database, odoo_config, odoo_source, settings
from workbench.console import Failure


def test_a_hash_tells_parts_apart():
    assert settings.hash_of("ab", "c") != settings.hash_of("a", "bc")
    assert settings.hash_of({"a": 1, "b": 2}) == settings.hash_of({"b": 2, "a": 1})


def test_a_state_directory_that_can_not_be_written_is_named(tmp_path, monkeypatch):
    taken = tmp_path / "home"
    taken.write_text("not a directory")
    monkeypatch.setattr(settings, "HOME", taken)
    with pytest.raises(Failure, match="home can't be written") as caught:
        settings.prepare()
    assert "GUANJIA_HOME" in caught.value.todo


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


def test_the_chart_of_china_stands_beside_and_nothing_of_ours_needs_it():
    beside = set(settings.PINS["beside"])
    assert {"l10n_cn", "payment_demo"} <= beside
    assert not beside & set(database.get_outside_dependencies())


def test_demo_and_test_stand_on_one_base_and_only_demo_data_age(monkeypatch):
    source = SimpleNamespace(origin="19.0")
    databases = database.Databases(source, SimpleNamespace(prefix="guanjia_"))

    def get_names(kind):
        levels = databases._get_levels(kind)
        return [databases._get_template_name(level) for level in levels]

    test, demo = get_names("test"), get_names("demo")
    assert test[:2] == demo[:2]
    assert len({*test, *demo}) == len(test) + len(demo) - 2
    day = SimpleNamespace(date=lambda: "2030-01-01")
    monkeypatch.setattr(database, "datetime", SimpleNamespace(now=lambda zone: day))
    assert get_names("test") == test
    assert get_names("demo")[:-1] == demo[:-1]
    assert get_names("demo")[-1] != demo[-1]


def test_other_languages_are_not_unpacked():
    is_foreign = odoo_source._is_foreign_term_file
    assert is_foreign("./odoo/addons/web/i18n/fr.po")
    assert is_foreign("./odoo/addons/web/i18n/web.pot")
    assert not is_foreign("./odoo/addons/web/i18n/zh_TW.po")
    assert not is_foreign("./odoo/addons/web/static/fr.js")


def test_a_large_import_has_the_time_it_has_in_docker(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    source = SimpleNamespace(addons=[])
    postgres = SimpleNamespace(host="h", password="", port=1, user="u")
    path = odoo_config.write("server", source, postgres, "guanjia_demo", port=8102)
    docker = (settings.ROOT / "docker/odoo.conf").read_text()
    for line in ("http_port = 8102", "limit_time_real = 600"):
        assert line in path.read_text().splitlines()
    assert "limit_time_real = 600" in docker.splitlines()


def test_the_address_of_pdfs_is_that_of_the_served_port():
    queries = []
    postgres = SimpleNamespace(prefix="", sql=lambda *words: queries.append(words))
    database.Databases(None, postgres).set_address("demo", 8102)
    [(query, name)] = queries
    assert name == "demo"
    assert f"('report.url', 'http://{settings.HOST}:8102')" in query
