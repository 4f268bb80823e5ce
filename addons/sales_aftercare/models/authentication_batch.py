from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools.batch_days import get_batch_days, parse_weekdays
from .document_copy_rules import ROLE_GROUP

CLAUSE = "SA-1.1.2"
PLAN = "sales_aftercare.policy_duty_plan_authentication"
RESULT_PLAN = "sales_aftercare.policy_duty_plan_authentication_result"


class AuthenticationBatch(models.Model):
    """Contracts that go to the housing bureau together, on one of its days."""

    _name = "authentication.batch"
    _description = "Authentication Batch"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "line_ids.contract_id.name"]
    _check_company_auto = True

    _initial_state = "open"
    _transitions = {
        "open": {"taken", "cancelled"},
        "taken": {"closed"},
        "closed": set(),
        "cancelled": set(),
    }
    _protected_fields = (
        "state", "name", "date", "date_nominal", "company_id", "taken_at",
        "taken_by_id", "closed_at", "date_result_due",
    )  # fmt: skip

    name = fields.Char("Batch No.", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date = fields.Date("Batch Day", required=True, readonly=True)
    date_nominal = fields.Date(
        "Moved From", readonly=True, help="The day on which nobody works."
    )
    line_ids = fields.One2many("authentication.batch.line", "batch_id", "Contracts")
    line_count = fields.Integer("Number of Contracts", compute="_compute_line_count")
    waiting_count = fields.Integer("Without Result", compute="_compute_line_count")
    taken_at = fields.Datetime("Taken to the Bureau", readonly=True, copy=False)
    taken_by_id = fields.Many2one(
        "res.users", "Taken to the Bureau by", readonly=True, copy=False
    )
    date_result_due = fields.Date("Results Due", readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    note = fields.Text()
    state = fields.Selection(
        [
            ("open", "Open"),
            ("taken", "At the bureau"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="open",
    )

    _day_once = models.UniqueIndex(
        "(company_id, date) WHERE state <> 'cancelled'",
        "There is a batch of that day already.",
    )

    @api.depends("line_ids.state")
    def _compute_line_count(self):
        groups = self.env["authentication.batch.line"]._read_group(
            [("batch_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["batch_id", "state"],
            ["__count"],
        )
        counts = {(batch.id, state): count for batch, state, count in groups}
        for batch in self:
            mine = {key[1]: n for key, n in counts.items() if key[0] == batch.id}
            batch.line_count = sum(mine.values())
            batch.waiting_count = mine.get("waiting", 0)

    @api.depends("name", "date")
    def _compute_display_name(self):
        for batch in self:
            batch.display_name = f"{batch.name} · {batch.date}"

    @api.model
    def _cron_create(self):
        """Create the batches of the coming days; safe to repeat, catches up."""
        with self.env["policy.job.run"]._track("batches") as run:
            for company in self.env["res.company"].search([("active", "=", True)]):
                if self.env["sale.home.contract"].search_count(
                    [("company_id", "=", company.id)], limit=1
                ):
                    run.add(run.attempt(company, self._get_creator(company)) or 0)

    def _get_creator(self, company):
        return lambda: len(self._create_ahead(company))

    @api.model
    def _create_ahead(self, company):
        """The missing batches of ``company`` from today on, new ones only."""
        today = company._policy_today()
        days = self._get_days(company, today)
        there = self.search(
            [("company_id", "=", company.id), ("date", "in", [day for day, _ in days])]
        )
        missing = [row for row in days if row[0] not in there.mapped("date")]
        batches = self.sudo()._create_protected(  # made by the clock
            [
                {
                    "company_id": company.id,
                    "date": day,
                    "date_nominal": nominal if nominal != day else False,
                    "name": self._get_next_name(company, day),
                }
                for day, nominal in missing
            ]
        )
        self._cancel_empty(company, today)
        return batches.with_context(policy_move=None)

    def _get_next_name(self, company, day):
        sequence = self.env["ir.sequence"].sudo()  # numbers are given by the system
        sequence = sequence.with_company(company)
        return sequence.next_by_code(self._name, sequence_date=day) or "/"

    @api.model
    @enforces("SA-1.1.2")
    def _get_days(self, company, first):
        """[(batch day, nominal day)] from ``first`` as far as batches are made ahead"""
        parameter = self.env["policy.parameter"]._get
        weekdays = parse_weekdays(parameter("authentication_weekdays", company, first))
        ahead = parameter("authentication_days_ahead", company, first)
        last = first + timedelta(days=ahead)
        begin = company._add_working_days(first, -1)
        working = company._working_days(begin, company._add_working_days(last, 1))
        return get_batch_days(weekdays, working, first, last)

    @api.model
    def _cancel_empty(self, company, today):
        """Days that passed without a contract to take are no batches."""
        past = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("date", "<", today),
            ]
        )
        past.filtered(lambda batch: not batch.line_count)._move("cancelled")

    def action_fill(self):
        """Let every contract join whose papers are complete."""
        for batch in self:
            batch._refuse_role()
            contracts = self.env["sale.home.contract"].search(
                [
                    ("company_id", "=", batch.company_id.id),
                    ("step", "=", "authenticate"),
                ]
            )
            reasons = batch._get_join_reasons(contracts)
            batch._join(contracts.filtered(lambda row, why=reasons: not why[row.id]))
        return True

    def _refuse_role(self):
        self.check_access("read")
        if not self._is_clerk():
            self.env["policy.clause"]._refuse([self._get_role_reason()], self)

    def _is_clerk(self):
        return self.env.su or self.env.user.has_group(ROLE_GROUP % "clerk")

    def _get_role_reason(self):
        role = self.env["document.copy"]._get_role_name("clerk")
        return Reason(CLAUSE, self.env._("This is done by: %(role)s.", role=role))

    @enforces("SA-1.1.2")
    def _get_join_reasons(self, contracts):
        """{contract id: all reasons why it can't be in this batch}"""
        self.ensure_one()
        contracts = contracts.with_env(self.env)  # who asks is who adds them
        found = contracts._get_step_reasons("authenticate")
        papers = contracts._get_paper_reasons(self.date)
        lines = contracts._get_batch_lines()
        others = {line.contract_id.id: line for line in lines}
        for contract in contracts:
            reasons = found[contract.id]
            line = others.get(contract.id)
            if self.state != "open":
                message = self.env._("The batch is not open any more.")
                reasons.append(Reason(CLAUSE, message))
            if line and line.batch_id != self:
                reasons.append(line._get_waiting_reason())
            reasons += papers[contract.id]
        return found

    def _join(self, contracts):
        """Lines for ``contracts``, which were asked; those in it stay as they are."""
        lines = self.env["authentication.batch.line"].sudo()  # by this method alone
        there = self.line_ids.filtered(lambda line: line.state == "waiting")
        return lines._create_protected(
            [
                {"batch_id": self.id, "contract_id": contract.id}
                for contract in contracts - there.contract_id
            ]
        )

    def _add_contracts(self, contracts):
        """Let ``contracts`` join.

        :raises PolicyRefusal: with every reason against, none joins then
        """
        self.ensure_one()
        self.check_access("read")
        reasons = self._get_join_reasons(contracts)
        for contract in contracts:
            self.env["policy.clause"]._refuse(reasons[contract.id], contract)
        return self._join(contracts)

    def action_cancel(self):
        """There is no trip on that day; its contracts are free for another batch."""
        self._refuse_role()
        batches = self.sudo()  # the clerk may not write batches
        batches._move("cancelled")
        waiting = batches.line_ids.filtered(lambda line: line.state == "waiting")
        waiting._move("withdrawn")
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["sale.home.contract"]._refuse_deletion(self)
