from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ShiftSwapQuota(models.Model):
    """Where everything that decides on a person's swaps of a month meets.

    Under REPEATABLE READ a count alone lets two decisions pass at once. Each of
    them *updates* this row first: the second one gets a serialisation failure, is
    retried by Odoo, and then counts what the first one left behind (CS-7.4).
    """

    _name = "shift.swap.quota"
    _description = "Swaps of a Person in a Month"
    _order = "month desc, employee_id"
    _rec_name = "employee_id"

    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    month = fields.Date(required=True, readonly=True, help="First day of the month.")
    used = fields.Integer(
        "Effective Swaps", readonly=True, help="Swaps with a leg in that month."
    )

    _person_month_uniq = models.Constraint(
        "UNIQUE(employee_id, month)", "One row per person and month."
    )

    @api.model
    def _touch(self, company, pairs, add=0):
        """Wait for others who decide on these (employee id, month) pairs.

        :param add: number of swaps that have just become effective
        """
        if not pairs:
            return
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC', "
                "now() AT TIME ZONE 'UTC', %s)",
                employee,
                company.id,
                month,
                add,
                self.env.uid,
                self.env.uid,
            )
            for employee, month in sorted(set(pairs))
        )
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO shift_swap_quota AS quota (employee_id, company_id, month, used,
                                                   create_uid, create_date, write_date,
                                                   write_uid)
            VALUES %s
            ON CONFLICT (employee_id, month) DO UPDATE
               SET used = quota.used + EXCLUDED.used,
                   write_date = EXCLUDED.write_date
            """,
                rows,
            )
        )
        self.invalidate_model(["used"])

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Swaps are counted by the swaps themselves."))

    def write(self, vals):
        raise UserError(self.env._("Swaps are counted by the swaps themselves."))
