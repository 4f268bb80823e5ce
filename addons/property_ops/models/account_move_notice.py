import logging

from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces

_logger = logging.getLogger(__name__)

CHUNK = 20
"""Notices per transaction: each has a PDF to be printed."""


class AccountMove(models.Model):
    """Payment notices by e-mail (PO-5.3): once for each bill, unless asked again."""

    _inherit = "account.move"

    property_notice_state = fields.Selection(
        [
            ("queued", "Waits to be sent"),
            ("sent", "Sent"),
            ("no_address", "No e-mail address"),
            ("paid", "Paid already"),
            ("failed", "Failed"),
        ],
        "Notice by E-mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    property_notice_date = fields.Datetime("Notice Sent", readonly=True, copy=False)
    property_notice_email = fields.Char("Notice Sent to", readonly=True, copy=False)

    @enforces("PO-5.3")
    def _queue_notices(self, again=False):
        """Mark the bills whose notice is to be sent.

        :param again: also those whose notice was sent, if they are still open
        :return: the bills that are queued
        """
        wanted = self.filtered(
            lambda move: (
                move.state == "posted"
                and move.property_notice_state != "queued"
                and (again or move.property_notice_state != "sent")
            )
        )
        owed = wanted.filtered("amount_residual")
        lost = owed.filtered(lambda move: not move.partner_id.email)
        rest = owed - lost
        never = wanted.filtered(lambda move: move.property_notice_state != "sent")
        (never - owed).property_notice_state = "paid"
        (never & lost).property_notice_state = "no_address"
        rest.property_notice_state = "queued"
        if rest:
            cron = self.env.ref("property_ops.account_move_cron_send_notices")
            cron.sudo()._trigger()  # cashiers may not touch scheduled actions
        return rest

    @api.model
    def _cron_send_notices(self):
        """Send what is queued, some at a time."""
        cron, domain = self.env["ir.cron"], [("property_notice_state", "=", "queued")]
        while moves := self.search(domain, limit=CHUNK, order="id"):
            done = moves.try_lock_for_update()  # another worker has the rest
            done._send_notices()
            left = self.search_count(domain)
            if not cron._commit_progress(len(done), remaining=left) or not done:
                return

    def _send_notices(self):
        """Hand the notices to the mail queue; a paid bill is not asked for again."""
        paid = self.filtered(lambda move: not move.amount_residual)
        paid.property_notice_state = "paid"
        template = self.env.ref("property_ops.account_move_notice_mail_template")
        for move in self - paid:
            try:
                with self.env.cr.savepoint():
                    move._send_notice(template)
            except Exception as error:
                _logger.info("Notice of %s: %s", move.name, error)
                self.env.invalidate_all()
                move.property_notice_state = "failed"

    def _send_notice(self, template):
        self.ensure_one()
        template.send_mail(self.id, force_send=False)
        self.write(
            {
                "property_notice_state": "sent",
                "property_notice_date": fields.Datetime.now(),
                "property_notice_email": self.partner_id.email,
            }
        )
