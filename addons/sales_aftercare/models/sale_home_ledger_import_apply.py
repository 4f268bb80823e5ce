from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

AT_ONCE, CHUNK = 400, 100
"""So many contracts are booked while finance waits; more in the background."""


class SaleHomeLedgerImport(models.Model):
    """From a file without errors to contracts, all or nothing; then to the books."""

    _inherit = "sale.home.ledger.import"

    @enforces("SA-1.1.1")
    def _refuse_errors(self):
        """No contract is taken over while one error stands."""
        return super()._refuse_errors()

    def action_import(self):
        """Bring the contracts of the file in, each at the step its facts prove.

        What is there is brought up to date; the same file again changes nothing.

        :raises UserError: while an error stands; nothing is written then
        """
        self.ensure_one()
        self.check_access("write")
        self.env["sale.home.contract"].check_access("create")
        self._lock_company()
        self._refuse_imported()
        rows = self._check_file(self._read_layout())
        self._refuse_errors()
        self._import_rows(rows)
        self._remember()
        waits = self._get_unbooked()
        if waits and self._can_book():
            self._move("booking", date_imported=fields.Datetime.now())
            self.action_book()
        else:
            state = "booking" if waits else "done"
            self._move(state, date_imported=fields.Datetime.now())
        return self.action_open_contracts()

    def _lock_company(self):
        """One import of a company at a time; who waited is run again by Odoo."""
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET write_date = write_date WHERE id = %s",
                self.company_id.id,
            )
        )
        self.invalidate_recordset(["state"])

    def _import_rows(self, rows):
        contracts = self.env["sale.home.contract"]
        fresh = [row for row in rows if not row[2]]
        partners = self._settle_buyers(fresh)
        running = contracts._import_running([row[:2] for row in fresh], partners, self)
        running._import_mortgages()
        known = [(row[0], row[2]) for row in rows if row[2].ledger_import_id]
        contracts._import_later(known)
        self._import_surveys(known)

    def _import_surveys(self, pairs):
        """Areas that were measured before, of the contracts that have none.

        :param pairs: list of (contract of the file, contract)
        """
        areas = {
            contract: float(record.surveyed)
            for record, contract in pairs
            if record.surveyed and not contract.date_surveyed
        }
        note = self.env._("Taken over from %(file)s", file=self.display_name)
        self.env["area.survey"]._import_measured(areas, self.date, note)

    def _can_book(self):
        return self.env["account.move"].has_access("create")

    def _get_unbooked(self):
        """Contracts of this file of whose money nothing is in the books yet."""
        contracts = self.contract_ids.filtered(lambda row: not row.date_revenue)
        amounts = contracts.sudo()._get_amounts_open()  # whether it is booked
        return contracts.filtered(lambda row: not amounts[row.id]["booked"])

    def action_book(self):
        """Book what was received before and what is still owed (SA-1.4.1a).

        By finance; few contracts at once, many in the background.
        """
        self.ensure_one()
        self.check_access("write")
        self.env["account.move"].check_access("create")
        if self.state != "booking":
            raise UserError(
                self.env._("%(file)s has nothing to book.", file=self.display_name)
            )
        reasons = self.company_id._get_sale_home_reasons(
            "liability_account_id", "journal_id", "product_id"
        )
        self.env["policy.clause"]._refuse(list(reasons), self)
        waits = self._get_unbooked()
        if len(waits) > AT_ONCE:
            self._move("running", booked_by_id=self.env.uid)
            cron = self.env.ref("sales_aftercare.sale_home_ledger_import_cron_book")
            cron.sudo()._trigger()  # finance may not touch scheduled actions
            return True
        self._book(waits)
        return self._move("done", booked_by_id=self.env.uid)

    def _book(self, contracts):
        received = {contract: contract.amount_before for contract in contracts}
        self.env["sale.home.contract"]._import_openings(received, self.date)

    @api.model
    def _cron_book(self):
        """Go on with files of many contracts, as the person who booked them."""
        cron = self.env["ir.cron"]
        for record in self.search([("state", "=", "running")], order="id"):
            worker = record.with_user(record.booked_by_id)
            worker = worker.with_company(record.company_id)
            while waits := worker._get_unbooked():
                worker._book(waits[:CHUNK])
                left = max(len(waits) - CHUNK, 0)
                if not cron._commit_progress(CHUNK, remaining=left):
                    return
            record._move("done")
            cron._commit_progress(1)
