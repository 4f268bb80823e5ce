from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import collection


class PropertyCollectionSnapshot(models.Model):
    """The figures of a month as they stood at its end, kept for good.

    Where bills are issued after the month, its end says nothing of them yet: the policy
    then names how many days later its figures stand. What is corrected later appears in
    later months, and as the difference between the books and the snapshot. Nobody
    writes or deletes one.
    """

    _name = "property.collection.snapshot"
    _description = "Frozen Month"
    _order = "month desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    date = fields.Date(
        "As At",
        required=True,
        readonly=True,
        help="Last day of the month, or so many days later as the policy says.",
    )
    frozen_at = fields.Datetime("Frozen On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Frozen By", readonly=True)
    line_ids = fields.One2many("property.collection.snapshot.line", "snapshot_id")
    billed = fields.Monetary(
        compute="_compute_totals", help="Bills of the month, less credit notes."
    )
    collected = fields.Monetary(
        compute="_compute_totals", help="Of these, until the day of the figures."
    )
    collection_rate = fields.Float("Rate (%)", compute="_compute_totals")

    _month_uniq = models.Constraint(
        "UNIQUE(company_id, month)", "That month is frozen already."
    )

    @api.depends("month")
    def _compute_display_name(self):
        for snapshot in self:
            month = snapshot.month
            snapshot.display_name = (
                collection.get_label("month", month) if month else ""
            )

    def _compute_totals(self):
        groups = self.env["property.collection.snapshot.line"]._read_group(
            [("snapshot_id", "in", self.ids), ("kind", "=", "bill")],
            ["snapshot_id", "period:month"],
            ["billed:sum", "collected:sum"],
        )
        totals = {(snapshot, month): rest for snapshot, month, *rest in groups}
        for snapshot in self:
            billed, collected = totals.get((snapshot, snapshot.month), (0, 0))
            snapshot.billed, snapshot.collected = billed, collected
            snapshot.collection_rate = 100 * collected / billed if billed else 0

    def write(self, vals):
        if self:
            raise UserError(self.env._("A frozen month can't be rewritten."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A frozen month can't be deleted."))

    def action_show(self):
        return self._show("frozen")

    def action_compare(self):
        """What the books say now about the month, less what was frozen."""
        return self._show("difference")

    def _show(self, basis):
        self.ensure_one()
        report = self.env["property.collection.report"].create(
            {
                "company_id": self.company_id.id,
                "span": "month",
                "day": self.month,
                "date": self.date,
                "basis": basis,
            }
        )
        return report._open()

    @api.model
    def _check_freeze(self, company, month):
        """:raises AccessError: for those who are neither cashier nor director"""
        groups = ("property_ops_group_cashier", "property_ops_group_manager")
        allowed = any(
            self.env.user.has_group(f"property_ops.{name}") for name in groups
        )
        if not allowed or company not in self.env.companies:
            raise AccessError(self.env._("Cashier and director freeze a month."))
        if self._get_day(company, month) >= company._policy_today():
            raise UserError(
                self.env._(
                    "%(month)s is not over yet.",
                    month=collection.get_label("month", month),
                )
            )

    @api.model
    def _get_day(self, company, month):
        """The day as at which the figures of ``month`` (any day of it) stand."""
        last = collection.get_period("month", month)[1]
        days = self.env["policy.parameter"]._get(
            "collection_settle_days", company, last
        )
        return last + timedelta(days=days)

    @api.model
    @enforces("PO-4.1.4")
    def _freeze(self, company, month):
        """The snapshot of ``month`` (any day of it), made now unless there is one."""
        first = month.replace(day=1)
        domain = [("company_id", "=", company.id), ("month", "=", first)]
        frozen = self.search(domain)
        if frozen:
            return frozen
        snapshot = self.sudo().create(  # nobody may; callers checked who asks
            {
                "company_id": company.id,
                "month": first,
                "date": self._get_day(company, month),
                "frozen_at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        snapshot._insert_lines()
        return self.browse(snapshot.id)

    def _get_last_day(self):
        return collection.get_period("month", self.month)[1]

    def _insert_lines(self):
        """The state of every fee month of the year, for the longest report."""
        self.flush_recordset()
        books = self.env["property.collection.books"]
        year, last = self.month.replace(month=1), self._get_last_day()
        state = books._get_state(self.company_id, year, last, self.date, self.month)
        columns = (
            "kind, period, fee_type_id, building_id, estate_id, area_manager_id, "
            "billed, collected, settled, received"
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO property_collection_snapshot_line (snapshot_id,"
                " company_id, create_uid, create_date, write_uid, write_date,"
                " %(columns)s)"
                " SELECT %(id)s, %(company)s, %(uid)s, %(now)s, %(uid)s, %(now)s,"
                " %(columns)s FROM (%(state)s) found",
                columns=SQL(columns),
                id=self.id,
                company=self.company_id.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                state=state,
            )
        )
        self.invalidate_recordset(["line_ids"])

    @api.model
    def _get_due_months(self, company):
        """First days of the months that are to be frozen by now, oldest first.

        A company that never froze one begins with the last.
        """
        today = company._policy_today()
        delay = self.env["policy.parameter"]._get(
            "collection_freeze_days", company, today
        )
        before = today - timedelta(days=delay)
        last = self.search([("company_id", "=", company.id)], limit=1).month
        step = relativedelta(months=1)
        first = last + step if last else before - 12 * step
        months = collection.get_months(first, before)
        due = [month for month in months if self._get_day(company, month) < before]
        return due if last else due[-1:]

    @api.model
    def _cron_freeze(self):
        """Freeze what is over, also the months of a downtime, each once."""
        estates = self.env["property.estate"]
        with self.env["policy.job.run"]._track("collection") as run:
            for [company] in estates._read_group([], ["company_id"]):
                for month in self._get_due_months(company):
                    if run.attempt(
                        company, lambda c=company, m=month: self._freeze(c, m)
                    ):
                        run.add()
