from odoo import fields, models


class PropertyConcessionMixin(models.AbstractModel):
    """Something is let off for a reason, once the director agrees to it."""

    _name = "property.concession.mixin"
    _description = "Concession"
    _inherit = ["mail.thread", "policy.approval.request.mixin"]

    _transitions = {
        "draft": {"pending"},
        "pending": {"approved", "refused", "draft"},
        "approved": set(),
        "refused": {"draft"},
    }

    reason = fields.Char(required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waits for approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )
