from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


class SaleHomeDealMixin(models.AbstractModel):
    """The archivist seals what was signed and approved, without delay."""

    _inherit = "sale.home.deal.mixin"

    _paper_field = ""
    """Field of ``document.copy`` that points here."""
    _own_kinds = ()
    """Kinds of the copies that the document itself has, each once."""
    _seal_plan = ""
    """XML id of the duty plan that a seal ticks off."""

    date_approved = fields.Date("In Force since", readonly=True, copy=False)
    date_seal_due = fields.Date(
        "Seal Due on", compute="_compute_date_seal_due", store=True
    )
    sealed_by_id = fields.Many2one("res.users", "Sealed by", readonly=True, copy=False)

    @api.depends("date_approved", "company_id")
    @enforces("SA-1.1.1", "SA-1.2.1")
    def _compute_date_seal_due(self):
        parameters = self.env["policy.parameter"]
        for deal in self:
            day = deal.date_approved
            if day:
                days = parameters._get("seal_working_days", deal.company_id, day)
                day = deal.company_id._add_working_days(day, days)
            deal.date_seal_due = day

    def _prepare_approved_vals(self):
        return {
            **super()._prepare_approved_vals(),
            "date_approved": self.company_id._policy_today(),
        }

    def _on_approved(self):
        result = super()._on_approved()
        self._ensure_copies()
        return result

    def _get_paper_domain(self):
        return [(self._paper_field, "in", self.ids)]

    def _ensure_copies(self):
        """Register the copies that the document has and that are not known yet.

        For documents in force; safe to repeat, also for what was imported.
        """
        known = {}
        copies = self.env["document.copy"].sudo()  # registered by methods alone
        for copy in copies.search(self._get_paper_domain()):
            known.setdefault(copy[self._paper_field].id, set()).add(copy.kind)
        for deal in self:
            there = known.get(deal.id, set())
            kinds = [kind for kind in deal._own_kinds if kind not in there]
            if kinds:
                copies._register_papers(deal, kinds)

    def _get_paper_receivers(self):
        """Partners who may take papers of this deal away: buyers and their agents."""
        self.ensure_one()
        return self.buyer_ids.partner_id

    def action_seal(self):
        """The archivist puts the seal on every copy of these documents.

        :raises PolicyRefusal: for the first that may not be sealed; none is then
        """
        self.check_access("read")
        reasons = self._get_seal_reasons()
        for deal in self:
            self.env["policy.clause"]._refuse(reasons[deal.id], deal)
        for deal in self:
            deal._seal(deal.company_id._policy_today())
        return True

    def _seal(self, day):
        """Keep day and person, on the document and on each of its copies."""
        sealed = {"date_sealed": day, "sealed_by_id": self.env.uid}
        deal = self.sudo()  # the archivist edits no documents; the reasons were asked
        deal._write_protected({"sealed_by_id": self.env.uid})
        deal._record_seal(day)
        copies = self.env["document.copy"].sudo()  # see above
        domain = [*self._get_paper_domain(), ("kind", "in", self._own_kinds)]
        copies.search(domain)._write_protected(sealed)
        self.env["policy.duty"]._complete_for(self, self, self._seal_plan)

    def _record_seal(self, day):
        self._write_protected({"date_sealed": day})

    def _get_unsealable_reasons(self, clause):
        """{id: [reason]} for those whose copies are not all in our hands."""
        copies = self.env["document.copy"].sudo()  # where they are, no more
        domain = [
            *self._get_paper_domain(),
            ("kind", "in", self._own_kinds),
            ("state", "!=", "ours"),
            ("state", "!=", "replaced"),
        ]
        found = {deal.id: [] for deal in self}
        for copy in copies.search(domain):
            message = self.env._(
                "%(copy)s is not with us: %(holder)s.",
                copy=copy.display_name,
                holder=copy.holder_name,
            )
            found[copy[self._paper_field].id].append(Reason(clause, message))
        return found
