from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .sale_home_contract_title import KINDS, STEP_CLAUSES, STEP_KINDS


class TitleApplication(models.Model):
    """From the papers of the customer to the certificate in hand (SA-1.6, SA-1.7).

    The centre checks the papers and hands out the forms; the customer goes to the
    bureau in person; the centre follows the result.
    """

    _name = "title.application"
    _description = "Certificate Application"
    _inherit = [
        "mail.thread",
        "policy.state.mixin",
        "policy.evidence.mixin",
        "document.receipt.source",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "contract_id.name", "partner_id.name"]
    _check_company_auto = True

    _transitions = {
        "draft": {"handed", "cancelled"},
        "handed": {"submitted", "cancelled"},
        "submitted": {"issued", "rejected"},
        "rejected": {"submitted", "cancelled"},
        "issued": {"collected"},
        "collected": set(),
        "cancelled": set(),
    }
    _protected_fields = ("state", "name", "date_handed", "date_issued")

    name = fields.Char(
        "Application No.", required=True, readonly=True, copy=False, default="/"
    )
    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    unit_id = fields.Many2one(
        related="contract_id.unit_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True, string="First Buyer"
    )
    kind = fields.Selection(KINDS, required=True, default="property", tracking=True)
    user_id = fields.Many2one(
        "res.users", "Handled By", default=lambda self: self.env.user, tracking=True
    )
    line_ids = fields.One2many("title.application.line", "application_id", "Papers")
    missing_count = fields.Integer("Papers Missing", compute="_compute_missing_count")
    date_due = fields.Date(
        related="contract_id.date_title_due", store=True, string="Certificate Due by"
    )
    date_handed = fields.Date(
        "Forms Handed Out on", readonly=True, copy=False, tracking=True
    )
    date_submitted = fields.Date("At the Bureau since", copy=False, tracking=True)
    bureau_number = fields.Char("Bureau's Receipt No.", copy=False)
    applicant_id = fields.Many2one(
        "res.partner",
        "Goes to the Bureau",
        tracking=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Who applies for the buyer; empty: the buyer in person.",
    )
    reject_reason = fields.Char("Refused Because", copy=False, tracking=True)
    date_property = fields.Date("Property Certificate of", copy=False)
    property_number = fields.Char("Property Certificate No.", copy=False, tracking=True)
    date_land = fields.Date("Land Certificate of", copy=False)
    land_number = fields.Char("Land Certificate No.", copy=False, tracking=True)
    date_issued = fields.Date(
        "Certificate Issued on", readonly=True, copy=False, index="btree_not_null"
    )
    date_collected = fields.Date("Collected on", copy=False, tracking=True)
    is_collected_there = fields.Boolean(
        "Customer Has It from the Bureau",
        copy=False,
        help="Then nothing of it passes through our hands.",
    )
    note = fields.Text()
    state = fields.Selection(
        [
            ("draft", "Papers to check"),
            ("handed", "Forms handed out"),
            ("submitted", "At the bureau"),
            ("rejected", "Refused by the bureau"),
            ("issued", "Certificate Issued"),
            ("collected", "Fetched"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _property_once = models.UniqueIndex(
        "(contract_id) WHERE kind IN ('property', 'both') AND state != 'cancelled'",
        "That contract has an application for the property certificate already.",
    )
    _land_once = models.UniqueIndex(
        "(contract_id) WHERE kind IN ('land', 'both') AND state != 'cancelled'",
        "That contract has an application for the land certificate already.",
    )

    @api.depends("line_ids.is_checked", "line_ids.direction")
    def _compute_missing_count(self):
        for row in self:
            row.missing_count = len(row._get_missing_lines())

    @api.depends("name", "unit_id.reference")
    def _compute_display_name(self):
        for row in self:
            parts = (row.name, row.unit_id.reference)
            row.display_name = " · ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            asked = self.new(vals)  # before the database sees that it is the second
            reasons = asked._get_start_reasons()
            self.env["policy.clause"]._refuse(reasons[asked.id], asked.contract_id)
        rows = super().create(vals_list)
        for row in rows:
            sequence = self.env["ir.sequence"].with_company(row.company_id)
            number = sequence.next_by_code(self._name) or "/"
            row._write_protected({"name": number})
            row._fill_checklist()
        return rows

    def write(self, vals):
        if {"kind", "contract_id"} & set(vals):
            raise UserError(
                self.env._("An application stays what it is; cancel it and begin anew.")
            )
        if {"property_number", "land_number", "date_property", "date_land"} & set(vals):
            self._check_not_issued()
        return super().write(vals)

    def _check_not_issued(self):
        for row in self.filtered("date_issued"):
            raise UserError(
                self.env._(
                    "%(application)s: the certificate is issued and stays as it is.",
                    application=row.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for row in self.filtered(lambda row: row.state != "draft"):
            raise UserError(
                self.env._(
                    "%(application)s has begun and is kept.", application=row.name
                )
            )

    @enforces("SA-1.6.3", "SA-1.7.1", "SA-1.7.2")
    def _fill_checklist(self):
        """The papers that kind and payment method ask for."""
        self.ensure_one()
        papers = self.env["title.paper"]._find(self.kind, self.contract_id)
        self.line_ids = [Command.create({"paper_id": paper.id}) for paper in papers]

    def _get_missing_lines(self):
        return self.line_ids.filtered(
            lambda line: line.direction == "brought" and not line.is_checked
        )

    def _get_steps(self):
        """The steps of the contract that this application leads to."""
        self.ensure_one()
        return [key for key, kinds in STEP_KINDS.items() if self.kind in kinds]

    @enforces("SA-1.7.2")
    def _get_start_reasons(self):
        """{id: all reasons why it can't be begun}: by the contract, and by its kind"""
        found = self._get_contract_reasons()
        for row in self:
            if row.kind == "land" and not row._has_property_certificate():
                found[row.id].append(
                    Reason(
                        "SA-1.7.2",
                        self.env._("There is no property certificate yet."),
                        self.env._("Take the papers of both certificates together."),
                    )
                )
        return found

    def _has_property_certificate(self):
        contract = self.contract_id
        way = [gap.key for gap in contract._get_gaps()]
        return bool(contract.date_titled) or "title" in way

    def _get_contract_reasons(self):
        """{id: what the contract says against the certificates asked for}"""
        found = {row.id: [] for row in self}
        for row in self.filtered("contract_id"):
            contract, reasons = row.contract_id, found[row.id]
            for key in row._get_steps():
                ask = getattr(contract, f"_get_{key}_reasons")
                reasons += [
                    reason for reason in ask(row)[contract.id] if reason not in reasons
                ]
        return found

    def _get_clause(self):
        return STEP_CLAUSES[self._get_steps()[0]]

    def action_cancel(self):
        self.check_access("write")
        self._cancel_receipts()
        return self._move("cancelled")

    def action_print(self):
        report = self.env.ref("sales_aftercare.title_application_report")
        return report.report_action(self)
