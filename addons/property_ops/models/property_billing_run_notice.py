from odoo import fields, models
from odoo.exceptions import UserError


class PropertyBillingRun(models.Model):
    """Payment notices of a month by e-mail."""

    _inherit = "property.billing.run"

    notice_sent_count = fields.Integer("Sent", compute="_compute_notice_counts")
    notice_queued_count = fields.Integer("To Send", compute="_compute_notice_counts")
    notice_unsent_count = fields.Integer(
        "Not Sent",
        compute="_compute_notice_counts",
        help="No address, or failed: print these.",
    )

    def _compute_notice_counts(self):
        for run in self:
            states = run._get_invoices().mapped("property_notice_state")
            run.notice_sent_count = states.count("sent")
            run.notice_queued_count = states.count("queued")
            run.notice_unsent_count = states.count("no_address") + states.count(
                "failed"
            )

    def action_email_notices(self):
        """Queue the notices that were not sent yet."""
        return self._email_notices(again=False)

    def action_email_notices_again(self):
        """Queue the notices of all bills that are still open."""
        return self._email_notices(again=True)

    def _email_notices(self, again):
        self.ensure_one()
        self.check_access("write")
        moves = self._get_invoices()._queue_notices(again)
        if not moves:
            raise UserError(
                self.env._(
                    "There is no notice to send: sent, paid or without an address."
                )
            )
        message = self.env._("%(count)s notices are on their way.", count=len(moves))
        self.message_post(body=message)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_unsent_notices(self):
        """Bills whose notice has to go by hand."""
        self.ensure_one()
        unsent = ("no_address", "failed")
        moves = self._get_invoices().filtered(
            lambda move: move.property_notice_state in unsent
        )
        view = self.env.ref("property_ops.account_move_view_list_notice")
        return {
            "name": self.env._("Not Sent"),
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "views": [(view.id, "list"), (False, "form")],
            "domain": [("id", "in", moves.ids)],
            "context": {"create": False},
        }
