from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from odoo.addons.cs_policy.tools.enforce import enforces

from .property_late_fee_compute import AT_ONCE

CHUNK = 100
"""Homes per transaction: a stop loses at most the work of one chunk."""

RECHECK_DAYS = 366
"""Debts matched in this time are looked at again, though they are paid."""


class PropertyLateFee(models.Model):
    """Booking of the months that are over, in chunks."""

    _inherit = "property.late.fee"

    @api.model
    def _trigger_booking(self):
        """Have the scheduled action look again, soon after this transaction."""
        cron = self.env.ref("property_ops.property_late_fee_cron_book")
        cron.sudo()._trigger()  # whoever takes a payment may not touch jobs

    @api.model
    def _cron_book(self):
        """Book the late fee up to the end of last month, once.

        Catches up after downtime, corrects what payments left to it, and can be
        stopped after any chunk. A home that fails is set aside with its reason in
        the log of jobs and tried again the next time.
        """
        policies = self.env["property.dunning.policy"]
        companies = policies.search([("company_id", "!=", False)]).company_id
        with self.env["policy.job.run"]._track("late_fee") as run:
            for company in companies:
                last = company._policy_today().replace(day=1) - timedelta(days=1)
                if not self._book_chunks(company, last, run):
                    return

    @api.model
    def _book_chunks(self, company, day, run):
        """Book what is pending in ``company``; False when the time is up."""
        pending = self._get_pending(company, day)
        left = len(pending)
        cron = self.env["ir.cron"]
        for unit_ids in split_every(CHUNK, pending):
            run.add(self._process_units(unit_ids, pending, day, run))
            left -= len(unit_ids)
            if not cron._commit_progress(len(unit_ids), remaining=left) and left:
                return False
        return True

    @api.model
    @enforces("PO-4.1.3.1")
    def _get_pending(self, company, day):
        """{home id: ids of its debts with late fee to be booked up to ``day``}."""
        since = fields.Datetime.now() - timedelta(days=RECHECK_DAYS)
        scope = {
            "scope": SQL(
                "l.company_id = %s AND (l.reconciled IS NOT TRUE OR l.id IN (SELECT "
                "debit_move_id FROM account_partial_reconcile WHERE create_date > %s))",
                company.id,
                since,
            ),
            "booked": SQL("company_id = %s", company.id),
        }
        query = SQL(
            "WITH %s SELECT unit_id, id FROM total "
            "WHERE delta <> 0 OR NOT is_plain ORDER BY 1, 2",
            self._get_ctes(scope, day, SQL(AT_ONCE)),
        )
        found = defaultdict(list)
        for unit_id, line_id in self._run_query(query, is_large=True):
            found[unit_id].append(line_id)
        return found

    @api.model
    def _process_units(self, unit_ids, pending, day, run):
        """Book the homes together; if that fails, one by one, the bad ones aside.

        :return: number of documents posted
        """
        lines = self.env["account.move.line"]
        debts = lines.browse(
            line_id for unit_id in unit_ids for line_id in pending[unit_id]
        )
        units = self.env["property.unit"].browse(unit_ids)
        if len(units) == 1:
            moves = run.attempt(units, lambda: self._settle(debts, day))
            return len(moves or ())
        try:
            with self.env.cr.savepoint():
                return len(self._settle(debts, day))
        except Exception:  # noqa: BLE001 found out, and told, one by one
            self.env.invalidate_all(flush=False)
        return sum(
            self._process_units([unit_id], pending, day, run) for unit_id in unit_ids
        )
