from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from .property_dunning_case_debt import PRINCIPAL
from .property_dunning_level import NEXT


class PropertyDunningStep(models.Model):
    """What the letter says (PO-5.4)."""

    _inherit = "property.dunning.step"

    def _get_title(self):
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return f"{labels[self.kind]} {self.unit_id.reference}"

    def _get_mail_text(self):
        self.ensure_one()
        return self.env._(
            "%(home)s: %(amount)s is overdue. Please pay by %(day)s. The letter is "
            "attached.",
            home=self.unit_id.reference,
            amount=self.case_id._format_amount(self.amount_sent),
            day=self.date_limit,
        )

    @enforces("PO-5.4")
    def _get_letter(self):
        """Figures of the moment: open documents, late fee by the day, what to pay.

        :return: dict of ``limit`` (last day to pay), ``items``, ``late_fee`` not booked
            yet, ``explanation`` of all of it, ``total``
        """
        self.ensure_one()
        today = self.company_id._policy_today()
        items = self.case_id._get_open_items()
        lines = self.env["account.move.line"].sudo()  # figures of the letter
        lines = lines.browse(
            [item["line_id"] for item in items if item["kind"] in PRINCIPAL]
        )
        due = self.env["property.late.fee"].sudo()._get_due(lines, today)  # same
        late_fee = sum(due.values())
        return {
            "limit": self.date_limit or self._get_limit(today),
            "items": items,
            "late_fee": late_fee,
            "explanation": lines._get_late_fee_explanation(today),
            "total": sum(item["residual"] for item in items) + late_fee,
        }

    def _get_limit(self, day):
        """Last day to pay of a letter that goes out on ``day`` (company dates)."""
        self.ensure_one()
        levels = self.env["property.dunning.level"].sudo()  # limits are no secret
        policy = self.case_id.policy_id
        return levels._get_levels(policy)[policy.id, NEXT[self.kind]]._get_limit(day)

    def _get_qr(self):
        """PNG of the QR code by which the oldest bill is seen and paid, as data URI."""
        self.ensure_one()
        moves = self.env["account.move"].sudo()  # the debtor's own bill
        move = moves.search(
            [
                ("property_unit_id", "=", self.unit_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("property_kind", "=", "bill"),
                ("state", "=", "posted"),
                ("payment_state", "not in", ("paid", "in_payment", "reversed")),
            ],
            order="invoice_date_due, id",
            limit=1,
        )
        return move and move._get_payment_qr()
