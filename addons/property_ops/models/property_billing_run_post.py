import logging

from psycopg2 import OperationalError
from psycopg2.extensions import TransactionRollbackError

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

_logger = logging.getLogger(__name__)

CHUNK = 100
"""Homes per transaction: a stop loses at most the work of one chunk."""
CRONS = (
    "property_ops.property_billing_run_cron_post",
    "property_ops.property_billing_run_cron_post_second",
)
"""They post side by side where Odoo has a process for each."""
ATTEMPTS = 5
"""How often a chunk begins anew that lost to another transaction."""


class PropertyBillingRun(models.Model):
    """Posting in chunks, each of which is whole or was never there."""

    _inherit = "property.billing.run"

    def action_post(self):
        """Bill what the preview shows, in the background."""
        self.check_access("write")
        for run in self:
            run._lock_run()
            if run.state == "draft" and not run.charge_ids:
                run._compute_charges()
            run._move("running", date_released=run.company_id._policy_today())
        for name in CRONS:
            cron = self.env.ref(name)
            cron.sudo()._trigger()  # cashiers may not touch scheduled actions
        return True

    @api.model
    def _cron_post(self, worker=0):
        """Work of one of ``CRONS``."""
        for run in self.search([("state", "=", "running")], order="id"):
            if not run._post_chunks(worker):
                return

    def _post_chunks(self, worker=0):
        """Post what is pending, first one's own share; False when time is up.

        Payers are shared out, so that two workers neither change the same partner nor
        allocate the same prepayment. What is left of other shares is taken over in the
        end, in case nobody works on it.
        """
        self.ensure_one()
        cron = self.env["ir.cron"]
        for share in (worker, None):
            run = self.with_context(property_billing_share=share)
            while done := run._process_next_chunk():
                left = len(self._get_pending_units())
                if not cron._commit_progress(len(done), remaining=left):
                    return False
                self.env.invalidate_all()  # else the caches of all chunks add up
        self._finish()
        cron._commit_progress(0, remaining=0)
        return True

    def _process_next_chunk(self):
        """Homes that were billed; none when somebody else is at the rest."""
        for _attempt in range(ATTEMPTS):
            try:
                unit_ids = self._get_pending_units(CHUNK)
                return unit_ids and self._process_units(unit_ids)
            except TransactionRollbackError as error:
                # Another transaction was first with the same rows: see what it left.
                _logger.info("Billing run %s, chunk begun anew: %s", self.id, error)
                self.env.cr.rollback()
        return []

    def _finish(self):
        """The run is done when nothing is pending, by whomever it was billed."""
        try:
            with self.env.cr.savepoint():
                self._lock_run()
                if self.state != "running" or self._get_pending_units():
                    return
                self._mend_gap_marks()
                self._move("done")
        except TransactionRollbackError:
            _logger.info("Billing run %s: another worker finished it.", self.id)

    def _mend_gap_marks(self):
        """A worker did not see the number before its first: it was not committed yet.

        So Odoo marked a gap in the sequence where there is none.
        """
        moves = self.env["account.move"].sudo()  # to correct a mark, not to read
        domain = [("property_charge_ids.run_id", "=", self.id)]
        marked = moves.search([*domain, ("made_sequence_gap", "=", True)])
        self.env.add_to_compute(marked._fields["made_sequence_gap"], marked)
        marked.flush_recordset()

    def _get_pending_units(self, limit=None):
        """Ids of the homes that still have something to be billed."""
        self.env["property.charge"].flush_model()
        query = SQL(
            "SELECT DISTINCT unit_id FROM property_charge WHERE run_id = %s "
            "AND amount <> 0 AND %s ORDER BY unit_id",
            self.id,
            self._get_pending_condition(),
        )
        if limit:
            query = SQL("%s LIMIT %s", query, limit)
        return [unit_id for (unit_id,) in self.env.execute_query(query)]

    def _get_pending_condition(self):
        """Of the charges, those that are to be billed; hook for what stops them."""
        share = self._get_share_condition()
        return SQL("move_id IS NULL AND error IS NULL AND %s", share)

    def _get_share_condition(self):
        """Of the charges, those of the payers in the share that is worked on."""
        share = self.env.context.get("property_billing_share")
        if share is None:
            return SQL("TRUE")
        return SQL(
            "(hashint4((SELECT COALESCE(payer.commercial_partner_id, payer.id) "
            "FROM res_partner payer WHERE payer.id = partner_id)) & 1023) %% %s = %s",
            len(CRONS),
            share,
        )

    def _process_units(self, unit_ids):
        """Bill the homes together; if that fails, one by one, the bad ones aside."""
        try:
            with self.env.cr.savepoint():
                return self._process_chunk(unit_ids)
        except OperationalError:
            raise  # lost to another transaction, or no connection: tried again
        except Exception as error:
            self.env.invalidate_all()
            if len(unit_ids) == 1:
                self._set_aside(unit_ids, error)
                return unit_ids
            return [
                unit_id for one in unit_ids for unit_id in self._process_units([one])
            ]

    def _set_aside(self, unit_ids, error):
        _logger.info("Billing run %s, home %s: %s", self.id, unit_ids, error)
        charges = self._lock_charges(unit_ids)
        charges.error = str(error) or type(error).__name__

    @enforces("PO-4.1.2")
    def _process_chunk(self, unit_ids):
        """Post the invoices of these homes; never commits.

        What is billed already, or just being billed by somebody else, is left out:
        repeated, it does nothing.

        :return: ids of the homes that were billed
        """
        run = self.with_company(self.company_id)
        charges = run._lock_charges(unit_ids)
        if charges:
            moves = run._create_invoices(charges)
            run._post_invoices(moves)
            run._allocate_credits(moves)
        return charges.unit_id.ids

    def _post_invoices(self, moves):
        moves.partner_id.mapped("user_ids")  # Odoo reads them payer by payer
        moves.with_context(
            # The run says who posted what; a note in each chatter adds nothing to it.
            tracking_disable=True,
            # The items are complete: posting them changes neither taxes nor terms.
            skip_invoice_sync=True,
        )._post(soft=False)

    def _lock_charges(self, unit_ids):
        """The charges of these homes still to be billed, locked until the commit."""
        charges = self.env["property.charge"].sudo()  # written by runs alone
        charges.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM property_charge WHERE run_id = %s AND unit_id IN %s "
                "AND %s ORDER BY unit_id, id FOR UPDATE SKIP LOCKED",
                self.id,
                tuple(unit_ids),
                self._get_pending_condition(),
            )
        )
        return charges.browse([charge_id for (charge_id,) in rows])

    def _allocate_credits(self, moves):
        """Prepayments of the payers go to what they owe for homes, oldest first."""
        lines = self.env["account.move.line"]
        partners = moves.commercial_partner_id
        company = ("company_id", "=", self.company_id.id)
        order = "date_maturity, date, id"
        credits = lines.search(
            [
                company,
                ("partner_id", "in", partners.ids),
                *lines._get_prepayment_domain(),
            ],
            order=order,
        )
        if not credits:
            return
        debts = lines.search(
            [
                company,
                ("partner_id", "in", credits.partner_id.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
                ("move_id.property_unit_id", "!=", False),
            ],
            order=order,
        )
        for key, found in credits.grouped(
            lambda c: (c.partner_id, c.account_id)
        ).items():
            owed = debts.filtered(lambda d, k=key: (d.partner_id, d.account_id) == k)
            if owed:
                (found | owed).reconcile()
