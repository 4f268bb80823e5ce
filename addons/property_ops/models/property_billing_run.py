from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "PO-4.1.2"
LABEL = {"estate_id", "period"}
"""What the charges of a run were worked out for."""
TERMS = LABEL | {"journal_id", "invoice_date", "date_due"}
"""What the bills of a run say: stays as it is once they are posted."""


class PropertyBillingRun(models.Model):
    """The fees of one estate for one month, from preview to posted invoices.

    A charge is unique per home, rule and month: a run repeated bills nothing twice,
    a run that was stopped goes on where it stood (PO-4.1.2).
    """

    _name = "property.billing.run"
    _description = "Billing Run"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "period desc, id desc"
    _check_company_auto = True

    _protected_fields = ("state", "date_released")

    _transitions = {
        "draft": {"running"},
        "running": {"done"},
        "done": {"running"},
    }

    estate_id = fields.Many2one(
        "property.estate", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Date(
        "Month",
        required=True,
        default=lambda self: self.env.company._policy_today().replace(day=1),
        help="Any day of it; kept as its first.",
    )
    invoice_date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today()
    )
    date_due = fields.Date("Due Date", required=True)
    date_released = fields.Date(
        "Released On",
        readonly=True,
        copy=False,
        help="When the invoices were last released for posting. If that was after the "
        "invoice date, those posted since are due as many days later.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
    )
    charge_ids = fields.One2many("property.charge", "run_id")
    charge_count = fields.Integer("Charges", compute="_compute_progress")
    billed_count = fields.Integer("Billed", compute="_compute_progress")
    error_count = fields.Integer("Set Aside", compute="_compute_progress")
    free_count = fields.Integer(
        "Nothing to Pay",
        compute="_compute_progress",
        help="Exempt, or free: on an invoice only where the payer pays anything else.",
    )
    move_count = fields.Integer("Invoices", compute="_compute_progress")
    amount_total = fields.Monetary("Charged", compute="_compute_progress")
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    state = fields.Selection(
        [("draft", "Preview"), ("running", "Running"), ("done", "Done")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    _period_uniq = models.Constraint(
        "UNIQUE(estate_id, period)", "That month has a billing run already."
    )
    _due_valid = models.Constraint(
        "CHECK(date_due >= invoice_date)", "Nothing is due before it is billed."
    )

    @api.depends("estate_id", "period")
    def _compute_display_name(self):
        for run in self:
            month = run.period.strftime("%Y-%m") if run.period else ""
            run.display_name = f"{run.estate_id.name or ''} {month}"

    @api.depends("company_id")
    def _compute_journal_id(self):
        for run in self:
            domain = [("type", "=", "sale"), ("company_id", "=", run.company_id.id)]
            run.journal_id = self.env["account.journal"].search(domain, limit=1)

    @api.depends("charge_ids.move_id", "charge_ids.error", "charge_ids.amount")
    def _compute_progress(self):
        domain = [("run_id", "in", self.ids), ("is_credited", "=", False)]
        totals = {
            run.id: rest
            for run, *rest in self.env["property.charge"]._read_group(
                domain,
                ["run_id"],
                ["__count", "amount:sum", "move_id:count", "move_id:count_distinct"],
            )
        }
        errors, free = (
            dict(
                self.env["property.charge"]._read_group(
                    domain + more, ["run_id"], ["__count"]
                )
            )
            for more in (
                [("error", "!=", False)],
                [("error", "=", False), ("amount", "=", 0), ("move_id", "=", False)],
            )
        )
        for run in self:
            count, amount, billed, moves = totals.get(run.id, (0, 0, 0, 0))
            run.charge_count, run.amount_total = count, amount
            run.billed_count, run.move_count = billed, moves
            run.error_count, run.free_count = errors.get(run, 0), free.get(run, 0)
            done = run.billed_count + run.error_count + run.free_count
            run.progress = 100 * done / count if count else 0

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._keep_first_of_month(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._keep_first_of_month(vals)
        if TERMS & set(vals):
            self.env["policy.clause"]._refuse(self._get_change_reasons(vals))
        return super().write(vals)

    @enforces("PO-4.1.2")
    def _get_change_reasons(self, vals):
        """One for each run whose bills or preview would not be of what it says.

        Charges worked out for another month or estate would be posted under the new
        one, and the month they are of be billed once more.
        """
        reasons = []
        for run in self:
            changed = run._get_changed_terms(vals)
            if changed and (run.state != "draft" or run.charge_ids.move_id):
                message = self.env._(
                    "The month is billed already; its terms are fixed."
                )
                reasons.append(Reason(CLAUSE, message))
            elif changed & LABEL and run.charge_ids:
                message = self.env._(
                    "%s is worked out already for its estate and month.",
                    run.display_name,
                )
                remedy = self.env._("Delete the run and make a new one.")
                reasons.append(Reason(CLAUSE, message, remedy))
        return reasons

    def _get_changed_terms(self, vals):
        """Names of the terms to which ``vals`` give another value."""
        changed = set()
        for name in TERMS & set(vals):
            to_cache = self._fields[name].convert_to_cache
            if to_cache(vals[name], self) != to_cache(self[name], self):
                changed.add(name)
        return changed

    def _keep_first_of_month(self, vals):
        if vals.get("period"):
            vals["period"] = fields.Date.to_date(vals["period"]).replace(day=1)

    @api.onchange("invoice_date")
    def _onchange_invoice_date(self):
        if self.invoice_date:
            code = "bill_due_days"
            days = self.env["policy.parameter"]._get(
                code, self.company_id or self.env.company, self.invoice_date
            )
            self.date_due = fields.Date.add(self.invoice_date, days=days)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        if self.charge_ids.move_id:
            raise UserError(
                self.env._("A run that has billed stays; correct its invoices.")
            )

    def action_view_charges(self):
        return self._view_charges(self.env._("Charges"), [])

    def action_view_set_aside(self):
        name = self.env._("Set Aside")
        return self._view_charges(name, [("error", "!=", False)])

    def _view_charges(self, name, domain):
        self.ensure_one()
        return {
            "name": name,
            "type": "ir.actions.act_window",
            "res_model": "property.charge",
            "view_mode": "list,pivot",
            "domain": [("run_id", "=", self.id), *domain],
        }

    def action_view_invoices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        moves = self._get_invoices()
        return {**action, "domain": [("id", "in", moves.ids)], "context": {}}

    def _get_invoices(self):
        """Posted invoices of the run, in the order of the homes.

        In sudo: area managers print the notices and have no part in accounting.
        """
        self.check_access("read")
        domain = [("property_charge_ids.run_id", "in", self.ids)]
        moves = self.env["account.move"].sudo().search(domain)  # see docstring
        return moves.sorted(
            lambda move: (move.property_unit_id.sort_key or "", move.id)
        )
