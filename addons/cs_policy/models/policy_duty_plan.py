from ast import literal_eval
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ..tools.recurrence import has_hours, occurrences, parse_rule

PREVIEW_DATES = 5
PREVIEW_YEARS = 5


class PolicyDutyPlan(models.Model):
    """What is to be done, by whom, when, and which record proves it: pure data.

    The generator turns a plan into :class:`policy.duty` rows. Days and hours are
    company time. An addon declares its recurring duties as records of this model.
    """

    _name = "policy.duty.plan"
    _description = "Duty Plan"
    _inherit = ["mail.thread"]
    _order = "clause_id, name, id"
    _check_company_auto = True

    name = fields.Char(
        "Duty", required=True, translate=True, help="What the person reads."
    )
    description = fields.Text(
        "How to", translate=True, help="Shown to the person under the duty."
    )
    clause_id = fields.Many2one(
        "policy.clause", required=True, index=True, tracking=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        help="Empty: for every company that has employees.",
        tracking=True,
    )
    active = fields.Boolean(default=True, tracking=True)

    # when
    when_type = fields.Selection(
        [
            ("rrule", "On a schedule"),
            ("anchor", "Around a date on a record"),
            ("festival", "Around a festival"),
        ],
        "When",
        required=True,
        default="rrule",
        tracking=True,
    )
    date_from = fields.Date(
        "In Force From",
        required=True,
        default=lambda self: self.env.company._policy_today(),
        tracking=True,
        help="No duty falls due earlier; every second week counts from here.",
    )
    rrule = fields.Char(
        "Recurrence",
        tracking=True,
        help="An iCalendar rule, for example FREQ=WEEKLY;BYDAY=SA.",
    )
    day_rule = fields.Selection(
        [
            ("calendar", "On that day"),
            ("next", "On the next working day"),
            ("previous", "On the working day before"),
            ("skip", "Not at all"),
        ],
        "If Not a Working Day",
        required=True,
        default="calendar",
        tracking=True,
    )
    anchor_model = fields.Selection(
        "_selection_model", "Record", help="The records that carry the date."
    )
    anchor_date_field = fields.Char("Date Field", help="Technical name of the date.")
    anchor_domain = fields.Char("Which Records", default="[]")
    void_domain = fields.Char(
        "Void When", help="Open duties of records that match this become void."
    )
    festival = fields.Selection(
        selection=lambda self: self.env["policy.festival"]._selection_festival()
    )
    offset = fields.Integer(help="Before the date: a negative number.", tracking=True)
    offset_unit = fields.Selection(
        [("day", "Days"), ("working_day", "Working days"), ("month", "Months")],
        required=True,
        default="day",
        tracking=True,
    )

    # how long
    lead_days = fields.Integer(
        "Opens Days Before", help="How many days before the due day it opens."
    )
    hour_from = fields.Float("Opens At", default=9.0, help="Company time.")
    due_hours = fields.Float(
        "Due Within (Hours)",
        default=9.0,
        required=True,
        help="Counted from the opening hour of the due day.",
    )
    grace_hours = fields.Float(
        "Missed After (Hours)",
        default=24.0,
        help="How long after it was due it can still be done late; then it is missed.",
    )
    escalate = fields.Boolean(
        "Tell the Manager", default=True, help="When the duty is missed."
    )

    # evidence
    evidence_model = fields.Selection(
        "_selection_model", "Evidence", help="The kind of record that proves it."
    )
    evidence_domain = fields.Char("Which Evidence", default="[]")
    evidence_date_field = fields.Char(
        help="When set, duties are ticked off by themselves from such records."
    )
    evidence_employee_field = fields.Char(help="Must be the person of the duty.")
    evidence_anchor_field = fields.Char(
        help="Must be the record of the duty; id: it proves the duty itself."
    )

    generated_until = fields.Date("Created Up To", readonly=True, copy=False)
    next_dates = fields.Text(compute="_compute_next_dates")
    duty_count = fields.Integer(compute="_compute_duty_count")

    _window_valid = models.Constraint(
        "CHECK(due_hours > 0 AND grace_hours >= 0 AND lead_days >= 0 "
        "AND hour_from >= 0 AND hour_from < 24)",
        "A duty opens between 0:00 and 24:00 and is due after it opens.",
    )

    @api.model
    def _selection_model(self):
        known = (
            self.env["ir.model"]
            .sudo()  # names of models are no secret
            .search([("transient", "=", False), ("abstract", "=", False)])
        )
        return [(model.model, model.name) for model in known]

    @api.depends(
        "when_type", "rrule", "day_rule", "date_from", "festival", "offset",
        "offset_unit", "hour_from", "due_hours", "lead_days", "company_id",
    )  # fmt: skip
    def _compute_next_dates(self):
        for plan in self:
            plan.next_dates = "\n".join(plan._preview())

    def _compute_duty_count(self):
        groups = self.env["policy.duty"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
        )
        counts = {plan.id: count for plan, count in groups}
        for plan in self:
            plan.duty_count = counts.get(plan.id, 0)

    @api.constrains("when_type", "rrule", "date_from")
    def _check_rrule(self):
        for plan in self.filtered(lambda p: p.when_type == "rrule"):
            last = plan.date_from + relativedelta(years=PREVIEW_YEARS)
            try:
                happens = occurrences(plan.rrule, plan.date_from, plan.date_from, last)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(plan)s: %(rule)s is no recurrence rule.",
                        plan=plan.name,
                        rule=plan.rrule or "",
                    )
                ) from error
            if not happens:
                raise ValidationError(
                    self.env._(
                        "%(plan)s: %(rule)s never happens.",
                        plan=plan.name,
                        rule=plan.rrule,
                    )
                )

    @api.constrains(
        "when_type", "anchor_model", "anchor_date_field", "anchor_domain",
        "void_domain", "role_type", "role_field", "company_id",
    )  # fmt: skip
    def _check_anchor(self):
        for plan in self.filtered(lambda p: p.when_type == "anchor"):
            model = self.env.get(plan.anchor_model or "")
            field = model is not None and model._fields.get(plan.anchor_date_field)
            if not field or field.type not in ("date", "datetime") or not field.store:
                raise ValidationError(
                    self.env._(
                        "%(plan)s: %(field)s is no stored date of %(model)s.",
                        plan=plan.name,
                        field=plan.anchor_date_field or "",
                        model=plan.anchor_model or "",
                    )
                )
            if "company_id" not in model._fields and not plan.company_id:
                raise ValidationError(
                    self.env._(
                        "%(plan)s: these records belong to no company; name the "
                        "company of the plan.",
                        plan=plan.name,
                    )
                )
            plan._check_domain(plan.anchor_model, plan.anchor_domain)
            plan._check_domain(plan.anchor_model, plan.void_domain)

    @api.constrains("evidence_model", "evidence_domain")
    def _check_evidence(self):
        for plan in self.filtered("evidence_model"):
            plan._check_domain(plan.evidence_model, plan.evidence_domain)
            fields_of = self.env[plan.evidence_model]._fields
            for name in (
                plan.evidence_date_field,
                plan.evidence_employee_field,
                plan.evidence_anchor_field,
            ):
                if name and (name not in fields_of or not fields_of[name].store):
                    raise ValidationError(
                        self.env._(
                            "%(plan)s: %(model)s has no field %(field)s.",
                            plan=plan.name,
                            model=plan.evidence_model,
                            field=name,
                        )
                    )

    @api.constrains("when_type", "festival")
    def _check_festival(self):
        for plan in self:
            if plan.when_type == "festival" and not plan.festival:
                raise ValidationError(
                    self.env._("%(plan)s: choose the festival.", plan=plan.name)
                )

    def _check_domain(self, model, text):
        """:raises ValidationError: when ``text`` is no domain of ``model``"""
        try:
            self.env[model].sudo()._search(self._parse_domain(text))  # syntax only
        except (ValueError, SyntaxError, KeyError, TypeError) as error:
            raise ValidationError(
                self.env._(
                    "%(plan)s: %(domain)s does not select records.",
                    plan=self.name,
                    domain=text,
                )
            ) from error

    @api.model
    def _parse_domain(self, text):
        """Domain of a text field: literals only, nothing is evaluated."""
        return Domain(literal_eval((text or "").strip() or "[]"))

    def unlink(self):
        """Duties outlive their plan, also when its addon is uninstalled."""
        duties = self.env["policy.duty"].sudo()  # figures of every company
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE policy_duty SET plan_id = NULL WHERE plan_id = ANY(%s)",
                self.ids,
            )
        )
        duties.invalidate_model(["plan_id", "description"])
        return super().unlink()

    def action_view_duties(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_policy.policy_duty_action"
        )
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {}}

    def action_generate(self):
        """Create what is due in the coming days at once, instead of tonight."""
        self.check_access("write")
        plans = self.sudo().filtered("active")  # checked above
        created = sum(plan._generate() for plan in plans)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(number)s duties created.", number=created),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_window(self, company, day, hour=None):
        """UTC (opens_at, due_at) of the duty due on ``day``."""
        hour = self.hour_from if hour is None else hour
        opens = company._policy_utc(day - timedelta(days=self.lead_days), hour)
        return opens, company._policy_utc(day, hour + self.due_hours)

    def _get_occurrences(self, company, first, last):
        """[(key, due day, opens_at, due_at)] of a plan that needs no record.

        :param first: first nominal day, before working days are looked at
        :param last: last day on which a duty may fall due
        """
        self.ensure_one()
        dates = getattr(self, f"_get_dates_{self.when_type}")(company, first, last)
        rows = []
        for nominal, hour in dates:
            day = self._shift_day(company, nominal)
            if day and day <= last and day >= self.date_from:
                suffix = f"T{hour:02.0f}" if hour is not None else ""
                window = self._get_window(company, day, hour)
                rows.append((f"{nominal}{suffix}", day, *window))
        return rows

    def _get_dates_rrule(self, company, first, last):
        # A day moved back to a working day may come from beyond the end.
        beyond = last + timedelta(days=15 if self.day_rule == "previous" else 0)
        first = max(first, self.date_from)
        moments = occurrences(self.rrule, self.date_from, first, beyond)
        timed = has_hours(self.rrule)
        return [(moment.date(), moment.hour if timed else None) for moment in moments]

    def _get_dates_festival(self, company, first, last):
        days = self.env["policy.festival"]._get_dates(
            self.festival, first.year - 1, last.year + 1
        )
        dates = (self._add_offset(company, day) for day in days)
        return [(day, None) for day in dates if first <= day <= last]

    def _shift_day(self, company, day):
        """The day itself or the working day it moves to; None: it falls out."""
        if self.day_rule == "calendar" or company._is_working_day(day):
            return day
        steps = {"next": 1, "previous": -1}
        if self.day_rule == "skip":
            return None
        return company._add_working_days(day, steps[self.day_rule])

    def _add_offset(self, company, day):
        """``offset`` days, working days or months after ``day``."""
        if self.offset_unit == "working_day":
            return company._add_working_days(day, self.offset)
        unit = "months" if self.offset_unit == "month" else "days"
        return day + relativedelta(**{unit: self.offset})

    def _preview(self):
        """The next dates as people write them, or why there are none."""
        self.ensure_one()
        if self.when_type == "anchor" or not self.date_from:
            return []
        company = self.company_id or self.env.company
        first = max(company._policy_today(), self.date_from)
        last = first + relativedelta(years=PREVIEW_YEARS)
        try:
            if self.when_type == "rrule":
                parse_rule(self.rrule, self.date_from)
            rows = self._preview_rows(company, first, last)
        except ValueError:
            return [self.env._("This is no recurrence rule.")]
        zone = company.policy_tz
        return [
            f"{format_datetime(self.env, opens, zone, 'EEE yyyy-MM-dd HH:mm')} – "
            f"{format_datetime(self.env, due, zone, 'EEE yyyy-MM-dd HH:mm')}"
            for _key, _day, opens, due in rows[:PREVIEW_DATES]
        ] or [self.env._("It never happens.")]

    def _preview_rows(self, company, first, last):
        """Look ahead a month, then a year, then far: usually the month is enough."""
        rows = []
        for ahead in (timedelta(days=31), timedelta(days=366), last - first):
            rows = self._get_occurrences(company, first, min(last, first + ahead))
            if len(rows) >= PREVIEW_DATES:
                break
        return sorted(rows, key=lambda row: row[3])

    def _get_horizon(self, company):
        """Last day (company time) for which duties are created now.

        A duty is there on the day on which it opens, however long before it is due.
        """
        today = company._policy_today()
        days = self.env["policy.parameter"]._get("duty_horizon_days", company, today)
        return today + timedelta(days=max(days, self.lead_days))

    def _get_missed_at(self, due):
        return due + timedelta(hours=self.grace_hours)
