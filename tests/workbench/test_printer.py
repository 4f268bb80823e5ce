"""The command line Odoo gives to wkhtmltopdf."""

import pytest
from wkhtmltopdf_chromium import parse_arguments, parse_length

ODOO = [
    "--disable-local-file-access",
    "--quiet",
    "--cookie",
    "session_id",
    "abc",
    "--page-size",
    "A4",
    "--margin-top",
    "40.00",
    "--dpi",
    "90",
    "--zoom",
    "1.06",
    "--header-spacing",
    "35",
    "--margin-left",
    "7.00",
    "--margin-bottom",
    "32.00",
    "--margin-right",
    "7.00",
    "--orientation",
    "Landscape",
    "--cookie-jar",
    "/tmp/jar",
    "--header-html",
    "/tmp/head.html",
    "--footer-html",
    "/tmp/foot.html",
    "/tmp/a.html",
    "/tmp/b.html",
    "/tmp/out.pdf",
]


def test_what_odoo_asks_for_is_understood():
    order = parse_arguments(ODOO)
    assert order.size == (297, 210)
    assert order.margin("top") == 40
    assert order.cookies == [("session_id", "abc")]
    assert order.bodies == ["/tmp/a.html", "/tmp/b.html"]
    assert order.target == "/tmp/out.pdf"
    assert order.options["--header-html"] == "/tmp/head.html"


@pytest.mark.parametrize(
    ("text", "millimetres"), [("10", 10), ("1cm", 10), ("1in", 25.4), ("96px", 25.4)]
)
def test_lengths(text, millimetres):
    assert parse_length(text) == pytest.approx(millimetres)


def test_a_length_that_is_none_is_refused():
    with pytest.raises(ValueError, match="wide"):
        parse_length("wide")
