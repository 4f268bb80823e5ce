from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.rotation import last_of_month


class ShiftRoster(models.Model):
    """The gaps of a month, on its roster."""

    _inherit = "shift.roster"

    gap_count = fields.Integer(
        "Manning Gaps",
        compute="_compute_gap_count",
        help="Shifts with fewer people than the post's minimum.",
    )
    open_count = fields.Integer("Open Shifts", compute="_compute_open_count")
    shift_count = fields.Integer("Number of Shifts", compute="_compute_open_count")

    @api.depends("month", "company_id", "assignment_ids.employee_id")
    def _compute_gap_count(self):
        gaps = self._get_gaps()
        for roster in self:
            roster.gap_count = len(gaps.get(roster, ()))

    @api.depends("assignment_ids.employee_id", "assignment_ids.active")
    def _compute_open_count(self):
        counts = {
            roster: (total, total - manned)
            for roster, total, manned in self.env["shift.assignment"]._read_group(
                [("roster_id", "in", self.ids)],
                ["roster_id"],
                ["__count", "employee_id:count"],
            )
        }
        for roster in self:
            total, opened = counts.get(roster._origin, (0, 0))
            roster.shift_count = total
            roster.open_count = opened

    def _get_gaps(self):
        """{roster: coverage rows below the minimum} in one query."""
        if not self.ids:
            return {}
        self.env.flush_all()
        domains = [
            [
                ("company_id", "=", roster.company_id.id),
                ("date", ">=", roster.month),
                ("date", "<=", last_of_month(roster.month)),
            ]
            for roster in self
            if roster.month
        ]
        rows = self.env["shift.coverage"].search(
            Domain("missing", ">", 0) & Domain.OR(domains)
        )
        by_month = rows.grouped(lambda row: (row.company_id, row.date.replace(day=1)))
        return {
            roster: by_month.get((roster.company_id, roster.month), rows.browse())
            for roster in self
        }

    def action_open_coverage(self):
        """Needed and planned heads of this month."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "cs_policy.shift_coverage_action"
        )
        action["domain"] = [
            ("date", ">=", self.month),
            ("date", "<=", last_of_month(self.month)),
            ("company_id", "=", self.company_id.id),
        ]
        return action
