import functools
from datetime import date, timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.enforce import enforces
from .policy_duty_plan_role import SHIFT_ROLES

CHUNK = 20000
"""Rows of one statement, so that a lock or a log never grows without end."""


def _array(kind, values):
    """A PostgreSQL array as one literal: a list of ten thousand typed constants
    takes longer to parse than to insert. For numbers, dates and moments only.
    """
    items = ("NULL" if value is None else f'"{value}"' for value in values)
    return SQL("%s::text::" + kind + "[]", "{" + ",".join(items) + "}")


class PolicyDutyPlan(models.Model):
    """The generator: occurrences become duties, exactly once, by the set.

    Every run looks at each day from the last one it reached (or today) to the
    horizon; the unique index on policy.duty decides what is new. So a run may be
    repeated, may follow days of downtime, may meet another run.
    """

    _inherit = "policy.duty.plan"

    @api.model
    def _generate_due(self, step=None):
        """Create the duties of every plan; a failing plan is set aside.

        :param step: called with the number of plans left after each one
            (the scheduled action commits there); returning False ends the run
        """
        plans = self.search(
            [("active", "=", True)], order="generated_until NULLS FIRST, id"
        )
        with self.env["policy.job.run"]._track("generate") as run:
            for left, plan in zip(range(len(plans) - 1, -1, -1), plans, strict=True):
                generate = functools.partial(plan._generate, run.attempt)
                run.add(run.attempt(plan, generate) or 0)
                if step and step(left) is False:
                    break

    @enforces("X-2")
    def _generate(self, attempt=None):
        """Create what is due up to the horizon; number of duties created.

        Another run that holds the plan right now creates the same duties:
        then there is nothing to do here.

        :param attempt: called with the plan and the function that does one company;
            None means that it failed and was set aside. Default: failures are raised
        """
        self.ensure_one()
        self.env.flush_all()
        if not self._lock_for_run():
            return 0
        try:
            with self.env.cr.savepoint():
                created = self._generate_companies(attempt)
        except SerializationFailure:  # a run that began before us has just ended
            self.invalidate_recordset(["generated_until"], flush=False)
            created = 0
        self.env["policy.duty"].invalidate_model()
        return created

    def _lock_for_run(self):
        """Whether the plan is ours until the end of the transaction.

        Not the row itself is locked: every new duty refers to it.
        """
        query = SQL(
            "SELECT pg_try_advisory_xact_lock(hashtext('policy_duty_plan'), %s)",
            self.id,
        )
        return self.env.execute_query(query)[0][0]

    def _generate_companies(self, attempt=None):
        created, reached, failed = 0, [], False
        companies = self.company_id or self.env["res.company"].search(
            [("active", "=", True)]
        )
        for company in companies:
            if not self.company_id and not self._has_employees(company):
                continue
            plan = self.with_company(company)
            generate = functools.partial(plan._generate_until_horizon, company)
            done = attempt(self, generate) if attempt else generate()
            failed = failed or done is None
            if done:
                created += done[0]
                reached.append(done[1])
        # The days of a company that failed are to be looked at again.
        if reached and not failed and self.generated_until != min(reached):
            self.sudo().generated_until = min(reached)  # the plan's own bookmark
        return created

    def _generate_until_horizon(self, company):
        """(duties created for the company, last day looked at)"""
        last = self._get_horizon(company)
        return self._generate_company(company, last), last

    @api.model
    def _has_employees(self, company):
        people = self.env["hr.employee"].sudo()  # only whether there are any
        return bool(people.search_count([("company_id", "=", company.id)], limit=1))

    def _generate_company(self, company, last):
        if self.when_type == "anchor":
            return self._generate_anchors(company, last)
        today = company._policy_today()
        begin = self.generated_until or today
        first = max(min(begin + timedelta(days=1), today), self.date_from)
        rows = self._get_occurrences(company, first, last)
        roles = self._get_role_rows(company, rows)
        if not rows or not roles:
            return 0
        keys, days, opens, dues = zip(*rows, strict=True)
        source = SQL(
            "SELECT o.occurrence_key, o.due_date, o.opens_at, o.due_at,"
            " NULL::int AS anchor_id, NULL::date AS anchor_date,"
            " r.employee_id, r.slot FROM unnest(%s, %s, %s, %s)"
            " AS o(occurrence_key, due_date, opens_at, due_at)"
            " JOIN %s ON r.day = o.due_date",
            _array("varchar", keys),
            _array("date", days),
            _array("timestamp", opens),
            _array("timestamp", dues),
            self._get_role_sql(roles),
        )
        return self._insert_duties(company, source)

    def _get_role_rows(self, company, rows):
        """[(day, employee, slot)] for the days of ``rows``.

        Where a shift decides, nobody is named before the day begins: the roster
        may still come. After that a duty without anybody lands with the duty
        manager, visibly, instead of being forgotten.
        """
        days = sorted({row[1] for row in rows})
        if not days:
            return []
        roles = self._get_role_employees(company, days)
        waits = self.role_type in (*SHIFT_ROLES, "duty_manager")
        found, now = [], fields.Datetime.now()
        taken = self._get_fallback_days(company) if waits else set()
        for _key, day, opens, _due in rows:
            if day in taken:
                continue
            people = roles.get(day)
            if not people and not (waits and opens > now):
                manager = self.env["shift.duty.manager"]._get_duty_manager(
                    company, opens
                )
                people = [(manager.id or None, 0)]
            found += [(day, *person) for person in people or ()]
        return list(dict.fromkeys(found))

    def _get_fallback_days(self, company):
        """Days on which the duty has already gone to the duty manager."""
        # A duty manager has one slot anyway; around a date it is asked per record.
        if self.role_type == "duty_manager" or self.when_type == "anchor":
            return set()
        duties = self.env["policy.duty"].search_fetch(
            [
                ("plan_id", "=", self.id),
                ("company_id", "=", company.id),
                ("slot", "=", 0),
                ("occurrence_key", "!=", False),
                ("due_date", ">=", company._policy_today() - timedelta(days=60)),
            ],
            ["due_date"],
        )
        return set(duties.mapped("due_date"))

    def _get_role_sql(self, roles):
        days, employees, slots = zip(*roles, strict=True)
        return SQL(
            "unnest(%s, %s, %s) AS r(day, employee_id, slot)",
            _array("date", days),
            _array("int", employees),
            _array("int", slots),
        )

    def _generate_anchors(self, company, last):
        """Records whose date is near: one duty per record, for as long as it lives."""
        self.env["policy.duty"]._follow_anchors(self, company)
        anchors = self._get_anchor_sql(company)
        windows = self._get_anchor_windows(company, anchors, last)
        if not windows:
            return 0
        dates, days, opens, dues = zip(*windows, strict=True)
        if self.role_type == "record_field":
            roles = SQL("(SELECT 0 AS slot) r ON TRUE")
            employee = SQL("a.employee_id")
        else:
            rows = self._get_role_rows(company, [("", *row[1:]) for row in windows])
            if not rows:
                return 0
            roles = SQL("%s ON r.day = w.due_date", self._get_role_sql(rows))
            employee = SQL("r.employee_id")
        source = SQL(
            "SELECT 'record' AS occurrence_key, w.due_date, w.opens_at, w.due_at,"
            " a.id AS anchor_id, a.date AS anchor_date,"
            " %s AS employee_id, r.slot FROM (%s) a JOIN unnest(%s, %s, %s, %s)"
            " AS w(date, due_date, opens_at, due_at) ON w.date = a.date JOIN %s"
            " WHERE NOT %s AND NOT EXISTS (SELECT 1 FROM policy_duty x WHERE"
            " x.plan_id = %s AND x.company_id = %s AND x.occurrence_key = 'record'"
            " AND x.anchor_id = a.id AND x.slot IN %s) LIMIT %s",
            employee,
            anchors,
            _array("date", dates),
            _array("date", days),
            _array("timestamp", opens),
            _array("timestamp", dues),
            roles,
            self._get_history_sql(company),
            self.id,
            company.id,
            # What has gone to the duty manager for want of a shift stays there.
            SQL("(0, r.slot)" if self.role_type in SHIFT_ROLES else "(r.slot)"),
            CHUNK,
        )
        return self._insert_all_duties(company, source)

    def _get_history_sql(self, company):
        """Condition over ``a.id`` and ``w.due_date``: over before the record was here.

        For upper addons that take records over from elsewhere, with their old dates.
        """
        return SQL("FALSE")

    def _insert_all_duties(self, company, source):
        """Insert ``source``, which gives up to a chunk at a time, to its end."""
        created = inserted = self._insert_duties(company, source)
        while inserted == CHUNK:
            inserted = self._insert_duties(company, source)
            created += inserted
        return created

    def _get_anchor_sql(self, company, domain=None):
        """SELECT id, date (company time), employee_id of the plan's records."""
        model = self.env[self.anchor_model].sudo()  # whole company, whoever runs it
        domain = self._parse_domain(self.anchor_domain if domain is None else domain)
        domain &= self._parse_domain(f"[({self.anchor_date_field!r}, '!=', False)]")
        if "company_id" in model._fields:
            domain &= self._parse_domain(f"[('company_id', 'in', [{company.id}])]")
        query = model._search(domain)
        moment = model._field_to_sql(query.table, self.anchor_date_field, query)
        if model._fields[self.anchor_date_field].type == "datetime":
            moment = SQL(
                "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                moment, company.policy_tz or "UTC",
            )  # fmt: skip
        return query.select(
            SQL("%s AS id", SQL.identifier(query.table, "id")),
            SQL("%s AS date", moment),
            SQL("%s AS employee_id", self._get_anchor_employee_sql(model, query)),
        )

    def _get_anchor_employee_sql(self, model, query):
        kind = self._get_role_model() if self.role_type == "record_field" else ""
        if not kind:
            return SQL("NULL::int")
        person = model._field_to_sql(query.table, self.role_field, query)
        if kind == "hr.employee":
            return person
        return SQL(
            "(SELECT e.id FROM hr_employee e WHERE e.user_id = %s AND e.active"
            " AND e.company_id = %s ORDER BY e.id LIMIT 1)",
            person, self.env.company.id,
        )  # fmt: skip

    def _get_anchor_windows(self, company, anchors, last):
        """[(date on the record, due day, opens_at, due_at)], one per distinct date.

        Days and clocks are reckoned in Python once per date, not once per record.
        """
        reach = abs(self.offset) * (31 if self.offset_unit == "month" else 2) + 31
        low = max(self.date_from - timedelta(days=reach), date(1970, 1, 1))
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT a.date FROM (%s) a WHERE a.date BETWEEN %s AND %s",
                anchors,
                low,
                last + timedelta(days=reach),
            )  # fmt: skip
        )
        windows = []
        for (day,) in self.env.cr.fetchall():
            due = self._shift_day(company, self._add_offset(company, day))
            if due and self.date_from <= due <= last:
                windows.append((day, due, *self._get_window(company, due)))
        return windows

    def _get_scope_columns(self):
        """{column of policy.duty: SQL over alias ``s``} that an upper addon fills.

        ``s`` has occurrence_key, due_date, anchor_id, employee_id, slot.
        """
        return {}

    def _insert_duties(self, company, source):
        """INSERT … SELECT of ``source``; what exists already stays as it is."""
        values = self._get_duty_columns(company)
        self.env.cr.execute(
            SQL(
                "INSERT INTO policy_duty (%s) SELECT %s FROM (%s) s"
                " LEFT JOIN hr_employee e ON e.id = s.employee_id"
                " LEFT JOIN hr_version v ON v.id = e.current_version_id"
                " ON CONFLICT DO NOTHING",
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(values.values()),
                source,
            ),
            log_exceptions=False,
        )
        return self.env.cr.rowcount

    def _get_duty_columns(self, company):
        """{column: SQL over the source ``s`` and the person's version ``v``}"""
        plan = self.with_context(lang=company.partner_id.lang or "en_US")
        values = {
            "company_id": SQL("%s", company.id),
            "plan_id": SQL("%s", self.id),
            "clause_code": SQL("%s", self.clause_id.code),
            "clause_title": SQL("%s", plan.clause_id.name),
            "name": SQL("%s", plan.name),
            "role": SQL("%s", self.role_type),
            "group_id": SQL(
                "%s::int",
                self.role_group_id.id if self.role_type == "group_any" else None,
            ),
            "anchor_model": SQL(
                "%s::varchar",
                self.anchor_model if self.when_type == "anchor" else None,
            ),
            "evidence_kind": SQL("%s::varchar", self.evidence_model or None),
            "state": SQL("'due'"),
            "missed_at": SQL(
                "s.due_at + %s * interval '1 hour'", float(self.grace_hours)
            ),
            "department_id": SQL("v.department_id"),
            "by_shift": SQL("%s AND s.slot > 0", self.role_type in SHIFT_ROLES),
        }
        for column in (
            "occurrence_key", "due_date", "opens_at", "due_at", "anchor_id",
            "anchor_date", "employee_id", "slot",
        ):  # fmt: skip
            values[column] = SQL.identifier("s", column)
        return values | self._get_scope_columns()
