from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.enforce import enforces

CHUNK = 20000


class PolicyDuty(models.Model):
    """What the clock does to duties: create, tick off by records found, miss."""

    _inherit = "policy.duty"

    @api.model
    def _cron_generate(self):
        """Create the duties of the coming days; safe to repeat, catches up."""
        progress = self.env["ir.cron"]._commit_progress

        def step(left):
            return progress(1, remaining=left) > 0

        self.env["policy.duty.plan"]._generate_due(step)

    @api.model
    def _cron_close(self):
        """Tick off duties whose evidence is there, then count the missed ones."""
        with self.env["policy.job.run"]._track("missed") as run:
            plans = self.env["policy.duty.plan"].with_context(active_test=False)
            for plan in plans.search(
                [("evidence_date_field", "!=", False), ("evidence_model", "!=", False)]
            ).with_env(self.env):  # also those switched off, of which some are late
                run.attempt(plan, lambda plan=plan: self._match_evidence(plan))
            missed = self._mark_missed()
            run.add(len(missed))
            self.env["policy.duty.escalation"]._escalate(missed)

    @api.model
    @enforces("X-2")
    def _mark_missed(self, moment=None):
        """Open duties past their grace (naive UTC) become missed; the duties."""
        self.env.flush_all()
        moment = moment or fields.Datetime.now()
        uid, ids, chunk = self.env.uid, [], None
        while chunk is None or len(chunk) == CHUNK:
            self.env.cr.execute(
                SQL(
                    "WITH gone AS (UPDATE policy_duty SET state = 'missed'"
                    " WHERE id IN (SELECT id"
                    " FROM policy_duty WHERE state = 'due' AND missed_at <= %s"
                    " ORDER BY missed_at LIMIT %s FOR UPDATE SKIP LOCKED)"
                    " RETURNING id) INSERT INTO policy_duty_log (duty_id, event,"
                    " user_id, create_uid, create_date, write_uid, write_date)"
                    " SELECT id, 'missed', %s, %s, %s, %s, %s FROM gone"
                    " RETURNING duty_id",
                    moment,
                    CHUNK,
                    uid,
                    uid,
                    moment,
                    uid,
                    moment,
                )
            )
            chunk = [row[0] for row in self.env.cr.fetchall()]
            ids += chunk
        self.invalidate_model(["state", "log_ids"])
        return self.browse(ids)

    @api.model
    @enforces("X-2")
    def _match_evidence(self, plan):
        """Tick off open duties of ``plan`` by records that fit; how many.

        A record fits when its date lies in the window (until the duty is missed),
        it is of the same company, person and anchor as far as the plan names such
        fields, and no duty has it as evidence yet. The earliest one counts.
        """
        duties = self.search([("plan_id", "=", plan.id), ("state", "=", "due")])
        duties = duties.filtered(lambda duty: duty.opens_at <= fields.Datetime.now())
        if not duties or plan.evidence_model not in self.env:
            return 0
        if plan.when_type == "anchor":
            for company in duties.company_id:
                self._hand_on_anchors(plan, company)
        done, used = 0, self._get_used_evidence(plan)
        records = self._get_evidence_candidates(plan, duties) - used
        for duty in duties:
            found = next((r for r in records if self._fits(plan, duty, r)), None)
            if found:
                duty._complete(found, self._get_evidence_moment(plan, duty, found))
                records -= found
                done += 1
        return done

    def _get_evidence_candidates(self, plan, duties):
        first = min(duties.mapped("opens_at")) - timedelta(days=1)
        return self.env[plan.evidence_model].search(
            plan._parse_domain(plan.evidence_domain)
            & fields.Domain(plan.evidence_date_field, ">=", first),
            order=f"{plan.evidence_date_field}, id",
        )

    def _get_used_evidence(self, plan):
        used = self.search_fetch(
            [("plan_id", "=", plan.id), ("evidence_model", "=", plan.evidence_model)],
            ["evidence_id"],
        )
        return self.env[plan.evidence_model].browse(used.mapped("evidence_id"))

    def _get_evidence_moment(self, plan, duty, record):
        """Naive UTC; a record with a date only counts at the end of its day."""
        value = record[plan.evidence_date_field]
        if record._fields[plan.evidence_date_field].type == "datetime":
            return value
        end = duty.company_id._policy_utc(value, 24)
        if value == duty.due_date or end > fields.Datetime.now():
            end = min(end, fields.Datetime.now())
            end = min(end, duty.due_at) if value == duty.due_date else end
        return end

    def _fits(self, plan, duty, record):
        moment = self._get_evidence_moment(plan, duty, record)
        if not duty.opens_at <= moment <= duty.missed_at:
            return False
        if "company_id" in record._fields and record.company_id not in (
            duty.company_id,
            self.env["res.company"],
        ):
            return False
        person = plan.evidence_employee_field
        if person and duty.employee_id:
            value = record[person]
            wanted = (
                duty.employee_id.user_id
                if value._name == "res.users"
                else duty.employee_id
            )
            if value != wanted:
                return False
        return duty._is_anchor_named(plan, record)
