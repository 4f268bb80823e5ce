"""The virtual environment: Odoo's, OCA's and our Python packages, hash-locked."""

import os
import shutil
import sys
from pathlib import Path

from . import apt, settings
from .console import Failure, say
from .shell import attempt, run, works, write_script

PYTHON = settings.VENV / "bin/python"
SUPPORTED = ((3, 10), (3, 13))
CANDIDATES = ("python3.12", "python3.11", "python3.13", "python3.10", "python3")
LAUNCHER = """\
#!/bin/sh
'''exec' "$(dirname "$0")/../venv/bin/python" "$0" "$@"
' '''
import odoo.cli

odoo.cli.main()
"""
"""Shell that starts our Python with this file, and Python that starts Odoo.

A first line that names our Python would end at the first space of its path, and be
cut where it is long.
"""

UV_FROM_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
}


def ensure(source, with_tests=False):
    """Make or complete the environment; one made for the tests also serves."""
    name = "requirements-dev.lock" if with_tests else "requirements.lock"
    mark = settings.VENV / "complete"
    wanted = _get_key(source, with_tests)
    # a real file, because Odoo's gevent process starts the same file again
    write_script(settings.BIN / "odoo", LAUNCHER)
    known = {wanted, _get_key(source, True)}
    if mark.exists() and mark.read_text() in known and _can_start():
        return
    if not works(PYTHON, "-m", "pip", "--version"):
        say("making a virtual environment")
        _make_venv()
    mark.unlink(missing_ok=True)
    _register_odoo(source)
    say("installing Python packages")
    install("--require-hashes", "-r", settings.ROOT / name)
    addons = settings.ROOT / "requirements-addons.lock"
    install("--no-deps", "--require-hashes", "-r", addons)
    mark.write_text(wanted)


def _can_start():
    """Whether the environment still works: the Python it was made of may be gone."""
    return works(PYTHON, "-I", "-c", "import odoo")


def _get_key(source, with_tests):
    names = ["requirements.lock", "requirements-addons.lock"]
    names += ["requirements-dev.lock"] if with_tests else []
    files = [settings.ROOT / name for name in names]
    return settings.hash_of(source.python, str(settings.VENV), *files)


def find_python():
    """A Python that Odoo 19 supports, or the newest there is, with a warning."""
    for name in (os.environ.get("PYTHON"), sys.executable, *CANDIDATES):
        path = shutil.which(name) if name else None
        if path and SUPPORTED[0] <= _get_version(path) <= SUPPORTED[1]:
            return path
    path = shutil.which("python3") or sys.executable
    say(f"WARNING: no Python 3.10 to 3.13 found, which Odoo 19 asks for; trying {path}")
    return path


def _get_version(path):
    code = "import sys; print(*sys.version_info[:2])"
    process = attempt(path, "-c", code)
    return tuple(map(int, process.stdout.split())) if not process.returncode else (0, 0)


def _make_venv():
    python = find_python()
    shutil.rmtree(settings.VENV, ignore_errors=True)
    if works(python, "-m", "venv", settings.VENV):
        return
    # Debian without python3-venv
    shutil.rmtree(settings.VENV, ignore_errors=True)
    if works("uv", "venv", "--seed", "-p", python, settings.VENV):
        return
    todo = "install Python's venv module (Debian: apt install python3-venv)"
    run(python, "-m", "venv", "--clear", "--without-pip", settings.VENV, todo=todo)
    if works(python, "-m", "pip", "--python", PYTHON, "install", "pip"):
        return
    try:
        _install_pip_from_debian()
    except Failure as failure:
        raise Failure("could not get pip", todo, failure.what) from failure


def _install_pip_from_debian():
    mirror = apt.Apt(settings.PINS["assets"]["suite"])
    folder = mirror.folder / "pip"
    apt.extract(mirror.download("python3-pip-whl"), folder)
    wheel = next(folder.glob("usr/share/python-wheels/pip-*.whl"))
    run(PYTHON, wheel / "pip", "install", "-q", "--no-index", wheel)


def _register_odoo(source):
    """Put Odoo on the path, and let pip know it: addons from PyPI require it."""
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    site = Path(run(PYTHON, "-c", code).strip())
    (site / "odoo_source.pth").write_text(f"{source.python}\n")
    series = settings.PINS["series"]
    info = site / f"odoo-{series}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: odoo\nVersion: {series}\n"
        "Summary: the source is on a .pth file\n"
    )
    (info / "INSTALLER").write_text("guanjia\n")
    (info / "RECORD").write_text("")


def install(*arguments):
    """Install with uv, several times faster, or with pip where uv fails.

    :raises Failure: with pip's last words
    """
    uv = settings.VENV / "bin/uv"
    if uv.exists() or works(PYTHON, "-m", "pip", "install", "-q", "uv"):
        # several indexes are safe together: every file is checked by its hash
        strategy = ("--index-strategy", "unsafe-best-match")
        command = (uv, "pip", "install", "-q", "-p", PYTHON, *strategy, *arguments)
        process = attempt(*command, env=_get_uv_environment())
        if process.returncode == 0:
            return
        say(f"uv failed, using pip: {process.stdout.strip()[-200:]}")
    quiet = ("-q", "--disable-pip-version-check", "--no-input")
    todo = "check the network and pip's configuration (pip config list)"
    run(PYTHON, "-m", "pip", "install", *quiet, *arguments, todo=todo)


def _get_uv_environment():
    """uv reads neither pip's configuration nor, by itself, the machine's CAs."""
    environment = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **os.environ}
    if os.environ.get("PIP_CERT"):
        environment.setdefault("SSL_CERT_FILE", os.environ["PIP_CERT"])
    for key, variable in UV_FROM_PIP.items():
        value = os.environ.get("PIP_" + key.upper().replace("-", "_"))
        if not value:
            process = attempt(PYTHON, "-m", "pip", "config", "get", f"global.{key}")
            value = process.stdout if process.returncode == 0 else ""
        separator = "," if key == "find-links" else " "
        if value.split():
            environment.setdefault(variable, separator.join(value.split()))
    return environment
