"""What every addon of the suite keeps, checked without starting Odoo."""

import ast
import re
import subprocess
from collections import Counter

import pytest

from . import repo

PYTHON_LIMIT, METHOD_LIMIT, VIEW_LIMIT = 400, 40, 400
TEST_METHOD_LIMIT = 70  # a story told in one go reads better than in pieces
VIEW_TYPES = (
    "form|list|search|kanban|calendar|pivot|graph|timeline|activity|quick_create"
)
DATA_FOLDERS = ("security", "data", "views", "report", "wizard", "demo")


def test_manifests_list_every_data_file_and_only_those_there_are():
    for addon in repo.ADDONS:
        root = repo.ROOT / "addons" / addon
        manifest = repo.manifest(addon)
        listed = manifest.get("data", []) + manifest.get("demo", [])
        there = {
            str(path.relative_to(root))
            for folder in DATA_FOLDERS
            for pattern in ("*.xml", "*.csv")
            for path in (root / folder).glob(pattern)
        }
        read_by_code = {name for name in there if name.endswith("_table.csv")}
        assert set(listed) == there - read_by_code, addon
        assert not [n for n, times in Counter(listed).items() if times > 1], addon


def test_manifests_have_only_keys_with_content():
    for addon in repo.ADDONS:
        manifest = repo.manifest(addon)
        assert manifest["license"] == "AGPL-3"
        assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest["version"])
        assert all(value for value in manifest.values()), addon


def test_lower_addons_do_not_know_upper_ones():
    for position, addon in enumerate(repo.ADDONS):
        for upper in repo.ADDONS[position + 1 :]:
            for pattern in ("*.py", "*.xml", "*.csv", "*.js"):
                for path in repo.addon_files(addon, pattern, tests=True):
                    assert upper not in path.read_text(), path


def test_no_addon_leans_on_the_chart_of_one_country():
    """Decision 15: charts and payment providers are chosen by the company."""
    for addon in repo.ADDONS:
        for pattern in ("*.py", "*.xml", "*.csv"):
            for path in repo.addon_files(addon, pattern):
                if "demo" not in path.parts and path.parent.name != "i18n":
                    text = path.read_text()
                    assert not re.search(r"\bl10n_[a-z]|payment_demo", text), path


def test_a_borrowed_selection_speaks_the_language_of_the_reader():
    """X-2: ``Field.selection`` is English; ``_description_selection`` translates."""
    for addon in repo.ADDONS:
        for path in repo.addon_files(addon, "*.py"):
            found = re.findall(r"_fields\[[^\]]+\]\.selection\b", path.read_text())
            assert not found, path


def test_one_model_a_file_named_after_it():
    for model in repo.models():
        stem = model.path.stem
        target = (model.name or model.inherit[0]).replace(".", "_")
        if "report" in model.path.parts:
            target = target.removeprefix(f"report_{model.addon}_")
        assert (
            stem == target
            or stem.startswith(target + "_")
            or (target.startswith("hr_employee") and stem.startswith("hr_employee"))
        ), f"{model.path}: {model.name or model.inherit}"


def test_every_model_has_access_lines_and_a_company_rule():
    access, ruled = set(), set()
    for addon in repo.ADDONS:
        for row in repo.csv_rows(addon, "security/ir.model.access.csv"):
            name = row["model_id:id"].rpartition("model_")[2]
            access.add(name)
            assert re.fullmatch(r"\w+_access_\w+", row["id"]), row["id"]
    for _addon, _path, element in repo.records():
        if element.get("model") == "ir.rule":
            ruled.add(repo.field_text(element, "model_id").rpartition("model_")[2])
    for name, model in repo.own_models().items():
        if model.kind == "AbstractModel":
            continue
        label = name.replace(".", "_")
        assert label in access, f"{name} has no access line"
        if "company_id" in model.fields() and model.kind == "Model":
            assert label in ruled, f"{name} has no company rule"


def test_transitions_name_exactly_the_states():
    for name, model in repo.own_models().items():
        transitions = model.value("_transitions")
        state = model.fields().get("state")
        if not transitions or state is None:
            continue
        states = {key for key, _label in ast.literal_eval(_selection(state))}
        assert set(transitions) == states, name
        assert set().union(*transitions.values()) <= states, name


def _selection(call):
    lists = [argument for argument in call.args if isinstance(argument, ast.List)]
    lists += [word.value for word in call.keywords if word.arg == "selection"]
    return lists[0]


def test_xml_ids_follow_the_model():
    own = repo.own_models()
    for _addon, path, element in repo.records():
        kind, name = element.get("model"), element.get("id")
        model = None
        if kind == "ir.ui.view":
            model, pattern = repo.field_text(element, "model"), f"view_({VIEW_TYPES})"
        elif kind == "ir.actions.act_window":
            model, pattern = repo.field_text(element, "res_model"), "action"
        if model in own and element.find("field[@name='inherit_id']") is None:
            stem = model.replace(".", "_")
            assert re.fullmatch(rf"{stem}_{pattern}(_\w+)?", name), f"{path}: {name}"


def test_buttons_call_methods_that_exist():
    methods = {
        node.name
        for addon in repo.ADDONS
        for path in repo.addon_files(addon, "*.py")
        for node in ast.walk(repo.tree(path))
        if isinstance(node, ast.FunctionDef)
    }
    borrowed = {"request_validation", "validate_tier", "reject_tier"}
    for _addon, path, element in repo.records():
        for button in element.iter("button"):
            if button.get("type") == "object":
                name = button.get("name")
                assert name in methods | borrowed, f"{path}: {name}"
                assert not name.startswith("_"), f"{path}: {name}"


def test_nothing_of_older_odoo_versions():
    old = re.compile(
        r"<tree|attrs=|_sql_constraints|t-name=.kanban-box|view_mode.*tree"
    )
    for addon in repo.ADDONS:
        for pattern in ("*.py", "*.xml"):
            for path in repo.addon_files(addon, pattern):
                found = old.search(path.read_text())
                assert not found, f"{path}: {found}"


def test_sudo_stands_with_its_reason():
    for addon in repo.ADDONS:
        for path in repo.addon_files(addon, "*.py"):
            before = ""
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                if re.search(r"\.sudo\(\)", line):
                    assert "#" in line + before, f"{path}:{number} sudo without reason"
                before = line


def test_sizes_stay_readable():
    for addon in repo.ADDONS:
        for path in repo.addon_files(addon, "*.py", tests=True):
            lines = len(path.read_text().splitlines())
            assert lines <= PYTHON_LIMIT, f"{path}: {lines} lines"
            limit = TEST_METHOD_LIMIT if "tests" in path.parts else METHOD_LIMIT
            for node in ast.walk(repo.tree(path)):
                if isinstance(node, ast.FunctionDef):
                    length = node.end_lineno - node.lineno + 1
                    assert length <= limit, f"{path}: {node.name} {length}"
        for path in repo.addon_files(addon, "*views.xml"):
            lines = len(path.read_text().splitlines())
            assert lines <= VIEW_LIMIT, f"{path}: {lines} lines"


def test_scheduled_actions_say_whose_they_are():
    for _addon, path, element in repo.records():
        if element.get("model") == "ir.cron":
            name = repo.field_text(element, "name")
            assert re.match(r"(Service|Property|Sales) policy: ", name), (
                f"{path}: {name}"
            )


def test_marks_name_clauses_of_the_register():
    codes = repo.clause_codes()
    for clause, path, node in repo.enforced():
        assert clause in codes, f"{path}: {node.name} names {clause}"


def test_parameters_belong_to_a_clause_and_are_read():
    code = "\n".join(
        path.read_text()
        for addon in repo.ADDONS
        for path in repo.addon_files(addon, "*.py")
    )
    for addon in repo.ADDONS:
        for row in repo.csv_rows(addon, "data/policy.parameter.csv"):
            assert f'"{row["code"]}"' in code, f"{row['code']} is declared, never read"


@pytest.fixture(scope="module")
def tracked():
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=repo.ROOT,
        text=True,
        capture_output=True,
        check=True,
    ).stdout.splitlines()
    texts = {}
    for name in names:
        path = repo.ROOT / name
        if path.suffix not in (".png", ".xlsx", ".ico", ".woff2") and path.is_file():
            texts[name] = path.read_text(errors="replace")
    return texts


def test_nothing_is_left_unfinished(tracked):
    words = re.compile("TO" + r"DO\b|FIX" + r"ME|X" + r"XX\b|NotImplemented" + "Error")
    for name, text in tracked.items():
        if name.startswith(("addons/", "tests/", "scripts/", "benchmarks/", "docker/")):
            found = words.search(text)
            assert not found or name.endswith(".lock"), f"{name}: {found}"


def test_no_test_is_skipped(tracked):
    words = re.compile(
        r"pytest\.ski" + r"p|skipTes" + r"t|@(unittest\.)?ski" + "p|xfai" + "l"
    )
    for name, text in tracked.items():
        if "tests/" in name and name.endswith(".py"):
            assert not words.search(text), name
