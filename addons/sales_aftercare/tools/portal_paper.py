"""What the portal says about one paper of a sale to one buyer."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PortalPaper:
    """Where a paper is and where it belongs, in the words of its reader.

    :param place: who has it; no box, shelf or name of the staff
    :param since: the day from which it is there; None where that is not known
    :param belongs: who keeps it in the end
    """

    kind: str
    number: str
    place: str
    since: date | None
    belongs: str
    is_settled: bool
