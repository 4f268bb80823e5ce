from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

QUEUED = ("outgoing", "exception")
"""States of an e-mail that has not left; of one just leaving it is the second."""


class PropertyDunningStep(models.Model):
    """What waits in the queues and must not leave them as it was written."""

    _inherit = "property.dunning.step"

    @enforces("PO-4.1.3.x")
    def _get_withhold_reasons(self):
        """{id: all reasons why what is in the queues may not go out as it is}"""
        found = self._get_send_reasons()
        for step in self._filter_paid_since():
            found[step.id].append(
                Reason(
                    "PO-4.1.3.x",
                    self.env._("Something was paid since the letter was written."),
                )
            )
        return found

    def _filter_paid_since(self):
        """Letters that are out and ask for more than is left of it by now.

        Compared is what had fallen due by the day of the letter, and the late fee
        that was booked: neither a new bill nor the days since make a letter wrong.
        """
        found = self.browse()
        written = self.filtered(lambda step: step.state == "sent" and step.letter)
        for day, steps in written.grouped(lambda step: step.letter["date"]).items():
            debts = steps.case_id._get_debts(fields.Date.to_date(day))
            for step in steps:
                overdue, _oldest, late_fee = debts.get(step.case_id.id, (0, False, 0))
                asked, asked_fee = step._get_asked()
                compare = step.currency_id.compare_amounts
                if compare(overdue, asked) < 0 or compare(late_fee, asked_fee) < 0:
                    found |= step
        return found

    def _get_asked(self):
        """(overdue principal, booked late fee) that the letter asks for"""
        self.ensure_one()
        fees = [i["residual"] for i in self.letter["items"] if i["kind"] == "late_fee"]
        listed = sum(item["residual"] for item in self.letter["items"])
        return listed - sum(fees) - self.letter["paid"], sum(fees)

    def _withhold(self):
        """Take out of the queues what is wrong by now; whose letters that were.

        A letter that has not left is to be written anew, as soon as one may go out
        again; until then it was never sent, so that nothing can prove its arrival.
        """
        if not self:
            return self
        self._lock_cases()
        reasons = self._get_withhold_reasons()
        against = self.filtered(lambda step: reasons[step.id])
        mails = self.env["mail.mail"].sudo()  # queued by the system
        waiting = mails.search(
            [
                ("mail_message_id", "in", against.message_id.ids),
                ("state", "in", QUEUED),
            ]
        ).mail_message_id
        against._cancel_messages()
        for step in against:
            is_open = step.state == "sent" and step.case_id.state == "open"
            if is_open and step.message_id in waiting:
                step._take_back(reasons[step.id][0].message)
        return against

    def _take_back(self, why):
        self._move(
            "todo",
            sent_at=False,
            sent_by_id=False,
            amount_sent=0,
            date_limit=False,
            letter=False,
            send_error=why,
        )
