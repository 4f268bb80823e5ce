"""Debian packages without root: apt with lists, cache and sources of its own.

The mirror is the one this machine is configured with; signatures are checked by
apt as always.
"""

import os
import re
import shutil
from pathlib import Path

from . import settings
from .console import Failure
from .shell import attempt, run

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)


def is_available():
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


class Apt:
    """A private apt that reads ``suites`` of the machine's Debian mirror.

    :raises Failure: when no configured mirror serves them
    """

    def __init__(self, *suites):
        if not is_available():
            raise Failure("this machine has no apt-get and dpkg-deb")
        self.folder = settings.HOME / "apt"
        self.downloads = self.folder / "downloads"
        for path in ("lists/partial", "cache/archives/partial", "downloads"):
            (self.folder / path).mkdir(parents=True, exist_ok=True)
        self._read_suites(suites)

    def _options(self):
        options = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "APT::Default-Release": "",
            "APT::Update::Error-Mode": "any",
            "APT::Update::Post-Invoke-Success::": "true",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        if os.geteuid() == 0:
            # the `_apt` user cannot read a private directory
            options["APT::Sandbox::User"] = "root"
        return [f"-o{key}={value}" for key, value in options.items()]

    def _read_suites(self, suites):
        keyring = next(filter(os.path.exists, KEYRINGS), None)
        signed = f"[signed-by={keyring}] " if keyring else ""
        sources = self.folder / "sources.list"
        detail = ""
        for uri in get_mirrors():
            lines = [f"deb {signed}{uri} {suite} main" for suite in suites]
            sources.write_text("\n".join(lines) + "\n")
            process = attempt("apt-get", "-q", *self._options(), "update")
            if process.returncode == 0:
                return
            detail = process.stdout
        raise Failure(
            f"no configured package mirror serves Debian {', '.join(suites)}",
            "name a Debian mirror in DEBIAN_MIRROR",
            detail,
        )

    def download(self, package, version="", suite=""):
        """The path of the downloaded ``package``."""
        wanted = f"{package}={version}" if version else package
        wanted += f"/{suite}" if suite else ""
        command = ("apt-get", "-q", *self._options(), "download", wanted)
        run(*command, cwd=self.downloads)
        found = self.downloads.glob(f"{package}_*.deb")
        return max(found, key=lambda path: path.stat().st_mtime)

    def discard(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def get_mirrors():
    """Base addresses of the archives this machine uses, the main ones first.

    ``--no-release-info`` matters: without it nothing is printed while the machine's
    own package lists are empty, as in a fresh container.
    """
    output = attempt(
        "apt-get",
        "indextargets",
        "--no-release-info",
        "--format",
        "$(CREATED_BY)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)",
    ).stdout
    return parse_mirrors(output, os.environ.get("DEBIAN_MIRROR"))


def parse_mirrors(output, first=None):
    mirrors = [first] if first else []
    for line in output.splitlines():
        kind, uri, release, component = (line.split("|") + [""] * 4)[:4]
        side = re.search(r"-(security|updates|backports)|/", release)
        if (kind, component) == ("Packages", "main") and not side:
            mirrors.append(uri)
    return list(dict.fromkeys(mirrors))


def extract(deb, target, *tar_options):
    """Unpack the files of the package ``deb`` below ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    script = 'dpkg-deb --fsys-tarfile "$1" | tar -x --no-same-owner -C "$2" "${@:3}"'
    run("bash", "-o", "pipefail", "-c", script, "-", deb, Path(target), *tar_options)
