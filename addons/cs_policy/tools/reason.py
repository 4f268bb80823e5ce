"""Why something may not be done."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """One reason against an act.

    :param clause: id of the clause, e.g. ``CS-7.4``
    :param message: translated sentence with the figures in it
    :param remedy: translated sentence: what would clear it, may be empty
    :param figures: the same figures by name, for tests and clients (JSON values)
    """

    clause: str
    message: str
    remedy: str = ""
    figures: dict = field(default_factory=dict, compare=False)

    def to_json(self):
        return {
            "clause": self.clause,
            "message": self.message,
            "remedy": self.remedy,
            "figures": self.figures,
        }
