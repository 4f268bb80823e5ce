from odoo import Command, api, fields, models
from odoo.exceptions import UserError

CONTENT = {
    "contract_id", "subscription_id", "company_id", "partner_id", "role_id",
    "line_ids", "date", "note", "signature", "signed_by",
}  # fmt: skip
"""What the recipient signs for: stays as it is once signed."""


class DocumentReceipt(models.Model):
    """The customer signs for every paper or certificate taken (SA-1.9)."""

    _name = "document.receipt"
    _description = "Document Receipt"
    _inherit = [
        "portal.mixin",
        "mail.thread",
        "policy.state.mixin",
        "policy.evidence.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "partner_id.name", "contract_id.name"]
    _check_company_auto = True

    _transitions = {
        "draft": {"ready", "signed", "cancelled"},
        "ready": {"signed", "draft", "cancelled"},
        "signed": {"handed_on"},
        "handed_on": {"filed"},
        "filed": set(),
        "cancelled": set(),
    }
    _protected_fields = (
        "state", "name", "signed_at", "channel", "signed_user_id", "handed_on_at",
        "handed_on_by_id", "filed_at", "filed_by_id", "purpose", "application_id",
        "refund_id", "slip_id",
    )  # fmt: skip

    name = fields.Char("Receipt No.", readonly=True, copy=False, default="/")
    contract_id = fields.Many2one(
        "sale.home.contract",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    subscription_id = fields.Many2one(
        "sale.home.subscription",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    unit_id = fields.Many2one("property.unit", "Home", compute="_compute_unit_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Recipient",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    role_id = fields.Many2one(
        "document.receipt.role",
        "Receives As",
        required=True,
        ondelete="restrict",
        default=lambda self: self._get_default_role(),
    )
    purpose = fields.Selection(
        [
            ("forms", "Forms for a certificate"),
            ("certificate", "Certificate"),
            ("refund", "Money paid back"),
            ("keys", "Slip and keys of the home"),
        ],
        "Taken On",
        readonly=True,
        copy=False,
        help="The work that goes on by itself when the receipt is signed.",
    )
    application_id = fields.Many2one(
        "title.application",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    refund_id = fields.Many2one(
        "refund.request",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    slip_id = fields.Many2one(
        "movein.slip",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today()
    )
    line_ids = fields.One2many("document.receipt.line", "receipt_id", "Papers")
    note = fields.Text()
    signature = fields.Binary(copy=False)
    signed_by = fields.Char("Signed by", copy=False)
    signed_at = fields.Datetime(readonly=True, copy=False)
    signed_user_id = fields.Many2one(
        "res.users", "In the Presence of", readonly=True, copy=False
    )
    channel = fields.Selection(
        [("tablet", "On the tablet"), ("portal", "In the portal")],
        "Signed Where",
        readonly=True,
        copy=False,
    )
    date_file_due = fields.Date(
        "To Be Handed on by", compute="_compute_date_file_due", store=True
    )
    handed_on_at = fields.Datetime("Handed on", readonly=True, copy=False)
    handed_on_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    filed_at = fields.Datetime("Filed", readonly=True, copy=False)
    filed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    box = fields.Char("Archive Box", copy=False, index="btree_not_null")
    place = fields.Char("Shelf", copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("ready", "To be signed"),
            ("signed", "Signed"),
            ("handed_on", "Handed on"),
            ("filed", "Filed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    @api.model
    def _get_default_role(self):
        role = "sales_aftercare.document_receipt_role_customer"
        return self.env.ref(role, raise_if_not_found=False)

    @api.depends("contract_id", "subscription_id")
    def _compute_unit_id(self):
        for receipt in self:
            receipt.unit_id = receipt._get_deal().unit_id

    @api.depends("signed_at")
    def _compute_date_file_due(self):
        parameters = self.env["policy.parameter"]
        for receipt in self:
            company, day = receipt.company_id, False
            if receipt.signed_at:
                day = company._policy_date(receipt.signed_at)
                days = parameters._get("receipt_file_working_days", company, day)
                day = company._add_working_days(day, days)
            receipt.date_file_due = day

    def _compute_access_url(self):
        for receipt in self:
            receipt.access_url = f"/my/papers/{receipt.id}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = "/"
        receipts = super().create(vals_list)
        for receipt in receipts:
            sequence = self.env["ir.sequence"].with_company(receipt.company_id)
            number = sequence.next_by_code(self._name) or "/"
            receipt._write_protected({"name": number})
        return receipts

    def write(self, vals):
        if CONTENT & set(vals):
            self._check_changeable()
        if {"box", "place"} & set(vals) and "filed" in self.mapped("state"):
            self._refuse_change()
        return super().write(vals)

    def _check_changeable(self):
        """:raises UserError: when it was signed, with its lines"""
        for receipt in self:
            if receipt.state not in ("draft", "ready"):
                receipt._refuse_change()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(receipt)s stays as it was signed.", receipt=self[:1].display_name
            )
        )

    def _get_deal(self):
        self.ensure_one()
        return self.contract_id or self.subscription_id

    @api.model
    def _prepare_receipt(self, contract, partner, titles):
        """Values of a receipt by which ``partner`` takes papers of ``contract``.

        For whoever hands something out: certificates, forms, refunds, slips.

        :param contract: a contract or a subscription
        :param titles: what is taken: texts, papers of the register, or values of
            a line
        """
        field = "contract_id"
        if contract._name == "sale.home.subscription":
            field = "subscription_id"
        lines = map(self._prepare_line, titles)
        return {
            field: contract.id,
            "company_id": contract.company_id.id,
            "partner_id": partner.id,
            "line_ids": [Command.create(line) for line in lines],
        }

    @api.model
    def _prepare_line(self, title):
        if isinstance(title, dict):
            return title
        return {"title": title} if isinstance(title, str) else {"copy_id": title.id}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_changeable()
