"""What the portal says about one home to one person."""

from dataclasses import dataclass, field
from datetime import date

ROLES = ("owner", "tenant", "resident", "payer")


@dataclass
class PortalHome:
    """One home as its owner, tenant, resident or (former) payer may see it.

    :param spans: (first, last day or None) of the own time there; none for somebody
        who only has bills of the home
    :param owed: still to be paid on bills of oneself and of those one owns with
    """

    unit_id: int
    role: str = "payer"
    is_current: bool = False
    spans: list = field(default_factory=list)
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

    def covers(self, day):
        return any(
            first <= day and (last is None or day <= last) for first, last in self.spans
        )
