from datetime import datetime, timedelta

from freezegun import freeze_time

from .common import ShiftCase

# 2026-12-02 in Shanghai: early shift 08:00-16:00 is 00:00-08:00 UTC.
DAY = "2026-12-02"
BEFORE = "2026-12-01 20:00:00"


class DeskCase(ShiftCase):
    """A published day at the hotline: agent early, mate in the middle, then night."""

    @classmethod
    @freeze_time(BEFORE)
    def setUpClass(cls):
        super().setUpClass()
        cls.mate_user = cls._new_agent("mate")
        cls.mate = cls._create_employee("Mate", user=cls.mate_user)
        cls.shift = cls._create_shift(cls.employee_agent, DAY, cls.early)
        cls.relief = cls._create_shift(cls.mate, DAY, cls.middle)
        cls.roster = cls.shift.roster_id
        cls.roster.with_user(cls.user_manager).action_publish()

    @classmethod
    def _new_agent(cls, login):
        user = cls.user_agent.copy({"login": f"policy_{login}", "name": login})
        user.group_ids = cls.user_agent.group_ids
        return user

    def _at(self, clock, day=DAY):
        """Freeze at a Shanghai clock time of ``day``."""
        local = datetime.fromisoformat(f"{day} {clock}")
        return freeze_time(local - timedelta(hours=8))

    def _sign_in(self, shift, clock, day=DAY):
        with self._at(clock, day):
            shift.with_user(shift.employee_id.user_id).action_sign_in()

    def _sign_out(self, shift, clock, day=DAY):
        with self._at(clock, day):
            shift.with_user(shift.employee_id.user_id).action_sign_out()

    def _exceptions(self, kind):
        return self.env["shift.exception"].search(
            [("kind", "=", kind), ("company_id", "=", self.company.id)]
        )

    def _watch(self, clock, day=DAY):
        with self._at(clock, day):
            self.env["shift.assignment"]._cron_watch_attendance()
