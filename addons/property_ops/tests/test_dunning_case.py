from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .dunning_common import MONDAY, DunningCase


@tagged("post_install", "-at_install")
class TestDunningCase(DunningCase):
    """The five steps: when each opens, what it waits for, what stops it."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MONDAY))

    def test_a_case_opens_when_the_limit_after_the_due_day_has_passed(self):
        """PO-4.1.3.x: five working days after the oldest bill, not one before."""
        self._bill(due="2026-11-30")
        self.assertEqual(self._move_all(), 0)  # the limit: 1, 2, 3, 4, 7 December
        self.clock.move_to("2026-12-08 01:00:00")
        self.assertEqual(self._move_all(), 1)

    def test_one_case_per_home_and_debtor(self):
        """PO-4.1.3.x: bills of many months are one case; two homes are two."""
        self._bill()
        self._bill(due="2026-10-20")
        self._bill(self.units[1], self.bob)
        self.assertEqual(self._move_all(), 2)
        case = self._get_case()
        self.assertRecordValues(
            case,
            [
                {
                    "state": "open",
                    "step_kind": "notice",
                    "amount_overdue": 200.0,
                    "oldest_due": date(2026, 10, 20),
                    "date_next": False,
                }
            ],
        )
        self.assertRecordValues(
            case.step_id,
            [
                {
                    "employee_id": self.employee_area_manager.id,
                    "date_open": date(2026, 12, 7),
                    "date_due": date(2026, 12, 14),
                    "state": "todo",
                }
            ],
        )

    def test_twice_does_nothing(self):
        """PO-4.1.3.x"""
        case = self._open_case()
        steps = case.step_ids
        self.assertEqual(self._move_all(), 0)
        self.assertEqual(self._get_case().step_ids, steps)

    def test_the_whole_ladder(self):
        """PO-4.1.3.2: step by step, each by who is responsible."""
        case = self._go_to(self.clock, "decision")
        self.assertEqual(
            case.step_ids.mapped("kind"),
            ["notice", "final_notice", "area_visit", "assistant_visit", "decision"],
        )
        self.assertEqual(case.step_kind, "decision")
        done = case.step_ids[:-1]
        self.assertEqual(set(done.mapped("state")), {"done"})
        self.assertEqual(done.mapped("proof"), ["signed", "signed", "visit", "visit"])
        area = self.employee_area_manager
        self.assertEqual(case.step_ids[:3].employee_id, area)
        group = self.env.ref("property_ops.property_ops_group_assistant")
        self.assertEqual(case.step_ids[3].group_id, group)

    def test_the_second_step_needs_proof_that_the_first_arrived(self):
        """PO-4.1.3.1: sent is not arrived, however many days pass."""
        case = self._open_case()
        case.step_id.with_user(self.user_area_manager).action_print()
        self.clock.move_to("2027-03-01 01:00:00")
        self.assertEqual(self._move_all(), 0)
        with self.assertRefused("PO-4.1.3.1"):
            case.with_user(self.user_area_manager).action_advance()
        self.assertEqual(case.step_kind, "notice")
        self.assertIn("PO-4.1.3.1", case.blocked_by)
        self.clock.move_to("2027-03-01 02:00:00")
        case.step_id.with_user(self.user_area_manager)._prove(
            "posted", date(2027, 3, 1), witness="Guard Li"
        )
        self.assertGreater(case.date_next, date(2027, 3, 1))

    def test_the_limit_runs_in_working_days_from_the_completion(self):
        """PO-4.1.3.1"""
        case = self._open_case()
        self.clock.move_to("2026-12-09 01:00:00")
        self._prove_letter(case)
        # ten working days after Wednesday the 9th end on Wednesday the 23rd
        self.assertEqual(case.date_next, date(2026, 12, 24))
        self.clock.move_to("2026-12-23 01:00:00")
        self.assertEqual(self._move_all(), 0)
        with self.assertRefused("PO-4.1.3.1") as caught:
            case.with_user(self.user_area_manager).action_advance()
        reason = caught.exception.reasons[0]
        self.assertEqual(reason.figures, {"from": "2026-12-24"})
        self.clock.move_to("2026-12-24 01:00:00")
        self.assertEqual(self._move_all(), 1)
        self.assertEqual(case.step_kind, "final_notice")

    def test_visits_wait_for_each_other(self):
        """PO-4.1.3.3: no second visit, no decision, before the first visit."""
        case = self._go_to(self.clock, "area_visit")
        self.clock.move_to("2027-06-01 01:00:00")
        self.assertEqual(self._move_all(), 0)
        with self.assertRefused("PO-4.1.3.3"):
            case.with_user(self.user_director).action_advance()

    def test_all_reasons_come_at_once(self):
        """X-3: held, not proven and not yet due are told together."""
        case = self._open_case()
        self.env["property.dunning.hold"].with_user(self.user_area_manager).create(
            {"case_id": case.id, "kind": "dispute", "reason": "Wrong bill"}
        )
        with self.assertRefused("PO-4.1.3.x", "PO-4.1.3.1"):
            case.with_user(self.user_area_manager).action_advance()

    def test_after_downtime_the_steps_open_from_the_day_the_job_runs(self):
        """PO-4.1.3.x: one step, with the full time to do it."""
        case = self._open_case()
        self._prove_letter(case)
        self.clock.move_to("2027-02-15 01:00:00")
        self.assertEqual(self._move_all(), 1)
        self.assertEqual(case.step_id.date_open, date(2027, 2, 15))
        self.assertEqual(case.step_id.date_due, date(2027, 2, 22))
        self.assertEqual(self._move_all(), 0)

    def test_limits_are_those_of_the_policy_of_the_day(self):
        """PO-4.1.3.1: a newer policy has other limits from its date on."""
        case = self._open_case()
        newer = self.policy.copy({"date_from": "2026-12-08"})
        level = newer.level_ids.filtered(lambda row: row.kind == "final_notice")
        level.write(
            {
                "work_days": 1,
                "role": "employee",
                "employee_id": self.employee_director.id,
            }
        )
        self._prove_letter(case)
        self._let_pass(self.clock, case)
        self.assertEqual(case.policy_id, newer)
        self.assertEqual(case.step_id.employee_id, self.employee_director)

    def test_the_area_manager_of_the_day_is_responsible(self):
        """PO-4.1.3.2"""
        case = self._open_case()
        self._prove_letter(case)
        area = self.building.area_assignment_ids
        area.date_to = "2026-12-10"
        area.flush_recordset()
        self.env["property.area.assignment"].create(
            {
                "building_id": self.building.id,
                "employee_id": self.employee_assistant.id,
                "date_from": "2026-12-11",
            }
        )
        step = self._let_pass(self.clock, case)
        self.assertEqual(step.employee_id, self.employee_assistant)
        self.assertEqual(case.step_ids[0].employee_id, self.employee_area_manager)

    def test_each_step_is_a_duty_with_its_clause(self):
        """PO-4.1.3.2: ticked off by the visit."""
        case = self._go_to(self.clock, "area_visit")
        duties = case.step_ids._get_duties().sorted("id")
        self.assertEqual(
            duties.mapped("clause_code"), ["PO-4.1.2", "PO-4.1.3.1", "PO-4.1.3.2"]
        )
        self.assertEqual(duties.mapped("state"), ["done", "done", "due"])
        duty = duties[-1]
        self.assertTrue(duty.with_user(self.user_area_manager).is_mine)
        self.assertEqual(duty.due_date, case.step_id.date_due)
        visit = self._visit(case)
        self.assertEqual(duty.state, "done")
        self.assertEqual(duty.evidence_id, visit.id)

    def test_the_generator_makes_no_second_duty(self):
        """X-2"""
        case = self._open_case()
        plan = self.env.ref("property_ops.policy_duty_plan_dunning_notice")
        plan._generate()
        self.assertEqual(len(case.step_ids._get_duties()), 1)

    def test_developer_and_companies_are_left_alone(self):
        """PO-4.1.3.x: unless a policy is for companies."""
        firm = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        self._bill(self.units[1], firm)
        self._bill(self.units[2], self.developer)
        self.assertEqual(self._move_all(), 0)
        self.env["property.dunning.policy"].create(
            {
                "company_id": self.company.id,
                "debtor_scope": "company",
                "date_from": "2026-01-01",
            }
        )
        self.assertEqual(self._move_all(), 1)
        self.assertEqual(self.Case.search([]).partner_id & firm, firm)
        self.assertFalse(self._get_case(self.units[2]))

    def test_who_becomes_a_company_leaves_the_ladder(self):
        """PO-4.1.3.x"""
        case = self._open_case()
        self.ann.is_company = True
        self.assertEqual(self._move_all(), 1)
        self.assertEqual(case.state, "stopped")
        self.assertEqual(case.step_id.state, "void")
        self.assertEqual(case.step_ids._get_duties().state, "void")
        self.ann.is_company = False
        self.assertEqual(self._move_all(), 1)

    def test_who_was_stopped_by_hand_stays_off_the_ladder(self):
        """PO-4.1.3.x: the debt stays; only one that falls due later opens a case."""
        case = self._open_case()
        case.with_user(self.user_director).action_stop()
        self.assertEqual(self._move_all(), 0)
        self.clock.move_to("2027-03-01 01:00:00")
        self.assertEqual(self._move_all(), 0)
        self._bill(due="2027-02-26")
        self.assertEqual(self._move_all(), 0)  # its own limit has not passed
        self.clock.move_to("2027-03-08 01:00:00")
        self.assertEqual(self._move_all(), 1)
        other = self._get_case() - case
        self.assertEqual((case.state, other.state), ("stopped", "open"))
        other.with_user(self.user_director).action_stop()
        self.assertEqual(self._move_all(), 0)

    def test_who_was_stopped_after_legal_action_stays_off_the_ladder(self):
        """PO-4.1.3.x: this home and debtor; another one is no matter of it."""
        case = self._open_case()
        case._move("legal")
        case.with_user(self.user_director).action_stop()
        self._bill(self.units[1], self.bob)
        self.assertEqual(self._move_all(), 1)
        self.assertEqual(self._get_case(), case)

    def test_the_finder_and_the_reasons_agree(self):
        """X-3: what SQL finds for all is what the button says for one."""
        case = self._open_case()
        for day, prove in (
            ("2026-12-08", True),
            ("2026-12-23", False),
            ("2026-12-24", False),
        ):
            self.clock.move_to(f"{day} 01:00:00")
            if prove:
                self._prove_letter(case)
            today = self.company._policy_today()
            moves = self.Case._find_moves(self.company, today)
            found = {row["case_id"] for row in moves if row["act"] == "advance"}
            free = not case._get_advance_reasons()[case.id]
            self.assertEqual(case.id in found, free, day)

    def test_nobody_types_states_or_steps(self):
        """X-3: not by form, not by RPC."""
        case = self._open_case().with_user(self.user_director)
        for vals in (
            {"state": "settled"},
            {"step_kind": "decision"},
            {"date_next": "2020-01-01"},
            {"hold_kind": "plan"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                case.write(vals)
        for vals in ({"state": "done"}, {"proof": "signed"}, {"date_done": MONDAY}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                case.step_id.write(vals)
        with self.assertRaises(UserError):
            case.sudo().unlink()
        with self.assertRaises(UserError):
            case.step_id.sudo().unlink()

    def test_all_moves_follow_the_table(self):
        """X-3"""
        case = self._open_case()
        for record in (case, case.step_id):
            states = [key for key, _label in record._fields["state"].selection]
            for before in states:
                for after in states:
                    with self.subTest(record=record, before=before, after=after):
                        self._check_move(record, before, after)

    def _check_move(self, record, before, after):
        savepoint = self.cr.savepoint()
        self.cr.execute(
            f"UPDATE {record._table} SET state = %s WHERE id = %s", [before, record.id]
        )
        record.invalidate_recordset()
        if after in record._transitions[before]:
            record._move(after)
            self.assertEqual(record.state, after)
        else:
            with self.assertRaises(UserError):
                record._move(after)
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)

    def test_the_wrong_role_does_nothing(self):
        """PO-4.1.3.x: the front desk looks, another company sees nothing."""
        case = self._open_case()
        desk = case.with_user(self.user_front_desk)
        self.assertEqual(desk.amount_overdue, 100.0)
        for method in ("action_advance", "action_stop", "action_visit", "action_hold"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(desk, method)()
        with self.assertRefused("PO-4.1.3.x"):
            case.with_user(self.user_area_manager).action_stop()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger_dunning",
            groups="property_ops.property_ops_group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.Case.with_user(stranger).search([]) & case)
        with self.assertRaises(AccessError):
            case.with_user(stranger).read(["state"])

    def test_my_cases_are_those_of_which_the_step_is_mine(self):
        """PO-4.1.3.2"""
        case = self._open_case()
        mine = [("is_mine", "=", True)]
        self.assertEqual(self.Case.with_user(self.user_area_manager).search(mine), case)
        self.assertFalse(self.Case.with_user(self.user_assistant).search(mine))
        self.assertTrue(case.with_user(self.user_area_manager).is_mine)

    def test_the_list_asks_a_constant_number_of_queries(self):
        """PO-4.1.3.x: what is owed is read by the set."""
        self._bill(self.units[1], self.bob)
        case = self._open_case()
        both = case | self._get_case(self.units[1])
        names = ["amount_overdue", "oldest_due", "can_advance", "blocked_by"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.read(names)
            return self.cr.sql_log_count - before

        count(both)
        self.assertLessEqual(count(both), count(case))
