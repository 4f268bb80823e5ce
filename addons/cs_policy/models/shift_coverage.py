from odoo import fields, models
from odoo.tools import SQL

from .shift_post_manning import WEEKDAYS

CALENDAR = """
WITH days AS (
    SELECT DISTINCT r.company_id, d::date AS date
    FROM shift_roster r, generate_series(
        r.month, r.month + interval '1 month - 1 day', interval '1 day') d
), clock AS (
    SELECT days.*, c.resource_calendar_id,
        days.date::timestamp AT TIME ZONE c.policy_tz AT TIME ZONE 'UTC' AS start,
        (days.date + 1)::timestamp AT TIME ZONE c.policy_tz AT TIME ZONE 'UTC' AS stop
    FROM days JOIN res_company c ON c.id = days.company_id
), calendar AS (
    SELECT clock.company_id, clock.date, EXISTS (
        SELECT FROM resource_calendar_leaves l
        WHERE l.resource_id IS NULL AND l.time_type = 'leave'
            AND (l.calendar_id = clock.resource_calendar_id
                 OR (l.calendar_id IS NULL AND l.company_id = clock.company_id))
            AND (LEAST(l.date_to, clock.stop) - GREATEST(l.date_from, clock.start)) * 2
                > clock.stop - clock.start
    ) AS is_holiday
    FROM clock
)
"""
"""Every day of every month on a roster, and whether it is a public holiday there."""

MANNING = """
 needed AS (
    SELECT DISTINCT ON (k.company_id, k.date, m.post_id, m.template_id)
        k.company_id, k.date, m.post_id, m.template_id, m.minimum
    FROM calendar k JOIN shift_post_manning m ON m.company_id = k.company_id
        AND k.date >= m.date_from AND (m.date_to IS NULL OR k.date <= m.date_to)
        AND CASE m.holidays WHEN 'only' THEN k.is_holiday
            WHEN 'except' THEN NOT k.is_holiday ELSE TRUE END
        AND (m.holidays = 'only'
             OR CASE EXTRACT(isodow FROM k.date) %(weekdays)s END)
    JOIN shift_post p ON p.id = m.post_id AND p.active
    ORDER BY k.company_id, k.date, m.post_id, m.template_id,
        (m.holidays = 'only') DESC, m.date_from DESC, m.id DESC
), plan AS (
    SELECT company_id, date, post_id, template_id,
        COUNT(employee_id) AS planned,
        COUNT(*) FILTER (WHERE employee_id IS NULL) AS open
    FROM shift_assignment WHERE active GROUP BY 1, 2, 3, 4
)
SELECT row_number() OVER (ORDER BY date, post_id, template_id) AS id,
    company_id, date, post_id, template_id,
    COALESCE(n.minimum, 0)::int AS required,
    COALESCE(p.planned, 0)::int AS planned,
    COALESCE(p.open, 0)::int AS open,
    GREATEST(COALESCE(n.minimum, 0) - COALESCE(p.planned, 0), 0)::int AS missing
FROM needed n FULL JOIN plan p USING (company_id, date, post_id, template_id)
"""
"""Needed and planned heads; %(weekdays)s are the branches of a CASE."""


class ShiftCoverage(models.Model):
    """Needed and planned heads per day, post and shift of every month on a roster."""

    _name = "shift.coverage"
    _description = "Manning"
    _auto = False
    _order = "date, post_id, template_id"

    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date("Day", readonly=True)
    post_id = fields.Many2one("shift.post", readonly=True)
    template_id = fields.Many2one("shift.template", "Shift Code", readonly=True)
    required = fields.Integer("Heads Needed", readonly=True)
    planned = fields.Integer("Heads Planned", readonly=True)
    open = fields.Integer("Open Shifts", readonly=True)
    missing = fields.Integer(
        "Heads Missing", readonly=True, help="Heads short of the minimum."
    )

    @property
    def _table_query(self):
        """Of several rules for a day, holiday rules go first, then the latest."""
        weekdays = SQL(" ").join(
            SQL("WHEN %s THEN m.%s", number, SQL.identifier(name))
            for number, name in enumerate(WEEKDAYS, 1)
        )
        return SQL("%s,%s", SQL(CALENDAR), SQL(MANNING, weekdays=weekdays))
