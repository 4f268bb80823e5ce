from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces

from .property_dunning_case_debt import PRINCIPAL
from .property_dunning_level import LETTERS, NEXT

DAYS = {"period", "due", "date_from", "date_to"}
"""What is a date in the rows of a letter; as it is kept, dates are text."""


class PropertyDunningStep(models.Model):
    """What the letter says (PO-5.4)."""

    _inherit = "property.dunning.step"

    @api.model
    def _get_portal_domain(self, partner):
        """Letters that were sent to ``partner``."""
        return [
            ("partner_id", "=", partner.id),
            ("kind", "in", LETTERS),
            ("sent_at", "!=", False),
        ]

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
        """The letter as it went out; of one that did not yet, the figures of now.

        :return: dict of ``date``, ``limit`` (last day to pay), ``items``, ``paid`` on
            account, ``late_fee`` not booked yet, ``explanation`` of all of it,
            ``total``, and the ``bill_id`` that the QR code leads to
        """
        self.ensure_one()
        is_out = self.state != "todo" and self.letter
        return self._read_letter(self.letter if is_out else self._write_letter())

    def _read_letter(self, letter):
        """With dates as dates."""
        day = fields.Date.to_date
        rows = {
            name: [
                {key: day(v) if key in DAYS else v for key, v in row.items()}
                for row in letter[name]
            ]
            for name in ("items", "explanation")
        }
        dates = {name: day(letter[name]) for name in ("date", "limit")}
        return {**letter, **rows, **dates}

    def _write_letter(self, day=None):
        """The letter of ``day``, default today, as it is kept: see `_get_letter`."""
        self.ensure_one()
        day = day or self.company_id._policy_today()
        items = self.case_id._get_open_items(day)
        lines = self.env["account.move.line"].sudo()  # figures of the letter
        lines = lines.browse(
            [item["line_id"] for item in items if item["kind"] in PRINCIPAL]
        )
        due = self.env["property.late.fee"].sudo()._get_due(lines, day)  # same
        rounded, late_fee = self.currency_id.round, sum(due.values())
        listed = rounded(sum(item["residual"] for item in items))
        debts = self.case_id._get_debts(day)
        overdue, _oldest, booked = debts.get(self.case_id.id, (listed, False, 0.0))
        return {
            "date": str(day),
            "limit": str(self._get_limit(day)),
            "items": [self._keep_row(item) for item in items],
            "paid": rounded(listed - overdue - booked),
            "late_fee": rounded(late_fee),
            "explanation": [
                self._keep_row({"name": row["move"].name, **row})
                for row in lines._get_late_fee_explanation(day)
            ],
            "total": rounded(overdue + booked + late_fee),
            "bill_id": self._get_oldest_bill().id,
        }

    def _keep_row(self, row):
        """A row of the letter as JSON: dates as text, numbers as floats."""
        kept = {}
        for name, value in row.items():
            if name in DAYS:
                kept[name] = value and str(value)
            elif name not in ("line", "move"):
                is_text = isinstance(value, str | bool | int)
                kept[name] = value if is_text or value is None else float(value)
        return kept

    def _get_limit(self, day):
        """Last day to pay of a letter that goes out on ``day`` (company dates)."""
        self.ensure_one()
        levels = self.env["property.dunning.level"].sudo()  # limits are no secret
        policy = self.case_id.policy_id
        return levels._get_levels(policy)[policy.id, NEXT[self.kind]]._get_limit(day)

    def _get_qr(self):
        """PNG of the QR code by which the oldest bill is seen and paid, as data URI."""
        moves = self.env["account.move"].sudo()  # the debtor's own bill
        move = moves.browse(self._get_letter()["bill_id"] or []).exists()
        return move and move._get_payment_qr()

    def _get_oldest_bill(self):
        moves = self.env["account.move"].sudo()  # as above
        return moves.search(
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
