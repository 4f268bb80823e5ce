"""Numbers of resident identity cards (GB 11643): 17 digits and a check character."""

import re
from datetime import date

_SHAPE = re.compile(r"\d{17}[\dX]")
_CHECKS = "10X98765432"


def normalize(number):
    """``number`` as it is kept: no spaces, capitals."""
    return re.sub(r"\s", "", number or "").upper()


def is_resident_id(number):
    """Whether ``number`` (normalized) can be the number of a resident."""
    if not _SHAPE.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(
        int(digit) * pow(2, 17 - position, 11)
        for position, digit in enumerate(number[:17])
    )
    return _CHECKS[total % 11] == number[17]
