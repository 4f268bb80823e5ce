from datetime import datetime, timedelta
from datetime import time as day_time

from pytz import timezone, utc

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools.date_utils import float_to_time
from odoo.tools.intervals import Intervals

from ..tools.public_holidays import HOLIDAY, MAKEUP, get_published_days


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    policy_holiday_region = fields.Selection(
        [("CN", "China"), ("TW", "Taiwan"), ("HK", "Hong Kong")],
        "Public Holidays of",
        help="Public holidays and make-up working days are loaded from this region.",
    )
    policy_makeup_day_ids = fields.One2many(
        "policy.makeup.day", "calendar_id", "Make-up Working Days"
    )

    @api.model
    @tools.ormcache("calendar_id")
    def _get_makeup_days(self, calendar_id):
        """{date: weekday whose hours apply, 0 = Monday} of one calendar."""
        days = (
            self.env["policy.makeup.day"]
            .sudo()  # dates only
            .search_fetch([("calendar_id", "=", calendar_id)], ["date", "dayofweek"])
        )
        return {day.date: int(day.dayofweek) for day in days}

    def _works_on_date(self, date):
        return self._works_by_week(date) or date in self._get_makeup_days(self.id)

    def _works_by_week(self, date):
        """Whether the weekly pattern alone has ``date`` worked."""
        return super()._works_on_date(date)  # pylint: disable=super-method-mismatch

    def _attendance_intervals_batch(
        self, start_dt, end_dt, resources=None, domain=None, tz=None, lunch=False
    ):
        """Also the hours of make-up working days (naive wall clock of ``tz``)."""
        result = super()._attendance_intervals_batch(
            start_dt, end_dt, resources=resources, domain=domain, tz=tz, lunch=lunch
        )
        if self.flexible_hours:
            return result
        hours = self._get_makeup_hours(start_dt, end_dt, domain, lunch)
        if not hours:
            return result
        resources = resources or self.env["resource.resource"]
        calendars = resources._get_calendar_at(start_dt, tz)
        for resource in [*resources, self.env["resource.resource"]]:
            if resource and (
                not calendars.get(resource) or calendars[resource].flexible_hours
            ):
                continue
            zone = tz or timezone((resource or self).tz)
            low, high = start_dt.astimezone(zone), end_dt.astimezone(zone)
            extra = [
                (max(low, zone.localize(start)), min(high, zone.localize(stop)), row)
                for start, stop, row in hours
            ]
            result[resource.id] = Intervals(
                [*result[resource.id], *(item for item in extra if item[0] < item[1])],
                keep_distinct=True,
            )
        return result

    def _get_makeup_hours(self, start_dt, end_dt, domain, lunch):
        """[(naive wall-clock start, stop, attendance)] of make-up days in between.

        A day that the week works anyway keeps its own hours.
        """
        # one day more on each side: the caller's zone may be any
        first = start_dt.astimezone(utc).date() - timedelta(days=1)
        last = end_dt.astimezone(utc).date() + timedelta(days=1)
        days = {
            day: weekday
            for day, weekday in self._get_makeup_days(self.id).items()
            if first <= day <= last and not self._works_by_week(day)
        }
        if not days:
            return []
        rows = self.env["resource.calendar.attendance"].search(
            Domain(domain or Domain.TRUE)
            & Domain("calendar_id", "=", self.id)
            & Domain("display_type", "=", False)
            & Domain("day_period", "=" if lunch else "!=", "lunch")
        )
        hours = []
        for day, weekday in days.items():
            for row in self._filter_attendances(rows, day, weekday):
                start = datetime.combine(day, float_to_time(row.hour_from))
                stop = datetime.combine(day, float_to_time(row.hour_to))
                hours.append((start, stop, row))
        return hours

    def _filter_attendances(self, rows, day, weekday):
        """The rows of ``weekday`` in the week of ``day``, else of its first workday."""
        if self.two_weeks_calendar:
            week = str(rows.get_week_type(day))
            rows = rows.filtered(lambda row: row.week_type == week)
        weekdays = set(rows.mapped("dayofweek"))
        wanted = str(weekday) if str(weekday) in weekdays else min(weekdays, default="")
        return rows.filtered(lambda row: row.dayofweek == wanted)

    def _get_holiday_load_plan(self, years, region, lang=None):
        """What a load of ``years`` of ``region`` would do with this calendar.

        :return: {"new": [PublishedDay], "kept": [PublishedDay], "edited":
            [PublishedDay], "withdrawn": policy.holiday.source}: to be added, there
            already, changed or deleted by hand (left alone), no longer published
            (removed when nobody touched them and they are still to come)
        """
        self.ensure_one()
        plan = {"new": [], "kept": [], "edited": []}
        sources = self.env["policy.holiday.source"].search(
            [
                ("calendar_id", "=", self.id),
                ("date", ">=", f"{min(years)}-01-01"),
                ("date", "<=", f"{max(years)}-12-31"),
            ]
        )
        loaded = {(source.date, source.kind): source for source in sources}
        taken = self._get_taken_days(years)
        for day in get_published_days(region, years, lang):
            source = loaded.pop((day.date, day.kind), None)
            if source:
                plan["kept" if source._is_untouched() else "edited"].append(day)
            else:
                taken_already = (day.date, day.kind) in taken
                plan["kept" if taken_already else "new"].append(day)
        today = fields.Date.context_today(self)
        withdrawn = [
            source.id
            for source in loaded.values()
            if source.date >= today
            and source.date.year in years
            and source._is_untouched()
        ]
        return {**plan, "withdrawn": sources.browse(withdrawn)}

    def _get_day_bounds(self, day, tz=None):
        """Naive UTC first and last second of ``day`` in the calendar's zone."""
        zone = timezone(tz or self.tz)
        return tuple(
            zone.localize(datetime.combine(day, moment))
            .astimezone(utc)
            .replace(tzinfo=None)
            for moment in (day_time(), day_time(23, 59, 59))
        )

    def _get_taken_days(self, years):
        """{(date, kind)} that the calendar has already, from whatever source."""
        low = self._get_day_bounds(datetime(min(years), 1, 1).date())[0]
        high = self._get_day_bounds(datetime(max(years), 12, 31).date())[1]
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("calendar_id", "in", [False, self.id]),
                ("company_id", "=", (self.company_id or self.env.company).id),
                ("date_from", "<=", high),
                ("date_to", ">=", low),
            ]
        )
        zone = timezone(self.tz)
        taken = {(day, MAKEUP) for day in self._get_makeup_days(self.id)}
        for leave in leaves:
            first, last = (
                utc.localize(moment).astimezone(zone).date()
                for moment in (leave.date_from, leave.date_to)
            )
            for offset in range((last - first).days + 1):
                taken.add((first + timedelta(days=offset), HOLIDAY))
        return taken

    def _load_public_holidays(self, years, lang=None):
        """Load ``years`` of each calendar's region; rows edited by hand stay.

        :return: number of rows (added, removed)
        """
        added = removed = 0
        # sudo: people's time off is re-evaluated, also what the loader can't see
        for calendar in self.sudo().filtered("policy_holiday_region"):
            region = calendar.policy_holiday_region
            plan = calendar._get_holiday_load_plan(years, region, lang)
            added += calendar._create_published_days(plan["new"], lang)
            withdrawn = plan["withdrawn"]
            removed += len(withdrawn)
            withdrawn.leave_id.unlink()
            withdrawn.makeup_id.unlink()
            withdrawn.unlink()
        return added, removed

    def _create_published_days(self, days, lang):
        makeup_name = self.with_context(lang=lang).env._("Make-up working day")
        vals = []
        for day in days:
            low, high = self._get_day_bounds(day.date)
            vals.append(
                {
                    "calendar_id": self.id,
                    "region": self.policy_holiday_region,
                    "date": day.date,
                    "kind": day.kind,
                    "name": day.name or makeup_name,
                    "date_from": low,
                    "date_to": high,
                }
            )
        sources = self.env["policy.holiday.source"].create(vals)
        for kind, field in ((HOLIDAY, "leave_id"), (MAKEUP, "makeup_id")):
            chosen = sources.filtered(lambda source, kind=kind: source.kind == kind)
            rows = self.env[sources._fields[field].comodel_name].create(
                [self._prepare_loaded_vals(source) for source in chosen]
            )
            for source, row in zip(chosen, rows, strict=True):
                source[field] = row
        return len(sources)

    def _prepare_loaded_vals(self, source):
        vals = {"calendar_id": self.id, "name": source.name}
        if source.kind == MAKEUP:
            return {**vals, "date": source.date}
        # hr_holidays reads the bounds of a new row as wall clock of the *user*
        low, high = self._get_day_bounds(source.date, self.env.user.tz or "UTC")
        return {**vals, "date_from": low, "date_to": high}

    @api.model
    def _cron_load_public_holidays(self):
        """This year and the next, so that a late run misses nothing."""
        year = fields.Date.context_today(self).year
        with self.env["policy.job.run"]._track("holidays") as run:
            for calendar in self.search([("policy_holiday_region", "!=", False)]):
                changed = run.attempt(
                    calendar,
                    lambda one=calendar: one._load_for_company([year, year + 1]),
                )
                run.add(sum(changed or ()))

    def _load_for_company(self, years):
        """Load ``years`` as the calendar's company reads them; (added, removed)."""
        company = self.company_id or self.env.company
        return self.with_company(company)._load_public_holidays(
            years, company.partner_id.lang
        )
