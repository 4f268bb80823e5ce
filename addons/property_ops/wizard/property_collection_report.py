from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import collection

DIMENSIONS = "kind, fee_type_id, period, estate_id, building_id, area_manager_id"
MEASURES = ("billed", "collected", "settled", "recovered", "prepaid")

FIGURES = """
SELECT kind, fee_type_id, CASE WHEN within THEN period END AS period,
    estate_id, building_id, area_manager_id,
    CASE WHEN within THEN billed ELSE 0 END AS billed,
    CASE WHEN within THEN collected ELSE 0 END AS collected,
    CASE WHEN within THEN settled ELSE 0 END AS settled,
    CASE WHEN kind <> 'advance' AND (period IS NULL OR period < %(first)s)
        THEN received ELSE 0 END AS recovered,
    CASE WHEN kind = 'advance' OR period > %(last)s THEN collected ELSE 0 END AS prepaid
  FROM (SELECT *, COALESCE(period BETWEEN %(first)s AND %(last)s, FALSE) AS within
          FROM (%(state)s) state) state
"""
"""Rows of the state of fee months as figures of the period."""

FROZEN = """
SELECT l.kind, l.period, l.fee_type_id, l.building_id, l.estate_id, l.billed,
    l.collected, l.settled, 0 AS received, l.area_manager_id
  FROM property_collection_snapshot_line l
 WHERE l.snapshot_id = %(last_id)s AND (l.period >= %(first)s OR l.kind = 'advance')
UNION ALL
SELECT l.kind, NULL, l.fee_type_id, l.building_id, l.estate_id, 0, 0, 0, l.received,
    COALESCE(area.area_manager_id, l.area_manager_id)
  FROM property_collection_snapshot_line l
  LEFT JOIN (SELECT DISTINCT building_id, area_manager_id
               FROM property_collection_snapshot_line
              WHERE snapshot_id = %(last_id)s) area ON area.building_id = l.building_id
 WHERE l.snapshot_id IN %(ids)s AND l.kind <> 'advance'
   AND (l.period IS NULL OR l.period < %(first)s)
"""
"""The same rows from frozen months: what stood at the end of the last one, and what
each of them received on older months."""

INSERT = """
INSERT INTO property_collection_figure (report_id, company_id, create_uid, write_uid,
    create_date, write_date, kind, fee_type_id, period, estate_id, building_id,
    area_manager_id, fee_kind, billed, collected, settled, recovered, prepaid,
    target_percent, target_amount, collection_rate, target_result)
SELECT %(report)s, %(company)s, %(uid)s, %(uid)s, %(now)s, %(now)s, f.kind,
    f.fee_type_id, f.period, f.estate_id, f.building_id, f.area_manager_id, t.kind,
    f.billed, f.collected, f.settled, f.recovered, f.prepaid, target.percent,
    f.billed * target.percent / 100,
    100 * f.collected / NULLIF(f.billed, 0),
    CASE WHEN f.billed <= 0 OR target.percent IS NULL THEN NULL
         WHEN f.collected * 100 >= f.billed * target.percent THEN 'met'
         ELSE 'missed' END
  FROM (SELECT {dimensions}, {sums} FROM (%(rows)s) r GROUP BY {dimensions}) f
  LEFT JOIN property_fee_type t ON t.id = f.fee_type_id
  LEFT JOIN (VALUES %(targets)s) AS target (period, kind, percent)
    ON f.kind = 'bill' AND target.period = f.period AND target.kind = t.kind
 WHERE f.billed <> 0 OR f.collected <> 0 OR f.settled <> 0 OR f.recovered <> 0
    OR f.prepaid <> 0
""".format(
    dimensions=DIMENSIONS,
    sums=", ".join(f"SUM({name}) AS {name}" for name in MEASURES),
)


class PropertyCollectionReport(models.TransientModel):
    """What was billed and collected in a period, as at a day of one's choice.

    People without rights in accounting read it: the books are asked for companies the
    user works in, and only sums by fee and building come out.
    """

    _name = "property.collection.report"
    _description = "Collection Statistics"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    span = fields.Selection(
        [
            ("month", "One month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Whole year"),
        ],
        "Period",
        required=True,
        default="month",
    )
    day = fields.Date(
        "Any Day of It",
        required=True,
        default=lambda self: self._default_day(),
    )
    date_from = fields.Date("From", compute="_compute_period")
    date_to = fields.Date("To", compute="_compute_period")
    date = fields.Date(
        "As At",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Payments, credit notes and bills count up to this day, by their own "
        "dates, whenever they were entered.",
    )
    basis = fields.Selection(
        [
            ("frozen", "As frozen"),
            ("books", "From the books as they are now"),
            ("difference", "Books less frozen"),
        ],
        required=True,
        default="frozen",
        help="Frozen figures are as at the day that the policy names; for any other "
        "day the books are asked.",
    )
    is_frozen = fields.Boolean("Frozen", compute="_compute_is_frozen")
    can_freeze = fields.Boolean(compute="_compute_is_frozen")
    is_calculated = fields.Boolean(readonly=True)
    figure_ids = fields.One2many("property.collection.figure", "report_id")
    summary_html = fields.Html(compute="_compute_summary_html", sanitize=False)

    def _default_day(self):
        """The last month that is over."""
        return self.env.company._policy_today().replace(day=1) - timedelta(days=1)

    @api.depends("span", "day")
    def _compute_period(self):
        for report in self:
            period = (False, False)
            if report.span and report.day:
                period = collection.get_period(report.span, report.day)
            report.date_from, report.date_to = period

    @api.depends("span", "day", "company_id")
    def _compute_date(self):
        for report in self:
            company = report.company_id or self.env.company
            today = company._policy_today()
            report.date = min(report._get_last_day() or today, today)

    @api.depends("date_from", "date_to", "date", "company_id")
    def _compute_is_frozen(self):
        groups = ("property_ops_group_cashier", "property_ops_group_manager")
        may = any(self.env.user.has_group(f"property_ops.{name}") for name in groups)
        for report in self:
            report.is_frozen = bool(report._get_snapshots())
            last = report._get_last_day()
            over = bool(last and last < report.company_id._policy_today())
            report.can_freeze = (
                may and over and report.span == "month" and not report.is_frozen
            )

    @api.depends("span", "date_from", "date")
    def _compute_display_name(self):
        for report in self:
            if report.date_from:
                report.display_name = self.env._(
                    "Collection %(period)s as at %(day)s",
                    period=report._get_period_label(),
                    day=report.date,
                )

    @api.depends("is_calculated")
    def _compute_summary_html(self):
        for report in self:
            report.summary_html = report.is_calculated and self.env["ir.qweb"]._render(
                "property_ops.property_collection_summary", report._get_summary_values()
            )

    @api.constrains("company_id")
    def _check_company(self):
        for report in self:
            if report.company_id not in self.env.companies and not self.env.su:
                raise AccessError(self.env._("Figures are of companies you work in."))

    @api.constrains("day", "date")
    def _check_dates(self):
        for report in self:
            if report.date > report.company_id._policy_today():
                raise ValidationError(self.env._("Nobody knows the figures of then."))

    def action_calculate(self):
        """Work the figures out; the form shows the summary."""
        self._fill()
        return True

    def _open(self):
        """Action that shows the figures worked out."""
        self._fill()
        return {
            "name": self.display_name,
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_view_figures(self):
        self.ensure_one()
        self._fill()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_ops.property_collection_figure_action"
        )
        domain = [("report_id", "=", self.id)]
        return {**action, "name": self.display_name, "domain": domain}

    def action_print_xlsx(self):
        self._fill()
        report = self.env.ref("property_ops.property_collection_xlsx_report")
        return report.report_action(self)

    def action_freeze(self):
        """Freeze the month now instead of by the scheduled action."""
        self.ensure_one()
        snapshots = self.env["property.collection.snapshot"]
        snapshots._check_freeze(self.company_id, self.date_from)
        snapshots._freeze(self.company_id, self.date_from)
        self.basis = "frozen"
        self.invalidate_recordset(["is_frozen", "can_freeze"])
        return self.action_calculate()

    def _get_last_day(self):
        """The day as at which the figures of the period stand, if it is known."""
        if not self.date_to:
            return False
        company = self.company_id or self.env.company
        return self.env["property.collection.snapshot"]._get_day(company, self.date_to)

    def _get_period_label(self):
        return collection.get_label(self.span, self.date_from)

    def _get_snapshots(self):
        """Frozen months that answer for the period as at its last day, or none."""
        snapshots = self.env["property.collection.snapshot"]
        if not self.date_to or self.date < self.date_to:
            return snapshots
        months = collection.get_months(self.date_from, self.date_to)
        domain = [("company_id", "=", self.company_id.id), ("month", "in", months)]
        found = snapshots.search(domain, order="month")
        is_whole = len(found) == len(months) and found[-1].date == self.date
        return found if is_whole else snapshots

    @enforces("PO-4.1.4")
    def _fill(self):
        """Write the figures anew, by fee, building, area manager and fee month."""
        self.ensure_one()
        self.check_access("write")
        self._check_company()
        figures = self.env["property.collection.figure"]
        self.flush_recordset()
        query = "DELETE FROM property_collection_figure WHERE report_id = %s"
        self.env.cr.execute(SQL(query, self.id))
        self.env.cr.execute(self._get_insert())
        figures.invalidate_model()
        self.is_calculated = True
        self.invalidate_recordset(["figure_ids", "summary_html"])

    def _get_insert(self):
        targets = [
            SQL("(%s::date, %s, %s::numeric)", month, kind, percent)
            for (month, kind), percent in self._get_target_percents().items()
        ]
        return SQL(
            INSERT,
            report=self.id,
            company=self.company_id.id,
            uid=self.env.uid,
            now=fields.Datetime.now(),
            targets=SQL(", ").join(targets),
            rows=self._get_rows(),
        )

    def _get_rows(self):
        snapshots = self._get_snapshots()
        if self.basis == "frozen" and snapshots:
            return self._get_frozen(snapshots)
        if self.basis == "difference" and snapshots:
            minus = SQL(", ").join(
                SQL("-%s", SQL.identifier(name)) for name in MEASURES
            )
            return SQL(
                "SELECT * FROM (%s) books UNION ALL SELECT %s, %s FROM (%s) frozen",
                self._get_books(),
                SQL(DIMENSIONS),
                minus,
                self._get_frozen(snapshots),
            )
        return self._get_books()

    def _get_books(self):
        return self._get_figures(
            self.env["property.collection.books"]._get_state(
                self.company_id, self.date_from, self.date_to, self.date, self.date_from
            )
        )

    def _get_frozen(self, snapshots):
        return self._get_figures(
            SQL(
                FROZEN,
                last_id=snapshots[-1].id,
                ids=tuple(snapshots.ids),
                first=self.date_from,
            )
        )

    def _get_figures(self, state):
        return SQL(FIGURES, first=self.date_from, last=self.date_to, state=state)
