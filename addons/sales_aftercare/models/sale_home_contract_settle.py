from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .area_settlement import CLAUSE
from .sale_home_contract import ENDED
from .sale_home_contract_schedule import NEEDED

IN_FORCE = ("draft", "posted")


class SaleHomeContract(models.Model):
    """The settlement of the area difference of a contract (SA-1.6.1)."""

    _inherit = "sale.home.contract"

    settlement_ids = fields.One2many("area.settlement", "contract_id", readonly=True)

    def _get_surveyed_lines(self):
        """{contract id: its newest measured line}, in one query"""
        lines = self.env["area.survey.line"].sudo()  # the settlement shows them
        domain = [("contract_id", "in", self.ids), ("survey_state", "=", "done")]
        names = ["contract_id", "gross_area", "inside_area"]
        found = lines.search_fetch(domain, names, order="id")
        return {line.contract_id.id: line.sudo(False) for line in found}

    @enforces("SA-1.6.1")
    def _get_settle_reasons(self, settlements=None):
        """Also: measured, not being settled already.

        :param settlements: those that ask, which do not stand against themselves
        """
        reasons = super()._get_settle_reasons()
        lines = self._get_surveyed_lines()
        domain = [("contract_id", "in", self.ids), ("state", "=", "draft")]
        model = self.env["area.settlement"].sudo()  # whether there is one
        drafts = model.search_fetch(domain, ["contract_id"])
        waiting = {
            row.contract_id.id for row in drafts if row not in (settlements or ())
        }
        unset = {
            company: company._get_sale_home_reasons(*NEEDED)
            for company in self.company_id
        }
        for contract in self:
            found = reasons[contract.id]
            found += unset[contract.company_id]
            if contract.date_surveyed and contract.id not in lines:
                found.append(
                    Reason(
                        CLAUSE,
                        self.env._("No measured area is known."),
                        self.env._("Enter the survey of the home."),
                    )
                )
            if contract.id in waiting:
                found.append(
                    Reason(
                        CLAUSE,
                        self.env._("The settlement waits for finance to confirm it."),
                        self.env._("Finance checks and posts it."),
                    )
                )
        return reasons

    @enforces("SA-1.6.1")
    def _get_reopen_settle_reasons(self):
        """{id: all reasons why what was settled can't be undone}"""
        return {contract.id: list(contract._iter_reopen_reasons()) for contract in self}

    def _iter_reopen_reasons(self):
        if self.state in ENDED:
            yield Reason(CLAUSE, self.env._("The contract is not in force any more."))
        for key in ("title", "land"):
            label = self._get_step_label(key)
            day = self.date_titled if key == "title" else self.date_land_titled
            if day:
                yield Reason(
                    CLAUSE,
                    self.env._(
                        "%(step)s was issued on %(day)s; the area stands.",
                        step=label,
                        day=day,
                    ),
                )

    def _on_ended(self):
        result = super()._on_ended()
        rows = self.settlement_ids
        rows.filtered(lambda row: row.state == "draft")._move("cancelled")
        self._void_duties(rows)
        return result

    def action_settle(self):
        """The settlement in force of this home, else a new one to be confirmed."""
        self.ensure_one()
        row = self.settlement_ids.filtered(lambda row: row.state in IN_FORCE)
        return (row or self._create_settlement())._get_records_action()

    def _create_settlement(self):
        reasons = self._get_settle_reasons()
        self.env["policy.clause"]._refuse(reasons[self.id], self)
        return self.env["area.settlement"]._create_for(self)
