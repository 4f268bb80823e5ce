from datetime import date

from odoo.exceptions import UserError

from .care_common import PAPER
from .common import TODAY
from .greeting_common import GreetingCase


class TestConstructionMilestone(GreetingCase):
    """Buyers of homes that are being built see how far they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.off_plan = cls._create_active(
            cls.units[1], [(cls.bob, 100)], delivery_kind="off_plan"
        )
        milestones = cls.env["construction.milestone"].with_user(cls.sale_user)
        cls.milestone = milestones.create(
            {
                "name": "Roof closed",
                "estate_id": cls.estate.id,
                "building_ids": cls.building.ids,
                "date_planned": date(2026, 11, 27),
            }
        )
        photos = cls.env["ir.attachment"].with_user(cls.sale_user)
        cls.photo = photos.create({"name": "roof.png", "datas": PAPER})

    def _reach(self):
        self.milestone.write(
            {"description": "The roof is closed.", "photo_ids": self.photo.ids}
        )
        self.milestone.action_reach()
        return self.milestone.greeting_id

    def test_without_photo_and_words_there_is_nothing_to_show(self):
        """SA-2.5: both missing are said at once."""
        with self.assertRefused("SA-2.5") as caught:
            self.milestone.action_reach()
        self.assertEqual(len(caught.exception.reasons), 2)
        self._reach()
        self.assertRecordValues(
            self.milestone, [{"state": "reached", "date_reached": TODAY}]
        )
        self.assertEqual(self.photo.res_model, "construction.milestone")

    def test_the_message_goes_to_those_who_bought_that_building_off_plan(self):
        """SA-2.5: not to ready homes, other buildings, or who has moved in."""
        greeting = self._reach()
        greeting.action_draw_list()
        self.assertEqual(greeting.recipient_ids.partner_id, self.bob)
        other = self.env["property.building"].create(
            {"name": "2", "estate_id": self.estate.id}
        )
        self.units[1].building_id = other
        greeting.action_draw_list()
        self.assertFalse(greeting.recipient_ids)
        self.units[1].building_id = self.building
        self.off_plan._record_step("move_in", TODAY)
        greeting.action_draw_list()
        self.assertFalse(greeting.recipient_ids)

    def test_it_needs_no_consent_but_honours_who_opted_out(self):
        """SA-2.5: progress of one's own home belongs to the contract."""
        self.profile_bob.consent = "refused"
        greeting = self._reach()
        greeting.action_draw_list()
        self.assertEqual(greeting.recipient_ids.state, "listed")
        self.profile_bob._opt_out("portal")
        greeting.action_draw_list()
        self.assertEqual(greeting.recipient_ids.left_out_reason, "opt_out")

    def test_it_is_released_and_sent_like_a_greeting(self):
        """SA-2.5: by a person, within the hours for messages."""
        greeting = self._reach()
        greeting.action_draw_list()
        with self.assertRefused("SA-2.5"):
            greeting.action_release()
        self.assertFalse(self._send("2026-11-24 03:00:00"))
        greeting.with_user(self.sale_manager).action_release()
        sent = self._send("2026-11-24 03:00:00")
        self.assertEqual([number for number, _text in sent], [self.bob.phone])

    def test_a_planned_day_is_a_duty_and_so_is_the_release(self):
        """SA-2.5: recorded by the centre, released within two working days."""
        plan = "policy_duty_plan_milestone"
        duty = self._get_plan_duties(plan, self.milestone)
        self.assertEqual(duty.due_date, date(2026, 11, 27))
        self.milestone.date_planned = date(2026, 11, 30)
        self._get_plan_duties(plan, self.milestone)
        self.assertEqual(duty.due_date, date(2026, 11, 30))
        duty._redate(duty.opens_at.replace(day=23), duty.due_at)
        greeting = self._reach()
        self.env["policy.duty"]._match_evidence(duty.plan_id)
        self.assertEqual((duty.state, duty.evidence_id), ("done", self.milestone.id))
        release = self._get_plan_duties("policy_duty_plan_progress", greeting)
        self.assertEqual(release.due_date, date(2026, 11, 26))

    def test_a_mistake_is_taken_back_until_it_was_released(self):
        greeting = self._reach()
        self.milestone.action_reopen()
        self.assertEqual(
            (greeting.state, self.milestone.state), ("cancelled", "planned")
        )
        greeting = self._reach()
        self._release(greeting)
        with self.assertRaises(UserError):
            self.milestone.action_reopen()
        with self.assertRaises(UserError):
            self.milestone.building_ids = False
        with self.assertRaises(UserError):
            self.milestone.with_user(self.sale_manager).unlink()
