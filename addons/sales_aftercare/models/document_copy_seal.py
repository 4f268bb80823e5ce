from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .document_copy import HERE
from .document_copy_rules import ROLE_GROUP


class DocumentCopy(models.Model):
    """What replaces a lost copy gets its own seal, as the first one had (SA-1.1.1)."""

    _inherit = "document.copy"

    can_seal = fields.Boolean(compute="_compute_can_seal")

    def _compute_can_seal(self):
        reasons = self._get_seal_reasons()
        for copy in self:
            copy.can_seal = not reasons[copy.id]

    @enforces("SA-1.1.1", "SA-1.2.1")
    def _get_seal_reasons(self):
        """{id: all reasons why the archivist can't seal this one copy now}

        Copies are sealed with their contract; this is for one that came later.
        """
        is_archivist = self.env.su or self.env.user.has_group(ROLE_GROUP % "archivist")
        return {copy.id: list(copy._iter_seal_reasons(is_archivist)) for copy in self}

    def _iter_seal_reasons(self, is_archivist):
        deal = self._get_deal().sudo()  # whether it is sealed, no more
        clause = "SA-1.2.1" if self.subscription_id else "SA-1.1.1"
        if not is_archivist:
            role = self._get_role_name("archivist")
            yield Reason(clause, self.env._("This is done by: %(role)s.", role=role))
        if self.kind not in deal._own_kinds:
            yield Reason(clause, self.env._("Such a paper gets no seal of ours."))
        elif not deal.date_sealed:
            yield Reason(
                clause,
                self.env._("Nothing of %(deal)s is sealed yet.", deal=deal.name),
                self.env._("Seal all its copies together."),
            )
        if self.date_sealed:
            message = self.env._("It was sealed on %(day)s.", day=self.date_sealed)
            yield Reason(clause, message)
        if self.state not in HERE:
            yield Reason(clause, self.env._("The paper is not with us."))

    def action_seal(self):
        """The archivist puts the seal on these copies.

        :raises PolicyRefusal: for the first that may not be sealed; none is then
        """
        self.check_access("read")
        reasons = self._get_seal_reasons()
        for copy in self:
            self.env["policy.clause"]._refuse(reasons[copy.id], copy)
        for copy in self.sudo():  # nobody writes papers
            today = copy.company_id._policy_today()
            copy._write_protected({"date_sealed": today, "sealed_by_id": self.env.uid})
        return True
