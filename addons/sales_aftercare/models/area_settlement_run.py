from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from odoo.addons.cs_policy.tools.enforce import enforces

AT_ONCE = 500
"""Settlements worked out per statement."""


class AreaSettlementRun(models.Model):
    """Settles all measured contracts of an estate or company (SA-1.6.1).

    A contract is settled once, whatever runs: a run repeated posts nothing twice, a
    run that was stopped goes on where it stood.
    """

    _name = "area.settlement.run"
    _description = "Area Settlement Run"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.chunk.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"running"},
        "running": {"done"},
        "done": {"running"},
    }

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(
        "property.estate",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    date = fields.Date(
        "Entry Date",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    date_due = fields.Date(
        "Due Date",
        required=True,
        compute="_compute_date_due",
        store=True,
        readonly=False,
        precompute=True,
    )
    settlement_ids = fields.One2many("area.settlement", "run_id")
    settlement_count = fields.Integer("Contracts", compute="_compute_progress")
    posted_count = fields.Integer("Settled", compute="_compute_progress")
    error_count = fields.Integer("Set Aside", compute="_compute_progress")
    rescind_count = fields.Integer("May Rescind", compute="_compute_progress")
    untold_count = fields.Integer("To Tell", compute="_compute_progress")
    amount_buyer = fields.Monetary("Buyers Pay", compute="_compute_progress")
    amount_refund = fields.Monetary("Buyers Get Back", compute="_compute_progress")
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    state = fields.Selection(
        [("draft", "Preview"), ("running", "Running"), ("done", "Done")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    _due_valid = models.Constraint(
        "CHECK(date_due >= date)", "Nothing is due before it is settled."
    )

    @api.depends("estate_id", "date")
    def _compute_display_name(self):
        for run in self:
            name = run.estate_id.name or run.company_id.name or ""
            run.display_name = f"{name} {run.date or ''}"

    @api.depends("company_id", "date")
    def _compute_date_due(self):
        parameters = self.env["policy.parameter"]
        for run in self.filtered("date"):
            company = run.company_id or self.env.company
            days = parameters._get("area_due_days", company, run.date)
            run.date_due = company._add_working_days(run.date, days)

    @api.depends("settlement_ids.state", "settlement_ids.error")
    def _compute_progress(self):
        for run in self:
            rows = run.settlement_ids.filtered(lambda row: row.state != "cancelled")
            run.settlement_count = len(rows)
            posted = rows.filtered(lambda row: row.state == "posted")
            run.posted_count = len(posted)
            run.error_count = len(rows.filtered("error"))
            run.rescind_count = len(rows.filtered("may_rescind"))
            run.untold_count = len(posted.filtered(lambda row: not row.date_told))
            run.amount_buyer = sum(rows.mapped("amount_buyer"))
            run.amount_refund = sum(rows.mapped("amount_refund"))
            done = run.posted_count + run.error_count
            run.progress = 100 * done / len(rows) if rows else 0

    def write(self, vals):
        fixed = {"company_id", "estate_id", "date", "date_due"}
        if fixed & set(vals) and any(run.posted_count for run in self):
            raise UserError(self.env._("It is settled already; its terms are fixed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(run.posted_count for run in self):
            raise UserError(self.env._("A run that has settled stays."))
        self.settlement_ids.sudo().unlink()  # proposals of the run alone

    def action_preview(self):
        """Work out, or work out again, what is to be settled; nothing is posted."""
        self.check_access("write")
        for run in self:
            drafts = run.settlement_ids.filtered(lambda row: row.state == "draft")
            drafts.sudo().unlink()  # nobody types them; the run makes them again
            run._gather()
        return True

    @enforces("SA-1.6.1")
    def _gather(self):
        """A settlement for every measured contract that has none."""
        self.ensure_one()
        contracts = self._find_contracts()
        # sudo: finance posts for all; whose step it is was asked by action_post
        reasons = contracts.sudo()._get_settle_reasons()
        ready = contracts.filtered(lambda contract: not reasons[contract.id])
        for some in split_every(AT_ONCE, ready.ids, list):
            self.env["area.settlement"]._create_for(ready.browse(some), self)

    def _find_contracts(self):
        domain = [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "active"),
            ("date_surveyed", "!=", False),
            ("date_settled", "=", False),
        ]
        if self.estate_id:
            domain.append(("estate_id", "=", self.estate_id.id))
        return self.env["sale.home.contract"].search(domain, order="id")

    def _get_pending_ids(self, limit=None):
        """Ids of the settlements still to be posted."""
        self.env["area.settlement"].flush_model()
        query = SQL(
            "SELECT id FROM area_settlement WHERE run_id = %s AND state = 'draft' "
            "AND error IS NULL ORDER BY id",
            self.id,
        )
        if limit:
            query = SQL("%s LIMIT %s", query, limit)
        return [row_id for (row_id,) in self.env.execute_query(query)]

    def action_view_settlements(self):
        return self._view_settlements(self.env._("Settlements"), [])

    def action_view_set_aside(self):
        return self._view_settlements(self.env._("Set Aside"), [("error", "!=", False)])

    def action_view_rescind(self):
        domain = [("may_rescind", "=", True)]
        return self._view_settlements(self.env._("May Rescind"), domain)

    def _view_settlements(self, name, domain):
        self.ensure_one()
        return {
            "name": name,
            "type": "ir.actions.act_window",
            "res_model": "area.settlement",
            "view_mode": "list,form",
            "domain": [("run_id", "=", self.id), *domain],
        }
