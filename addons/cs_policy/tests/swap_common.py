from freezegun import freeze_time

from odoo.tests import new_test_user

from .common import GROUPS, ShiftCase

NOW = "2026-12-01 02:00:00"


class SwapCase(ShiftCase):
    """Ann (the agent) and Ben with plain shifts in a published December.

    Ann works early on the 2nd, 10th and 18th, Ben on the 6th, 14th and 22nd, so
    that the swap of 10th against 14th has a planned shift on either side.
    """

    freeze_time = freeze_time(NOW)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_ben = new_test_user(cls.env, "policy_ben", groups=GROUPS["agent"])
        cls.ann = cls.employee_agent
        cls.ben = cls._create_employee("Ben", user=cls.user_ben)
        cls.user_ann = cls.user_agent
        cls.ann_shifts = cls.ben_shifts = cls.env["shift.assignment"]
        for day in ("2026-12-02", "2026-12-10", "2026-12-18"):
            cls.ann_shifts += cls._create_shift(cls.ann, day)
        for day in ("2026-12-06", "2026-12-14", "2026-12-22"):
            cls.ben_shifts += cls._create_shift(cls.ben, day)
        cls.first, cls.second = cls.ann_shifts[1], cls.ben_shifts[1]
        cls.reason = cls.env.ref("cs_policy.shift_swap_reason_family")
        cls._publish("2026-12")

    @classmethod
    def _publish(cls, month):
        roster = cls._get_roster(f"{month}-01")
        if roster.state == "draft":
            roster.with_user(cls.user_manager).action_publish()
        return roster

    def _add_shift(self, employee, day, template=None, **vals):
        """A planned shift, also in a month that is published already."""
        shift = self._create_shift(employee, day, template, **vals)
        self._publish(str(day)[:7])
        return shift

    def _create_swap(self, first=None, second=None, user=None, **vals):
        first, second = first or self.first, second or self.second
        return (
            self.env["shift.swap"]
            .with_user(user or self.user_ann)
            .create(
                {
                    "employee_id": first.employee_id.id,
                    "shift_id": first.id,
                    "counterpart_id": second.employee_id.id,
                    "return_shift_id": second.id,
                    "reason_id": self.reason.id,
                    "briefing": "Two call-backs are due at ten.",
                    **vals,
                }
            )
        )

    def _add_holiday(self, day, name="Feast"):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": name,
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 15:59:59",
            }
        )

    def assertReasons(self, swap, *codes, step="file"):
        """The swap has exactly the reasons with these codes against it."""
        reasons = swap._get_reasons(step)[swap.id]
        self.assertEqual(
            sorted(reason.figures["code"] for reason in reasons), sorted(codes)
        )
        return reasons
