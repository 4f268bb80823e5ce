"""A mark that only code in this process can set.

A client can put any *value* into the context of an RPC call, but never this very
object, so it is compared by identity and never by value.
"""

_TRUSTED = object()


def trusted(records):
    """``records`` with the mark: their guarded fields may be written."""
    return records.with_context(policy_trusted=_TRUSTED)


def untrusted(records):
    """``records`` without the mark, for handing control to other code."""
    return records.with_context(policy_trusted=None)


def is_trusted(env):
    return env.context.get("policy_trusted") is _TRUSTED
