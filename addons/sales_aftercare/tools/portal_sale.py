"""What the portal says about one contract to one person."""

from dataclasses import dataclass
from datetime import date


@dataclass
class PortalSale:
    """A contract as one buyer or former buyer sees it.

    :param until: the day on which a former buyer left it; None: a buyer
    """

    contract_id: int
    until: date = None

    @property
    def is_current(self):
        return self.until is None

    def covers(self, day):
        return self.until is None or (bool(day) and day <= self.until)
