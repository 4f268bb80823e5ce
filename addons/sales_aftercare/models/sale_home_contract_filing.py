from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .document_copy_rules import ROLE_GROUP

CLAUSE = "SA-1.1.2"
PLAN = "sales_aftercare.policy_duty_plan_filing"


class SaleHomeContract(models.Model):
    """The statutory clock: a contract is filed within days of its signature."""

    _inherit = "sale.home.contract"

    date_filing_due = fields.Date(
        "To Be Filed by",
        compute="_compute_date_filing_due",
        store=True,
        index="btree_not_null",
    )
    date_filed = fields.Date("Filed With the Bureau on", readonly=True, copy=False)
    filing_number = fields.Char("Filing No.", readonly=True, copy=False)

    @api.depends("date_signed", "company_id")
    @enforces("SA-1.1.2")
    def _compute_date_filing_due(self):
        parameters = self.env["policy.parameter"]
        for contract in self:
            day = contract.date_signed
            if day:
                days = parameters._get("filing_days", contract.company_id, day)
                day += relativedelta(days=days)
            contract.date_filing_due = day

    @enforces("SA-1.1.2")
    def _get_filing_reasons(self, day=None, number=None):
        """{id: all reasons why the filing can't be recorded}"""
        is_clerk = self.env.su or self.env.user.has_group(ROLE_GROUP % "clerk")
        return {
            contract.id: list(contract._iter_filing_reasons(is_clerk, day, number))
            for contract in self
        }

    def _iter_filing_reasons(self, is_clerk, day, number):
        if not is_clerk:
            role = self.env["document.copy"]._get_role_name("clerk")
            message = self.env._("This is done by: %(role)s.", role=role)
            yield Reason(CLAUSE, message)
        if self.state != "active":
            yield Reason(CLAUSE, self.env._("Only a contract in force is filed."))
        if self.date_filed:
            message = self.env._("It was filed on %(day)s.", day=self.date_filed)
            yield Reason(CLAUSE, message)
        if not (number or "").strip():
            yield Reason(CLAUSE, self.env._("The filing number is missing."))
        today = self.company_id._policy_today()
        if not day or day > today or (self.date_signed and day < self.date_signed):
            yield Reason(
                CLAUSE, self.env._("It is filed between its signature and today.")
            )

    def _file(self, day, number):
        """The housing bureau has filed the contract.

        :raises PolicyRefusal: with every reason against
        """
        self.ensure_one()
        self.check_access("read")
        reasons = self._get_filing_reasons(day, number)
        self.env["policy.clause"]._refuse(reasons[self.id], self)
        contract = self.sudo()  # the clerk edits no contracts
        contract._write_protected({"date_filed": day, "filing_number": number})
        self.env["policy.duty"]._complete_for(self, self, PLAN)
        return True

    def action_file(self):
        self.ensure_one()
        return {
            "name": self.env._("Record the Filing"),
            "type": "ir.actions.act_window",
            "res_model": "sale.home.contract.file",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }
