from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.3.1"
TELL_PLAN = "sales_aftercare.policy_duty_plan_tell_bank"
NOTICE = "sales_aftercare.mortgage_file_notice_report"
OVER = ("released", "refused", "ended")


class MortgageFile(models.Model):
    """The loan for a home: bank told, its visit, its answer, its money (SA-1.3)."""

    _name = "mortgage.file"
    _description = "Mortgage File"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "id desc"
    _rec_names_search = ["contract_id.name", "bank_id.name", "partner_id.name"]
    _check_company_auto = True

    _initial_state = "open"
    _transitions = {
        "open": {"told", "refused", "ended"},
        "told": {"visit", "refused", "ended"},
        "visit": {"handed", "refused", "ended"},
        "handed": {"released", "refused", "ended"},
        "refused": {"handed", "ended"},
        "released": {"handed"},
        "ended": set(),
    }
    _protected_fields = (
        "state", "contract_id", "date_open", "told_at", "told_by_id", "channel",
        "date_handed",
    )  # fmt: skip

    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="contract_id.partner_id", string="First Buyer")
    unit_id = fields.Many2one(related="contract_id.unit_id", string="Home")
    bank_id = fields.Many2one(
        "res.partner", ondelete="restrict", index=True, tracking=True
    )
    date_open = fields.Date("Open Since", required=True, readonly=True)
    date_tell_due = fields.Date(
        "Bank To Be Told by", compute="_compute_date_tell_due", store=True
    )
    told_at = fields.Datetime("Bank Told", readonly=True, copy=False)
    told_by_id = fields.Many2one("res.users", "Told by", readonly=True, copy=False)
    channel = fields.Selection(
        [("email", "E-mail"), ("print", "Printed letter")],
        "Told How",
        readonly=True,
        copy=False,
    )
    proof = fields.Char(
        "Proof of the Notice",
        tracking=True,
        help="Who took the letter, number of the posting, answer of the bank.",
    )
    date_visit = fields.Date("Bank Came on", tracking=True)
    visitor = fields.Char("Bank Staff Who Came", tracking=True)
    signed_by_id = fields.Many2one(
        "res.partner",
        "Signed for the Buyer by",
        tracking=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Who signs mortgage and loan contract; empty: the buyer in person.",
    )
    date_handed = fields.Date("Original Fetched on", readonly=True, copy=False)
    document_ids = fields.One2many("mortgage.document", "file_id", "Documents")
    part_ids = fields.One2many("mortgage.part", "file_id", "Parts of the Loan")
    amount_total = fields.Monetary("Loan", compute="_compute_amount_total", store=True)
    own_method = fields.Selection(
        [("lump", "Lump sum"), ("instalment", "Instalments")],
        "Buyer Pays Instead by",
        default="lump",
    )
    state = fields.Selection(
        [
            ("open", "Bank to be told"),
            ("told", "Bank told"),
            ("visit", "Documents checked and sealed"),
            ("handed", "Original with the bank"),
            ("released", "Loan released"),
            ("refused", "Loan refused"),
            ("ended", "Ended without a loan"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="open",
    )

    _contract_once = models.UniqueIndex(
        "(contract_id) WHERE state <> 'ended'",
        "That contract has a mortgage file already.",
    )

    @api.depends("contract_id.name")
    def _compute_display_name(self):
        for file in self:
            file.display_name = self.env._(
                "Mortgage of %(contract)s", contract=file.contract_id.name or ""
            )

    @api.depends("date_open", "company_id")
    def _compute_date_tell_due(self):
        parameters = self.env["policy.parameter"]
        for file in self:
            day, company = file.date_open, file.company_id
            if day:
                days = parameters._get("bank_notice_working_days", company, day)
                day = company._add_working_days(day, days)
            file.date_tell_due = day

    @api.depends("part_ids.amount", "part_ids.state")
    def _compute_amount_total(self):
        for file in self:
            parts = file.part_ids.filtered(lambda part: part.state != "refused")
            file.amount_total = sum(parts.mapped("amount"))

    @api.model
    @enforces("SA-1.3.1")
    def _open_for(self, contracts):
        """A file for each of ``contracts`` that is paid by mortgage and has none."""
        files = self.sudo()  # opened by the authentication, whoever records it
        there = files.search(
            [("contract_id", "in", contracts.ids), ("state", "!=", "ended")]
        )
        wanted = contracts.filtered(lambda row: row.payment_method == "mortgage")
        files = files._create_protected(
            [
                {
                    "contract_id": contract.id,
                    "bank_id": contract.loan_bank_id.id,
                    "date_open": contract.company_id._policy_today(),
                    "part_ids": contract._prepare_mortgage_parts(),
                }
                for contract in wanted - there.contract_id
            ]
        )
        return files.with_context(policy_move=None)

    @enforces("SA-1.3.1")
    def _get_tell_reasons(self):
        """{id: all reasons why the bank is not told now}; it is told once."""
        found = {}
        for file in self:
            found[file.id] = reasons = []
            if file.state != "open":
                message = self.env._(
                    "The bank was told already (%(state)s).",
                    state=file._state_label(file.state),
                )
                reasons.append(Reason(CLAUSE, message))
            if not file.contract_id._is_authenticated():
                message = self.env._("The contract is not authenticated yet.")
                reasons.append(Reason(CLAUSE, message))
            if not file.bank_id:
                reasons.append(Reason(CLAUSE, self.env._("No bank is named.")))
        return found

    def _refuse_telling(self):
        self.check_access("write")
        reasons = self._get_tell_reasons()
        for file in self:
            self.env["policy.clause"]._refuse(reasons[file.id], file)

    def _mark_told(self, channel):
        now = fields.Datetime.now()
        self._move("told", told_at=now, told_by_id=self.env.uid, channel=channel)
        for file in self:
            self.env["policy.duty"]._complete_for(file, file, TELL_PLAN)

    def action_tell(self):
        """Ask the bank by e-mail to fetch the original; without an address, print."""
        self._refuse_telling()
        silent = self.filtered(lambda file: not file.bank_id.email)
        for file in self - silent:
            file._send_notice()
            file._mark_told("email")
        return silent.action_print() if silent else True

    def _send_notice(self):
        bank = self.bank_id
        file = self.with_context(lang=bank.lang or self.env.lang)
        reports = self.env["ir.actions.report"].sudo()  # what the letter shows
        pdf, _kind = reports._render_qweb_pdf(NOTICE, self.ids)
        file.message_post(
            subject=file.display_name,
            body=file.env._(
                "The sale contract %(contract)s is authenticated. Please fetch its "
                "original; the letter is attached.",
                contract=self.contract_id.name,
            ),
            message_type="auto_comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=bank.ids,
            attachments=[(f"{self.contract_id.name}.pdf", pdf)],
            email_layout_xmlid="mail.mail_notification_light",
        )

    def action_print(self):
        """Print the letter to the bank; the first print counts as the notice."""
        self.check_access("write")
        untold = self.filtered(lambda file: file.state == "open")
        untold._refuse_telling()
        untold._mark_told("print")
        return self.env.ref(NOTICE).report_action(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["sale.home.contract"]._refuse_deletion(self)
