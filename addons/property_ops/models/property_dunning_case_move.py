import logging

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from odoo.addons.cs_policy.tools.enforce import enforces

from .property_dunning_case_debt import PRINCIPAL
from .property_dunning_level import LETTERS, NEXT

_logger = logging.getLogger(__name__)

CHUNK = 2000
"""Homes per transaction: a stop loses at most the work of one chunk."""

FIND_MOVES = """
WITH %(debt)s,
pol(estate_id, for_companies, policy_id, first_due) AS (%(policies)s),
active AS (
    SELECT * FROM property_dunning_case
    WHERE state IN ('open', 'legal') AND %(cases)s
),
barred AS MATERIALIZED (
    SELECT z.unit_id, z.partner_id, MAX(COALESCE((
        SELECT MIN(l.date_maturity)
        FROM account_move m JOIN account_move_line l ON l.move_id = m.id
        WHERE m.property_unit_id = z.unit_id AND m.partner_id = z.partner_id
            AND m.property_kind IN %(kinds)s AND l.parent_state = 'posted'
            AND l.reconciled IS NOT TRUE AND l.amount_residual > 0
            AND l.account_id IN (SELECT id FROM receivable)
            AND l.date_maturity > z.date_closed
    ), 'infinity')) AS until
    FROM property_dunning_case z
    WHERE z.is_stopped_by_hand AND %(cases)s
    GROUP BY z.unit_id, z.partner_id
),
found AS (
    SELECT CASE
        WHEN c.id IS NULL AND p.policy_id IS NOT NULL AND d.oldest <= p.first_due
            AND d.overdue - COALESCE(k.amount, 0) >= %(unit)s
            AND (z.until IS NULL OR z.until <= p.first_due) THEN 'open'
        WHEN c.id IS NULL THEN NULL
        WHEN COALESCE(d.overdue, 0) - COALESCE(k.amount, 0) < %(unit)s THEN 'settle'
        WHEN p.policy_id IS NULL THEN 'stop'
        WHEN c.state = 'open' AND c.hold_kind IS NULL AND c.date_next <= %(day)s
            AND s.state = 'done' AND s.proof IS NOT NULL THEN 'advance'
        END AS act,
        c.id AS case_id,
        COALESCE(c.unit_id, d.unit_id) AS unit_id,
        COALESCE(c.partner_id, d.partner_id) AS partner_id,
        p.policy_id,
        c.step_kind
    FROM (SELECT * FROM debt) d
    FULL JOIN active c ON c.unit_id = d.unit_id AND c.partner_id = d.partner_id
    LEFT JOIN barred z ON z.unit_id = d.unit_id AND z.partner_id = d.partner_id
    JOIN property_unit u ON u.id = COALESCE(c.unit_id, d.unit_id)
    JOIN property_estate e ON e.id = u.estate_id
    JOIN res_partner r ON r.id = COALESCE(c.partner_id, d.partner_id)
    JOIN res_partner b ON b.id = r.commercial_partner_id
    LEFT JOIN res_partner v ON v.id = e.developer_id
    LEFT JOIN credit k ON k.partner_id = b.id
    LEFT JOIN property_dunning_step s ON s.id = c.step_id
    LEFT JOIN pol p ON p.estate_id = u.estate_id
        AND p.for_companies = COALESCE(b.is_company, FALSE)
        AND b.is_developer IS NOT TRUE
        AND b.id IS DISTINCT FROM v.commercial_partner_id
)
SELECT act, case_id, unit_id, partner_id, policy_id, step_kind
FROM found
WHERE act IS NOT NULL
ORDER BY unit_id, partner_id
"""
"""What is to be done with which home and debtor, from debts, cases, policies.

Whoever was taken off the ladder by hand comes back with a debt that fell due since.
"""

INSERT_STEPS = """
WITH made AS (
    INSERT INTO property_dunning_step (
        case_id, unit_id, partner_id, building_id, company_id, level_id, kind,
        sequence, state, date_open, date_due, employee_id, group_id, channel,
        send_sms, create_uid, create_date, write_uid, write_date
    )
    SELECT c.id, c.unit_id, c.partner_id, c.building_id, c.company_id, l.id, r.kind,
        COALESCE(s.sequence, 0) + 1, 'todo', %(day)s, r.date_due,
        CASE l.role
            WHEN 'employee' THEN l.employee_id
            WHEN 'area_manager' THEN a.employee_id
            END,
        CASE
            WHEN l.role = 'group' THEN l.group_id
            WHEN l.role = 'area_manager' AND a.employee_id IS NULL THEN %(fallback)s
            END,
        CASE WHEN r.kind IN %(letters)s THEN
            CASE WHEN l.send_email AND p.email_normalized IS NOT NULL
                THEN 'email' ELSE 'print' END
            END,
        r.kind IN %(letters)s AND l.send_sms AND p.phone_sanitized IS NOT NULL,
        %(uid)s, %(now)s, %(uid)s, %(now)s
    FROM unnest(
        %(cases)s::int[], %(kinds)s::varchar[], %(levels)s::int[], %(dues)s::date[]
    ) AS r(case_id, kind, level_id, date_due)
    JOIN property_dunning_case c ON c.id = r.case_id
    JOIN property_dunning_level l ON l.id = r.level_id
    JOIN res_partner p ON p.id = c.partner_id
    LEFT JOIN property_dunning_step s ON s.id = c.step_id
    LEFT JOIN property_area_assignment a ON a.building_id = c.building_id
        AND a.date_from <= %(day)s AND (a.date_to IS NULL OR a.date_to >= %(day)s)
    ON CONFLICT DO NOTHING
    RETURNING id, case_id, kind
)
UPDATE property_dunning_case c
SET step_id = made.id, step_kind = made.kind, date_next = NULL,
    policy_id = r.policy_id, write_date = %(now)s
FROM made, unnest(%(cases)s::int[], %(policies)s::int[]) AS r(case_id, policy_id)
WHERE c.id = made.case_id AND r.case_id = c.id
"""
"""Steps with who is responsible on the day, and the cases that stand on them."""


class PropertyDunningCase(models.Model):
    """The daily job: which cases open, go on, settle or stop; by the set."""

    _inherit = "property.dunning.case"

    @api.model
    def _cron_move(self):
        """Move every case that is due; safe to repeat, catches up after downtime."""
        companies = (
            self.env["property.dunning.policy"]
            .search([("company_id", "!=", False)])
            .company_id
        )
        with self.env["policy.job.run"]._track("dunning") as run:
            for company in companies:
                ladder = self.with_company(company)
                if run.attempt(company, ladder._prepare_day) is None:
                    continue
                steps = self.env["property.dunning.step"].with_company(company)
                if not steps._collect_proofs(company, run):
                    return
                if not ladder._move_company(company, run):
                    return
        send = self.env.ref("property_ops.property_dunning_step_cron_send")
        send.sudo()._trigger()  # who runs the job by hand may not touch others

    def _move_company(self, company, run):
        """Work through the homes of a company; False when time is up."""
        progress = self.env["ir.cron"]._commit_progress
        day = company._policy_today()
        units = sorted({row["unit_id"] for row in self._find_moves(company, day)})
        left = len(units)
        for chunk in split_every(CHUNK, units):
            run.add(self._process_units(company, day, chunk, run))
            left -= len(chunk)
            if not progress(len(chunk), remaining=left):
                return False
        return True

    def _prepare_day(self):
        """What was paid or promised since, before anything is decided."""
        company = self.env.company
        day = company._policy_today()
        self._allocate_oldest(company)
        self.env["property.payment.plan"]._judge(company, day)
        holds = self.env["property.dunning.hold"]
        holds.browse(holds._find_over(company, day))._end(
            self.env._("Its time was over")
        )
        return True

    def _process_units(self, company, day, unit_ids, run):
        """Apply the moves together; if that fails one by one, the bad ones aside."""
        try:
            with self.env.cr.savepoint():
                return self._process_chunk(company, day, unit_ids)
        except SerializationFailure:
            return 0  # another run has just moved them
        except OperationalError:
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(unit_ids) > 1:
                return sum(
                    self._process_units(company, day, [one], run) for one in unit_ids
                )
            _logger.warning("Dunning of home %s: %s", unit_ids, error, exc_info=True)
            run.errors.append(
                f"{self.env['property.unit'].browse(unit_ids).display_name}: {error}"
            )
            return 0

    @api.model
    def _process_chunk(self, company, day, unit_ids):
        """Decide and move the cases of these homes; never commits.

        What another run holds is left to it; decided anew here, so that repeating
        it does nothing.

        :return: number of moves
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM property_dunning_case WHERE unit_id = ANY(%s)"
                " AND state IN ('open', 'legal') ORDER BY id FOR UPDATE SKIP LOCKED",
                list(unit_ids),
            ),
            log_exceptions=False,
        )
        locked = {row[0] for row in self.env.cr.fetchall()}
        moves = [
            row
            for row in self._find_moves(company, day, unit_ids)
            if not row["case_id"] or row["case_id"] in locked
        ]
        by_act = {}
        for row in moves:
            by_act.setdefault(row["act"], []).append(row)
        closing = {
            "settle": ("settled", self.env._("Paid")),
            "stop": ("stopped", self.env._("The policy no longer covers the debtor")),
        }
        for act, (state, reason) in closing.items():
            ids = [row["case_id"] for row in by_act.get(act, ())]
            self.browse(ids)._close(state, reason)
        self.env.flush_all()  # the rest is SQL
        self._open_cases(company, day, by_act.get("open", []))
        self._advance_cases(company, day, by_act.get("advance", []))
        return len(moves)

    @api.model
    @enforces("PO-4.1.3.x")
    def _find_moves(self, company, day, unit_ids=None):
        """What is to be done on ``day`` (company date), in one statement.

        :return: list of {act, case_id, unit_id, partner_id, policy_id, kind}; act is
            ``open``, ``advance``, ``settle`` or ``stop``
        """
        policies = self._get_policies(company, day)
        self._flush_money()
        # Compiling the statement takes longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")
        query = SQL(
            FIND_MOVES,
            debt=self._get_debt_sql(company, day, unit_ids),
            policies=self._get_policies_sql(company, day, policies),
            day=day,
            unit=company.currency_id.rounding,
            cases=self._get_cases_sql(company, unit_ids),
            kinds=PRINCIPAL,
        )
        names = ("act", "case_id", "unit_id", "partner_id", "policy_id", "kind")
        return [
            dict(zip(names, row, strict=True)) for row in self.env.execute_query(query)
        ]

    def _get_cases_sql(self, company, unit_ids):
        if unit_ids is None:
            return SQL("company_id = %s", company.id)
        return SQL("company_id = %s AND unit_id = ANY(%s)", company.id, list(unit_ids))

    def _get_policies_sql(self, company, day, policies):
        """Rows (estate, for companies, policy, last due day that is dunned)."""
        if not policies:
            return SQL("SELECT 0, FALSE, 0, NULL::date WHERE FALSE")
        ids = {policy.id for policy in policies.values()}
        level = self.env["property.dunning.level"].sudo()  # limits are no secret
        levels = level._get_levels(self.env["property.dunning.policy"].browse(ids))
        rows = [
            SQL(
                "(%s, %s, %s, %s::date)",
                estate_id,
                for_companies,
                policy.id,
                self._get_first_due(company, day, levels[policy.id, "notice"]),
            )
            for (estate_id, for_companies), policy in policies.items()
        ]
        return SQL("VALUES %s", SQL(", ").join(rows))

    def _get_first_due(self, company, day, level):
        """Latest due day whose limit before the first step has passed on ``day``."""
        after = fields.Date.add(day, days=1)
        limit = company._add_working_days(after, -level.wait_days - 1)
        return fields.Date.subtract(limit, days=1)

    def _open_cases(self, company, day, rows):
        """Cases with their first step; a case that exists meanwhile stays as it is."""
        if not rows:
            return
        now, uid = fields.Datetime.now(), self.env.uid
        query = SQL(
            "INSERT INTO property_dunning_case (unit_id, partner_id, company_id,"
            " estate_id, building_id, policy_id, state, date_open,"
            " create_uid, create_date, write_uid, write_date)"
            " SELECT u.id, r.partner_id, %s, u.estate_id, u.building_id, r.policy_id,"
            " 'open', %s, %s, %s, %s, %s FROM unnest(%s::int[], %s::int[], %s::int[])"
            " AS r(unit_id, partner_id, policy_id) JOIN property_unit u"
            " ON u.id = r.unit_id ON CONFLICT DO NOTHING RETURNING id, policy_id",
            company.id, day, uid, now, uid, now,
            [row["unit_id"] for row in rows],
            [row["partner_id"] for row in rows],
            [row["policy_id"] for row in rows],
        )  # fmt: skip
        opened = [
            (case_id, policy_id, "notice")
            for case_id, policy_id in self.env.execute_query(query)
        ]
        self._open_steps(company, day, opened)

    @enforces("PO-4.1.3.2", "PO-4.1.3.3")
    def _advance_cases(self, company, day, rows):
        """The next step of each, under the policy of today."""
        steps = [(row["case_id"], row["policy_id"], NEXT[row["kind"]]) for row in rows]
        self._open_steps(company, day, steps)

    def _open_steps(self, company, day, steps):
        """Insert a step for each (case id, policy id, kind), with its duty."""
        if not steps:
            return
        policies = self.env["property.dunning.policy"].browse(
            {policy_id for _case, policy_id, _kind in steps}
        )
        levels = self.env["property.dunning.level"]._get_levels(policies)
        rows = [
            (case_id, policy_id, kind, levels[policy_id, kind].id)
            for case_id, policy_id, kind in steps
        ]
        dues = {level.id: level._get_due(day) for level in levels.values()}
        self._insert_steps(day, rows, dues)
        self.env["property.dunning.step"]._create_duties(company, day, list(rows))
        self.env.invalidate_all()

    def _insert_steps(self, day, rows, dues):
        now, uid = fields.Datetime.now(), self.env.uid
        cases, policies, kinds, levels = zip(*rows, strict=True)
        query = SQL(
            INSERT_STEPS,
            day=day, now=now, uid=uid, letters=LETTERS,
            cases=list(cases), kinds=list(kinds), levels=list(levels),
            dues=[dues[level] for level in levels], policies=list(policies),
            fallback=self.env.ref("property_ops.property_ops_group_manager").id,
        )  # fmt: skip
        self.env.cr.execute(query)
