from psycopg2.extensions import TransactionRollbackError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

CRON = "sales_aftercare.area_settlement_run_cron_post"


class AreaSettlementRun(models.Model):
    """Posting in chunks, each of which is whole or was never there."""

    _inherit = "area.settlement.run"

    def action_post(self):
        """Settle what the preview shows, in the background."""
        self.check_access("write")
        for run in self:
            if run.state == "draft" and not run.settlement_ids:
                run._gather()
        self._move("running")
        self.env.ref(CRON).sudo()._trigger()  # finance may not touch scheduled actions
        return True

    @api.model
    def _cron_post(self):
        """Go on with what runs, as long as there is time."""
        for run in self.search([("state", "=", "running")], order="id"):
            if not run._post_chunks():
                return

    def _post_chunks(self):
        """Post what is pending; False when time is up."""
        self.ensure_one()
        cron = self.env["ir.cron"]
        while done := self._process_next_chunk():
            left = len(self._get_pending_ids())
            if not cron._commit_progress(len(done), remaining=left):
                return False
            self.env.invalidate_all()  # else the caches of all chunks add up
        self._finish()
        cron._commit_progress(0, remaining=0)
        return True

    def _finish(self):
        """The run is done when nothing is pending, by whomever it was posted."""
        try:
            with self.env.cr.savepoint():
                self.lock_for_update()
                if self.state == "running" and not self._get_pending_ids():
                    self._move("done")
        except (TransactionRollbackError, UserError):
            return  # somebody else is at it, and ends it

    @enforces("SA-1.6.1")
    def _process_chunk(self, ids):
        """Post these; what is posted, or just being posted, is left out.

        Much may have changed since the preview: what is refused by now is set aside.
        """
        run = self.with_company(self.company_id)
        rows = run._lock_settlements(ids)
        ready = rows and rows - rows._set_refused_aside()
        if ready:
            ready._settle(self.date, self.date_due)
        return rows.ids

    def _set_aside(self, ids, error):
        rows = self._lock_settlements(ids)
        rows._write_protected({"error": str(error) or type(error).__name__})

    def _lock_settlements(self, ids):
        """Those of ``ids`` still to be posted, locked until the commit."""
        rows = self.env["area.settlement"].sudo()  # asked when the run was started
        rows.flush_model()
        found = self.env.execute_query(
            SQL(
                "SELECT id FROM area_settlement WHERE id IN %s AND state = 'draft' "
                "AND error IS NULL ORDER BY id FOR UPDATE SKIP LOCKED",
                tuple(ids),
            )
        )
        return rows.browse([row_id for (row_id,) in found])

    def action_retry(self):
        """Take up again what was set aside."""
        self.check_access("write")
        rows = self.settlement_ids.filtered("error")
        rows._write_protected({"error": False})
        if self.state == "done":
            return self.action_post()
        return True

    def action_email(self):
        """Tell every buyer whose settlement is posted."""
        self.check_access("write")
        rows = self.settlement_ids.filtered(
            lambda row: row.state == "posted" and not row.date_told
        )
        rows._queue_statements()
        return True
