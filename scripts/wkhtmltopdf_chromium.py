#!/usr/bin/env python3
"""``wkhtmltopdf`` for Odoo, printed by Chromium.

Odoo runs ``wkhtmltopdf [options] body.html ... out.pdf``, with the header and the
footer as files of their own. This prints each body, lays header and footer over
its margins, and joins everything with the bookmarks by which Odoo cuts a file of
several records apart. Debian's own wkhtmltopdf can do neither.

Returns 2 on any error: Odoo reads 1 as "warnings" and would hand out an empty file.
"""

import io
import re
import sys
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH
UNITS = {"mm": 1, "cm": 10, "in": MM_PER_INCH, "px": MM_PER_INCH / 96}
SCALE = 0.8
"""How much wkhtmltopdf shrinks a page; the forms of Odoo are drawn for it."""

SIZES = {
    "A0": (841, 1189),
    "A1": (594, 841),
    "A2": (420, 594),
    "A3": (297, 420),
    "A4": (210, 297),
    "A5": (148, 210),
    "A6": (105, 148),
    "B4": (250, 353),
    "B5": (176, 250),
    "Legal": (215.9, 355.6),
    "Letter": (215.9, 279.4),
    "Tabloid": (279.4, 431.8),
}
FLAGS = {
    "-q",
    "--disable-local-file-access",
    "--disable-smart-shrinking",
    "--enable-local-file-access",
    "--footer-line",
    "--header-line",
    "--print-media-type",
    "--quiet",
}
PAIRS = {"--cookie", "--custom-header"}
STYLE = b"<style>body.container{max-width:none!important}</style></head>"


@dataclass
class Order:
    """What the command line asks for; lengths in millimetres."""

    options: dict = field(default_factory=dict)
    cookies: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    target: str = ""

    @property
    def size(self):
        width, height = SIZES.get(self.options.get("--page-size"), SIZES["A4"])
        if "--page-width" in self.options:
            width = parse_length(self.options["--page-width"])
            height = parse_length(self.options["--page-height"])
        if self.options.get("--orientation", "").lower() == "landscape":
            width, height = height, width
        return width, height

    def margin(self, side):
        return parse_length(self.options.get(f"--margin-{side}", "10"))


def parse_length(text):
    match = re.fullmatch(r"([\d.]+)\s*(mm|cm|in|px)?", text)
    if not match:
        raise ValueError(f"not a length: {text}")
    return float(match[1]) * UNITS[match[2] or "mm"]


def parse_arguments(arguments):
    order, words = Order(), iter(arguments)
    files = []
    for word in words:
        if word in FLAGS:
            continue
        if word in PAIRS:
            pair = (next(words), next(words))
            order.cookies += [pair] if word == "--cookie" else []
        elif word.startswith("-"):
            order.options[word] = next(words)
        else:
            files.append(word)
    *order.bodies, order.target = files
    return order


class Printer:
    """Prints the bodies of one order, all in one browser."""

    def __init__(self, chromium, order):
        self.chromium = chromium
        self.order = order
        self.chromium("Emulation.setEmulatedMedia", media="screen")

    def print_all(self):
        """Write the target file."""
        from pypdf import PdfReader, PdfWriter

        documents = []
        for body in self.order.bodies:
            self._prepare(body)
            documents.append(PdfReader(io.BytesIO(self._print_body(body))))
        total = sum(len(document.pages) for document in documents)
        writer, number = PdfWriter(), 0
        for body, document in zip(self.order.bodies, documents, strict=True):
            self._prepare(body)
            for position, page in enumerate(document.pages, 1):
                number += 1
                query = {
                    "page": number,
                    "topage": total,
                    "sitepage": position,
                    "sitepages": len(document.pages),
                    "section": "",
                    "subsection": "",
                    "subsubsection": "",
                    "webpage": body,
                }
                self._add_bands(page, query)
                self._round_size(page)
                writer.add_page(page)
        add_bookmarks(writer, [len(document.pages) for document in documents])
        writer.compress_identical_objects(remove_identicals=True, remove_orphans=True)
        with open(self.order.target, "wb") as target:
            writer.write(target)

    def _prepare(self, body):
        """Serve body, header and footer at Odoo's own address.

        From ``file://`` the browser would refuse Odoo's fonts.
        """
        text = Path(body).read_text(encoding="utf-8")
        match = re.search(r'<base href="([^"]+)"', text)
        self.origin = match[1].rstrip("/") if match else "http://print.invalid"
        if match:
            self._set_cookies(match[1])
        files = [body]
        for key in ("--header-html", "--footer-html"):
            files += [self.order.options[key]] if key in self.order.options else []
        pages = {
            self._get_url(path): Path(path).read_bytes().replace(b"</head>", STYLE, 1)
            for path in files
        }
        self.chromium.serve(f"{self.origin}/__print__/*", pages)

    def _get_url(self, path):
        return f"{self.origin}/__print__/{Path(path).name}"

    def _set_cookies(self, url):
        jar = self.order.options.get("--cookie-jar")
        if jar:
            name, value = Path(jar).read_text().split(";")[0].split("=", 1)
            self.chromium(
                "Network.setCookie", name=name, value=value, url=url, httpOnly=True
            )
        for name, value in self.order.cookies:
            self.chromium("Network.setCookie", name=name, value=value, url=url)

    def _print(self, width, height, **margins):
        options = {
            f"margin{side.title()}": margins.get(side, 0) / MM_PER_INCH
            for side in ("top", "right", "bottom", "left")
        }
        return self.chromium.print_pdf(
            paperWidth=width / MM_PER_INCH,
            paperHeight=height / MM_PER_INCH,
            scale=SCALE,
            preferCSSPageSize=False,
            **options,
        )

    def _print_body(self, body):
        self.chromium.load(self._get_url(body))
        sides = ("top", "right", "bottom", "left")
        margins = {side: self.order.margin(side) for side in sides}
        return self._print(*self.order.size, **margins)

    def _add_bands(self, page, query):
        """Lay header and footer over the margins of ``page``."""
        from pypdf import PdfReader, Transformation

        width, height = self.order.size
        sides = {side: self.order.margin(side) for side in ("left", "right")}
        top, bottom = self.order.margin("top"), self.order.margin("bottom")
        bands = (("--header-html", top, height - top), ("--footer-html", bottom, 0))
        for key, band, offset in bands:
            if key not in self.order.options or not band:
                continue
            words = urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
            self.chromium.load(f"{self._get_url(self.order.options[key])}?{words}")
            printed = PdfReader(io.BytesIO(self._print(width, band, **sides)))
            shift = Transformation().translate(0, offset * POINTS_PER_MM)
            page.merge_transformed_page(printed.pages[0], shift)

    def _round_size(self, page):
        """wkhtmltopdf cuts the short side to whole points and rounds the long one."""
        points = [side * POINTS_PER_MM for side in self.order.size]
        short = min(points)
        corner = tuple(int(p) if p == short else round(p) for p in points)
        page.mediabox.upper_right = page.cropbox.upper_right = corner


def add_bookmarks(writer, page_counts):
    """One bookmark per body, in the shape by which Odoo cuts the file apart."""
    from pypdf.generic import (
        ArrayObject,
        DictionaryObject,
        NameObject,
        NumberObject,
        TextStringObject,
    )

    destinations, items, first = DictionaryObject(), [], 0
    for index, count in enumerate(page_counts):
        anchor = NameObject(f"/__WKANCHOR_{index}")
        place = [NumberObject(first), NameObject("/XYZ"), *[NumberObject(0)] * 3]
        destinations[anchor] = ArrayObject(place)
        title = TextStringObject(f"Document {index + 1}")
        item = {NameObject("/Title"): title, NameObject("/Dest"): anchor}
        items.append(DictionaryObject(item))
        first += count
    outline = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Outlines"),
            NameObject("/Count"): NumberObject(len(items)),
        }
    )
    parent = writer._add_object(outline)
    references = [writer._add_object(item) for item in items]
    for index, item in enumerate(items):
        item[NameObject("/Parent")] = parent
        if index:
            item[NameObject("/Prev")] = references[index - 1]
        if index + 1 < len(references):
            item[NameObject("/Next")] = references[index + 1]
    outline[NameObject("/First")] = references[0]
    outline[NameObject("/Last")] = references[-1]
    writer._root_object[NameObject("/Outlines")] = parent
    writer._root_object[NameObject("/Dests")] = destinations


def main(arguments):
    if {"--version", "-V"} & set(arguments):
        print("wkhtmltopdf 0.12.6 [chromium]")
        return 0
    from chromium import Chromium

    order = parse_arguments(arguments)
    with Chromium() as browser:
        Printer(browser, order).print_all()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
