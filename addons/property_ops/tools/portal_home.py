"""What the portal says about one home to one person."""

from dataclasses import dataclass, field
from datetime import date, timedelta

ROLES = ("owner", "tenant", "resident", "payer")


@dataclass
class PortalHome:
    """One home as its owner, tenant, resident or (former) payer may see it.

    :param spans: (first, last day or None) of the own time there; none for somebody
        who only has bills of the home
    :param stays: (role, first, last day or None) of the same time, by role
    :param owed: still to be paid on bills of oneself and of those one owns with
    """

    unit_id: int
    role: str = "payer"
    is_current: bool = False
    spans: list = field(default_factory=list)
    stays: list = field(default_factory=list)
    owed: float = 0.0
    overdue: float = 0.0
    late_fee: float = 0.0
    next_due: date = None
    debtor_ids: list = field(default_factory=list)

    def add_span(self, role, first, last, today):
        """Another time there; the strongest role of the present counts."""
        is_current = last is None or last >= today
        better = ROLES.index(role) < ROLES.index(self.role)
        if is_current > self.is_current or (is_current == self.is_current and better):
            self.role = role
        self.is_current = self.is_current or is_current
        self.spans.append((first, last))
        self.stays.append((role, first, last))

    def covers(self, day):
        return any(
            first <= day and (last is None or day <= last) for first, last in self.spans
        )

    def get_stays(self):
        """[(role, first, last day or None)]; times that follow each other are one.

        An owner whose share changed has owned the home all along.

        >>> home = PortalHome(1)
        >>> days = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
        >>> home.add_span("owner", days[2], None, days[0])
        >>> home.add_span("owner", days[0], days[1], days[0])
        >>> home.get_stays()
        [('owner', datetime.date(2026, 1, 1), None)]
        """
        found = []
        for role, first, last in sorted(self.stays, key=lambda stay: stay[:2]):
            before = found[-1] if found else (None, None, None)
            is_next = before[0] == role and (
                before[2] is None or first <= before[2] + timedelta(days=1)
            )
            if is_next:
                ends = (before[2], last)
                found[-1] = (role, before[1], None if None in ends else max(ends))
            else:
                found.append((role, first, last))
        return found
