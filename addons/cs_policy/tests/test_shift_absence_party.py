from odoo.fields import Command

from .common_desk import BEFORE, freeze_time
from .test_shift_absence import AbsenceCase


class TestWhoIsParty(AbsenceCase):
    """The manager had swapped away the shift that mate missed."""

    @classmethod
    @freeze_time(BEFORE)
    def _swap_away(cls):
        moves = [(cls.shift, cls.employee_manager, "plan")]
        cls.env["shift.assignment"]._reassign(moves)
        cls.env["shift.assignment"]._reassign([(cls.shift, cls.mate, "swap")])

    def setUp(self):
        super().setUp()
        self.case = self._open()
        self.own = self.case.party_ids.filtered(
            lambda party: party.employee_id == self.employee_manager
        )
        self.mates = self.case.party_ids - self.own

    def test_who_had_the_shift_is_named_by_itself(self):
        self.assertEqual(self.case.party_ids.mapped("named_by_itself"), [True, True])
        self.assertTrue(self.own and self.mates)

    def test_a_party_says_nothing_of_shares_and_parties(self):
        """CS-7.7: whoever answers for it leaves the case to another manager."""
        case = self.case.with_user(self.user_manager)
        own, mates = (p.with_user(self.user_manager) for p in (self.own, self.mates))
        other = {"employee_id": self.employee_agent.id, "share": 100}
        acts = {
            "own row": lambda: own.unlink(),
            "unheard row": lambda: mates.unlink(),
            "share": lambda: mates.write({"share": 100}),
            "another": lambda: mates.create({"absence_id": case.id, **other}),
            "by default": lambda: mates.with_context(default_absence_id=case.id).create(
                other
            ),
            "delete in the case": lambda: case.write(
                {"party_ids": [Command.delete(own.id)]}
            ),
            "clear in the case": lambda: case.write({"party_ids": [Command.clear()]}),
            "add in the case": lambda: case.write(
                {"party_ids": [Command.create(other)]}
            ),
            "share in the case": lambda: case.write(
                {"party_ids": [Command.update(mates.id, {"share": 100})]}
            ),
        }
        for name, act in acts.items():
            with self.subTest(name), self.assertRefused("CS-7.7"):
                act()
        self.assertEqual(len(self.case.party_ids), 2)
        self.assertEqual(self.case.share_total, 0)

    def test_who_had_the_shift_is_not_struck_out(self):
        """CS-7.7: by nobody, of a case that opened by itself."""
        for party in self.case.party_ids:
            with self.subTest(party.employee_id.name), self.assertRefused("CS-7.7"):
                party.with_user(self.other_manager).unlink()

    def test_who_was_named_by_hand_is_struck_out_until_heard(self):
        """CS-7.7: what somebody said stays with the case."""
        parties = self.env["shift.absence.party"].with_user(self.other_manager)
        values = {"absence_id": self.case.id, "named_by_itself": True}
        parties.create({**values, "employee_id": self.employee_agent.id}).unlink()
        party = parties.create({**values, "employee_id": self.employee_agent.id})
        self._reason("statement", party, self.user_agent)
        with self.assertRefused("CS-7.7"):
            party.unlink()
        party.share = 0
        self.assertIn(party, self.case.party_ids)

    def test_party_of_a_case_opened_by_hand_is_struck_out(self):
        """CS-7.7: by a manager who is none."""
        cases = self.env["shift.absence"].with_user(self.other_manager)
        case = cases.create({"shift_id": self.relief.id})
        case.party_ids.unlink()
        self.assertFalse(case.party_ids)
