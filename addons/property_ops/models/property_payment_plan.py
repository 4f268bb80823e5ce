from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .property_dunning_case_debt import PRINCIPAL


class PropertyPaymentPlan(models.Model):
    """What is owed is paid in instalments; as long as they come, the case rests."""

    _name = "property.payment.plan"
    _description = "Payment Plan"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"active", "cancelled"},
        "active": {"kept", "broken", "cancelled"},
        "kept": set(),
        "broken": set(),
        "cancelled": set(),
    }
    _protected_fields = ("state", "date_start", "amount_start")

    case_id = fields.Many2one(
        "property.dunning.case", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_owed = fields.Monetary(related="case_id.amount_overdue", string="Overdue")
    line_ids = fields.One2many("property.payment.plan.line", "plan_id", "Instalments")
    amount_total = fields.Monetary("Instalments Total", compute="_compute_amounts")
    date_last = fields.Date("Last Instalment", compute="_compute_amounts")
    date_start = fields.Date("Agreed On", readonly=True, copy=False)
    amount_start = fields.Monetary("Owed Then", readonly=True, copy=False)
    note = fields.Text()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "Running"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )
    can_cancel = fields.Boolean(compute="_compute_can_cancel")

    _one_active = models.UniqueIndex(
        "(case_id) WHERE state = 'active'", "The case has a running plan already."
    )

    @api.depends("case_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "Plan of %(case)s", case=plan.case_id.display_name or ""
            )

    @api.depends("line_ids.amount", "line_ids.date")
    def _compute_amounts(self):
        for plan in self:
            plan.amount_total = sum(plan.line_ids.mapped("amount"))
            plan.date_last = max(plan.line_ids.mapped("date"), default=False)

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_cancel(self):
        reasons = self._get_cancel_reasons()
        for plan in self:
            is_open = plan.state in ("draft", "active")
            plan.can_cancel = is_open and not reasons[plan.id]

    def write(self, vals):
        if "case_id" in vals and self.case_id.ids != [vals["case_id"]]:
            raise UserError(self.env._("A plan stays with its case; make another."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(self.env._("An agreed plan stays; cancel it instead."))

    @enforces("PO-4.1.3.4")
    def _get_agree_reasons(self):
        """{id: all reasons why the plan can't be agreed}"""
        return {plan.id: list(plan._iter_agree_reasons()) for plan in self}

    def _iter_agree_reasons(self):
        self.ensure_one()
        clause, today = "PO-4.1.3.4", self.company_id._policy_today()
        if not self._is_director():
            yield Reason(
                clause, self.env._("The office director or a joint decision agrees it.")
            )
        if self.state != "draft":
            yield Reason(clause, self.env._("It was agreed or given up already."))
        if self.case_id.state != "open":
            yield Reason(clause, self.env._("The case is not open."))
        owed = self.case_id.amount_overdue
        if self.currency_id.compare_amounts(self.amount_total, owed):
            yield Reason(
                clause,
                self.env._(
                    "The instalments sum to %(total)s, not to the %(owed)s overdue.",
                    total=self.case_id._format_amount(self.amount_total),
                    owed=self.case_id._format_amount(owed),
                ),
                figures={"total": self.amount_total, "owed": owed},
            )
        if any(line.date < today for line in self.line_ids):
            yield Reason(clause, self.env._("An instalment lies in the past."))

    def _is_director(self):
        return self.env.su or self.env.user.has_group(
            "property_ops.property_ops_group_manager"
        )

    @enforces("PO-4.1.3.4")
    def _get_cancel_reasons(self):
        """{id: all reasons why the acting user may not give the plan up}"""
        found, director = {}, self._is_director()
        for plan in self:
            found[plan.id] = []
            if plan.state == "active" and not director:
                message = self.env._("Only the office director ends a running plan.")
                found[plan.id].append(Reason("PO-4.1.3.4", message))
        return found

    def action_agree(self):
        self.check_access("write")
        reasons = self._get_agree_reasons()
        for plan in self:
            self.env["policy.clause"]._refuse(reasons[plan.id], plan)
        return self._start()

    def _start(self):
        for plan in self.sudo():  # agreed by director or joint decision
            plan._move(
                "active",
                date_start=plan.company_id._policy_today(),
                amount_start=plan.case_id.amount_overdue,
            )
            self.env["property.dunning.hold"].sudo()._create_protected(  # of the plan
                [
                    {
                        "case_id": plan.case_id.id,
                        "kind": "plan",
                        "plan_id": plan.id,
                        "reason": plan.display_name,
                        "date_to": False,
                    }
                ]
            )
        return True

    def action_cancel(self):
        """The plan is given up; the ladder goes on where it stood.

        :raises PolicyRefusal: when it runs and the acting user is not the director
        """
        self.check_access("write")
        reasons = self._get_cancel_reasons()
        for plan in self:
            self.env["policy.clause"]._refuse(reasons[plan.id], plan)
        self._end_plan("cancelled", self.env._("The plan was cancelled"))
        return True

    def _end_plan(self, state, reason):
        self._move(state)
        holds = self.env["property.dunning.hold"].sudo()  # those of the plan
        holds.search([("plan_id", "in", self.ids), ("state", "=", "active")])._end(
            reason
        )

    @api.model
    @enforces("PO-4.1.3.x")
    def _judge(self, company, day):
        """Running plans end: kept when all is paid, broken when an instalment is not.

        Paid is what came off the debts that were overdue when it was agreed. With the
        last of them the case is settled; bills since begin at the first step.

        :return: ids of the broken plans
        """
        grace = self.env["policy.parameter"]._get("plan_grace_days", company, day)
        last = fields.Date.subtract(day, days=grace)
        self.env.flush_all()
        query = SQL(
            "SELECT p.id, o.residual < %(half)s, (SELECT SUM(i.amount)"
            " FROM property_payment_plan_line i WHERE i.plan_id = p.id"
            " AND i.date < %(last)s) - %(half)s > p.amount_start - o.residual"
            " FROM property_payment_plan p"
            " JOIN property_dunning_case c ON c.id = p.case_id"
            " CROSS JOIN LATERAL (SELECT COALESCE(SUM(l.amount_residual), 0)"
            " AS residual FROM account_move m"
            " JOIN account_move_line l ON l.move_id = m.id"
            " JOIN account_account a ON a.id = l.account_id"
            " WHERE m.property_unit_id = c.unit_id AND m.partner_id = c.partner_id"
            " AND m.property_kind IN %(kinds)s AND l.parent_state = 'posted'"
            " AND a.account_type = 'asset_receivable'"
            " AND l.date_maturity < p.date_start) o"
            " WHERE p.company_id = %(company)s AND p.state = 'active' ORDER BY p.id",
            company=company.id,
            last=last,
            half=company.currency_id.rounding / 2,
            kinds=PRINCIPAL,
        )
        rows = self.env.execute_query(query)
        kept = self.browse([plan_id for plan_id, is_kept, _broken in rows if is_kept])
        kept.case_id._close("settled", self.env._("The payment plan was kept"))
        broken = self.browse([row[0] for row in rows if row[2]]) - kept
        broken._end_plan("broken", self.env._("An instalment did not come"))
        return broken.ids
