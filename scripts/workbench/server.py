"""The served product: start, wait until it answers, stop exactly that process."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from . import settings
from .console import Failure, say
from .shell import fetch_local

RECORD = settings.HOME / "server.json"
PATIENCE = 300
"""Seconds a first page may take: it builds the registry and the web client."""


def is_port_taken(port):
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((settings.HOST, port)) == 0


def find_free_port():
    with socket.socket() as probe:
        probe.bind((settings.HOST, 0))
        return probe.getsockname()[1]


def start(config, port, inherited=(), log_name="server"):
    """Start Odoo and return its process once the login page is served.

    :raises Failure: when the port is taken or the server ends or stays silent
    """
    if is_port_taken(port):
        raise Failure(
            f"port {port} is in use",
            "choose another one: GUANJIA_PORT=8070 ./guanjia up",
        )
    path = settings.LOGS / f"{log_name}.log"
    with open(path, "a") as log:
        process = subprocess.Popen(
            [settings.BIN / "odoo", "-c", config],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=tuple(inherited),
        )
    try:
        _wait(process, port, path)
    except BaseException:
        end(process.pid)
        raise
    return process


def _wait(process, port, log):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            text = log.read_text(errors="replace")
            raise Failure("the server stopped at once", f"read {log}", text[-2000:])
        with contextlib.suppress(OSError):
            fetch_local(f"http://{settings.HOST}:{port}/web/health")
            fetch_local(f"http://{settings.HOST}:{port}/web/login", timeout=PATIENCE)
            return
        time.sleep(0.2)
    raise Failure(f"the server did not answer within {PATIENCE} s", f"read {log}")


def remember(pid, port):
    RECORD.write_text(json.dumps({"pid": pid, "port": port, "born": get_birth(pid)}))


def get_running():
    """The record of the server we started, if that very process still lives."""
    try:
        record = json.loads(RECORD.read_text())
    except (OSError, ValueError):
        return None
    birth = get_birth(record["pid"])
    return record if birth and birth == record["born"] else None


def get_birth(pid):
    """When a process began, so that a reused number is never taken for it."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
        return text.rsplit(")", 1)[1].split()[19]
    except OSError:
        command = ["ps", "-o", "lstart=", "-p", str(pid)]
    try:
        output = subprocess.run(command, capture_output=True, text=True).stdout
    except OSError:
        return ""
    return output.strip()


def stop():
    """End the server we started, if it runs."""
    record = get_running()
    if record:
        end(record["pid"])
        say(f"stopped the server ({record['pid']})")
    RECORD.unlink(missing_ok=True)
    return bool(record)


def end(pid, patience=20):
    birth = get_birth(pid)
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if get_birth(pid) != birth:
                return
            time.sleep(0.1)
