"""Recurrence rules (RFC 5545), as far as duties need them: dates only, no env."""

from datetime import datetime, time, timedelta

from dateutil.rrule import rrulestr

FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
PARTS = {
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYDAY",
    "BYHOUR",
    "BYSETPOS",
    "BYEASTER",
}


def split_rule(text):
    """{part: value} of one RRULE, with or without the word.

    :raises ValueError: for anything that is not such a rule: several lines,
        a start of its own, more often than daily, an interval of nothing
    """
    parts = {}
    for part in _get_body(text).split(";"):
        key, equals, value = part.partition("=")
        if not equals or key not in PARTS or key in parts or not value:
            raise ValueError(part)
        parts[key] = value
    if parts.get("FREQ") not in FREQUENCIES:
        raise ValueError(parts.get("FREQ", "FREQ"))
    if int(parts.get("INTERVAL", 1)) < 1:  # dateutil would never come back
        raise ValueError(f"INTERVAL={parts['INTERVAL']}")
    return parts


def _get_body(text):
    return (text or "").strip().upper().removeprefix("RRULE:")


def parse_rule(text, start):
    """The dateutil rule of ``text``, counted from the date ``start``.

    :param text: one RRULE; times are company time
    :raises ValueError: as :func:`split_rule`
    """
    split_rule(text)
    body = _get_body(text)
    try:
        return rrulestr(body, dtstart=datetime.combine(start, time()), ignoretz=True)
    except (AttributeError, KeyError, OverflowError, TypeError) as error:
        raise ValueError(body) from error


def has_hours(text):
    """Whether the rule itself names the hours of the day."""
    return "BYHOUR=" in (text or "").upper()


def occurrences(text, start, first, last):
    """Naive local datetimes of the rule from day ``first`` to ``last``, both in."""
    rule = parse_rule(text, start)
    end = datetime.combine(last, time()) + timedelta(days=1, microseconds=-1)
    until = min(filter(None, (rule._until, end)))  # a rule may never happen at all
    begin = datetime.combine(first, time())
    if until < begin:
        return []
    changes = {"until": until} if not rule._count else {}
    return rule.replace(**changes).between(begin, end, inc=True)
