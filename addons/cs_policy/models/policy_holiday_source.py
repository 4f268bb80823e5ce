from odoo import fields, models


class PolicyHolidaySource(models.Model):
    """What the source published when it was loaded, one row per calendar and day.

    A later load compares with it, so that a row changed or deleted by hand stays
    as the person left it, and a day no longer published can be told from one that
    was entered by hand.
    """

    _name = "policy.holiday.source"
    _description = "Published Holiday"
    _order = "date desc, id"

    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="calendar_id.company_id", store=True)
    region = fields.Char(required=True)
    date = fields.Date(required=True)
    kind = fields.Selection(
        [("holiday", "Public holiday"), ("makeup", "Make-up working day")],
        required=True,
    )
    name = fields.Char(required=True)
    date_from = fields.Datetime()
    date_to = fields.Datetime()
    leave_id = fields.Many2one(
        "resource.calendar.leaves", "Public Holiday", ondelete="set null"
    )
    makeup_id = fields.Many2one("policy.makeup.day", ondelete="set null")

    _day_uniq = models.Constraint(
        "UNIQUE(calendar_id, date, kind)", "That day was loaded already."
    )

    def _is_untouched(self):
        """Whether the loaded row is still there, exactly as it was loaded."""
        self.ensure_one()
        if self.kind == "makeup":
            row = self.makeup_id
            return bool(row) and (row.date, row.name) == (self.date, self.name)
        row = self.leave_id
        names = ("date_from", "date_to", "name", "calendar_id")
        return bool(row) and all(row[name] == self[name] for name in names)
