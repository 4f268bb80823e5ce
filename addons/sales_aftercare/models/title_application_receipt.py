from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.9"
STEP_PAPERS = {"title": "certificate", "land": "land_certificate"}
"""Step -> kind of the paper that it ends with."""


class TitleApplication(models.Model):
    """The customer signs for the certificate that passes through our hands (SA-1.9)."""

    _inherit = "title.application"

    @enforces("SA-1.9")
    def _get_collect_reasons(self):
        """See super; what was fetched here has a signed receipt."""
        found = super()._get_collect_reasons()
        for row in self.filtered(lambda row: not row.is_collected_there):
            found[row.id] += row._iter_unsigned_reasons()
        return found

    def _iter_unsigned_reasons(self):
        copies = self._get_certificates()
        signed = copies.filtered(lambda copy: copy.holder == "customer")
        kinds = dict(copies._fields["kind"]._description_selection(self.env))
        for kind in self._get_certificate_kinds():
            if kind not in signed.mapped("kind"):
                yield Reason(
                    CLAUSE,
                    self.env._(
                        "%(paper)s: the customer has not signed for it.",
                        paper=kinds[kind],
                    ),
                    self.env._(
                        "Make the receipt, or say that the customer has it from the "
                        "bureau."
                    ),
                )

    def _get_certificate_kinds(self):
        return [STEP_PAPERS[key] for key in self._get_steps()]

    def _get_certificates(self):
        """The certificates of this application, as the register has them."""
        return self.contract_id._get_copies(self._get_certificate_kinds())

    @enforces("SA-1.9")
    def _get_receipt_reasons(self):
        """{id: all reasons why there is nothing to sign for}"""
        found = {row.id: [] for row in self}
        for row in self:
            if row.state != "issued":
                found[row.id].append(Reason(CLAUSE, self.env._("It is not issued.")))
            if row.is_collected_there:
                message = self.env._("The customer has it from the bureau.")
                found[row.id].append(Reason(CLAUSE, message))
        return found

    def action_make_receipt(self):
        """The receipt by which the first buyer takes the certificates.

        They are registered when they are not yet; the one receipt that waits to be
        signed is opened again.
        """
        self.ensure_one()
        self._check_reasons(self._get_receipt_reasons())
        self._register_certificates()
        receipt = self._get_open_receipt() or self._create_receipt()
        return receipt._get_records_action()

    def _register_certificates(self):
        there = set(self._get_certificates().mapped("kind"))
        kinds = [kind for kind in self._get_certificate_kinds() if kind not in there]
        if kinds:
            self.env["document.copy"]._register_papers(self.contract_id, kinds)

    def _get_open_receipt(self):
        copies = self._get_certificates()
        domain = [
            ("line_ids.copy_id", "in", copies.ids),
            ("state", "in", ("draft", "ready")),
        ]
        return self.env["document.receipt"].search(domain, limit=1)

    def _create_receipt(self):
        receipts, copies = self.env["document.receipt"], self._get_certificates()
        return receipts.create(
            receipts._prepare_receipt(self.contract_id, self.partner_id, copies)
        )
