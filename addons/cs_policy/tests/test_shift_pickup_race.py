from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged

from ..exceptions import PolicyRefusal


@tagged("post_install", "-at_install")
class TestPickUpRace(BaseCase):
    """Two agents take the same open shift in two real transactions."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._real() as env:
            group = env.ref("cs_policy.cs_policy_group_agent")
            company = env.company
            self.users = (
                env["res.users"]
                .create(
                    [
                        {
                            "name": f"Racer {number}",
                            "login": f"racer{number}",
                            "notification_type": "inbox",
                            "group_ids": [(4, group.id)],
                            "company_id": company.id,
                            "company_ids": [(6, 0, company.ids)],
                        }
                        for number in (1, 2)
                    ]
                )
                .ids
            )
            for user in self.users:
                env["hr.employee"].create(
                    {"name": f"Racer {user}", "user_id": user, "company_id": company.id}
                )
            post = env["shift.post"].create({"name": "Race", "code": "RACE"})
            code = env["shift.template"].create(
                {"name": "Race", "code": "RACE", "hour_from": 8, "hour_to": 16}
            )
            roster = env["shift.roster"].create({"month": "2098-03-01"})
            shift = env["shift.assignment"].create(
                {
                    "roster_id": roster.id,
                    "date": "2098-03-10",
                    "post_id": post.id,
                    "template_id": code.id,
                }
            )
            roster.action_publish()
            self.ids = shift.id, roster.id, post.id, code.id
        self.addCleanup(self._clean)

    @contextmanager
    def _real(self, user=SUPERUSER_ID):
        """Environment on a cursor of its own, committed at the end."""
        with db_connect(get_db_name()).cursor() as cr:
            env = api.Environment(cr, user, {"mail_notify_force_send": False})
            yield env
            env.flush_all()
            cr.commit()  # pylint: disable=invalid-commit  # a real transaction

    def _clean(self):
        _shift, roster, post, code = self.ids
        with self._real() as env:
            for table in ("shift_roster_notice", "shift_change", "shift_assignment"):
                env.cr.execute(
                    f"DELETE FROM {table} WHERE roster_id = %s",  # noqa: S608
                    [roster],
                )
            env.cr.execute("DELETE FROM shift_roster WHERE id = %s", [roster])
            env["shift.template"].browse(code).unlink()
            env["shift.post"].browse(post).unlink()
            users = env["res.users"].browse(self.users)
            partners = users.partner_id
            users.employee_ids.unlink()
            env["mail.message"].search([("author_id", "in", partners.ids)]).unlink()
            users.unlink()
            partners.unlink()

    def test_one_wins_and_the_other_is_told_who(self):
        """CS-2.1: never two people on one shift, whoever pressed at the same time."""
        with self._real(self.users[1]) as late:
            slow = late["shift.assignment"].browse(self.ids[0])
            self.assertTrue(slow.can_pick_up)
            with self._real(self.users[0]) as env:
                env["shift.assignment"].browse(self.ids[0]).action_pick_up()
            with (
                patch("odoo.service.model.time.sleep"),
                self.assertRaises(PolicyRefusal) as refused,
            ):
                retrying(slow.action_pick_up, late)
            late.cr.rollback()
        self.assertEqual(refused.exception.clauses, ["CS-2.1"])
        with self._real() as env:
            shift = env["shift.assignment"].browse(self.ids[0])
            winner = shift.employee_id
            self.assertEqual(winner.user_id.id, self.users[0])
            self.assertIn(winner.name, str(refused.exception))
            self.assertEqual(len(shift.change_ids), 1)
