from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.4.2a"
STANDING = ("draft", "posted", "received")
"""States of a notice that needs no other one beside it."""


class MoveinNotice(models.Model):
    """A buyer of an off-plan home is told by post to move in (SA-1.4.2a)."""

    _name = "movein.notice"
    _description = "Move-in Notice"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date_due, id"
    _check_company_auto = True

    _transitions = {
        "draft": {"posted", "cancelled"},
        "posted": {"received", "returned", "cancelled"},
        "received": {"cancelled"},
        "returned": {"cancelled"},
        "cancelled": set(),
    }
    _protected_fields = (
        "state",
        "contract_id",
        "date_delivery",
        "date_due",
        "date_posted",
        "posted_by_id",
        "address",
        "date_received",
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
        related="contract_id.partner_id", store=True, precompute=True
    )
    date_delivery = fields.Date("Delivery Agreed", required=True, readonly=True)
    date_due = fields.Date(
        "To Be Posted By",
        required=True,
        readonly=True,
        index=True,
        help="So many days before the delivery as the policy asks, on a working day.",
    )
    address = fields.Text("Sent To", readonly=True, copy=False)
    tracking_number = fields.Char(
        "Posting No.", copy=False, help="Number of the registered letter or courier."
    )
    proof = fields.Binary("Proof of Posting", attachment=True, copy=False)
    date_posted = fields.Date("Posted on", readonly=True, copy=False, tracking=True)
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_received = fields.Date("Received on", readonly=True, copy=False)
    demand_ids = fields.One2many("sale.home.demand", "notice_id", "Demands")
    is_late = fields.Boolean(
        "Posted Late", compute="_compute_is_late", store=True, index=True
    )
    state = fields.Selection(
        [
            ("draft", "To post"),
            ("posted", "Posted"),
            ("received", "Arrived"),
            ("returned", "Came back"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _one_open = models.UniqueIndex(
        "(contract_id) WHERE state IN ('draft', 'posted', 'received')",
        "That contract has a move-in notice already.",
    )

    @api.depends("date_posted", "date_due")
    def _compute_is_late(self):
        for notice in self:
            posted = notice.date_posted
            notice.is_late = bool(posted) and posted > notice.date_due

    @api.depends("contract_id.display_name")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = self.env._(
                "Move-in notice %(contract)s",
                contract=notice.contract_id.display_name or "",
            )

    @api.model
    @enforces("SA-1.4.2a")
    def _get_due_day(self, company, delivery):
        """Last working day on which the notice goes out in time for ``delivery``."""
        days = self.env["policy.parameter"]._get(
            "movein_notice_days", company, delivery
        )
        day = delivery - timedelta(days=days)
        if company._is_working_day(day):
            return day
        return company._add_working_days(day, -1)

    @api.model
    def _cron_prepare(self):
        """Notices of the homes whose delivery is near, once each (SA-1.4.2a)."""
        with self.env["policy.job.run"]._track("movein_notice") as run:
            for company in self.env["res.company"].search([("active", "=", True)]):
                run.add(run.attempt(company, lambda c=company: self._prepare(c)) or 0)

    @api.model
    @enforces("SA-1.4.2a")
    def _prepare(self, company):
        """Make what is missing for paid-up buyers of ``company``; how many.

        Also for deliveries that passed while the scheduler stood still: those notices
        are late, and that shows. Those that were due before an old ledger was taken
        over are due now.
        """
        today = company._policy_today()
        contracts = self._find_contracts(company, today)
        rows = []
        for contract in contracts:
            due = self._get_due_day(company, contract.date_delivery)
            if contract._is_before_import(due):
                due = company._add_working_days(today, 1)
            rows.append(
                {
                    "contract_id": contract.id,
                    "date_delivery": contract.date_delivery,
                    "date_due": due,
                }
            )
        self.sudo()._create_protected(rows)  # made by the system
        return len(rows)

    @api.model
    def _find_contracts(self, company, today):
        """Off-plan contracts, paid up, near their delivery and without a notice."""
        parameters = self.env["policy.parameter"]
        ahead = parameters._get("movein_notice_days", company, today)
        ahead += parameters._get("movein_prepare_days", company, today)
        domain = Domain("company_id", "=", company.id)
        domain &= Domain("state", "=", "active")
        domain &= Domain("delivery_kind", "=", "off_plan")
        domain &= Domain("date_moved_in", "=", False)
        domain &= Domain("date_delivery", "<=", today + timedelta(days=ahead))
        domain &= Domain("date_paid", "!=", False)
        domain &= Domain("notice_ids", "not any", [("state", "in", STANDING)])
        return self.env["sale.home.contract"].sudo().search(domain)  # by the clock

    @enforces("SA-1.4.2a")
    def _get_post_reasons(self):
        """{id: all reasons why the notice can't be posted now}"""
        owed = self.contract_id._get_receivable_open()
        return {row.id: list(row._iter_post_reasons(owed)) for row in self}

    def _iter_post_reasons(self, owed):
        contract = self.contract_id
        if contract.state != "active" or contract.date_moved_in:
            yield Reason(
                CLAUSE, self.env._("The contract is not waiting for a move-in.")
            )
        amount = owed.get(contract.id, 0)
        if (
            not contract.date_paid
            or contract.currency_id.compare_amounts(amount, 0) > 0
        ):
            yield Reason(
                CLAUSE,
                self.env._(
                    "The notice goes to those who have paid up; %(amount)s is open.",
                    amount=contract.currency_id.format(amount),
                ),
                figures={"open": amount},
            )
        if not self.partner_id.street:
            yield Reason(
                CLAUSE,
                self.env._(
                    "%(buyer)s has no postal address.", buyer=self.partner_id.name
                ),
            )
        if not (self.tracking_number or "").strip():
            yield Reason(
                CLAUSE,
                self.env._("The number of the posting is missing."),
                self.env._("It proves that the notice was posted."),
            )

    def action_post(self):
        """The printed notice went to the post; portal, e-mail and SMS tell as well."""
        self.check_access("write")
        reasons = self._get_post_reasons()
        for notice in self:
            self.env["policy.clause"]._refuse(reasons[notice.id], notice)
            notice._move(
                "posted",
                date_posted=notice.company_id._policy_today(),
                posted_by_id=self.env.user.id,
                address=notice.partner_id._display_address(without_company=True),
            )
            notice._tell()
            self.env["policy.duty"]._complete_for(notice, notice)
        return True

    @enforces("SA-1.4.2a")
    def _tell(self):
        """Beside the letter: portal and e-mail, and an SMS to the first buyer."""
        mail = self.env.ref("sales_aftercare.movein_notice_mail_template")
        sms = self.env.ref("sales_aftercare.sms_template_movein_notice")
        for notice in self.sudo():  # written in the contract's own thread
            buyers = notice.contract_id.buyer_ids.partner_id
            notice.message_post_with_source(
                mail, subtype_xmlid="mail.mt_comment", partner_ids=buyers.ids
            )
            if notice.partner_id.phone:
                sms._queue(notice, notice.partner_id, notice.company_id)

    def action_receive(self):
        self.check_access("write")
        for notice in self:
            today = notice.company_id._policy_today()
            notice._move("received", date_received=today)
        return True

    def action_return(self):
        """The post brought it back: another notice is made at the new address."""
        self.check_access("write")
        return self._move("returned")

    def action_cancel(self):
        self.check_access("write")
        return self._move("cancelled")

    def action_print(self):
        return self.env.ref("sales_aftercare.movein_notice_report").report_action(self)
