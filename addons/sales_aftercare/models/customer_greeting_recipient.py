from odoo import api, fields, models
from odoo.exceptions import UserError

REASONS = [
    ("consent", "No written consent"),
    ("opt_out", "Opted out"),
    ("complaint", "Complaint open"),
    ("mourning", "In mourning"),
    ("address", "No number and no address"),
    ("twice", "Number or address taken"),
    ("removed", "Taken off the list"),
    ("late", "Festival is over"),
]


class CustomerGreetingRecipient(models.Model):
    """One customer of a list: what was sent where and when, or why nothing was."""

    _name = "customer.greeting.recipient"
    _description = "Recipient of a Greeting"
    _inherit = ["policy.state.mixin"]
    _rec_name = "partner_id"
    _order = "greeting_id, id"
    _check_company_auto = True

    _initial_state = "listed"
    _transitions = {
        "listed": {"left_out", "queued"},
        "left_out": {"listed"},
        "queued": {"sent", "failed", "listed"},
        "sent": set(),
        "failed": {"listed"},
    }
    _protected_fields = (
        "state",
        "left_out_reason",
        "is_removed",
        "channel",
        "address",
        "body",
        "sent_at",
        "error",
        "sms_id",
        "mail_id",
    )

    greeting_id = fields.Many2one(
        "customer.greeting", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="greeting_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("listed", "To be sent"),
            ("left_out", "Left out"),
            ("queued", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        index=True,
        default="listed",
    )
    left_out_reason = fields.Selection(REASONS, "Left Out Because", readonly=True)
    is_removed = fields.Boolean("Taken Off by Hand", readonly=True)
    channel = fields.Selection(
        [("sms", "SMS"), ("email", "E-mail")], "Sent by", readonly=True
    )
    address = fields.Char("Sent to", readonly=True)
    body = fields.Text("Words Sent", readonly=True)
    sent_at = fields.Datetime("Sent at", readonly=True)
    error = fields.Char("Why It Failed", readonly=True)
    sms_id = fields.Many2one(
        "sms.sms", readonly=True, index="btree_not_null", ondelete="set null"
    )
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _partner_uniq = models.Constraint(
        "UNIQUE(greeting_id, partner_id)", "Each customer is on a list once."
    )
    _address_uniq = models.UniqueIndex(
        "(greeting_id, channel, address) WHERE state IN ('queued', 'sent')",
        "Each number and address gets a message once.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if self.filtered(lambda row: row.state in ("queued", "sent", "failed")):
            raise UserError(self.env._("What was sent to customers is kept."))

    def _leave_out(self, reasons):
        """Take off the list for the first of ``reasons``; stay when there is none."""
        for reason in reasons[:1]:
            self._move("left_out", left_out_reason=reason.figures["code"])

    def action_remove(self):
        """Take customers off the list, before or after its release."""
        self.greeting_id.check_access("write")
        rows = self.sudo()  # written by the system; asked above
        rows._move("left_out", left_out_reason="removed", is_removed=True)

    def action_put_back(self):
        """Undo what was taken off by hand; other reasons stand."""
        self.greeting_id.check_access("write")
        rows = self.sudo().filtered("is_removed")  # see action_remove
        rows._move("listed", left_out_reason=False, is_removed=False)

    def action_try_again(self):
        """Send once more what failed: a person has found out that it did not arrive."""
        self.greeting_id.check_access("write")
        rows = self.sudo()  # see action_remove
        rows._move("listed", error=False)
        for greeting in rows.greeting_id.filtered(lambda row: row.state == "done"):
            greeting._reopen()
