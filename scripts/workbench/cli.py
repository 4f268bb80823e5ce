"""The verbs of ``./guanjia``."""

import argparse
import signal
import sys

from . import commands, testing
from .console import Failure, complain

EPILOG = """\
environment:
  GUANJIA_HOME    where everything is kept (default: .guanjia in the checkout)
  GUANJIA_PORT    port of the web client (default: 8069, on 127.0.0.1 only)
  ODOO_SRC        an Odoo 19 checkout to use instead of fetching one
  PGHOST ...      a PostgreSQL server to use instead of a cluster of our own
  PYTHON          the Python to use (3.10 to 3.13)
  CHROME_BIN      the Chromium to use
  DEBIAN_MIRROR   a Debian mirror, where the machine itself has none
"""


def build_parser():
    parser = argparse.ArgumentParser(
        prog="./guanjia",
        description="Serves Guanjia on this machine and tests it.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    up = verbs.add_parser("up", help="serve the product with demo data")
    up.add_argument("--detach", action="store_true", help="return when it answers")
    up.add_argument("--fresh", action="store_true", help="begin with new demo data")

    test = verbs.add_parser("test", help="set up and run lint and tests")
    test.add_argument("paths", nargs="*", help="only these files or tests")
    test.add_argument("-k", dest="keyword", help="only tests matching (as in pytest)")
    test.add_argument("--addon", help="only the tests of one addon, no lint")
    test.add_argument("--fast", action="store_true", help="no browser, no lint")
    test.add_argument("--no-lint", dest="lint", action="store_false")
    test.add_argument("--fix", action="store_true", help="first mend what lint can")
    jobs = testing.get_default_jobs()
    test.add_argument("-j", "--jobs", type=int, default=jobs, help="processes to use")

    mutate = verbs.add_parser("mutate", help="switch rules off, expect tests to fail")
    mutate.add_argument("clauses", nargs="*", help="clause ids (default: all enforced)")
    mutate.add_argument("-j", "--jobs", type=int, default=jobs)

    bench = verbs.add_parser("bench", help="print the figures of benchmarks/")
    bench.add_argument("names", nargs="*", help="only these benchmarks")

    verbs.add_parser("status", help="what is installed and running")
    verbs.add_parser("stop", help="stop what `up` started")
    reset = verbs.add_parser("reset", help="stop, remove everything fetched or made")
    reset.add_argument("--data", action="store_true", help="only the databases")
    verbs.add_parser("shell", help="Odoo's shell on the demo database")
    shots = verbs.add_parser("shots", help="take the screenshots of the documentation")
    shots.add_argument("names", nargs="*", help="only these screenshots")
    return parser


def main(arguments=None):
    options = build_parser().parse_args(arguments)
    sys.stdout.reconfigure(line_buffering=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return getattr(commands, options.verb)(options)
    except Failure as failure:
        complain(failure)
        if options.verb == "test":
            return testing.report(0, [failure.what.splitlines()[0]])
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the next run goes on from here", file=sys.stderr)
        return 130
