"""Chromium with Chinese fonts, and the PDF printer Odoo asks for.

Odoo finds both in ``<state>/bin``: a ``google-chrome`` that starts whichever
Chromium there is, with our fonts, and a ``wkhtmltopdf`` that prints with it.
"""

import os
import shlex
import shutil
import sys

from . import apt, python_env, settings
from .console import Failure, say
from .shell import attempt, made_whole, run, works, write_script

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
CHROMIUM = settings.BIN / "google-chrome"
PRINTER = settings.BIN / "wkhtmltopdf"
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--no-first-run",
)
UNPACK = """
const {brotliDecompressSync} = require("zlib");
const {readFileSync, writeFileSync} = require("fs");
const [source, target] = process.argv.slice(1);
writeFileSync(target, brotliDecompressSync(readFileSync(source)));
"""
REMEDY = "install Chromium (Debian: apt install chromium fonts-noto-cjk) or name it in \
CHROME_BIN"


def ensure():
    """Make both commands.

    :raises Failure: when no browser can be had
    """
    executable, libraries = find_chromium()
    lines = ["#!/bin/sh"]
    fonts = _get_font_config()
    if fonts:
        lines.append(f"export FONTCONFIG_FILE={shlex.quote(str(fonts))}")
    if libraries:
        lines.append(f"export LD_LIBRARY_PATH={shlex.quote(str(libraries))}")
    flags = QUIET + (("--no-sandbox",) if _needs_no_sandbox(libraries) else ())
    command = shlex.join([str(executable), *flags])
    lines.append(f'exec {command} "$@"')
    write_script(CHROMIUM, "\n".join(lines) + "\n")
    _make_printer()


def _needs_no_sandbox(libraries):
    return os.geteuid() == 0 or bool(libraries)


def is_ready():
    return CHROMIUM.exists() and PRINTER.exists()


def find_chromium():
    """The browser to start, and where its own libraries are, if it brings some."""
    return _find_installed() or _find_fetched() or _install()


def _find_installed():
    if os.environ.get("GUANJIA_CHROMIUM") == "npm":
        return None
    path = os.environ.get("PATH", "").split(os.pathsep)
    elsewhere = os.pathsep.join(part for part in path if part != str(settings.BIN))
    for name in (os.environ.get("CHROME_BIN"), *NAMES):
        found = shutil.which(name, path=elsewhere) if name else None
        # Ubuntu's package is a stub for a snap, which starts nothing in a container
        if found and works(found, "--version", timeout=60):
            return found, ""
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return (mac, "") if os.path.exists(mac) else None


def _get_target():
    return settings.HOME / f"chromium-{settings.hash_of(settings.PINS['chromium'])}"


def _find_fetched():
    folder = _get_target()
    return (folder / "chromium", folder / "lib") if folder.exists() else None


def _install():
    problems = []
    for way in (_install_by_apt, _install_by_npm):
        try:
            found = way()
        except Failure as failure:
            problems.append(f"- {failure.what} {failure.detail.strip()[-300:]}")
            continue
        if found:
            return found
    raise Failure("no Chromium could be had", REMEDY, "\n".join(problems))


def _install_by_apt():
    if os.environ.get("GUANJIA_CHROMIUM") == "npm" or os.geteuid() != 0:
        return None
    if not apt.is_available():
        return None
    say("installing Chromium and Chinese fonts with apt")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    attempt("apt-get", "-q", "update", env=environment)
    packages = ("chromium", "fonts-noto-cjk")
    command = ("apt-get", "-qy", "install", "--no-install-recommends", *packages)
    run(*command, env=environment)
    return _find_installed()


def _install_by_npm():
    """A build that needs nothing but glibc, for machines where we are not root."""
    if not works("npm", "--version"):
        raise Failure("npm, which could fetch one, is not installed")
    say("fetching Chromium from npm (64 MB, once)")
    with made_whole(_get_target()) as folder:
        package = folder / "npm"
        package.mkdir()
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save")
        cache = ("--cache", folder / "npm-cache", "--prefix", package)
        run("npm", "install", *options, *cache, settings.PINS["chromium"])
        packed = package / "node_modules/@sparticuz/chromium/bin"
        _unpack(packed / "chromium.br", folder / "chromium")
        (folder / "chromium").chmod(0o755)
        for archive in sorted(packed.glob("*.tar.br")):
            plain = folder / archive.stem
            _unpack(archive, plain)
            run("tar", "-x", "--no-same-owner", "-f", plain, "-C", folder)
            plain.unlink()
        for name in ("npm", "npm-cache"):
            shutil.rmtree(folder / name)
    found = _find_fetched()
    environment = {**os.environ, "LD_LIBRARY_PATH": str(found[1])}
    if not works(found[0], "--version", env=environment):
        shutil.rmtree(_get_target())
        raise Failure("the Chromium from npm does not start here")
    return found


def _unpack(source, target):
    run("node", "-e", UNPACK, source, target)


def _get_font_config():
    """A font configuration of our own, when the machine has no Chinese fonts."""
    if sys.platform != "linux":
        return None
    folder = settings.HOME / "fonts"
    config = folder / "fonts.conf"
    if config.exists():
        return config
    if attempt("fc-list", ":lang=zh-tw", "file").stdout.startswith("/"):
        return None
    pin = settings.PINS["fonts"]
    say("fetching Chinese fonts (60 MB, once)")
    try:
        with made_whole(folder) as partial:
            mirror = apt.Apt(pin["suite"])
            for package in pin["packages"]:
                apt.extract(mirror.download(package), partial)
            mirror.discard()
            (partial / "fonts.conf").write_text(_FONTS.format(folder=folder))
    except Failure as failure:
        say(f"WARNING: no Chinese fonts ({failure.what}): forms will show boxes")
        return None
    return config


_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
    <dir>{folder}/usr/share/fonts</dir>
    <dir>/usr/share/fonts</dir>
    <dir>/usr/local/share/fonts</dir>
    <cachedir>{folder}/cache</cachedir>
    <include ignore_missing="yes">/etc/fonts/conf.d</include>
</fontconfig>
"""


def _make_printer():
    """Prefer a wkhtmltopdf that knows headers and footers; else print by Chromium."""
    PRINTER.unlink(missing_ok=True)
    version = attempt("wkhtmltopdf", "--version").stdout or ""
    if "with patched qt" in version:
        return
    script = settings.ROOT / "scripts/wkhtmltopdf_chromium.py"
    command = shlex.join([str(python_env.PYTHON), str(script)])
    start = f"CHROME_BIN={shlex.quote(str(CHROMIUM))} exec {command}"
    write_script(PRINTER, f'#!/bin/sh\n{start} "$@"\n')
