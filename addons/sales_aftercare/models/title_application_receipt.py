from odoo import fields, models

from .title_application_way import CERTIFICATES

PAPERS = {"title": "certificate", "land": "land_certificate"}
"""Step -> kind of paper in the register that is its certificate."""


class TitleApplication(models.Model):
    """What the customer takes is signed for: forms, then certificates (SA-1.9)."""

    _inherit = "title.application"

    _receipt_field = "application_id"

    receipt_ids = fields.One2many(
        "document.receipt", "application_id", "Receipts", readonly=True
    )

    def _get_receipt_purpose(self):
        if self.state == "draft":
            return "forms"
        if self.state == "issued" and not self.is_collected_there:
            return "certificate"
        return False

    def _get_receipt_reasons(self):
        found = {}
        for row in self:
            purpose = row._get_receipt_purpose()
            if purpose == "forms":
                found[row.id] = row._get_hand_reasons()[row.id]
            elif purpose == "certificate":
                found[row.id] = row._get_collect_reasons()[row.id]
            else:
                found[row.id] = [row._get_nothing_reason()]
        return found

    def _get_receipt_lines(self):
        if self._get_receipt_purpose() == "certificate":
            return self._get_certificate_lines()
        given = self.line_ids.filtered(lambda line: line.direction == "given")
        return [{"title": line.paper_id.name, "form": line.form} for line in given]

    def _get_certificate_lines(self):
        """The certificates, entered in the register while they are with us."""
        copies = self.env["document.copy"].with_context(lang=self.env.user.lang)
        lines = []
        for key in self._get_steps():
            kind, number = PAPERS[key], self[CERTIFICATES[key][1]]
            copy = self.contract_id._get_copies([kind])[:1]
            copy = copy or copies._register_papers(self.contract_id, [kind])
            label = self.contract_id._get_step_label(key)
            lines.append({"copy_id": copy.id, "title": f"{label} {number}"})
        return lines

    def _on_receipt_signed(self, receipt):
        if receipt.purpose == "forms":
            self._hand_out()
        else:
            self._collect()
