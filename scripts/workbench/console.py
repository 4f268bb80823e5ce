"""What the person at the terminal sees."""

import sys
import time

START = time.monotonic()


class Failure(Exception):
    """A step that failed: ``what`` went wrong and what the reader can do about it."""

    def __init__(self, what, todo="", detail=""):
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.detail = detail


def say(message):
    print(f"[{time.monotonic() - START:6.1f}s] {message}", flush=True)


def complain(failure):
    lines = ["", f"FAILED: {failure.what}"]
    if failure.detail:
        lines.append(failure.detail.strip()[-3000:])
    if failure.todo:
        lines.append(f"What to do: {failure.todo}")
    print("\n".join(lines), file=sys.stderr, flush=True)
