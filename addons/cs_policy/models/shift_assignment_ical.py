from datetime import timedelta

import vobject
from dateutil.tz import tzutc

from odoo import fields, models

PAST_DAYS = 31


class ShiftAssignment(models.Model):
    """Shifts as calendar events."""

    _inherit = "shift.assignment"

    def _get_ical(self, employee):
        """iCalendar text of the published shifts of ``employee``, from last month on.

        Times in UTC; an event keeps its UID whatever happens to the shift. The
        number of queries does not depend on the number of shifts.
        """
        own = self.sudo().search(  # the link's owner only
            [
                ("employee_id", "=", employee.id),
                ("state", "in", ("published", "locked")),
                ("stop", ">", fields.Datetime.now() - timedelta(days=PAST_DAYS)),
            ]
        )
        database = (
            self.env["ir.config_parameter"]
            .sudo()  # stable id
            .get_param("database.uuid")
        )
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//Guanjia//Roster//EN"
        calendar.add("x-wr-calname").value = self.env._("My roster")
        for shift in own:
            event = calendar.add("vevent")
            event.add("uid").value = f"shift-{shift.id}@{database}"
            event.add("dtstamp").value = _utc(shift.write_date)
            event.add("dtstart").value = _utc(shift.start)
            event.add("dtend").value = _utc(shift.stop)
            event.add(
                "summary"
            ).value = f"{shift.template_id.code} {shift.template_id.name}"
            event.add("location").value = shift.post_id.name
        return calendar.serialize()


def _utc(moment):
    return moment.replace(microsecond=0, tzinfo=tzutc())
