from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import custody
from .document_copy_rules import ROLE_GROUP


class SaleHomeSubscription(models.Model):
    """Sealed without delay; one copy to the customer, one to the archivist (SA-1.2)."""

    _inherit = "sale.home.subscription"

    _paper_field = "subscription_id"
    _own_kinds = custody.SUBSCRIPTION_KINDS
    _seal_plan = "sales_aftercare.policy_duty_plan_seal_subscription"

    copy_ids = fields.One2many(
        "document.copy", "subscription_id", "Papers", readonly=True
    )

    @enforces("SA-1.2.1")
    def _get_seal_reasons(self):
        """{id: all reasons why the archivist can't seal it now}"""
        is_archivist = self.env.su or self.env.user.has_group(ROLE_GROUP % "archivist")
        found = self._get_unsealable_reasons("SA-1.2.1")
        for row in self:
            found[row.id] += row._iter_seal_reasons(is_archivist)
        return found

    def _iter_seal_reasons(self, is_archivist):
        if not is_archivist:
            role = self.env["document.copy"]._get_role_name("archivist")
            message = self.env._("This is done by: %(role)s.", role=role)
            yield Reason("SA-1.2.1", message)
        if self.state not in ("active", "converted"):
            yield Reason(
                "SA-1.2.1",
                self.env._(
                    "The subscription is not in force (%(state)s).",
                    state=self._state_label(self.state),
                ),
            )
        if self.date_sealed:
            yield Reason(
                "SA-1.2.1",
                self.env._("It was sealed on %(day)s.", day=self.date_sealed),
            )
