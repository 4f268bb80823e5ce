from odoo import models
from odoo.exceptions import UserError

from .property_dunning_level import VISITS


class PropertyDunningCase(models.Model):
    """What the person on the stairs presses."""

    _inherit = "property.dunning.case"

    def action_visit(self):
        """Open the report of the visit that is due; it is made when it is saved."""
        self.ensure_one()
        self.check_access("write")
        step = self.step_id
        if self.state != "open" or step.kind not in VISITS or step.state != "todo":
            raise UserError(self.env._("No visit is due now."))
        visits = self.env["service.visit"]
        visit = visits.search(
            [("dunning_step_id", "=", step.id), ("state", "=", "planned")], limit=1
        )
        if not visit:
            visit = visits._create_protected([self._prepare_visit(step)])
        return {
            "name": step.display_name,
            "type": "ir.actions.act_window",
            "res_model": "service.visit",
            "res_id": visit.id,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref("property_ops.service_visit_view_form_dunning").id,
                    "form",
                )
            ],
        }

    def _prepare_visit(self, step):
        visitor = step.employee_id
        if not visitor or visitor.user_id != self.env.user:
            visitor = self.env.user.employee_id or visitor
        return {
            "kind": "dunning",
            "channel": "home",
            "partner_id": self.partner_id.id,
            "employee_id": visitor.id,
            "company_id": self.company_id.id,
            "dunning_step_id": step.id,
            "reason": step.display_name,
        }

    def action_hold(self):
        """Let the case rest, with its reason."""
        return self._open_new(
            "property.dunning.hold",
            self.env._("Hold"),
            "property_dunning_hold_view_form",
        )

    def action_plan(self):
        """Agree instalments."""
        return self._open_new("property.payment.plan", self.env._("Payment Plan"))

    def action_decide(self):
        """Prepare the joint decision."""
        return self._open_new("property.dunning.decision", self.env._("Joint Decision"))

    def _open_new(self, model, name, view=None):
        self.ensure_one()
        self.check_access("write")
        return {
            "name": name,
            "type": "ir.actions.act_window",
            "res_model": model,
            "view_mode": "form",
            "target": "new" if view else "current",
            "context": {"default_case_id": self.id},
        }

    def action_print_letter(self):
        self.ensure_one()
        return self.step_id.action_print()

    def action_prove(self):
        self.ensure_one()
        return self.step_id.action_prove()
