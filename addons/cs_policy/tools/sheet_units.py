"""Units that headings and titles name: ten thousands of money, areas of elsewhere."""

import re

from .sheet import plain
from .sheet_cells import TEN_THOUSAND, THOUSAND

UNIT = re.compile(
    r"(?:单位|單位|unit)\s*:?\s*(?:rmb|人民币)?\s*([万萬千]元|[万萬](?!\w))", re.I
)
"""``单位：万元`` above a table, but not ``制表单位：万科物业``."""
CURRENCY = re.compile(r"元|yuan|\$")


def find_scales(layout):
    """{role: factor} of the columns whose heading, or title, tells of ten thousands."""
    scales, vocabulary = {}, layout.vocabulary
    unit = UNIT.search(" ".join(layout.titles))
    for role, position in layout.get_roles().items():
        heading = plain(layout.get_heading(position))
        factor = _get_factor(heading)
        if role in (*vocabulary.sums, *vocabulary.areas) and factor:
            scales[role] = factor
        elif role in vocabulary.sums and unit and not CURRENCY.search(heading):
            scales[role] = _get_factor(f"({unit[1]})")
    return scales


def _get_factor(text):
    if re.search(r"[万萬]元|\(\s*[万萬]\s*[/)]|ten thousand|10k", text, re.I):
        return TEN_THOUSAND
    if re.search(r"千元|'000|\(\s*千\s*[/)]|\(k\)|thousand", text, re.I):
        return THOUSAND
    return None


def find_foreign_areas(layout):
    """{role: unit} of areas, or prices per area, that are not in square metres."""
    roles = layout.get_roles()
    found = {}
    for role in layout.vocabulary.areas:
        if role not in roles:
            continue
        heading = plain(layout.get_heading(roles[role]))
        unit = re.search(r"坪|sq\.? ?f(t|eet)|ft2|平?方?[呎尺]|英尺", heading, re.I)
        if unit:
            found[role] = unit[0]
    return found
