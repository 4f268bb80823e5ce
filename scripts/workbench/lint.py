"""The linters, as the commit hooks run them, each one counted as a test."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

from . import python_env, settings
from .console import say
from .shell import attempt

# one model may be spread over files of readable size, and records that are only ever
# added refuse `write` instead of passing it on
PYLINT_ALLOWED = "consider-merging-classes-inherited,method-required-super"
CODE = ("addons", "benchmarks", "scripts", "tests", "conftest.py", "guanjia")


def get_checks():
    """Name of each check and the command that makes it."""
    folder = settings.VENV / "bin"
    code = [name for name in CODE if (settings.ROOT / name).exists()]
    addons = [f"addons/{name}" for name in settings.PINS["addons"]]
    ruff = (folder / "ruff", "--quiet")
    pylint = ("--rcfile=.pylintrc", f"--disable={PYLINT_ALLOWED}")
    cache = ("--cache-dir", settings.HOME / "ruff")
    return {
        "ruff check": (folder / "ruff", "check", "--quiet", *cache, *code),
        "ruff format": (*ruff, "format", "--diff", *cache, *code),
        "pylint-odoo": (folder / "pylint", *pylint, *addons),
        "OCA checks": (folder / "oca-checks-odoo-module", *addons),
        "XML format": (python_env.PYTHON, "scripts/xml_format.py", "--check", *addons),
    }


def mend_all():
    """Let the tools mend what they can: imports, layout, XML."""
    for name, command in get_checks().items():
        command = [part for part in command if part not in ("--diff", "--check")]
        if name in ("ruff check", "OCA checks"):
            command.insert(1 + (name == "ruff check"), "--fix")
        if name != "pylint-odoo":
            say(f"mending: {name}")
            attempt(*command, cwd=settings.ROOT)


def run_all():
    """Run every check at once; the names of those that failed, and all names."""
    checks = get_checks()
    with ThreadPoolExecutor(2) as pool:
        failed = [name for name, ok in pool.map(_run_one, checks.items()) if not ok]
    return failed, list(checks)


def _run_one(check):
    name, command = check
    environment = {**os.environ, "PYLINTHOME": str(settings.HOME / "pylint")}
    start = time.monotonic()
    process = attempt(*command, cwd=settings.ROOT, env=environment)
    ok = process.returncode == 0
    say(f"lint: {name} {'passed' if ok else 'FAILED'} ({_seconds_since(start)})")
    if not ok:
        print(process.stdout[-6000:], flush=True)
    return name, ok


def _seconds_since(start):
    return f"{time.monotonic() - start:.1f} s"
