"""The one exception by which the policy says no."""

from odoo.exceptions import UserError


class PolicyRefusal(UserError):
    """An act the policy forbids, with every reason against it.

    The plain message is complete for e-mail, logs and RPC clients; ``context``
    travels to the web client, whose dialog links each reason to its clause.

    :param message: translated text naming the record and every clause
    :param reasons: list of :class:`~odoo.addons.cs_policy.tools.reason.Reason`
    :param record: display name of the refused record
    """

    def __init__(self, message, reasons=(), record=""):
        super().__init__(message)
        self.reasons = list(reasons)
        self.context = {
            "record": record,
            "reasons": [reason.to_json() for reason in self.reasons],
        }

    @property
    def clauses(self):
        """Ids of the clauses against the act, in the order they were found."""
        return [reason.clause for reason in self.reasons]
