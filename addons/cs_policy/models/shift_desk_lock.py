from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class ShiftDeskLock(models.Model):
    """Wrong PINs of a person at shared desks; too many lock it for some minutes."""

    _name = "shift.desk.lock"
    _description = "PIN Lock"
    _order = "locked_until desc, id desc"
    _rec_name = "employee_id"

    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, index=True, precompute=True
    )
    tries = fields.Integer("Wrong PINs", readonly=True)
    locked_until = fields.Datetime(readonly=True)

    _employee_uniq = models.Constraint(
        "UNIQUE(employee_id)", "A person has one PIN lock."
    )

    @api.model
    def _may_try(self, employee):
        """Count one more try of ``employee`` and say whether it may be made.

        One statement: two tries at once wait for each other and both count.
        """
        company = employee.company_id
        today = company._policy_today()
        get = self.env["policy.parameter"]._get
        now = fields.Datetime.now()
        limit = get("desk_pin_tries", company, today)
        until = now + timedelta(minutes=get("desk_lock_minutes", company, today))
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO shift_desk_lock AS lock
                       (employee_id, company_id, tries, create_date, write_date)
                VALUES (%(employee)s, %(company)s, 1, %(now)s, %(now)s)
                ON CONFLICT (employee_id) DO UPDATE SET
                    tries = CASE WHEN lock.locked_until <= %(now)s THEN 1
                                 ELSE lock.tries + 1 END,
                    locked_until = CASE
                        WHEN lock.locked_until <= %(now)s THEN NULL
                        WHEN lock.locked_until IS NULL AND lock.tries >= %(limit)s
                            THEN %(until)s
                        ELSE lock.locked_until END,
                    write_date = %(now)s
                RETURNING locked_until
                """,
                employee=employee.id,
                company=company.id,
                now=now,
                limit=limit,
                until=until,
            )
        )
        locked_until = self.env.cr.fetchone()[0]
        self.invalidate_model()
        return locked_until is None

    @api.model
    def _is_locked(self, employee):
        return bool(
            self.search_count(
                [
                    ("employee_id", "=", employee.id),
                    ("locked_until", ">", fields.Datetime.now()),
                ]
            )
        )

    @api.model
    def _reset(self, employee):
        self.search([("employee_id", "=", employee.id)]).write(
            {"tries": 0, "locked_until": False}
        )

    def action_unlock(self):
        """A department manager lets the person try again at once."""
        self.check_access("read")
        # the counters are written by the desk and by this button only
        self.sudo().write({"tries": 0, "locked_until": False})
