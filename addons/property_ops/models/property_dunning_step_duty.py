from odoo import api, models
from odoo.tools import SQL

from .property_dunning_level import KINDS


class PropertyDunningStep(models.Model):
    """A duty for every step, made in the same moment."""

    _inherit = "property.dunning.step"

    @api.model
    def _create_duties(self, company, day, rows):
        """The duties of the steps just opened, one statement per kind of step.

        :param rows: (case id, policy id, kind, level id) of the steps
        """
        for kind, _label in KINDS:
            case_ids = [row[0] for row in rows if row[2] == kind]
            plan = self._get_duty_plan(kind)
            if case_ids and plan:
                plan.with_company(company)._insert_duties(
                    company, self._get_duty_source(company, day, plan, kind, case_ids)
                )

    @api.model
    def _get_duty_plan(self, kind):
        """The plan that says clause and window; empty when it was switched off."""
        plans = self.env["policy.duty.plan"]
        plan = self.env.ref(
            f"property_ops.policy_duty_plan_dunning_{kind}", raise_if_not_found=False
        )
        return plan.sudo() if plan and plan.active else plans  # steps make duties

    def _get_duty_source(self, company, day, plan, kind, case_ids):
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT date_due FROM property_dunning_step"
                " WHERE case_id = ANY(%s) AND state = 'todo'",
                case_ids,
            )
        )
        windows = [
            SQL("(%s::date, %s::timestamp)", due, plan._get_window(company, due)[1])
            for (due,) in self.env.cr.fetchall()
        ]
        return SQL(
            "SELECT 'record' AS occurrence_key, t.date_due AS due_date,"
            " %s::timestamp AS opens_at, w.due_at, t.id AS anchor_id,"
            " t.date_due AS anchor_date, t.employee_id, 0 AS slot"
            " FROM property_dunning_step t JOIN (VALUES %s) AS w(day, due_at)"
            " ON w.day = t.date_due WHERE t.case_id = ANY(%s) AND t.kind = %s"
            " AND t.state = 'todo'",
            company._policy_utc(day),
            SQL(", ").join(windows),
            case_ids,
            kind,
        )
