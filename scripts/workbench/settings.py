"""Where things are: the checkout, the state directory, the pinned versions."""

import hashlib
import json
import os
import tempfile
from pathlib import Path

from .console import Failure

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
HOME = Path(os.environ.get("GUANJIA_HOME") or ROOT / ".guanjia").resolve()
BIN = HOME / "bin"
VENV = HOME / "venv"
DATA = HOME / "data"
LOGS = HOME / "logs"
PINS = json.loads((Path(__file__).parent / "pins.json").read_text())
PORT = int(os.environ.get("GUANJIA_PORT") or 8069)
HOST = "127.0.0.1"

TAG = hashlib.sha256(str(HOME).encode()).hexdigest()[:8]
"""Tells the state directories of one machine apart."""


def get_runtime_dir():
    """A short private path for sockets (a socket path holds 107 bytes at most)."""
    name = f"guanjia-{os.getuid()}-{TAG}"
    path = Path(tempfile.gettempdir()) / name
    return path if len(str(path)) < 80 else Path("/tmp") / name


def prepare():
    """Make the state directory, kept out of git by its own ignore file."""
    try:
        for path in (HOME, BIN, DATA, LOGS):
            path.mkdir(parents=True, exist_ok=True)
        (HOME / ".gitignore").write_text("*\n")
    except OSError as error:
        raise Failure(
            f"{HOME} can't be written: {error.strerror}",
            "if another user made it, make it yours, or name a directory of your own "
            "in GUANJIA_HOME",
        ) from error


def hash_of(*parts):
    """A short name for whatever makes something out of date when it changes."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        elif not isinstance(part, bytes):
            part = json.dumps(part, sort_keys=True).encode()
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:12]
