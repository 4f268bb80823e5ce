"""The one exception by which the policy says no."""

from itertools import zip_longest

from odoo.exceptions import UserError


class PolicyRefusal(UserError):
    """An act the policy forbids, with every reason against it.

    The plain message is complete for e-mail, logs and RPC clients; ``context``
    travels to the web client, whose dialog links each reason to its clause.

    :param message: translated text naming the record and every clause
    :param reasons: list of :class:`~odoo.addons.cs_policy.tools.reason.Reason`
    :param record: display name of the refused record
    :param links: for each reason the database id and the title of its clause, in
        the reader's language; empty where the register does not know the clause
    """

    def __init__(self, message, reasons=(), record="", links=()):
        super().__init__(message)
        self.reasons = list(reasons)
        self.context = {
            "record": record,
            "reasons": [
                {"clause_id": False, "title": "", **reason.to_json(), **link}
                for reason, link in zip_longest(self.reasons, links, fillvalue={})
            ],
        }

    @property
    def clauses(self):
        """Ids of the clauses against the act, in the order they were found."""
        return [reason.clause for reason in self.reasons]
