"""Odoo processes that can be started in milliseconds, watched and killed.

A parent that has loaded the registry, and holds no connection, forks them off; each has
cursors of its own. What a child runs is ``function(env, say, **arguments)``, where
``say(word, **facts)`` reports to whoever started it. A child may wait for ``go``.

``python -m workbench.children DATABASE`` is the parent, fed by :class:`Children`.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback

from . import python_env, settings

TURNS = 5
"""Who loses to another process works again, as the scheduler does at its next turn."""

PATIENCE = 120
"""Seconds after which a silent child is given up."""


class Children:
    """Starts children on ``database`` and hears what they report."""

    def __init__(self, database, log):
        paths = [str(settings.ROOT), str(settings.ROOT / "scripts")]
        with open(log, "a") as stderr:
            self._parent = subprocess.Popen(
                [python_env.PYTHON, "-m", "workbench.children", database],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        self._heard = []
        self._rest = b""
        self.hear(self._parent.pid, "ready")

    def close(self):
        self._parent.stdin.close()
        self._parent.wait(PATIENCE)
        self._parent.stdout.close()

    def start(self, function, **arguments):
        """Process id of a child that runs ``function`` ("module:name")."""
        order = {"function": function, "arguments": arguments}
        self._parent.stdin.write(json.dumps(order).encode() + b"\n")
        self._parent.stdin.flush()
        return self.hear(self._parent.pid, "started")["child"]

    def run(self, function, **arguments):
        """What ``function`` returns, run to its end."""
        return self.finish(self.start(function, **arguments))

    def finish(self, pid):
        """What the child returns.

        :raises AssertionError: with its traceback when it fails
        """
        message = self.hear(pid, "end", "failed", "gone")
        assert message["word"] == "end", message
        self.hear(pid, "gone")
        return message["result"]

    def go(self, pid):
        """The child waits no longer."""
        os.kill(pid, signal.SIGUSR1)

    def kill(self, pid):
        """As kill -9; returns when the process is gone."""
        with contextlib.suppress(ProcessLookupError):  # it had ended by itself
            os.kill(pid, signal.SIGKILL)
        return self.hear(pid, "gone")

    def hear(self, pid, *words):
        """The next report of ``pid`` that is one of ``words``.

        :raises AssertionError: when it failed instead, or says nothing for too long
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            for message in self._heard:
                if message["pid"] == pid and message["word"] in words:
                    self._heard.remove(message)
                    return message
                assert message["pid"] != pid or message["word"] != "failed", message
            self._read(max(deadline - time.monotonic(), 0), (pid, words))

    def has_ended(self, pid):
        """Whether the child is known to be through, for good or ill."""
        while select.select([self._parent.stdout], [], [], 0)[0]:
            self._read(0, pid)
        return any(
            message["pid"] == pid and message["word"] in ("end", "failed", "gone")
            for message in self._heard
        )

    def _read(self, patience, wanted):
        pipe = self._parent.stdout
        if not select.select([pipe], [], [], patience)[0]:
            raise AssertionError(f"nothing heard of {wanted}: {self._heard}")
        chunk = os.read(pipe.fileno(), 65536)
        if not chunk:
            raise AssertionError(f"the parent of the children ended: {self._heard}")
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self._heard += [json.loads(line) for line in lines]


def say(word, **facts):
    """One line, at most 4096 bytes: those of several children never mix."""
    facts = {"pid": os.getpid(), "word": word, **facts}
    os.write(1, json.dumps(facts, default=str).encode()[:4000] + b"\n")


def wait_for_go():
    """Return when whoever started this child says go."""
    say("waiting")
    signal.sigwait({signal.SIGUSR1})


def main(database):
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-c", os.environ["ODOO_RC"], "-d", database, "--no-http", "--log-level=warn"],
        setup_logging=True,
    )
    Registry(database)
    sql_db.close_all()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    say("ready")
    orders = b""
    while True:
        ready = select.select([0, ended], [], [])[0]
        if ended in ready:
            os.read(ended, 4096)
            _bury()
        if 0 in ready:
            chunk = os.read(0, 65536)
            if not chunk:
                return
            *lines, orders = (orders + chunk).split(b"\n")
            for line in lines:
                _fork(database, json.loads(line))


def _fork(database, order):
    child = os.fork()
    if child:
        say("started", child=child)
        return
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        _work(database, order)
    except BaseException:
        say("failed", error=traceback.format_exc()[-3000:])
    finally:
        sys.stderr.flush()
        os._exit(0)


def _bury():
    while True:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not child:
            return
        code = os.waitstatus_to_exitcode(status)
        facts = {"pid": child, "word": "gone", "code": code}
        os.write(1, json.dumps(facts).encode() + b"\n")


def _work(database, order):
    from psycopg2.errors import SerializationFailure

    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    module, _colon, name = order["function"].partition(":")
    function = getattr(importlib.import_module(module), name)
    for turn in range(1, TURNS + 1):
        try:
            with Registry(database).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                result = function(env, say, **order["arguments"])
                cr.commit()
            break
        except SerializationFailure:
            if turn == TURNS:
                raise
    say("end", result=result)


if __name__ == "__main__":
    main(sys.argv[1])
