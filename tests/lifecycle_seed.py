"""Run in Odoo's shell: what a company has after some weeks of work.

The records of the demo files, taken as typed in by hand (their ids are forgotten, so
that Odoo does not count them to the addons), and what only happens by working.
"""

from datetime import timedelta

from odoo import fields
from odoo.modules import Manifest
from odoo.tools.convert import convert_file

from odoo.addons.cs_policy.tools.trusted import trusted

ADDONS = ("cs_policy", "property_ops", "sales_aftercare")
CLAUSES = ("CS-6.6", "PO-4.3.5", "SA-1.4.1c")


def load_demo(env):
    env.cr.execute("SELECT coalesce(max(id), 0) FROM ir_model_data")
    (last,) = env.cr.fetchone()
    for addon in ADDONS:
        for name in Manifest.for_addon(addon).get("demo", ()):
            convert_file(env, addon, name, {}, mode="init", noupdate=True)
    env.flush_all()
    env.cr.execute(
        "DELETE FROM ir_model_data WHERE id > %s AND module IN %s"
        " AND model NOT LIKE 'ir.%%' RETURNING id",
        (last, ADDONS),
    )
    return env.cr.rowcount


def give_shifts_away(env):
    """Published shifts that changed hands, each with a row in the log."""
    today = fields.Date.today()
    month = today.replace(day=1) + timedelta(days=31)
    people = env["hr.employee"].create([{"name": "Life One"}, {"name": "Life Two"}])
    post = env["shift.post"].create({"name": "Night desk", "code": "NDK"})
    code = env["shift.template"].create(
        {"name": "Day", "code": "LIFE", "hour_from": 9, "hour_to": 17}
    )
    roster = env["shift.roster"].search(
        [("month", "=", month.replace(day=1)), ("company_id", "=", env.company.id)]
    ) or env["shift.roster"].create({"month": month.replace(day=1)})
    shifts = env["shift.assignment"].create(
        [
            {
                "roster_id": roster.id,
                "employee_id": people[0].id,
                "post_id": post.id,
                "template_id": code.id,
                "date": roster.month + timedelta(days=day),
            }
            for day in range(3)
        ]
    )
    if roster.state == "draft":
        roster.action_publish()
    shifts._reassign([(shift, people[1], "replacement") for shift in shifts], "Life")


def fill_tickets(env):
    team = env["helpdesk.ticket.team"].create({"name": "Life"})
    for number in range(3):
        env["helpdesk.ticket"].create(
            {
                "name": f"Ticket {number}",
                "description": "It drips.",
                "team_id": team.id,
                "partner_name": "Somebody",
            }
        )


def make_duties(env):
    """Duties of a clause of each addon, done, open and all."""
    person = env["hr.employee"].search([], limit=1, order="id")
    for code in CLAUSES:
        env["policy.duty.plan"].create(
            {
                "name": f"Duty of {code}",
                "clause_id": env["policy.clause"].search([("code", "=", code)]).id,
                "company_id": env.company.id,
                "date_from": env.company._policy_today(),
                "rrule": "FREQ=DAILY",
                "role_type": "employee",
                "role_employee_id": person.id,
            }
        )
    for plan in env["policy.duty.plan"].search([]):
        plan._generate()


def log_approvals(env):
    for code in CLAUSES:
        trusted(env["policy.approval.log"]).create(
            {
                "res_model": "shift.swap",
                "res_id": 1,
                "record_name": f"Approval of {code}",
                "company_id": env.company.id,
                "clause_id": env["policy.clause"].search([("code", "=", code)]).id,
                "date": fields.Datetime.now(),
                "user_id": env.uid,
                "requester_id": env.uid,
                "decision": "requested",
                "round": 1,
                "fingerprint": "0" * 64,
            }
        )


def ask_for_leave(env):
    kind = env["hr.leave.type"].create(
        {"name": "Life", "requires_allocation": False, "leave_validation_type": "hr"}
    )
    day = fields.Date.today() + timedelta(days=200)
    env["hr.leave"].create(
        {
            "holiday_status_id": kind.id,
            "employee_id": env["hr.employee"].search([], limit=1, order="id").id,
            "request_date_from": day,
            "request_date_to": day + timedelta(days=7),
        }
    )


def forget_upper_values(env):
    """A value of an upper addon's parameter goes with it: nothing to compare."""
    env.flush_all()
    for table in ("policy_parameter_value", "policy_parameter_change"):
        env.cr.execute(
            f"DELETE FROM {table} WHERE parameter_id IN (SELECT res_id"
            " FROM ir_model_data WHERE model = 'policy.parameter'"
            " AND module <> 'cs_policy')"
        )
    env.invalidate_all()


def set_parameter(env):
    parameter = env["policy.parameter"].search([("code", "=", "swap_monthly_limit")])
    env["policy.parameter.value"].create(
        {
            "parameter_id": parameter.id,
            "company_id": env.company.id,
            "date_from": env.company._policy_today(),
            "value": "5",
        }
    )


def seed(env):
    assert load_demo(env), "there are no demo records"
    give_shifts_away(env)
    fill_tickets(env)
    make_duties(env)
    log_approvals(env)
    ask_for_leave(env)
    forget_upper_values(env)
    set_parameter(env)
    env.cr.commit()


seed(env)  # noqa: F821  (Odoo's shell gives it)
