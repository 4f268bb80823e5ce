"""The way of a home from signature to title, as one table.

Each step ends with a day on the contract, which the document of that step writes
when its work is done. A contract stands at the first step that has not ended.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of the way.

    :param key: name of the step, and of ``_get_<key>_reasons`` on the contract
    :param clause: the clause that asks for it
    :param date_field: day on the contract on which it ended
    :param role: name of the group that does it, without addon and prefix
    :param needs: keys of the steps that have to be over before it may be done
    :param methods: payment methods that go this way; empty: all of them
    :param off_plan: (role, clause) where these differ for an off-plan home
    """

    key: str
    clause: str
    date_field: str
    role: str
    needs: tuple = ()
    methods: tuple = ()
    off_plan: tuple = ()

    def get_role(self, delivery_kind):
        is_other = self.off_plan and delivery_kind == "off_plan"
        return self.off_plan[0] if is_other else self.role

    def get_clause(self, delivery_kind):
        is_other = self.off_plan and delivery_kind == "off_plan"
        return self.off_plan[1] if is_other else self.clause

    def applies(self, payment_method):
        return not self.methods or payment_method in self.methods


STEPS = (
    Step("sign", "SA-1.1.1", "date_signed", "representative"),
    Step("seal", "SA-1.1.1", "date_sealed", "archivist", ("sign",)),
    Step("authenticate", "SA-1.1.2", "date_authenticated", "clerk", ("seal",)),
    Step("distribute", "SA-1.1.3", "date_distributed", "clerk", ("authenticate",)),
    Step(
        "loan",
        "SA-1.3.2",
        "date_loan_released",
        "user",
        ("authenticate",),
        methods=("mortgage",),
    ),
    Step("pay", "SA-1.4.1a", "date_paid", "finance", ("sign",)),
    Step("move_in", "SA-1.4.1b", "date_moved_in", "user", ("authenticate", "pay")),
    Step(
        "survey",
        "SA-1.5.1",
        "date_surveyed",
        "clerk",
        ("authenticate",),
        off_plan=("user", "SA-1.5.2"),
    ),
    Step("settle", "SA-1.6.1", "date_settled", "finance", ("survey",)),
    Step("title", "SA-1.6.3", "date_titled", "user", ("pay", "survey", "settle")),
    Step("land", "SA-1.7.1", "date_land_titled", "user", ("pay", "survey", "settle")),
)
BY_KEY = {step.key: step for step in STEPS}
DATE_FIELDS = tuple(step.date_field for step in STEPS)


def get_way(payment_method):
    """The steps that a contract with ``payment_method`` goes, in their order."""
    return [step for step in STEPS if step.applies(payment_method)]


def find_proven(payment_method, floor=None, beyond=()):
    """Keys of the steps that an older ledger proves, their days known or not.

    :param floor: the first step that it does not prove, ``done`` where it proves all
    :param beyond: keys of steps after the floor that it proves as well
    """
    keys = [step.key for step in get_way(payment_method)]
    if floor == "done":
        return set(keys)
    first = keys.index(floor) if floor in keys else 0
    return {*keys[:first], *beyond}


def find_step(dates, payment_method, floor=None, beyond=()):
    """(current step or None when all are over, day since when).

    :param dates: {date field: day or False}
    :param floor: see :func:`find_proven`
    """
    proven = find_proven(payment_method, floor, beyond)
    since = None
    for step in get_way(payment_method):
        day = dates.get(step.date_field)
        if not day and step.key not in proven:
            return step, since
        since = max(filter(None, (since, day)), default=None)
    return None, since


def find_gaps(dates, payment_method, current):
    """Steps before ``current`` (all of them, when None) whose day is not known."""
    gaps = []
    for step in get_way(payment_method):
        if current and step.key == current.key:
            break
        if not dates.get(step.date_field):
            gaps.append(step)
    return gaps
