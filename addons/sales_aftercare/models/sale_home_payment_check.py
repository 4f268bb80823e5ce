from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason
from odoo.addons.cs_policy.tools.trusted import trusted

CLAUSE = "SA-1.4.1c"
FINANCE = "sales_aftercare.sales_aftercare_group_finance"


class SaleHomePaymentCheck(models.Model):
    """Once a month centre and finance go through who has not paid (SA-1.4.1c)."""

    _name = "sale.home.payment.check"
    _description = "Payment Check With Finance"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"confirmed"},
        "confirmed": {"done", "draft"},
        "done": set(),
    }
    _protected_fields = ("state", "confirmed_by_id", "date_done", "done_by_id")

    date = fields.Date(
        "As at",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("sale.home.payment.check.line", "check_id", copy=False)
    amount_overdue = fields.Monetary("Overdue", compute="_compute_amount_overdue")
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    done_by_id = fields.Many2one("res.users", "Demands Made By", readonly=True)
    date_done = fields.Datetime("Done at", readonly=True, copy=False)
    demand_ids = fields.One2many("sale.home.demand", "check_id", "Demands")
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("confirmed", "Confirmed by finance"),
            ("done", "Demands made"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    _date_uniq = models.Constraint(
        "UNIQUE(company_id, date)", "There is a check of that day already."
    )

    @api.depends("line_ids.amount_overdue")
    def _compute_amount_overdue(self):
        for check in self:
            check.amount_overdue = sum(check.line_ids.mapped("amount_overdue"))

    @api.depends("date")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._("Payment check %(day)s", day=check.date)

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        for check in checks.filtered(lambda row: not row.line_ids):
            check.action_fill()
        return checks

    def write(self, vals):
        """Another day has another list; once finance has confirmed it, it stays."""
        moved = {"date", "company_id"} & set(vals)
        for check in self.filtered(lambda row: moved and row.state != "draft"):
            raise UserError(
                self.env._(
                    "%(check)s is confirmed; take it back to draft first.",
                    check=check.display_name,
                )
            )
        result = super().write(vals)
        if moved:
            self.action_fill()
        return result

    @enforces("SA-1.4.1c")
    def action_fill(self):
        """List anew, from accounting, the buyers with something overdue on the day."""
        for check in self.filtered(lambda row: row.state == "draft"):
            contracts = self.env["sale.home.contract"].search(
                [("company_id", "=", check.company_id.id), ("state", "=", "active")]
            )
            overdue = contracts._get_receivable_open(due_before=check.date)
            every = contracts.browse(overdue)._get_receivable_open()
            trusted(check).line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "contract_id": contract_id,
                            "amount_overdue": amount,
                            "amount_open": every.get(contract_id, 0.0),
                        }
                    )
                    for contract_id, amount in overdue.items()
                    if check.currency_id.compare_amounts(amount, 0) > 0
                ),
            ]
        return True

    @enforces("SA-1.4.1c")
    def _get_confirm_reasons(self):
        """{id: all reasons why the list can't be confirmed}: finance alone does it."""
        is_finance = self.env.su or self.env.user.has_group(FINANCE)
        message = self.env._("Finance confirms who has not paid.")
        return {
            check.id: [] if is_finance else [Reason(CLAUSE, message)] for check in self
        }

    def action_confirm(self):
        """Finance agrees with the list as it stands."""
        self.check_access("write")
        reasons = self._get_confirm_reasons()
        for check in self:
            self.env["policy.clause"]._refuse(reasons[check.id], check)
            check._move("confirmed", confirmed_by_id=self.env.user.id)
        return True

    def action_reset(self):
        self.check_access("write")
        return self._move("draft", confirmed_by_id=False)

    def action_make_demands(self):
        """A demand for every line that is to get one; the duty of the 12th is done."""
        self.check_access("write")
        for check in self:
            check._move(
                "done", date_done=fields.Datetime.now(), done_by_id=self.env.user.id
            )
            check._make_demands()
        return True

    @enforces("SA-1.4.1c")
    def _make_demands(self):
        """Those with a demand that waits to be sent get no second one."""
        lines = self.line_ids.filtered("is_demanded")
        demands = self.env["sale.home.demand"]
        waiting = demands.search(
            [
                ("contract_id", "in", lines.contract_id.ids),
                ("kind", "=", "payment"),
                ("state", "=", "draft"),
            ]
        ).contract_id
        demands.sudo().create(  # finance confirmed the list; none is made by hand
            [
                {
                    "kind": "payment",
                    "contract_id": line.contract_id.id,
                    "check_id": self.id,
                    "date": self.date,
                }
                for line in lines
                if line.contract_id not in waiting
            ]
        )
