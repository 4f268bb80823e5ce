from freezegun import freeze_time

from .test_shift_reassign import ReassignCase


@freeze_time("2026-12-10 02:00:00")
class TestMoveToAnotherDay(ReassignCase):
    """The manager changes the day of a shift, on 10 December."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls._create_shift(cls.employee_agent, "2026-12-20")

    def _move(self, shift, day):
        shift.with_user(self.user_manager).date = day

    def _make_month(self, day, state="draft"):
        """The roster of the month of ``day``, published or locked in its time."""
        roster = self._get_roster(day)
        if state != "draft":
            with freeze_time(f"{day[:7]}-01 00:00:00"):
                self._create_shift(self.employee_agent, f"{day[:7]}-05")
                roster.with_user(self.user_manager).action_publish()
        if state == "locked":
            roster.with_user(self.user_manager).action_lock()
        return roster

    def _told(self, roster):
        return roster.notice_ids.filtered(lambda row: row.kind == "change").employee_id

    def test_nothing_is_moved_into_a_locked_month(self):
        """CS-2.1: a closed month is on record, from whatever side it is reached."""
        self._make_month("2026-11-30", "locked")
        with self.assertRefused("CS-2.1") as caught:
            self._move(self.late, "2026-11-30")
        self.assertIn("Locked", str(caught.exception))
        self._publish()
        with self.assertRefused("CS-2.1"):
            self._move(self.late, "2026-11-30")
        self.assertEqual(str(self.late.date), "2026-12-20")

    def test_who_loses_a_promised_shift_to_the_next_month_is_told(self):
        """CS-2.1: the promise is the published month's, whatever the next one is."""
        self._publish()
        january = self._make_month("2027-01-02")
        self._move(self.late, "2027-01-02")
        self.assertEqual(self.late.roster_id, january)
        self.assertRecordValues(
            self.roster.change_ids,
            [
                {
                    "shift_id": self.late.id,
                    "employee_from_id": self.employee_agent.id,
                    "employee_to_id": False,
                }
            ],
        )
        self.assertEqual(str(self.roster.change_ids.date), "2026-12-20")
        self.assertEqual(self._told(self.roster), self.employee_agent)
        self.assertIn("No longer yours", self.roster.notice_ids[0].message_id.body)
        self.assertFalse(january.change_ids)

    def test_who_gains_a_shift_in_a_published_month_is_told(self):
        """CS-2.1: also when it comes from a month that is still a draft."""
        january = self._make_month("2027-01-02", "published")
        self._move(self.late, "2027-01-02")
        change = january.change_ids
        self.assertFalse(change.employee_from_id)
        self.assertEqual(change.employee_to_id, self.employee_agent)
        self.assertEqual(self._told(january), self.employee_agent)
        self.assertFalse(self.roster.change_ids)

    def test_between_two_published_months_each_keeps_its_log(self):
        """CS-2.1: one row in each roster."""
        self._publish()
        january = self._make_month("2027-01-02", "published")
        self._move(self.late, "2027-01-02")
        self.assertEqual(self.roster.change_ids.employee_from_id, self.employee_agent)
        self.assertEqual(january.change_ids.employee_to_id, self.employee_agent)

    def test_nothing_is_moved_to_where_it_has_started(self):
        """CS-2.1: as little as a shift is added there; it would count as missed."""
        self._publish()
        with self.assertRefused("CS-2.1"):
            self._move(self.late, "2026-12-08")
        self._move(self.late, "2026-12-19")
        self.assertEqual(self.late.roster_id, self.roster)
        self.assertEqual(len(self.roster.change_ids), 1)
        with self.assertRefused("CS-2.1"):
            self._move(self.late, "2026-12-10")  # at 08:00, and it is 10:00

    def test_no_roster_of_that_month_is_said_so(self):
        """CS-2.1: rather than a field that is missing."""
        with self.assertRefused("CS-2.1") as caught:
            self._move(self.late, "2027-02-01")
        self.assertIn("February 2027", str(caught.exception))

    def test_shift_stays_with_its_department_and_company(self):
        """CS-2.1: whatever company the manager is in, and whoever else has a roster."""
        department = self.env["hr.department"].create(
            {"name": "Night desk", "company_id": self.company.id}
        )
        rosters = self.env["shift.roster"]
        values = {"company_id": self.company.id, "department_id": department.id}
        december = rosters.create({**values, "month": "2026-12-01"})
        self._make_month("2027-01-02")
        shift = self.first.create(
            {
                "roster_id": december.id,
                "employee_id": self.other_agent.id,
                "post_id": self.post.id,
                "template_id": self.early.id,
                "date": "2026-12-28",
            }
        )
        with self.assertRefused("CS-2.1"):
            self._move(shift, "2027-01-02")
        january = rosters.create({**values, "month": "2027-01-01"})
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.user_manager.company_ids += company
        shift.with_user(self.user_manager).with_context(
            allowed_company_ids=[company.id, self.company.id]
        ).date = "2027-01-02"
        self.assertEqual(shift.roster_id, january)
