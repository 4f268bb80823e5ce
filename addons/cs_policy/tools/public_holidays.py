"""Public holidays as a maintained source publishes them (library ``holidays``)."""

from datetime import timedelta
from typing import NamedTuple

import holidays

REGIONS = {
    # region: (library class, language by Odoo language, language otherwise)
    "CN": ("CN", {"zh_CN": "zh_CN", "zh_TW": "zh_TW"}, "en_US"),
    "TW": ("TW", {"zh_CN": "zh_CN", "zh_TW": "zh_TW"}, "en_US"),
    "HK": ("HK", {"zh_CN": "zh_CN", "zh_TW": "zh_HK"}, "en_HK"),
}
HOLIDAY = "holiday"
MAKEUP = "makeup"


class PublishedDay(NamedTuple):
    """A day that differs from the weekly pattern; ``name`` is empty for make-ups."""

    date: object
    kind: str
    name: str


def get_published_days(region, years, lang=None):
    """Days off and make-up working days of ``region``, by date.

    :param region: a key of ``REGIONS``
    :param years: iterable of years
    :param lang: Odoo language of the names
    :raises KeyError: for an unknown region
    """
    class_name, languages, fallback = REGIONS[region]
    years = set(years)
    source = getattr(holidays, class_name)(
        years=years, language=languages.get(lang, fallback)
    )
    days = [PublishedDay(day, HOLIDAY, name) for day, name in source.items()]
    days += [PublishedDay(day, MAKEUP, "") for day in source.weekend_workdays]
    return sorted(day for day in days if day.date.year in years)


def iterate_days(date_from, date_to):
    """Every date from ``date_from`` to ``date_to``, both included."""
    for offset in range((date_to - date_from).days + 1):
        yield date_from + timedelta(days=offset)
