"""Which lines of Odoo's log are failures: every warning and worse, but for a few.

The known ones are Odoo's own, not ours to mend; each says why it is let pass.
"""

import re

KNOWN = {
    r"PyPDF2|DeprecationWarning.*pypdf": "Odoo 19 imports pypdf by its old name",
    r"PostgreSQL function 'unaccent' is present but not immutable": (
        "says that an optional index is not made"
    ),
    r"option gevent_key|invalid addons directory .*site-packages": (
        "a path Odoo proposes to itself"
    ),
    r"gevent.*DeprecationWarning|DeprecationWarning.*Queue\(0\)": (
        "Odoo's bus calls gevent in an older way"
    ),
}
LEVELS = {"WARNING", "ERROR", "CRITICAL"}
LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (\w+) \S+ (.*)$")


def is_known(message):
    return any(re.search(pattern, message) for pattern in KNOWN)


def find_complaints(text):
    """(level, message) of the unexpected lines, each cut to a readable length."""
    complaints = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match and match[1] in LEVELS and not is_known(match[2]):
            complaints.append((match[1], match[2][:400]))
    return complaints
