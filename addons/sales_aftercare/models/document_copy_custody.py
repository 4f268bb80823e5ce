from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools.custody import Transfer

OVERDUE_PLAN = "sales_aftercare.policy_duty_plan_lent_papers"


class DocumentCopy(models.Model):
    """Papers pass from hand to hand; each time a row of the chain is written."""

    _inherit = "document.copy"

    def action_hand_over(self):
        """Open the dialog in which the papers are given to somebody."""
        return self._open_transfer()

    def action_take_back(self):
        """The papers are back in the hands of the acting user."""
        return self._take_back()

    def _open_transfer(self, **defaults):
        return {
            "name": self.env._("Hand Over"),
            "type": "ir.actions.act_window",
            "res_model": "document.copy.move",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_copy_ids": self.ids,
                **{f"default_{name}": value for name, value in defaults.items()},
            },
        }

    def _hand_over(self, to, **details):
        """Give the papers to ``to``, see :class:`~..tools.custody.Transfer`.

        :raises PolicyRefusal: with every reason against; nothing is moved then
        """
        self.check_access("read")
        transfer = Transfer(to, **details)
        reasons = self._get_hand_over_reasons(transfer)
        for copy in self:
            self.env["policy.clause"]._refuse(reasons[copy.id], copy)
        copies = self.sudo()  # nobody writes papers; the reasons were asked
        before = {copy.id: copy._get_place() for copy in copies}
        copies._move(
            transfer.state,
            holder=to,
            holder_partner_id=transfer.partner_id or False,
            holder_user_id=transfer.user_id or (to == "office" and self.env.uid),
            holder_person=transfer.person,
            date_held=self.env.company._policy_today(),
            date_due_back=transfer.due_back or False,
            box=transfer.box,
            place=transfer.place,
        )
        copies._log_custody(
            before,
            transfer.witness,
            transfer.reason,
            transfer.signature or False,
            transfer.receipt_id or False,
        )
        copies._on_handed_over()
        return True

    def _take_back(self, reason="", witness=""):
        """The papers are with the acting user again.

        :raises PolicyRefusal: for papers that nobody has but us
        """
        self.check_access("read")
        reasons = self._get_take_back_reasons()
        for copy in self:
            self.env["policy.clause"]._refuse(reasons[copy.id], copy)
        self._return_to_office(reason, witness)
        return True

    def _return_to_office(self, reason, witness=""):
        """See :meth:`_take_back`, for documents that have asked already."""
        copies = self.sudo()  # nobody writes papers
        before = {copy.id: copy._get_place() for copy in copies}
        today = self.env.company._policy_today()
        copies._move(
            "ours",
            holder="office",
            holder_partner_id=False,
            holder_user_id=self.env.uid,
            holder_person=False,
            date_held=today,
            date_due_back=False,
            box=False,
            place=False,
        )
        copies._log_custody(before, witness, reason)
        for copy in copies:
            loans = copy.move_ids.filtered("date_due_back")
            self.env["policy.duty"]._complete_for(loans, copy, OVERDUE_PLAN)
        copies._on_handed_over()

    @enforces("SA-1.1.3")
    def _get_take_back_reasons(self):
        """{id: all reasons why the acting user can't take it back}"""
        wrong_role = self._get_wrong_role_reason("office")
        found = {}
        for copy in self:
            found[copy.id] = reasons = list(wrong_role)
            if copy.state not in ("lent", "handed_out", "archived"):
                reasons.append(
                    Reason(
                        copy._get_custody_clause(),
                        self.env._(
                            "Nobody else has it: %(state)s.",
                            state=copy._state_label(copy.state),
                        ),
                    )
                )
        return found

    def _get_place(self):
        """(holder, person) as the chain keeps them."""
        return self.holder, self._get_holder_person()

    def _log_custody(self, before, witness, reason, signature=False, receipt_id=False):
        """One row a paper: from where it was, in ``before``, to where it is now."""
        self.env["document.custody.move"]._append(
            [
                {
                    "copy_id": copy.id,
                    "company_id": copy.company_id.id,
                    "date": fields.Datetime.now(),
                    "from_holder": before and before[copy.id][0],
                    "from_person": before and before[copy.id][1],
                    "to_holder": copy.holder,
                    "to_person": copy._get_holder_person(),
                    "to_partner_id": copy.holder_partner_id.id,
                    "signature": signature,
                    "receipt_id": receipt_id,
                    "witness": witness,
                    "date_due_back": copy.date_due_back,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
                for copy in self
            ]
        )

    def _on_handed_over(self):
        """Hook: the papers have changed hands. Runs in sudo."""
        self.contract_id._settle_distribution()

    def _change_state(self, state, reason):
        """Lost or replaced, said in the chain; where it was last stays with it."""
        before = {copy.id: copy._get_place() for copy in self}
        self._move(state, date_due_back=False)
        self._log_custody(before, "", reason)
        reason = self.env._("The paper is lost.")
        self.env["policy.duty"]._void_for(self.move_ids, reason)
