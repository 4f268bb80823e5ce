from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.1.3"


class DocumentLoss(models.Model):
    """A paper is lost; the manager agrees that another one takes its place."""

    _name = "document.loss"
    _description = "Lost Paper"
    _inherit = [
        "mail.thread",
        "policy.approval.request.mixin",
        "policy.evidence.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"pending", "cancelled"},
        "pending": {"approved", "refused", "found"},
        "refused": {"found", "pending"},
        "approved": set(),
        "found": set(),
        "cancelled": set(),
    }
    _approval_clause = CLAUSE
    _approval_fields = ("copy_id", "reason", "date")
    _protected_fields = ("state", "new_copy_id")

    copy_id = fields.Many2one(
        "document.copy",
        "Paper",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    contract_id = fields.Many2one(related="copy_id.contract_id")
    company_id = fields.Many2one(
        related="copy_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Date(
        "Missed on",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    reason = fields.Text(
        "What Happened", help="Where it was last, who looked for it, what was done."
    )
    new_copy_id = fields.Many2one(
        "document.copy", "Replaced by", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waits for approval"),
            ("approved", "Replaced"),
            ("refused", "Refused"),
            ("found", "Found again"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    _open_once = models.UniqueIndex(
        "(copy_id) WHERE state IN ('draft', 'pending', 'refused')",
        "The loss of that paper is reported already.",
    )

    @api.depends("copy_id")
    def _compute_display_name(self):
        for loss in self:
            loss.display_name = self.env._(
                "Loss of %(paper)s", paper=loss.copy_id.display_name or ""
            )

    @enforces("SA-1.1.3")
    def _get_submit_reasons(self):
        """{id: all reasons why the loss can't be reported}"""
        found = {}
        for loss in self:
            found[loss.id] = reasons = []
            if not (loss.reason or "").strip():
                reasons.append(Reason(CLAUSE, self.env._("Say what happened.")))
            if loss.copy_id.state in ("lost", "replaced") and loss.state == "draft":
                reasons.append(
                    Reason(CLAUSE, self.env._("It is reported as lost already."))
                )
        return found

    def action_submit(self):
        """The paper counts as lost from now; the manager decides what follows."""
        result = super().action_submit()
        for loss in self:
            copy = loss.copy_id.sudo()  # nobody writes papers
            if copy.state != "lost":
                copy._change_state("lost", loss.reason)
        return result

    def action_found(self):
        """It turned up after all, and is with the acting user."""
        self.check_access("write")
        self._move("found")
        self.copy_id._return_to_office(self.env._("Found again"))
        return True

    def _on_approved(self):
        """A new paper takes the place of the lost one."""
        result = super()._on_approved()
        for loss in self:
            lost = loss.copy_id
            lost._change_state("replaced", loss.reason)
            lost.flush_recordset()  # one copy of a kind at a time
            new = lost._register_papers(
                lost._get_deal(),
                [lost.kind],
                lost.owner_id,
                lost.title,
                date_sealed=False,
            )
            lost._write_protected({"replaced_by_id": new.id})
            loss._write_protected({"new_copy_id": new.id})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        drafts = self.filtered(lambda loss: loss.state == "draft")
        (self - drafts).copy_id._unlink_never()
