from odoo import Command, api, fields, models

from ..tools import steps


class SaleHomeMay(models.TransientModel):
    """The answer to *may I?* for every step of one contract (X-3)."""

    _name = "sale.home.may"
    _description = "May I?"

    contract_id = fields.Many2one("sale.home.contract", required=True, readonly=True)
    line_ids = fields.One2many("sale.home.may.line", "may_id", readonly=True)

    @api.model
    def _open(self, contract):
        answer = self.create(
            {
                "contract_id": contract.id,
                "line_ids": [
                    Command.create(vals) for vals in self._prepare_lines(contract)
                ],
            }
        )
        return {
            "name": self.env._("May I? %(contract)s", contract=contract.display_name),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": answer.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def _prepare_lines(self, contract):
        for sequence, step in enumerate(steps.get_way(contract.payment_method)):
            role = step.get_role(contract.delivery_kind)
            common = {"sequence": sequence, "step": step.key, "role": role}
            day = contract[step.date_field]
            is_unsigned = contract.state in ("draft", "refused")
            if day and not (step.key == "sign" and is_unsigned):
                yield {**common, "status": "done", "date": day}
                continue
            reasons = contract._get_may_reasons(step.key).get(contract.id, [])
            if not reasons:
                yield {**common, "status": "may"}
            for reason in reasons:
                yield {
                    **common,
                    "status": "no",
                    "clause_id": self.env["policy.clause"]._get_id(reason.clause),
                    "message": reason.message,
                    "remedy": reason.remedy,
                }
