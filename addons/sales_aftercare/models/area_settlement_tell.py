import logging

from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .area_settlement import CLAUSE

_logger = logging.getLogger(__name__)

CHUNK = 20
"""Statements per transaction: each has a PDF to be printed."""


class AreaSettlement(models.Model):
    """The buyer is told: amounts, and the right to leave the contract, with its end."""

    _inherit = "area.settlement"

    tell_state = fields.Selection(
        [
            ("queued", "Waits to be sent"),
            ("sent", "Sent"),
            ("no_address", "No e-mail address"),
            ("failed", "Failed"),
        ],
        "Statement by E-mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    @enforces("SA-1.6.1")
    def _get_tell_reasons(self):
        """{id: all reasons why there is nothing to tell}"""
        return {row.id: list(row._iter_tell_reasons()) for row in self}

    def _iter_tell_reasons(self):
        if self.state != "posted":
            yield Reason(
                CLAUSE,
                self.env._(
                    "It is not settled (%(state)s).",
                    state=self._state_label(self.state),
                ),
            )
        if self.date_told:
            yield Reason(
                CLAUSE,
                self.env._("The buyer was told on %(day)s.", day=self.date_told),
            )

    def action_email(self):
        """Queue the statements; who has no address is told by post or in person."""
        self._check_tell()
        self._queue_statements()
        return True

    def action_told_by_post(self):
        return self._tell("post")

    def action_told_in_person(self):
        return self._tell("hand")

    def _check_tell(self):
        self.check_access("write")
        reasons = self._get_tell_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)

    def _tell(self, way):
        """The statement reached the buyer today; the right to rescind runs."""
        self._check_tell()
        for row in self:
            row._set_told(way)
        return True

    def _set_told(self, way):
        self.ensure_one()
        day = self.company_id._policy_today()
        self._write_protected({"date_told": day, "told_by": way})
        self.env["policy.duty"]._complete_for(self, self)

    def _queue_statements(self):
        """Mark the statements that the scheduled action is to send."""
        lost = self.filtered(lambda row: not row.partner_id.email)
        lost._write_protected({"tell_state": "no_address"})
        (self - lost)._write_protected({"tell_state": "queued"})
        if self - lost:
            cron = self.env.ref("sales_aftercare.area_settlement_cron_tell")
            cron.sudo()._trigger()  # finance may not touch scheduled actions

    @api.model
    def _cron_tell(self):
        """Send what is queued, some at a time."""
        cron, domain = self.env["ir.cron"], [("tell_state", "=", "queued")]
        while rows := self.search(domain, limit=CHUNK, order="id"):
            done = rows.try_lock_for_update()  # another worker has the rest
            done._send_statements()
            left = self.search_count(domain)
            if not cron._commit_progress(len(done), remaining=left) or not done:
                return

    def _send_statements(self):
        template = self.env.ref("sales_aftercare.area_settlement_mail_template")
        for row in self:
            try:
                with self.env.cr.savepoint():
                    template.send_mail(row.id, force_send=False)
                    row._write_protected({"tell_state": "sent"})
                    row._set_told("email")
            except Exception as error:  # noqa: BLE001 told one by one, by post at last
                _logger.info("Statement of %s: %s", row.display_name, error)
                self.env.invalidate_all()
                row._write_protected({"tell_state": "failed"})
