"""Odoo itself: a checkout somebody names, Debian's package, git, or Docker."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from . import apt, settings
from .console import Failure, say
from .shell import attempt, made_whole, run

PIN = settings.PINS["odoo"]
PACKAGES = "usr/lib/python3/dist-packages"
UNUSED = ("etc", "usr/lib/systemd", "usr/share/doc", "usr/share/bug")
UNUSED_PYTHON = ("addons", "doc", "setup")


@dataclass
class OdooSource:
    """``python`` goes on the Python path, ``addons`` on Odoo's addons path."""

    python: str
    addons: list
    origin: str


def get_source():
    """The Odoo to use, fetched the first time.

    :raises Failure: listing why each way of getting it failed
    """
    named = os.environ.get("ODOO_SRC")
    if named:
        return _from_checkout(Path(named).resolve())
    key = settings.hash_of(PIN, settings.PINS["assets"], settings.PINS["languages"])
    target = settings.HOME / f"odoo-{key}"
    mark = target / "origin.json"
    if not mark.exists():
        _fetch(target)
    values = json.loads(mark.read_text())
    values["python"] = str(target / values["python"])
    values["addons"] = [str(target / path) for path in values["addons"]]
    return OdooSource(**values)


def _from_checkout(path):
    if not (path / "odoo/release.py").exists():
        raise Failure(
            f"ODOO_SRC={path} is not an Odoo checkout (no odoo/release.py)",
            "point ODOO_SRC to the folder that holds odoo/release.py, or unset it",
        )
    head = attempt("git", "-C", path, "rev-parse", "HEAD")
    revision = head.stdout.strip() if head.returncode == 0 else "no revision"
    addons = [str(path / "addons")] if (path / "addons").is_dir() else []
    return OdooSource(str(path), addons, f"ODOO_SRC {path} {revision}")


def _fetch(target):
    problems = []
    for way in (_from_apt, _from_git, _from_docker):
        try:
            with made_whole(target) as folder:
                source = way(folder)
                (folder / "origin.json").write_text(json.dumps(asdict(source)))
        except Failure as failure:
            reason = f"{failure.what}\n{failure.detail.strip()[-400:]}".strip()
            problems.append(f"- {way.__doc__.split(':')[0]}: {reason}")
            continue
        say(f"Odoo: {source.origin}")
        return
    raise Failure(
        f"could not get Odoo {settings.PINS['series']}",
        "check the network, or set ODOO_SRC to an Odoo 19 checkout",
        "\n".join(problems),
    )


def _from_apt(folder):
    """Debian package: from the mirror this machine uses, without root."""
    say("fetching Odoo from the Debian mirror (about 150 MB, once)")
    assets = settings.PINS["assets"]
    mirror = apt.Apt(PIN["suite"], assets["suite"])
    deb = _download_pinned(mirror)
    _extract(deb, folder)
    for package in assets["packages"]:
        archive = mirror.download(package, suite=assets["suite"])
        apt.extract(archive, folder, *(f"--exclude=./{path}" for path in UNUSED))
    _replace_stripped_script(folder / PACKAGES)
    mirror.discard()
    return OdooSource(PACKAGES, [], f"Debian {deb.name}")


def _download_pinned(mirror):
    try:
        deb = mirror.download(PIN["package"], PIN["version"])
    except Failure as failure:
        if os.environ.get("ODOO_STRICT") == "1":
            raise Failure(f"Odoo {PIN['version']} is gone from the mirror") from failure
        say(f"WARNING: Odoo {PIN['version']} is gone from the mirror, taking today's")
        return mirror.download(PIN["package"])
    if hashlib.sha256(deb.read_bytes()).hexdigest() != PIN["sha256"]:
        raise Failure(f"{deb.name} is not the pinned file (its checksum differs)")
    return deb


def _extract(deb, folder):
    """Unpack what is used: two thirds of the package are other languages."""
    script = 'dpkg-deb --fsys-tarfile "$1" | tar -t'
    names = run("bash", "-o", "pipefail", "-c", script, "-", deb).splitlines()
    drop = [name for name in names if _is_foreign_term_file(name)]
    drop += [f"./{path}" for path in UNUSED]
    drop += [f"./{PACKAGES}/{path}" for path in UNUSED_PYTHON]
    listing = folder / "exclude.txt"
    listing.write_text("\n".join(drop) + "\n")
    apt.extract(deb, folder, "--anchored", "--no-wildcards", "-X", listing)
    listing.unlink()


def _is_foreign_term_file(name):
    if name.endswith(".pot"):
        return True
    return name.endswith(".po") and Path(name).stem not in settings.PINS["languages"]


def _replace_stripped_script(packages):
    """Debian strips one script of a bundle; without it every page logs an error."""
    static = packages / "odoo/addons/mail/static/lib/selfie_segmentation"
    script = static / "selfie_segmentation.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    if not script.exists():
        script.write_text("/* not shipped by Debian */\n")


def _from_git(folder):
    """git: the branch of the series, without other languages."""
    if not shutil.which("git"):
        raise Failure("git is not installed")
    url = os.environ.get("ODOO_GIT_URL", "https://github.com/odoo/odoo.git")
    say(f"cloning Odoo from {url}")
    clone = ("git", "clone", "--quiet", "--depth=1", "--filter=blob:none")
    branch = ("--branch", settings.PINS["series"], "--no-checkout")
    options = {"env": {**os.environ, "GIT_TERMINAL_PROMPT": "0"}}
    run(*clone, *branch, url, folder / "src", **options)
    patterns = ["/*", "!*.po", "!*.pot"]
    patterns += [f"**/i18n/{language}.po" for language in settings.PINS["languages"]]
    inside = ("git", "-C", folder / "src")
    run(*inside, "sparse-checkout", "set", "--no-cone", *patterns, **options)
    run(*inside, "checkout", "--quiet", **options)
    revision = run(*inside, "rev-parse", "HEAD").strip()
    return OdooSource("src", ["src/addons"], f"git {url} {revision}")


def _from_docker(folder):
    """Docker: the Python files of the official image."""
    if attempt("docker", "info").returncode:
        raise Failure("no Docker engine answers")
    image = os.environ.get("ODOO_IMAGE", f"odoo:{settings.PINS['series']}")
    say(f"copying Odoo out of the image {image}")
    container = run("docker", "create", image).split()[-1]
    try:
        run("docker", "cp", f"{container}:/{PACKAGES}/odoo", folder)
    finally:
        attempt("docker", "rm", container)
    return OdooSource(".", [], f"Docker {image}")
