from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .document_copy_rules import ROLE_GROUP

CLAUSE = "SA-1.3.2"


class MortgageDocument(models.Model):
    """One of the three documents that the archivist checks and seals for the bank."""

    _name = "mortgage.document"
    _description = "Document for the Bank"
    _inherit = ["policy.state.mixin"]
    _order = "file_id desc, id"
    _check_company_auto = True

    _initial_state = "waiting"
    _transitions = {"waiting": {"sealed"}, "sealed": {"waiting"}}
    _protected_fields = ("state", "file_id", "copy_id", "sealed_at", "sealed_by_id")

    file_id = fields.Many2one(
        "mortgage.file", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="file_id.company_id", store=True, index=True, precompute=True
    )
    copy_id = fields.Many2one(
        "document.copy",
        "Paper",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    kind = fields.Selection(related="copy_id.kind")
    is_checked = fields.Boolean("Checked", help="Names, amounts and pages agree.")
    remark = fields.Char()
    sealed_at = fields.Datetime("Sealed", readonly=True, copy=False)
    sealed_by_id = fields.Many2one("res.users", "Sealed by", readonly=True, copy=False)
    state = fields.Selection(
        [("waiting", "To be checked"), ("sealed", "Checked and sealed")],
        required=True,
        readonly=True,
        copy=False,
        default="waiting",
    )

    _paper_once = models.Constraint(
        "UNIQUE(file_id, copy_id)", "That document is on the file already."
    )

    @api.depends("copy_id")
    def _compute_display_name(self):
        for document in self:
            document.display_name = document.copy_id.display_name

    @enforces("SA-1.3.2")
    def _get_seal_reasons(self):
        """{id: all reasons why the archivist can't seal it now}"""
        is_archivist = self.env.su or self.env.user.has_group(ROLE_GROUP % "archivist")
        return {
            document.id: list(document._iter_seal_reasons(is_archivist))
            for document in self
        }

    def _iter_seal_reasons(self, is_archivist):
        if not is_archivist:
            role = self.env["document.copy"]._get_role_name("archivist")
            message = self.env._("This is done by: %(role)s.", role=role)
            yield Reason(CLAUSE, message)
        if not self.is_checked:
            yield Reason(CLAUSE, self.env._("It is not checked yet."))
        if self.state == "sealed":
            yield Reason(CLAUSE, self.env._("It is sealed already."))
        if self.copy_id.state not in ("ours", "archived"):
            yield Reason(CLAUSE, self.env._("The paper is not with us."))

    def action_seal(self):
        """The archivist has checked these documents and puts the seal on them.

        :raises PolicyRefusal: for the first that may not be sealed; none is then
        """
        self.check_access("write")
        reasons = self._get_seal_reasons()
        for document in self:
            self.env["policy.clause"]._refuse(reasons[document.id], document)
        now = fields.Datetime.now()
        self._move("sealed", sealed_at=now, sealed_by_id=self.env.uid)
        for copy in self.copy_id.sudo():  # nobody writes papers
            today = copy.company_id._policy_today()
            copy._write_protected({"date_sealed": today, "sealed_by_id": self.env.uid})
        return True

    def _replace(self, lost, new):
        """``new`` takes the place of ``lost`` on its file: checked and sealed anew.

        Not once the bank had all three: then it is the bank's own loss.
        """
        documents = self.search(
            [("copy_id", "=", lost.id), ("file_id.state", "=", "visit")]
        )
        sealed = documents.filtered(lambda row: row.state == "sealed")
        sealed._move("waiting", sealed_at=False, sealed_by_id=False)
        documents._write_protected({"copy_id": new.id, "is_checked": False})

    def write(self, vals):
        if {"is_checked", "remark"} & set(vals):
            sealed = self.filtered(lambda row: row.state == "sealed")
            self.env["sale.home.contract"]._refuse_deletion(sealed)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["sale.home.contract"]._refuse_deletion(self)
