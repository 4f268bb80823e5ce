from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PolicyDuty(models.Model):
    """The life of a duty: done by evidence, void, re-dated, handed on."""

    _inherit = "policy.duty"

    def _complete(self, evidence, moment=None):
        """Tick off by ``evidence`` (one record); late when past due.

        :param moment: naive UTC, when the evidence came about; default now
        :raises PolicyRefusal: naming every reason; nothing is changed then
        """
        self.check_access("read")
        moment = moment or fields.Datetime.now()
        reasons = self._get_complete_reasons(evidence, moment)
        for duty in self:
            self.env["policy.clause"]._refuse(reasons[duty.id], duty)
        for duty in self.sudo():  # nobody may write duties; the reasons were asked
            person = (
                duty.employee_id
                or duty.env.user.employee_ids.filtered(
                    lambda employee, duty=duty: employee.company_id == duty.company_id
                )[:1]
            )
            in_time = moment <= duty.due_at and duty.state == "due"
            duty._move(
                "done" if in_time else "late",
                done_at=moment,
                done_by_id=self.env.uid,
                employee_id=person.id,
                department_id=person.department_id.id or duty.department_id.id,
                evidence_model=evidence._name,
                evidence_id=evidence.id,
                evidence_label=evidence.display_name,
            )
        self._log("done", note=evidence.display_name)

    @api.model
    def _complete_for(self, anchor, evidence, plan=None):
        """Tick off what is open for the records ``anchor``, proven by ``evidence``.

        Whoever of the office has done it; what was to open later is done early. Duties
        that ask for other evidence stay open.

        :param evidence: one record
        :param plan: XML id of the one plan meant, for records with several duties
        """
        of_plan = []
        if plan:
            of_plan = [
                ("plan_id", "=", self.env["ir.model.data"]._xmlid_to_res_id(plan))
            ]
        duties = self.sudo().search(  # of whoever it is; the documents guard the act
            [
                ("anchor_model", "=", anchor._name),
                ("anchor_id", "in", anchor.ids),
                ("state", "in", ("due", "missed")),
                ("evidence_kind", "in", (False, evidence._name)),
                *of_plan,
            ]
        )
        now = fields.Datetime.now()
        for duty in duties:
            if any(duty._iter_evidence_messages(evidence)):
                continue
            if duty.opens_at > now:
                duty._redate(now, duty.due_at)
            duty._complete(evidence, now)

    def _void(self, reason):
        """Take duties out of the figures.

        :raises UserError: without a reason, or for a duty already done
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the duty is void."))
        self.sudo()._move("void", void_reason=reason)  # asked by action or generator
        self._log("void", note=reason)

    @api.model
    def _void_for(self, anchors, reason):
        """Take what is still due for the records ``anchors`` out of the figures."""
        duties = self.sudo().search(  # of whoever it is; the documents guard the act
            [
                ("anchor_model", "=", anchors._name),
                ("anchor_id", "in", anchors.ids),
                ("state", "=", "due"),
            ]
        )
        if duties:
            duties._void(reason)

    def _redate(self, opens_at, due_at, anchor_date=None, reason=""):
        """Move open duties to another window (naive UTC); others stay as they are."""
        for duty in self.sudo().filtered(lambda d: d.state == "due"):  # no typing
            grace = duty.missed_at - duty.due_at
            company = duty.company_id
            # A window of several days begins on the day of the duty.
            window = company._policy_date(duty.due_at) - duty.due_date
            duty._log("redated", note=reason, date_from=duty.due_at, date_to=due_at)
            duty._write_protected(
                {
                    "opens_at": opens_at,
                    "due_at": due_at,
                    "due_date": company._policy_date(due_at) - window,
                    "missed_at": due_at + grace,
                    "anchor_date": anchor_date or duty.anchor_date,
                }
            )

    def _hand_on(self, employee, reason):
        """Give open duties to ``employee``; when empty, to who is in charge.

        :param reason: said in the history; duties already done stay with their doer
        """
        for duty in self.sudo().filtered(lambda d: d.state == "due"):  # no typing
            person = employee or duty._get_person_in_charge()
            if person == duty.employee_id:
                continue
            duty._log(
                "handed_on",
                note=reason,
                employee_from_id=duty.employee_id.id,
                employee_to_id=person.id,
            )
            duty._write_protected(
                {
                    "employee_id": person.id,
                    "department_id": person.department_id.id or duty.department_id.id,
                }
            )

    def _get_person_in_charge(self):
        """Duty manager of the time, else the manager above the person, else nobody."""
        self.ensure_one()
        person = self.employee_id
        chain = self.env["shift.duty.manager"]._get_duty_manager(
            self.company_id, max(self.opens_at, fields.Datetime.now())
        )
        for candidate in (
            chain,
            person.parent_id,
            person.department_id.manager_id,
        ):
            if candidate and candidate.active and candidate != person:
                return candidate.sudo()  # who is responsible is no secret
        return self.env["hr.employee"]

    def _log(self, event, **vals):
        self.env["policy.duty.log"].sudo().create(  # append-only, by the system
            [
                {"duty_id": duty.id, "event": event, "user_id": self.env.uid, **vals}
                for duty in self
            ]
        )

    @api.model
    def _follow_anchors(self, plan, company):
        """Open duties follow their records: moved, handed on, void, by the set."""
        self._void_anchors(plan, company)
        self._move_anchors(plan, company)
        self._hand_on_anchors(plan, company)

    def _void_anchors(self, plan, company):
        reason = self.env._("The record no longer asks for it.")
        model = self.env[plan.anchor_model].sudo()  # existence only
        ended = SQL("FALSE")
        if plan.void_domain:
            query = model._search(plan._parse_domain(plan.void_domain))
            ended = SQL("d.anchor_id IN %s", query.subselect())
        table = SQL.identifier(model._table)
        there = SQL("EXISTS (SELECT 1 FROM %s a WHERE a.id = d.anchor_id)", table)
        gone = self._find_open(plan, company, SQL("(%s OR NOT %s)", ended, there))
        if gone:
            gone._void(reason)
        undated = model.with_context(active_test=False)._search(  # archived or not
            [(plan.anchor_date_field, "=", False)]
        )
        waiting = SQL("d.anchor_id IN %s", undated.subselect())
        self._find_open(plan, company, waiting)._void_for_another(reason)

    def _find_open(self, plan, company, condition):
        """Open duties ``d`` of the plan in the company that meet an SQL condition."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT d.id FROM policy_duty d WHERE d.plan_id = %s"
                " AND d.company_id = %s AND d.state = 'due' AND %s",
                plan.id,
                company.id,
                condition,
            )  # fmt: skip
        )
        return self.browse([row[0] for row in rows])

    def _void_for_another(self, reason):
        """Void, and leave the place to a duty that is made anew.

        The generator makes each occurrence once, void or not; one without its key
        is none.
        """
        if self:
            self._void(reason)
            duties = self.sudo()  # asked by who calls
            duties._write_protected({"occurrence_key": False})

    def _hand_on_anchors(self, plan, company):
        """Open duties go to the person whom their record names by now.

        Where it names nobody, or somebody who has left, they stay where they are.
        """
        if plan.role_type != "record_field":
            return
        self.flush_model()
        anchors = plan.with_company(company)._get_anchor_sql(company, domain="[]")
        rows = self.env.execute_query(
            SQL(
                "SELECT e.id, array_agg(d.id) FROM policy_duty d JOIN (%s) a"
                " ON a.id = d.anchor_id JOIN hr_employee e ON e.id = a.employee_id"
                " LEFT JOIN res_users u ON u.id = e.user_id"
                " WHERE d.plan_id = %s AND d.company_id = %s AND d.state = 'due'"
                " AND e.active AND u.active IS NOT FALSE"
                " AND d.employee_id IS DISTINCT FROM e.id GROUP BY e.id",
                anchors,
                plan.id,
                company.id,
            )
        )
        for person_id, ids in rows:
            self.browse(ids)._hand_on(
                self.env["hr.employee"].browse(person_id),
                self.env._("The record names somebody else now."),
            )

    def _move_anchors(self, plan, company):
        anchors = plan._get_anchor_sql(company, domain="[]")
        self.env.cr.execute(
            SQL(
                "SELECT a.date, array_agg(d.id) FROM policy_duty d JOIN (%s) a"
                " ON a.id = d.anchor_id WHERE d.plan_id = %s AND d.company_id = %s"
                " AND d.state = 'due' AND d.anchor_date IS DISTINCT FROM a.date"
                " GROUP BY a.date",
                anchors,
                plan.id,
                company.id,
            )  # fmt: skip
        )
        for day, ids in self.env.cr.fetchall():
            due = plan._shift_day(company, plan._add_offset(company, day))
            if due:
                self.browse(ids)._redate(
                    *plan._get_window(company, due),
                    anchor_date=day,
                    reason=self.env._("The date on the record moved."),
                )
