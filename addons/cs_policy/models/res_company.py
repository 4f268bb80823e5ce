from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    policy_tz = fields.Selection(
        _tz_get,
        string="Policy Time Zone",
        compute="_compute_policy_tz",
        store=True,
        readonly=False,
        help="Shifts, deadlines and days of the policy are reckoned in this zone.",
    )

    @api.depends("resource_calendar_id.tz")
    def _compute_policy_tz(self):
        for company in self:
            if not company.policy_tz:
                company.policy_tz = company.resource_calendar_id.tz or "UTC"

    def _policy_zone(self):
        """The company's ``ZoneInfo``."""
        self.ensure_one()
        return ZoneInfo(self.policy_tz or "UTC")

    def _policy_utc(self, day, hour=0.0):
        """Naive UTC datetime of ``hour`` o'clock on ``day`` in company time.

        ``hour`` is decimal wall-clock time and may be 24 or more: 26.5 is 02:30
        of the following day, also when the clocks change in between.
        """
        self.ensure_one()
        wall = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
        local = wall.replace(tzinfo=self._policy_zone())
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    def _policy_date(self, moment):
        """Company-time date of a naive UTC datetime."""
        return self._policy_local(moment).date()

    def _policy_local(self, moment):
        """Aware company-time datetime of a naive UTC datetime."""
        self.ensure_one()
        aware = moment.replace(tzinfo=timezone.utc)
        return aware.astimezone(self._policy_zone())

    def _policy_today(self):
        """Today's date in company time; of no company yet, in that of the user."""
        company = self or self.env.company
        return company._policy_date(fields.Datetime.now())
