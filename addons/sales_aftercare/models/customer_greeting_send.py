from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

CHUNK = 20
"""Messages handed over at once; as many are in doubt after a kill, at most."""


class CustomerGreeting(models.Model):
    """Sending: within the hours for messages, each once, whatever happens.

    A chunk is written down as *being sent* and committed, then handed to gateway and
    mail server, then its outcome is committed. What is found *being sent* when the
    work begins was in hand when it was killed: it is not sent again.
    """

    _inherit = "customer.greeting"

    def _reopen(self):
        """Back to *released*: a person has put somebody on the list again."""
        return self._write_protected({"state": "released"})

    @api.model
    @enforces("SA-2.3")
    def _is_quiet(self, company, moment=None):
        """Whether nobody is to be written to at ``moment`` (naive UTC; now)."""
        now = company._policy_local(moment or fields.Datetime.now())
        parameters = self.env["policy.parameter"]
        first = parameters._get("message_hour_from", company, now.date())
        last = parameters._get("message_hour_to", company, now.date())
        return not first <= now.hour + now.minute / 60 < last

    @api.model
    def _cron_send(self):
        """Send what was released, while customers may be written to."""
        with self._alone() as is_alone, self._track_sending() as run:
            if is_alone:
                self._settle_interrupted()
                self._send_due(run)

    def _track_sending(self):
        return self.env["policy.job.run"]._track("greeting_send")

    @contextmanager
    def _alone(self):
        """Whether no other process sends; ends with this one, not with a commit."""
        key = SQL("hashtext('customer_greeting_send'), 0")
        lock = SQL("SELECT pg_try_advisory_lock(%s)", key)
        is_alone = self.env.execute_query(lock)[0][0]
        try:
            yield is_alone
        except Exception:
            self.env.cr.rollback()  # else the lock could not be given back
            raise
        finally:
            if is_alone:
                self.env.execute_query(SQL("SELECT pg_advisory_unlock(%s)", key))

    def _send_due(self, run):
        progress = self.env["ir.cron"]._commit_progress
        progress(0)
        for greeting in self._find_due():
            left = greeting._count_listed()
            while left and not self._is_quiet(greeting.company_id):
                chunk = greeting._take_chunk()
                progress(0, remaining=left)  # written down before it is sent
                chunk._hand_over()
                run.add(len(chunk))
                left = greeting._count_listed()
                if not progress(len(chunk), remaining=left):
                    return
            greeting._close_when_over()

    @api.model
    def _find_due(self):
        """Released greetings whose day has come, in company time."""
        released = self.search([("state", "=", "released")], order="date, id")
        return released.filtered(lambda row: row.date <= row.company_id._policy_today())

    def _count_listed(self):
        rows = self.env["customer.greeting.recipient"]
        return rows.search_count(
            [("greeting_id", "=", self.id), ("state", "=", "listed")]
        )

    @api.model
    def _settle_interrupted(self):
        """What was in hand when the work was killed is in doubt: not sent twice."""
        rows = self.env["customer.greeting.recipient"].search(
            [("state", "=", "queued")]
        )
        for row in rows:
            row._move(
                "failed",
                error=self.env._("Interrupted while sending; it may have arrived."),
            )

    def _take_chunk(self):
        """The next of the list, asked once more, written down as being sent."""
        self.ensure_one()
        rows = self.recipient_ids.filtered(lambda row: row.state == "listed")[:CHUNK]
        if self.kind == "festival" and self._is_over():
            rows._move("left_out", left_out_reason="late")
            return rows.browse()
        against = self._get_greet_reasons(rows.partner_id)
        for row in rows:
            row._leave_out(against[row.partner_id.id])
        kept = rows.filtered(lambda row: row.state == "listed")
        return kept._prepare_messages()

    def _get_taken_addresses(self):
        """{(channel, address)} to which this message went or is going."""
        rows = self.recipient_ids.filtered(lambda row: row.state in ("queued", "sent"))
        return {(row.channel, row.address) for row in rows}

    def _close_when_over(self):
        """Everybody was written to or left out for good."""
        states = set(self.recipient_ids.mapped("state"))
        if not states & {"listed", "queued"}:
            self._move("done")
