from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-2.1"
FROM_PARTNER = ("name", "phone", "street", "city")
"""Fields of the contact that have to be filled."""
FROM_PROFILE = ("id_kind", "id_number", "channel", "consent")
"""Fields of the customer's data that have to be filled."""


class SaleHomeContract(models.Model):
    """Whether the base data of all buyers are complete, and since when (SA-2.1)."""

    _inherit = "sale.home.contract"

    is_data_complete = fields.Boolean(
        "Customer Data Complete",
        compute="_compute_is_data_complete",
        store=True,
        index=True,
    )
    data_complete_at = fields.Datetime(
        "Complete Since", compute="_compute_is_data_complete", store=True
    )
    data_days = fields.Integer(
        "Days Until Complete",
        compute="_compute_data_days",
        store=True,
        aggregator="avg",
        help="From authentication; below zero, it was complete before.",
    )
    data_missing = fields.Text("Customer Data Missing", compute="_compute_data_missing")

    @api.depends(
        "buyer_ids.partner_id.email",
        *(f"buyer_ids.partner_id.{name}" for name in FROM_PARTNER),
        "buyer_ids.partner_id.customer_profile_ids.company_id",
        "buyer_ids.partner_id.customer_profile_ids.has_no_email",
        *(f"buyer_ids.partner_id.customer_profile_ids.{name}" for name in FROM_PROFILE),
    )
    def _compute_is_data_complete(self):
        reasons = self._get_data_reasons()
        for contract in self:
            complete = not reasons[contract.id]
            contract.is_data_complete = complete
            since = contract.data_complete_at or fields.Datetime.now()
            contract.data_complete_at = since if complete else False

    @api.depends("date_authenticated", "data_complete_at")
    def _compute_data_days(self):
        for contract in self:
            first, moment = contract.date_authenticated, contract.data_complete_at
            if first and moment:
                day = contract.company_id._policy_date(moment)
                contract.data_days = (day - first).days
            else:
                contract.data_days = 0

    @api.depends_context("lang")
    @api.depends("is_data_complete")
    def _compute_data_missing(self):
        reasons = self._get_data_reasons()
        for contract in self:
            messages = [reason.message for reason in reasons[contract.id]]
            contract.data_missing = "\n".join(messages)

    @enforces("SA-2.1")
    def _get_data_reasons(self):
        """{id: a reason for each base datum of each buyer that is missing}"""
        found = {}
        # sudo: whether something is there, not what; who asks need not see it
        profiles = self.env["customer.profile"].sudo()
        for company, contracts in self.grouped("company_id").items():
            partners = contracts.buyer_ids.partner_id
            known = profiles._get_profiles(partners, company)
            for contract in contracts:
                found[contract.id] = list(contract._iter_data_reasons(known))
        return found

    def _iter_data_reasons(self, known):
        if not self.buyer_ids:
            yield Reason(CLAUSE, self.env._("No buyer is named."))
        empty = self.env["customer.profile"].sudo()  # see above
        for partner in self.buyer_ids.partner_id:
            profile = known.get(partner.id, empty)
            for record, name in self._get_missing_data(partner, profile):
                label = record._fields[name]._description_string(self.env)
                yield Reason(
                    CLAUSE,
                    self.env._(
                        "%(buyer)s: %(field)s is missing.",
                        buyer=partner.name or "?",
                        field=label,
                    ),
                    figures={"partner_id": partner.id, "field": name},
                )

    @api.model
    def _get_missing_data(self, partner, profile):
        """[(record, field name)] of what ``partner`` has still to say."""
        missing = [(partner, name) for name in FROM_PARTNER if not partner[name]]
        if not partner.email and not profile.has_no_email:
            missing.append((partner, "email"))
        return missing + [(profile, name) for name in FROM_PROFILE if not profile[name]]

    def action_open_customers(self):
        """The data of the buyers, to be completed; profiles are made as needed."""
        self.ensure_one()
        profiles = self.env["customer.profile"]
        for partner in self.buyer_ids.partner_id:
            profiles |= profiles._ensure(partner, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Data"),
            "res_model": profiles._name,
            "view_mode": "list,form",
            "domain": [("id", "in", profiles.ids)],
        }
