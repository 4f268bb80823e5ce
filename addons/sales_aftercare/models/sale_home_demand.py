from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSES = {"payment": "SA-1.4.1c", "move_in": "SA-1.4.2d"}


class SaleHomeDemand(models.Model):
    """A formal demand to a buyer: pay what is due, or come and move in (SA-1.4)."""

    _name = "sale.home.demand"
    _description = "Demand to a Buyer"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {"draft": {"sent", "void"}, "sent": set(), "void": set()}
    _protected_fields = (
        "state",
        "name",
        "date_sent",
        "sent_by_id",
        "amount",
        "date_limit",
        "void_reason",
    )

    name = fields.Char("Demand No.", readonly=True, copy=False)
    kind = fields.Selection(
        [("payment", "To pay"), ("move_in", "To move in")], required=True, index=True
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
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        related="contract_id.unit_id", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, precompute=True
    )
    notice_id = fields.Many2one("movein.notice", readonly=True, index="btree_not_null")
    check_id = fields.Many2one(
        "sale.home.payment.check", readonly=True, index="btree_not_null"
    )
    date = fields.Date("Made on", required=True, readonly=True)
    amount = fields.Monetary(
        "Overdue When Sent", readonly=True, copy=False, help="As the letter says."
    )
    date_limit = fields.Date("To Be Answered By", readonly=True, copy=False)
    tracking_number = fields.Char("Posting No.", copy=False)
    proof = fields.Binary("Proof of Posting", attachment=True, copy=False)
    date_sent = fields.Date("Sent on", readonly=True, copy=False, tracking=True)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    void_reason = fields.Char("Why Void", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "To send"), ("sent", "Sent"), ("void", "Void")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _one_draft = models.UniqueIndex(
        "(contract_id, kind) WHERE state = 'draft'",
        "Such a demand waits to be sent already.",
    )
    _one_a_notice = models.UniqueIndex(
        "(notice_id) WHERE notice_id IS NOT NULL AND state != 'void'",
        "That notice was followed by a demand already.",
    )

    @api.depends("kind", "contract_id.display_name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            label = kinds.get(row.kind, "")
            row.display_name = f"{label} · {row.contract_id.display_name or ''}"

    @enforces("SA-1.4.1c", "SA-1.4.2d")
    def _get_send_reasons(self):
        """{id: all reasons why the demand can't be sent now}

        Nobody is asked to pay what is paid, or to come to a home handed over.
        """
        overdue = self._get_overdue()
        return {row.id: list(row._iter_send_reasons(overdue)) for row in self}

    def _get_overdue(self):
        """{contract id: what is past its day}, each by the today of its company."""
        found = {}
        for company, rows in self.grouped("company_id").items():
            contracts = rows.contract_id
            found |= contracts._get_receivable_open(due_before=company._policy_today())
        return found

    def _iter_send_reasons(self, overdue):
        clause = CLAUSES[self.kind]
        contract = self.contract_id
        if self.state != "draft":
            label = self._state_label(self.state)
            yield Reason(clause, self.env._("It is %(state)s already.", state=label))
        if contract.state != "active":
            yield Reason(clause, self.env._("The contract is not in force any more."))
        owed = overdue.get(contract.id, 0)
        if (
            self.kind == "payment"
            and contract.currency_id.compare_amounts(owed, 0) <= 0
        ):
            yield Reason(
                clause,
                self.env._("Nothing is overdue any more."),
                self.env._("Make the demand void."),
            )
        asked = contract.slip_ids.filtered(lambda row: row.state != "cancelled")
        if self.kind == "move_in" and (contract.date_moved_in or asked):
            yield Reason(
                clause,
                self.env._("The buyer has come already."),
                self.env._("Make the demand void."),
            )

    def action_send(self):
        """The printed demand went out; the buyers read it in the portal as well.

        :raises PolicyRefusal: where it is not true any more; nothing is sent then
        """
        self.check_access("write")
        overdue = self._get_overdue()
        reasons = self._get_send_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)
            row._send(overdue.get(row.contract_id.id, 0.0))
        return True

    def _send(self, amount):
        sequence = self.env["ir.sequence"].with_company(self.company_id)
        self._move(
            "sent",
            name=sequence.next_by_code("sale.home.demand"),
            amount=amount if self.kind == "payment" else 0.0,
            date_sent=self.company_id._policy_today(),
            date_limit=self._get_limit(),
            sent_by_id=self.env.user.id,
        )
        self._tell()
        self.env["policy.duty"]._complete_for(self, self)

    def _get_letter(self):
        """What the letter says: as it was sent, or as it would go out today.

        :return: dict of ``amount`` overdue and ``limit`` (day to answer by)
        """
        self.ensure_one()
        if self.state == "sent":
            return {"amount": self.amount, "limit": self.date_limit}
        overdue = self._get_overdue().get(self.contract_id.id, 0.0)
        return {"amount": overdue, "limit": self._get_limit()}

    def _get_limit(self):
        today = self.company_id._policy_today()
        days = self.env["policy.parameter"]._get(
            "demand_answer_days", self.company_id, today
        )
        return today + timedelta(days=days)

    def _tell(self):
        mail = self.env.ref("sales_aftercare.sale_home_demand_mail_template")
        for row in self.sudo():  # the buyers' own letter
            row.message_post_with_source(
                mail,
                subtype_xmlid="mail.mt_comment",
                partner_ids=row.contract_id.buyer_ids.partner_id.ids,
            )

    def action_void(self):
        """What was demanded has been done before the letter went out."""
        self.check_access("write")
        reason = self.env._("Not needed any more.")
        return self._move("void", void_reason=reason)

    def action_print(self):
        return self.env.ref("sales_aftercare.sale_home_demand_report").report_action(
            self
        )

    @api.model
    def _cron_prepare(self):
        """Demands to buyers who had the notice and did not come (SA-1.4.2d)."""
        with self.env["policy.job.run"]._track("movein_demand") as run:
            for company in self.env["res.company"].search([("active", "=", True)]):
                run.add(run.attempt(company, lambda c=company: self._prepare(c)) or 0)

    @api.model
    @enforces("SA-1.4.2d")
    def _prepare(self, company):
        """One demand for each notice of ``company`` that nobody answered; how many."""
        today = company._policy_today()
        parameters = self.env["policy.parameter"]
        days = parameters._get("movein_wait_days", company, today)
        answer = parameters._get("demand_answer_days", company, today)
        notices = self.env["movein.notice"].sudo()  # by the clock
        domain = Domain("company_id", "=", company.id)
        domain &= Domain("state", "in", ("posted", "received"))
        domain &= Domain("date_delivery", "<", today - timedelta(days=days))
        domain &= Domain("contract_id.state", "=", "active")
        domain &= Domain("contract_id.date_moved_in", "=", False)
        domain &= Domain(
            "contract_id.slip_ids", "not any", [("state", "!=", "cancelled")]
        )
        domain &= Domain("demand_ids", "not any", [("state", "!=", "void")])
        # One made void leaves the buyer the time that a demand leaves.
        domain &= Domain(
            "demand_ids", "not any", [("date", ">=", today - timedelta(days=answer))]
        )
        rows = [
            {
                "kind": "move_in",
                "contract_id": notice.contract_id.id,
                "notice_id": notice.id,
                "date": today,
            }
            for notice in notices.search(domain)
        ]
        self.sudo().create(rows)  # by the clock
        return len(rows)
