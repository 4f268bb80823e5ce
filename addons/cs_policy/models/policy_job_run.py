import logging
from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, fields, models
from odoo.tools import format_datetime

_logger = logging.getLogger(__name__)

KEEP_DAYS = 180


class PolicyJobRun(models.Model):
    """What a scheduled action did: one row per run that did or failed something."""

    _name = "policy.job.run"
    _description = "Run of a Scheduled Action"
    _order = "id desc"

    job = fields.Selection(
        [
            ("generate", "Create duties"),
            ("missed", "Mark missed duties"),
            ("attendance", "Late and absent people"),
            ("permits", "Overrun permits"),
            ("handovers", "Open handovers"),
            ("swap_expire", "Expire swaps"),
            ("swap_remind", "Remind of swaps"),
            ("lock", "Lock rosters"),
            ("holidays", "Load public holidays"),
            ("policy_remind", "Remind of the policy"),
        ],
        required=True,
        readonly=True,
    )
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime(required=True, readonly=True)
    count = fields.Integer("Items Done", readonly=True)
    failed_count = fields.Integer("Failed", readonly=True)
    error = fields.Text(readonly=True)

    @api.depends("job", "start")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        labels = dict(self._fields["job"]._description_selection(self.env))
        for run in self:
            start = run.start and format_datetime(self.env, run.start)
            run.display_name = f"{labels.get(run.job, run.job)} {start or ''}".strip()

    @api.model
    @contextmanager
    def _track(self, job):
        """Record what the block does; a run that did nothing reuses its last row."""
        tally = _Tally(self.env)
        yield tally
        values = {
            "job": job,
            "start": tally.start,
            "stop": fields.Datetime.now(),
            "count": tally.count,
            "failed_count": len(tally.errors),
            "error": "\n".join(tally.errors) or False,
        }
        runs = self.sudo()  # a log nobody writes by hand
        last = runs.search([("job", "=", job)], limit=1)
        idle = not tally.count and not tally.errors
        if idle and last and not last.count and not last.failed_count:
            last.write(values)
        else:
            runs.create(values)

    @api.autovacuum
    def _gc_old_runs(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("start", "<", limit)]).unlink()


class _Tally:
    """Counts and errors of one run."""

    def __init__(self, env):
        self.env = env
        self.start = fields.Datetime.now()
        self.count = 0
        self.errors = []

    def add(self, number=1):
        self.count += number

    def attempt(self, record, function):
        """Result of ``function``; its failure is set aside under the record's name.

        A row that another run holds or has just made is no failure.
        """
        try:
            with self.env.cr.savepoint():
                return function()
        except (SerializationFailure, LockNotAvailable):
            return None
        except Exception as error:  # noqa: BLE001 one bad plan must not stop the rest
            self.env.invalidate_all(flush=False)
            _logger.warning("%s: %s", record.display_name, error, exc_info=True)
            self.errors.append(f"{record.display_name}: {error}")
            return None
