"""A document that needs two yeses, for tests only; imported inside setUpClass."""

from odoo import fields, models


class ApprovalTester(models.Model):
    _name = "policy.approval.tester"
    _description = "Approval Tester"
    _inherit = ["mail.thread", "policy.approval.mixin"]

    _transitions = {
        "draft": {"pending"},
        "pending": {"approved", "refused", "draft"},
        "approved": {"draft"},
        "refused": {"draft"},
    }
    _approval_fields = ("amount", "partner_id", "day", "line_ids")
    _approval_clause = "CS-7.3"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    amount = fields.Float()
    day = fields.Date()
    partner_id = fields.Many2one("res.partner")
    line_ids = fields.One2many("policy.approval.tester.line", "tester_id")
    remark = fields.Char()
    effects = fields.Integer()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        default="draft",
        required=True,
    )

    def action_submit(self):
        return self._move("pending")

    def action_draft(self):
        return self._move("draft")

    def _get_approval_values(self):
        lines = self.line_ids.sorted("id").mapped(lambda line: [line.id, line.amount])
        return {**super()._get_approval_values(), "line_ids": lines}

    def _on_approved(self):
        self.effects += 1


class ApprovalTesterLine(models.Model):
    _name = "policy.approval.tester.line"
    _description = "Approval Tester Line"

    tester_id = fields.Many2one("policy.approval.tester", ondelete="cascade")
    amount = fields.Float()


class TierTester(models.Model):
    """A document of somebody else's addon, on the original mixin alone."""

    _name = "policy.tier.tester"
    _description = "Tier Tester"
    _inherit = ["mail.thread", "tier.validation"]
    _tier_validation_manual_config = True

    name = fields.Char()
    amount = fields.Float()
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancel", "Cancelled")],
        default="draft",
    )
