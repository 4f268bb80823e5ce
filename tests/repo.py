"""What the static tests see of the repository: files, manifests, classes, records.

Nothing of Odoo is imported here, so that these tests run in about a second.
"""

import ast
import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ("cs_policy", "property_ops", "sales_aftercare")


@dataclass(frozen=True)
class Model:
    """A class of an addon that is an Odoo model."""

    addon: str
    path: Path
    node: ast.ClassDef
    kind: str
    name: str | None
    inherit: tuple

    def value(self, attribute):
        """Literal value of a class attribute, None when absent or computed."""
        for item in self.node.body:
            if isinstance(item, ast.Assign) and item.targets[0].id == attribute:
                try:
                    return ast.literal_eval(item.value)
                except ValueError:
                    return None
        return None

    def fields(self):
        """{field name: call node}"""
        return {
            item.targets[0].id: item.value
            for item in self.node.body
            if isinstance(item, ast.Assign)
            and isinstance(item.targets[0], ast.Name)
            and isinstance(item.value, ast.Call)
            and ast.unparse(item.value.func).startswith("fields.")
        }


def addon_files(addon, pattern, tests=False):
    for path in sorted((ROOT / "addons" / addon).rglob(pattern)):
        if tests or "tests" not in path.relative_to(ROOT).parts:
            yield path


@cache
def tree(path):
    return ast.parse(path.read_text())


@cache
def xml(path):
    return etree.parse(str(path))


@cache
def manifest(addon):
    text = (ROOT / "addons" / addon / "__manifest__.py").read_text()
    return ast.literal_eval(text)


@cache
def models():
    """Every model class of the addons, tests left out."""
    found = []
    for addon in ADDONS:
        for path in addon_files(addon, "*.py"):
            for node in ast.walk(tree(path)):
                model = _model(addon, path, node)
                if model:
                    found.append(model)
    return found


def _model(addon, path, node):
    if not isinstance(node, ast.ClassDef) or not node.bases:
        return None
    base = ast.unparse(node.bases[0])
    if base not in ("models.Model", "models.AbstractModel", "models.TransientModel"):
        return None
    model = Model(addon, path, node, base.split(".")[1], None, ())
    inherit = model.value("_inherit") or ()
    inherit = (inherit,) if isinstance(inherit, str) else tuple(inherit)
    return Model(addon, path, node, model.kind, model.value("_name"), inherit)


def own_models():
    """Models that an addon of ours brings into being, by name.

    One that also inherits its own name extends another's, and takes a mixin along.
    """
    return {
        model.name: model
        for model in models()
        if model.name and model.name not in model.inherit
    }


def records():
    """(addon, path, element) of every record, template and menu in XML files."""
    for addon in ADDONS:
        for path in addon_files(addon, "*.xml"):
            if "static" in path.parts:
                continue
            for element in xml(path).getroot().iter("record", "template", "menuitem"):
                yield addon, path, element


def field_text(record, name):
    found = record.find(f"field[@name='{name}']")
    return None if found is None else (found.get("ref") or found.text or "")


def csv_rows(addon, name):
    path = ROOT / "addons" / addon / name
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def clause_codes():
    """{clause id: addon that owns it}"""
    return {
        row["code"]: addon
        for addon in ADDONS
        for row in csv_rows(addon, "data/policy.clause.csv")
    }


def enforced():
    """(clause id, path, function node) of every ``@enforces`` mark."""
    for addon in ADDONS:
        for path in addon_files(addon, "*.py"):
            for node in ast.walk(tree(path)):
                for mark in getattr(node, "decorator_list", ()):
                    if isinstance(mark, ast.Call) and "enforces" in ast.unparse(
                        mark.func
                    ):
                        for argument in mark.args:
                            yield ast.literal_eval(argument), path, node
