"""What has to be known of a kind of work to kill it and to see that it is whole."""

import signal
from dataclasses import dataclass, field
from unittest.mock import patch


@dataclass(frozen=True)
class Job:
    """A kind of work that is done in chunks, in the background.

    Names of functions are "module:name"; they run in processes of their own (see
    :mod:`workbench.children`) as ``function(env, say, **facts)``.
    """

    name: str
    found: str
    """Once: the company and whatever all rounds share; returns facts, a dict."""
    prepare: str
    """Work for one round (``number``), committed; returns more facts."""
    run: str
    """Do that work as the scheduled action does, with its commits."""
    count: str
    """After it: everything that is not as it should be, a list of strings."""
    points: tuple
    """(model, method) pairs: where a chunk can be stopped, before or after the call."""
    calls: int = 3
    """How often each of them is called in a round, at least."""
    second: dict = field(default_factory=dict)
    """What a second process is told that works beside the first."""


def stop_at(env, say, model, method, call, after):
    """A patch: at the ``call``-th call of the method, report and wait to be killed.

    The report says that the transaction is open and what it has written; nothing of it
    is to be seen from outside.
    """
    cls = type(env[model])
    real = getattr(cls, method)
    calls = []

    def wrapped(this, *arguments, **options):
        calls.append(1)
        stop = len(calls) == call
        if stop and not after:
            _report(this.env, say)
        result = real(this, *arguments, **options)
        if stop and after:
            this.env.flush_all()
            _report(this.env, say)
        return result

    return patch.object(cls, method, wrapped)


def _report(env, say):
    env.cr.execute(
        "SELECT pg_backend_pid(), pg_current_xact_id_if_assigned()::text,"
        " (SELECT count(*) FROM account_move)"
    )
    backend, transaction, moves = env.cr.fetchone()
    say("inside", backend=backend, transaction=transaction, moves=moves)
    while True:
        signal.pause()
