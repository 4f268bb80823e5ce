"""What docker/init-db.sh asks of Odoo, with stand-ins for the programs it starts."""

import os
import subprocess

import pytest

from .. import repo

SCRIPT = repo.ROOT / "docker/init-db.sh"
PSQL = """#!/bin/sh
for query; do :; done
case "$query" in
    *"to_regclass('ir_module_module')"*) head -n 1 "$STATE/modules" ;;
    *"to_regclass('res_lang')"*) head -n 1 "$STATE/languages" ;;
    *"FROM ir_module_module"*) cat "$STATE/modules" ;;
    *"FROM res_lang"*) cat "$STATE/languages" ;;
    *) echo 1 ;;
esac
"""
ODOO = '#!/bin/sh\necho "$@" >> "$STATE/calls"\n'


@pytest.fixture
def init_db(tmp_path):
    """A run of the script on a database with these modules and active languages."""

    def run(modules, languages, wanted="en_US,zh_TW,zh_CN"):
        (tmp_path / "modules").write_text("\n".join(modules))
        (tmp_path / "languages").write_text("\n".join(languages))
        for name, text in (("psql", PSQL), ("entrypoint.sh", ODOO)):
            program = tmp_path / name
            program.write_text(text)
            program.chmod(0o755)
        script = tmp_path / "init-db.sh"
        script.write_text(SCRIPT.read_text().replace("/entry", f"{tmp_path}/entry"))
        environment = {
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
            "STATE": str(tmp_path),
            **{"HOST": "db", "USER": "odoo", "PASSWORD": "-", "ODOO_DB": "guanjia"},
            "ODOO_MODULES": "cs_policy,property_ops",
            "ODOO_LANGUAGES": wanted,
        }
        command = ["bash", script]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return (tmp_path / "calls").read_text().splitlines()[0].split()

    return run


def test_a_new_database_gets_its_addons_and_languages(init_db):
    call = init_db([], [])
    assert "--load-language=en_US,zh_TW,zh_CN" in call
    assert call[call.index("-i") + 1] == "cs_policy,property_ops"
    assert "-u" not in call


def test_an_interrupted_first_run_loads_the_languages_the_next_time(init_db):
    call = init_db(["base"], ["en_US"])
    assert "--load-language=zh_TW,zh_CN" in call
    assert call[call.index("-i") + 1] == "cs_policy,property_ops"


def test_languages_that_are_there_are_left_as_people_changed_them(init_db):
    call = init_db(["base", "cs_policy"], ["en_US", "zh_TW", "zh_CN"])
    assert not [word for word in call if word.startswith("--load-language")]
    assert call[call.index("-u") + 1] == "cs_policy"
    assert call[call.index("-i") + 1] == "property_ops"


def test_a_language_wanted_later_is_loaded_too(init_db):
    call = init_db(["base"], ["en_US", "zh_TW"], wanted="en_US,zh_TW,zh_CN")
    assert "--load-language=zh_CN" in call
