"""Dates as sentences want them, in the reader's order of year and month."""

from babel.dates import format_skeleton

from odoo.tools.misc import babel_locale_parse, get_lang


def format_month(env, day):
    """Month and year of ``day``: ``December 2026``, ``2026年12月``."""
    locale = babel_locale_parse(get_lang(env).code)
    return format_skeleton("yMMMM", day, locale=locale)
