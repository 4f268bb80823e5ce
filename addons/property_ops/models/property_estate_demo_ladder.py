from datetime import datetime, time, timedelta

from odoo import models

from ..tools import estate_demo as plan

LONGEST, PROMISED = 36, 19
"""Homes: the one furthest up the ladder, and the one that promised to pay."""


class PropertyEstate(models.Model):
    """What the demonstration did about the arrears, and its frozen months."""

    _inherit = "property.estate"

    def _create_demo_ladder(self, pairs):
        """Cases on different steps; the months that have their figures are frozen."""
        today = self.company_id._policy_today()
        self._freeze_demo_months(today)
        policy = self.env.ref("property_ops.property_dunning_policy_main")
        policy.date_from = today - timedelta(days=400)
        units = {home.row: unit for home, unit in pairs}
        longest = units[LONGEST]
        for ago in (75, 40):
            day = today - timedelta(days=ago)
            self._move_demo_cases(longest, day)
            self._deliver_demo_letter(longest, day)
        self._move_demo_cases(self.unit_ids, today)
        self._hold_demo_case(units[PROMISED], today)

    def _freeze_demo_months(self, today):
        """Bills go out on the first of the next month: figures wait for that one."""
        snapshots = self.env["property.collection.snapshot"]
        parameter = "property_ops.policy_parameter_collection_settle_days"
        months = plan.get_months(today)
        self.env["policy.parameter.value"].create(
            {
                "parameter_id": self.env.ref(parameter).id,
                "company_id": self.company_id.id,
                "date_from": months[0],
                "value": "30",
                "reason": "次月才开账单 · Bills go out after the month",
            }
        )
        for month in months:
            if snapshots._get_day(self.company_id, month) < today:
                snapshots._freeze(self.company_id, month)

    def _move_demo_cases(self, units, day):
        cases = self.env["property.dunning.case"].with_company(self.company_id)
        cases._process_chunk(self.company_id, day, units.ids)

    def _deliver_demo_letter(self, unit, day):
        """The letter of that day was signed for three days later."""
        step = self.env["property.dunning.step"].search(
            [("unit_id", "=", unit.id), ("state", "=", "todo")], limit=1
        )
        if not step or not step.is_letter:
            return
        step._mark_sent(day)
        step._write_protected({"sent_at": datetime.combine(day, time(2))})
        step._finish("signed", day + timedelta(days=3))

    def _hold_demo_case(self, unit, today):
        """The owner has promised to pay within the week."""
        case = self.env["property.dunning.case"].search(
            [("unit_id", "=", unit.id), ("state", "=", "open")], limit=1
        )
        if case:
            self.env["property.dunning.hold"].create(
                {
                    "case_id": case.id,
                    "kind": "promise",
                    "amount": case.amount_total,
                    "date_to": today + timedelta(days=7),
                    "reason": "等当月奖金发放 · Waits for the bonus",
                }
            )
