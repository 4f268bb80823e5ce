from .common_desk import BEFORE, DAY, freeze_time
from .test_shift_handover import HandoverCase


class TestHandoverDutyFollows(HandoverCase):
    def test_of_two_who_come_in_the_one_who_signs_has_done_it(self):
        """CS-3.1: the duty follows the person named on the handover."""
        plan = self.env.ref("cs_policy.policy_duty_plan_handover")
        with freeze_time(BEFORE):
            self._create_shift(self.employee_duty_manager, DAY, self.middle)
        handover = self._signed()
        with self._at("15:59"):
            plan._generate()
        named = handover.incoming_employee_id
        both = self.mate | self.employee_duty_manager
        signer = both - named
        self.assertEqual(self._duties().employee_id, named)
        self._sign(handover, "incoming", signer.user_id, "16:01")
        self.assertEqual(handover.incoming_employee_id, signer)
        with self._at("16:15"):
            self.env["policy.duty"]._cron_close()
        self.assertRecordValues(
            self._duties(), [{"state": "done", "employee_id": signer.id}]
        )
