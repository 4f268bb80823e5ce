from babel.dates import get_day_names, get_month_names

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse, get_lang

from ..tools.recurrence import split_rule

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TOLD = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
"""Parts of a rule that the sentence covers; with others the rule itself is shown."""


class PolicyDutyPlan(models.Model):
    """The schedule of a plan as a sentence, in the reader's language."""

    _inherit = "policy.duty.plan"

    schedule = fields.Char("When Due", compute="_compute_schedule")

    @api.depends_context("lang")
    @api.depends(
        "when_type",
        "rrule",
        "anchor_model",
        "anchor_date_field",
        "festival",
        "offset",
        "offset_unit",
    )
    def _compute_schedule(self):
        for plan in self:
            if plan.when_type == "rrule":
                plan.schedule = plan._describe_rule()
            else:
                plan.schedule = plan._describe_offset(plan._describe_hook())

    def _describe_rule(self):
        """``Monthly: 12``; a rule of a rarer kind is shown as it is."""
        try:
            parts = split_rule(self.rrule)
        except ValueError:
            return self.rrule
        ordinal = any(len(day) > 2 for day in parts.get("BYDAY", "").split(","))
        if set(parts) - TOLD or ordinal or parts.get("BYSETPOS", "-1") != "-1":
            return self.rrule
        days = self._describe_days(parts)
        often = self._describe_frequency(parts["FREQ"], int(parts.get("INTERVAL", 1)))
        if not days:
            return often
        if "BYSETPOS" in parts:
            days = self.env._("the last of %(days)s", days=days)
        return self.env._("%(often)s: %(days)s", often=often, days=days)

    def _describe_frequency(self, frequency, interval):
        env = self.env
        once = {
            "DAILY": env._("Daily"),
            "WEEKLY": env._("Weekly"),
            "MONTHLY": env._("Monthly"),
            "YEARLY": env._("Yearly"),
        }
        often = {
            "DAILY": env._("Every %(count)s days", count=interval),
            "WEEKLY": env._("Every %(count)s weeks", count=interval),
            "MONTHLY": env._("Every %(count)s months", count=interval),
            "YEARLY": env._("Every %(count)s years", count=interval),
        }
        return (once if interval == 1 else often)[frequency]

    def _describe_days(self, parts):
        """The days of a rule: months, days of the month, weekdays."""
        locale = babel_locale_parse(get_lang(self.env).code)
        months = get_month_names("abbreviated", locale=locale)
        weekdays = get_day_names("wide", locale=locale)
        names = [months[int(month)] for month in _listed(parts, "BYMONTH")]
        days = _listed(parts, "BYMONTHDAY")
        numbers = ", ".join(day for day in days if day != "-1")
        if numbers:
            names.append(self.env._("day %(days)s", days=numbers))
        if "-1" in days:
            names.append(self.env._("last day of the month"))
        names += [weekdays[WEEKDAYS.index(day)] for day in _listed(parts, "BYDAY")]
        return ", ".join(names)

    def _describe_hook(self):
        """The date that an offset counts from."""
        if self.when_type == "festival":
            labels = dict(self._fields["festival"]._description_selection(self.env))
            return labels.get(self.festival, "")
        model = self.env.get(self.anchor_model)
        field = model is not None and model._fields.get(self.anchor_date_field)
        if not field:
            return ""
        model_name = self.env["ir.model"].sudo()._get(self.anchor_model).name  # a label
        label = field._description_string(self.env)
        return f"{model_name}: {label}"

    def _describe_offset(self, hook):
        if not self.offset:
            return hook
        units = dict(self._fields["offset_unit"]._description_selection(self.env))
        values = {
            "count": abs(self.offset),
            "unit": units[self.offset_unit],
            "date": hook,
        }
        if self.offset < 0:
            return self.env._("%(date)s, %(count)s %(unit)s before", **values)
        return self.env._("%(date)s, %(count)s %(unit)s after", **values)


def _listed(parts, key):
    return [value for value in parts.get(key, "").split(",") if value]
