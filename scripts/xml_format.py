#!/usr/bin/env python3
"""Checks or mends the layout of XML files: four spaces per level, nothing else.

Only the start of lines changes: attributes on lines of their own move along with
their tag, and text inside ``<pre>``, comments and CDATA stays as it is.

    xml_format.py [--check] FILE_OR_FOLDER ...
"""

import argparse
import sys
from pathlib import Path
from xml.parsers import expat

INDENT = "    "
VERBATIM = {"pre", "textarea"}
SKIPPED = {"static", "node_modules", "__pycache__"}


class Layout:
    """The wanted indentation of each line of one document."""

    def __init__(self, text):
        self.lines = text.split("\n")
        self.depth = 0
        self.wanted = {}
        self.verbatim = []
        self.kept = set()
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._comment
        self.parser = parser
        parser.Parse(text.encode(), True)

    def _start(self, tag, attributes):
        self._place()
        self.depth += 1
        if tag in VERBATIM:
            self.verbatim.append(self.parser.CurrentLineNumber)

    def _end(self, tag):
        if tag in VERBATIM:
            start = self.verbatim.pop()
            self.kept.update(range(start, self.parser.CurrentLineNumber))
        self.depth -= 1
        self._place()

    def _comment(self, text):
        self._place()

    def _place(self):
        line = self.parser.CurrentLineNumber - 1
        column = self.parser.CurrentColumnNumber
        # only what begins its line; an empty element ends where it begins
        if not self.lines[line][:column].strip():
            self.wanted.setdefault(line, self.depth)

    def render(self):
        shift, result = 0, []
        for number, line in enumerate(self.lines):
            bare = line.lstrip(" \t")
            if number in self.kept:
                result.append(line)
                continue
            if number in self.wanted:
                indent = INDENT * self.wanted[number]
                shift = len(indent) - (len(line) - len(bare))
                line = indent + bare
            elif bare and shift:
                spaces = len(line) - len(bare) + shift
                line = " " * max(spaces, 0) + bare
            result.append(line.rstrip())
        return "\n".join(result).strip("\n") + "\n"


def format_text(text):
    """``text`` with its lines where they belong.

    :raises expat.ExpatError: when it is not XML
    """
    return Layout(text.replace("\r\n", "\n")).render()


def find_files(paths):
    for path in map(Path, paths):
        if path.is_file():
            yield path
            continue
        for found in sorted(path.rglob("*.xml")):
            if not SKIPPED & set(found.relative_to(path).parts[:-1]):
                yield found


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args(arguments)
    wrong = 0
    for path in find_files(options.paths):
        text = path.read_text(encoding="utf-8")
        try:
            fresh = format_text(text)
        except expat.ExpatError as error:
            print(f"{path}: {error}")
            wrong += 1
            continue
        if fresh != text:
            wrong += 1
            print(f"{path}: {'badly indented' if options.check else 'mended'}")
            if not options.check:
                path.write_text(fresh, encoding="utf-8")
    return 1 if wrong and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
