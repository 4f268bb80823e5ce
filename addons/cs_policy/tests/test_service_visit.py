from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import DutyCase

MONDAY = "2026-12-07 01:00:00"


@freeze_time(MONDAY)
class TestServiceVisit(DutyCase):
    """A visit: planned, made with a result, kept; it can prove a duty."""

    def _create_visit(self, user=None, **vals):
        return (
            self.env["service.visit"]
            .with_user(user or self.user_agent)
            .create({"partner_id": self.partner.id, "reason": "Heating", **vals})
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Household 3-201"})

    def test_the_visitor_is_oneself_by_default(self):
        self.assertEqual(self._create_visit().employee_id, self.employee_agent)

    def test_a_visit_needs_its_result(self):
        visit = self._create_visit()
        with self.assertRaises(UserError):
            visit.action_done()
        visit.result = "Repaired"
        visit.satisfaction = "5"
        visit.action_done()
        self.assertRecordValues(visit, [{"state": "done"}])
        self.assertEqual(str(visit.done_at), MONDAY)

    def test_a_visit_made_stays_as_it_was(self):
        visit = self._create_visit(result="Repaired")
        visit.action_done()
        with self.assertRaises(UserError):
            visit.result = "Other"
        with self.assertRaises(UserError):
            visit.sudo().unlink()
        with self.assertRaises(UserError):
            visit.action_cancel()

    def test_all_moves_follow_the_table(self):
        model = self.env["service.visit"]
        states = [key for key, _label in model._fields["state"].selection]
        for before in states:
            for after in states:
                visit = self._create_visit(result="x")
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE service_visit SET state = %s WHERE id = %s",
                    [before, visit.id],
                )
                visit.invalidate_recordset()
                with self.subTest(before=before, after=after):
                    if after in model._transitions[before]:
                        visit._move(after)
                    else:
                        with self.assertRaises(UserError):
                            visit._move(after)

    def test_rpc_can_not_skip(self):
        visit = self._create_visit()
        with self.assertRaises(UserError):
            visit.write({"state": "done"})
        with self.assertRaises(UserError):
            visit.write({"done_at": "2020-01-01 00:00:00"})
        with self.assertRaises(UserError):
            self._create_visit(state="done")

    def test_it_ticks_off_its_duty(self):
        duty = self._create_duty(evidence_model="service.visit")
        visit = self._create_visit(duty_id=duty.id, result="Fine")
        visit.action_done()
        self.assertEqual(duty.state, "done")
        self.assertEqual(duty.evidence_id, visit.id)

    def test_a_visit_of_another_kind_or_about_another_record_proves_nothing(self):
        """X-2: what is handed over directly is asked as much as what is found."""
        tickets = self.env["helpdesk.ticket"].create(
            [
                {"name": name, "description": name, "company_id": self.company.id}
                for name in ("Leak", "Lift")
            ]
        )
        tickets[0].closed_date = MONDAY
        duty = self._create_duty(
            evidence_model="service.visit",
            evidence_domain="[('kind', '=', 'household')]",
            evidence_anchor_field="ticket_id",
            when_type="anchor",
            anchor_model="helpdesk.ticket",
            anchor_date_field="closed_date",
        )
        for vals in (
            {"kind": "return", "ticket_id": tickets[0].id},
            {"kind": "household", "ticket_id": tickets[1].id},
            {"kind": "household"},
        ):
            visit = self._create_visit(duty_id=duty.id, result="Fine", **vals)
            with self.subTest(vals=vals), self.assertRefused("CS-99.2"):
                visit.action_done()
            self.assertEqual((visit.state, duty.state), ("planned", "due"))
        visit.ticket_id = tickets[0]
        visit.action_done()
        self.assertEqual((duty.state, duty.evidence_id), ("done", visit.id))

    def test_somebody_elses_duty_is_out_of_reach(self):
        duty = self._create_duty(
            evidence_model="service.visit", role_employee_id=self.employee_manager.id
        )
        visit = self._create_visit(duty_id=duty.id, result="Fine")
        with self.assertRaises(AccessError), self.cr.savepoint():
            visit.action_done()
        self.assertEqual(duty.state, "due")

    def test_agents_see_their_own_managers_all(self):
        own = self._create_visit()
        other = self._create_visit(
            self.user_manager, employee_id=self.employee_manager.id
        )
        visits = own.sudo() | other.sudo()
        domain = [("id", "in", visits.ids)]
        model = self.env["service.visit"]
        self.assertEqual(model.with_user(self.user_agent).search(domain), own)
        for user in (self.user_duty_manager, self.user_manager, self.user_auditor):
            self.assertEqual(len(model.with_user(user).search(domain)), 2)
        with self.assertRaises(AccessError):
            own.with_user(self.user_auditor).result = "x"

    def test_another_company_sees_nothing(self):
        visit = self._create_visit()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger_visit",
            groups="cs_policy.cs_policy_group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        model = self.env["service.visit"].with_user(stranger)
        self.assertFalse(model.search([("id", "=", visit.id)]))
        with self.assertRaises(AccessError):
            visit.with_user(stranger).read(["reason"])
