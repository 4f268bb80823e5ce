from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import custody
from .authentication_batch import CLAUSE, PLAN, RESULT_PLAN
from .sale_home_contract import ENDED


class AuthenticationBatch(models.Model):
    """The trip to the housing bureau and what comes back."""

    _inherit = "authentication.batch"

    @enforces("SA-1.1.2")
    def _get_take_reasons(self):
        """{id: all reasons why the batch can't be taken to the bureau}"""
        found = {}
        for batch in self:
            found[batch.id] = reasons = []
            lines = batch.line_ids.filtered(lambda line: line.state == "waiting")
            if not batch._is_clerk():
                reasons.append(batch._get_role_reason())
            if not lines:
                reasons.append(Reason(CLAUSE, self.env._("No contract is in it.")))
            if batch.date > batch.company_id._policy_today():
                message = self.env._("Its day, %(day)s, has not come.", day=batch.date)
                reasons.append(Reason(CLAUSE, message))
            papers = lines.contract_id._get_paper_reasons(batch.date)
            for contract in lines.contract_id:
                if contract.state != "active":
                    message = self.env._("The contract is not in force any more.")
                    message = f"{contract.name}: {message}"
                    remedy = self.env._("Take it out of the batch.")
                    reasons.append(Reason(CLAUSE, message, remedy))
                for reason in papers[contract.id]:
                    message = f"{contract.name}: {reason.message}"
                    reasons.append(Reason(CLAUSE, message, reason.remedy))
        return found

    def action_take(self):
        """The clerk takes the papers to the bureau; each is lent until they are back.

        :raises PolicyRefusal: with every reason against
        """
        self.check_access("read")
        reasons = self._get_take_reasons()
        for batch in self:
            self.env["policy.clause"]._refuse(reasons[batch.id], batch)
        for batch in self.sudo():  # the clerk may not write batches
            company = batch.company_id
            today = company._policy_today()
            days = self.env["policy.parameter"]._get(
                "authentication_return_days", company, today
            )
            back = company._add_working_days(today, days)
            lines = batch.line_ids.filtered(lambda line: line.state == "waiting")
            lines._get_papers(("ours", "archived"))._hand_over(
                "bureau",
                person=self.env.user.name,
                due_back=back,
                reason=batch.name,
            )
            batch._move(
                "taken",
                taken_at=fields.Datetime.now(),
                taken_by_id=self.env.uid,
                date_result_due=back,
            )
            self.env["policy.duty"]._complete_for(batch, batch, PLAN)
        return True

    @enforces("SA-1.1.2")
    def _get_close_reasons(self):
        """{id: all reasons why the batch can't be closed}"""
        found = {}
        for batch in self:
            found[batch.id] = reasons = []
            if not batch._is_clerk():
                reasons.append(batch._get_role_reason())
            for line in batch.line_ids.filtered(lambda line: line.state == "waiting"):
                message = self.env._(
                    "%(contract)s has no result yet.", contract=line.contract_id.name
                )
                remedy = ""
                if line.contract_state in ENDED:
                    remedy = self.env._(
                        "The contract has ended: take it out once its papers are back."
                    )
                reasons.append(Reason(CLAUSE, message, remedy))
        return found

    def action_close(self):
        """Every contract has its result.

        :raises PolicyRefusal: naming those without
        """
        self.check_access("read")
        reasons = self._get_close_reasons()
        for batch in self:
            self.env["policy.clause"]._refuse(reasons[batch.id], batch)
        batches = self.sudo()  # the clerk may not write batches
        batches._move("closed", closed_at=fields.Datetime.now())
        for batch in batches:
            self.env["policy.duty"]._complete_for(batch, batch, RESULT_PLAN)
        return True

    def _get_next_open(self):
        """The next batch that is still open, if there is one."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "open"),
                ("date", ">=", self.company_id._policy_today()),
                ("id", "!=", self.id),
            ],
            order="date, id",
            limit=1,
        )

    def _get_print_rows(self):
        """[(contract, its papers)] of the list that goes along."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state != "withdrawn")
        kinds = (*custody.ORIGINALS, *custody.EVIDENCE_KINDS)
        copies = lines.contract_id._get_copies(kinds).grouped("contract_id")
        return [
            (line, copies.get(line.contract_id, self.env["document.copy"]))
            for line in lines.sorted(lambda line: line.contract_id.name)
        ]
