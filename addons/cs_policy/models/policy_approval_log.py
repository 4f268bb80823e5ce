from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.trusted import is_trusted, trusted


class PolicyApprovalLog(models.Model):
    """Who decided what about which content, and when. Written once, kept for good."""

    _name = "policy.approval.log"
    _description = "Approval Log"
    _inherit = ["policy.guard.mixin"]
    _order = "id desc"
    _rec_name = "record_name"

    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char("Document Name", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    clause_id = fields.Many2one("policy.clause", readonly=True, ondelete="set null")
    clause_code = fields.Char(
        "Clause Id", readonly=True, help="Kept when the addon of the clause is gone."
    )
    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Done by", required=True, readonly=True, ondelete="restrict"
    )
    requester_id = fields.Many2one(
        "res.users", "Requested by", required=True, readonly=True, ondelete="restrict"
    )
    decision = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("effective", "Took effect"),
            ("withdrawn", "Withdrawn"),
            ("amended", "Amended"),
        ],
        required=True,
        readonly=True,
    )
    round = fields.Integer(
        required=True, readonly=True, help="Counts the requests for one document."
    )
    step = fields.Integer(readonly=True, help="Place in the order of approvers.")
    step_name = fields.Char(readonly=True)
    comment = fields.Text(readonly=True)
    fingerprint = fields.Char(
        required=True, readonly=True, help="SHA-256 over the approved content."
    )

    _document_idx = models.Index("(res_model, res_id, id)")
    # Backstop of the guards: one yes per step, one effect per request.
    _once_uniq = models.UniqueIndex(
        "(res_model, res_id, round, step, decision) "
        "WHERE decision IN ('approved', 'effective')",
        "That was decided already.",
    )

    @api.model
    def _get_guarded(self, names):
        return list(names)

    @api.model_create_multi
    def create(self, vals_list):
        if not is_trusted(self.env):
            self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        """Always refused, sudo included."""
        self._refuse_change()

    def unlink(self):
        """Always refused, sudo included."""
        if self:
            self._refuse_change()
        return True

    def _refuse_change(self):
        raise AccessError(
            self.env._("The approval log is written by approvals only and kept as is.")
        )

    @api.model
    def _append(self, vals_list):
        # sudo: nobody has access to write the log
        return trusted(self).sudo().create(vals_list)

    def action_open_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
