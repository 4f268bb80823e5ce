from odoo.exceptions import AccessError, UserError

from .common_desk import BEFORE, DeskCase, freeze_time


class AbsenceCase(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._swap_away()
        cls.other_manager = cls._new_agent("other_manager")
        cls.other_manager.group_ids = cls.user_manager.group_ids

    @classmethod
    @freeze_time(BEFORE)
    def _swap_away(cls):
        """Mate has agent's early shift."""
        cls.env["shift.assignment"]._reassign([(cls.shift, cls.mate, "swap")])

    def _open(self):
        self._watch("09:00")
        return self.env["shift.absence"].search([("shift_id", "=", self.shift.id)])

    def _hear(self, case):
        for party in case.party_ids:
            user = party.employee_id.user_id
            self._reason("statement", party, user)

    def _reason(self, act, record, user, text="I forgot"):
        self.env["shift.reason"].with_user(user).create(
            {"act": act, "res_id": record.id, "reason": text}
        ).action_confirm()

    def _share(self, case, *shares, user=None):
        user = user or self.user_manager
        for party, share in zip(case.party_ids, shares, strict=True):
            party.with_user(user).share = share
        case.with_user(user).decision = "Both forgot"


class TestOpening(AbsenceCase):
    def test_missed_swapped_shift_opens_a_case_once(self):
        """CS-7.7: a missed swapped shift becomes an absence case by itself."""
        case = self._open()
        self._watch("09:05")
        self.assertRecordValues(
            case,
            [
                {
                    "cause": "missed",
                    "opened_by_itself": True,
                    "state": "open",
                    "kind": "absenteeism",
                    "is_swapped": True,
                }
            ],
        )
        self.assertEqual(case.party_ids.employee_id, self.mate | self.employee_agent)

    def test_missed_return_shift_counts_as_absenteeism(self):
        """CS-7.8: an absence on a return shift is absenteeism."""
        with freeze_time(BEFORE):
            self.env["shift.assignment"]._reassign(
                [(self.shift, self.employee_agent, "return")]
            )
        self.assertEqual(self._open().kind, "absenteeism")

    def test_empty_swapped_shift_opens_a_case(self):
        """CS-7.7: a swapped shift left empty counts too."""
        with freeze_time(BEFORE):
            self.env["shift.assignment"]._reassign(
                [(self.shift, self.env["hr.employee"], "swap")]
            )
        case = self._open()
        self.assertEqual(case.cause, "empty")
        self.assertIn(self.mate, case.party_ids.employee_id)
        self.assertEqual(self._exceptions("empty").shift_id, self.shift)

    def test_missed_planned_shift_opens_none(self):
        self._watch("17:00")
        self.assertTrue(self.relief.is_absent)
        self.assertFalse(
            self.env["shift.absence"].search([("shift_id", "=", self.relief.id)])
        )

    def test_manager_opens_one_by_hand_but_not_twice(self):
        cases = self.env["shift.absence"].with_user(self.user_manager)
        case = cases.create({"shift_id": self.relief.id})
        self.assertFalse(case.opened_by_itself)
        self.assertEqual(case.party_ids.employee_id, self.mate)
        with self.assertRaises(AccessError):
            cases.with_user(self.user_agent).create({"shift_id": self.shift.id})


class TestReplaced(AbsenceCase):
    """Mate does not come, and the duty manager finds somebody else."""

    def _replace(self, clock):
        with self._at(clock):
            wizard = self.env["shift.replacement"].with_user(self.user_duty_manager)
            wizard.create({"shift_id": self.shift.id, "note": "Did not come"})._replace(
                self.employee_duty_manager
            )
        return self.env["shift.absence"].search([("shift_id", "=", self.shift.id)])

    def test_missed_swapped_shift_opens_a_case_when_somebody_else_works_it(self):
        """CS-7.7: the replacement does not hide who missed the swapped shift."""
        case = self._replace("08:10")
        self.assertRecordValues(
            case, [{"cause": "missed", "opened_by_itself": True, "is_swapped": True}]
        )
        self.assertEqual(case.party_ids.employee_id, self.mate | self.employee_agent)
        self.assertEqual(self.shift.employee_id, self.employee_duty_manager)
        self.assertNotIn(self.employee_duty_manager.name, case.display_name)
        self._watch("09:30")
        self.assertEqual(len(case.search([("shift_id", "=", self.shift.id)])), 1)

    def test_missed_return_shift_opens_one_too(self):
        """CS-7.8: an absence on a return shift is absenteeism."""
        with freeze_time(BEFORE):
            self.env["shift.assignment"]._reassign(
                [(self.shift, self.employee_agent, "return")]
            )
        self.assertEqual(self._replace("08:10").kind, "absenteeism")

    def test_who_calls_in_before_the_start_has_missed_nothing(self):
        """CS-7.7: replaced in time, nobody was absent."""
        self.assertFalse(self._replace("07:50"))

    def test_missed_planned_shift_opens_none(self):
        """CS-7.7: only what was swapped."""
        with freeze_time(BEFORE):
            self.env["shift.assignment"]._reassign(
                [(self.shift, self.employee_agent, "plan")]
            )
        self.assertFalse(self._replace("08:10"))


class TestDeciding(AbsenceCase):
    def test_decided_with_shares_of_one_hundred(self):
        """CS-7.7: both heard, shares sum to 100, decided by the manager."""
        case = self._open()
        self._hear(case)
        self._share(case, 60, 40)
        case.with_user(self.user_manager).action_decide()
        self.assertRecordValues(
            case, [{"state": "decided", "decided_user_id": self.user_manager.id}]
        )

    def test_shares_must_sum_to_exactly_one_hundred(self):
        """CS-7.7: 99.99 and 100.01 are refused."""
        case = self._open()
        self._hear(case)
        for shares in ((60, 39.99), (60, 40.01), (0, 0), (100, 100)):
            self._share(case, *shares)
            with self.subTest(shares), self.assertRefused("CS-7.7"):
                case.with_user(self.user_manager).action_decide()
        self._share(case, 33.33, 66.67)
        case.with_user(self.user_manager).action_decide()

    def test_nobody_is_judged_unheard(self):
        """CS-7.7: each party is heard, or its refusal is noted."""
        case = self._open()
        self._share(case, 50, 50)
        with self.assertRefused("CS-7.7"):
            case.with_user(self.user_manager).action_decide()
        first, second = case.party_ids
        self._reason("statement", first, first.employee_id.user_id)
        self._reason("no_statement", second, self.user_manager, "On holiday, silent")
        case.with_user(self.user_manager).action_decide()
        self.assertEqual(second.refusal_user_id, self.user_manager)

    def test_statement_is_the_partys_own(self):
        """CS-7.7: nobody speaks for a party, and only once."""
        case = self._open()
        party = case.party_ids.filtered(lambda p: p.employee_id == self.mate)
        with self.assertRefused("CS-7.7"):
            party.with_user(self.user_manager)._record_statement("He forgot")
        with self.assertRaises(AccessError):
            party.with_user(self.user_agent)._record_statement("He forgot")
        with self.assertRefused("CS-7.7"):
            party.with_user(self.mate_user)._record_statement("  ")
        with self.assertRefused("CS-7.7"):
            party.with_user(self.mate_user)._record_refusal("x")
        party.with_user(self.mate_user)._record_statement("I forgot")
        with self.assertRefused("CS-7.7"):
            party.with_user(self.mate_user)._record_statement("Or not")
        with self.assertRaises(UserError):
            party.with_user(self.user_manager).write({"statement": "Guilty"})

    def test_a_party_does_not_decide(self):
        """CS-7.7: a manager who is party leaves it to another."""
        case = self._open()
        self.env["shift.absence.party"].with_user(self.user_manager).create(
            {"absence_id": case.id, "employee_id": self.employee_manager.id}
        )
        self._hear(case)
        self._share(case, 50, 40, 10, user=self.other_manager)
        with self.assertRefused("CS-7.7"):
            case.with_user(self.user_manager).action_decide()
        case.with_user(self.other_manager).action_decide()

    def test_only_managers_decide(self):
        case = self._open()
        self._hear(case)
        self._share(case, 50, 50)
        for user in (self.user_agent, self.mate_user, self.user_duty_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                case.with_user(user).action_decide()

    def test_decided_case_is_immutable(self):
        """CS-7.7: what was decided stays."""
        case = self._open()
        self._hear(case)
        self._share(case, 50, 50)
        manager = case.with_user(self.user_manager)
        manager.action_decide()
        for vals in (
            {"decision": "x"},
            {"state": "open"},
            {"account": "x"},
            {"decided_user_id": False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                manager.write(vals)
        with self.assertRaises(UserError):
            manager.party_ids[0].share = 100
        with self.assertRaises(UserError):
            manager.party_ids[0].unlink()
        with self.assertRaises(UserError):
            self.env["shift.absence.party"].with_user(self.user_manager).create(
                {"absence_id": case.id, "employee_id": self.employee_manager.id}
            )
        with self.assertRefused("CS-7.7"):
            manager.action_dismiss()
        with self.assertRaises(UserError):
            case.unlink()

    def test_dismissed_with_grounds_only(self):
        case = self._open()
        manager = case.with_user(self.user_manager)
        with self.assertRefused("CS-7.7"):
            manager.action_dismiss()
        manager.decision = "Typhoon"
        manager.action_dismiss()
        self.assertEqual(case.state, "dismissed")

    def test_rpc_cannot_skip(self):
        case = self._open()
        with self.assertRaises(UserError):
            case.with_user(self.user_manager).with_context(policy_move=True).write(
                {"state": "decided"}
            )
        with self.assertRaises(UserError):
            self.env["shift.absence"].with_user(self.user_manager).create(
                {"shift_id": self.relief.id, "state": "decided"}
            )

    def test_only_parties_and_managers_see_it(self):
        case = self._open()
        case.with_user(self.mate_user).read(["state"])
        stranger = self._new_agent("stranger")
        for user in (stranger, self.user_duty_manager):
            with self.assertRaises(AccessError):
                case.with_user(user).read(["state"])
