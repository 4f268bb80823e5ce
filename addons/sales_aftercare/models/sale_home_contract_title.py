from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

KINDS = [
    ("property", "Property certificate"),
    ("land", "Land-use certificate"),
    ("both", "Both together"),
]
STEP_KINDS = {"title": ("property", "both"), "land": ("land", "both")}
"""Step -> kinds of application that lead to it."""
STEP_CLAUSES = {"title": "SA-1.6.3", "land": "SA-1.7.1"}
WITH_US = ("draft", "handed", "rejected")
UNDER_WAY = (*WITH_US, "submitted")
OTHER_GROUPS = ("price", "on_behalf")
"""What of the customer's may not be open, besides the area difference."""


class SaleHomeContract(models.Model):
    """The certificates of a contract: when they may be begun, by when they are due."""

    _inherit = "sale.home.contract"

    title_application_ids = fields.One2many(
        "title.application", "contract_id", "Certificates", readonly=True
    )
    date_title_due = fields.Date(
        "Certificate Due by",
        compute="_compute_date_title_due",
        store=True,
        index="btree_not_null",
        help="Off-plan homes: counted from hand-over; ready ones: from signature.",
    )

    @api.depends("delivery_kind", "date_signed", "date_moved_in", "company_id")
    @enforces("SA-1.6.3")
    def _compute_date_title_due(self):
        parameters = self.env["policy.parameter"]
        for contract in self:
            is_ready = contract.delivery_kind == "ready"
            day = contract.date_signed if is_ready else contract.date_moved_in
            code = "title_days_ready" if is_ready else "title_days_off_plan"
            days = day and parameters._get(code, contract.company_id, day)
            contract.date_title_due = day and day + timedelta(days=days)

    @enforces("SA-1.6.1", "SA-1.6.2", "SA-1.6.3")
    def _get_title_reasons(self, application=None):
        """Also: nothing of the customer is open, no other application is under way.

        What we owe the customer does not stand against it.

        :param application: the one that asks, which does not stand against itself
        """
        found = super()._get_title_reasons()
        return self._add_title_reasons("title", found, application)

    @enforces("SA-1.7.1")
    def _get_land_reasons(self, application=None):
        """As for the property certificate, whose papers come first or with it."""
        found = super()._get_land_reasons()
        return self._add_title_reasons("land", found, application)

    def _add_title_reasons(self, key, found, application):
        others = self._get_other_applications(key, application)
        unpaid = self._get_open_reasons()
        for contract in self:
            found[contract.id] += unpaid[contract.id]
            if other := others.get(contract.id):
                found[contract.id].append(
                    Reason(
                        STEP_CLAUSES[key],
                        self.env._(
                            "Application %(number)s is under way (%(state)s).",
                            number=other.name,
                            state=other._state_label(other.state),
                        ),
                        self.env._("Go on there."),
                    )
                )
        return found

    def _get_open_reasons(self):
        """{id: what of the customer's is open in accounting}, by clause"""
        found = self._get_unpaid_reasons(("difference",), "SA-1.6.1")
        for kind, clause in (("ready", "SA-1.6.2"), ("off_plan", "SA-1.6.1")):
            contracts = self.filtered(lambda row, kind=kind: row.delivery_kind == kind)
            if contracts:
                others = contracts._get_unpaid_reasons(OTHER_GROUPS, clause)
                for contract in contracts:
                    found[contract.id] += others[contract.id]
        return found

    def _get_other_applications(self, key, application=None):
        """{contract id: its application under way for step ``key``}, in one query"""
        applications = self.env["title.application"].sudo()  # whether there is one
        rows = applications.search_fetch(
            [
                ("contract_id", "in", self.ids),
                ("kind", "in", STEP_KINDS[key]),
                ("state", "in", UNDER_WAY),
            ],
            ["contract_id", "name", "state"],
        )
        return {row.contract_id.id: row for row in rows if row != application}

    def _iter_reopen_reasons(self):
        yield from super()._iter_reopen_reasons()
        begun = self.sudo().title_application_ids.filtered(  # whether there is one
            lambda row: row.state in ("handed", "submitted", "rejected")
        )
        for row in begun:
            yield Reason(
                "SA-1.6.1",
                self.env._(
                    "Application %(number)s shows the area to the bureau.",
                    number=row.name,
                ),
                self.env._("Cancel the application first."),
            )

    def _get_at_bureau(self):
        """Their applications that the bureau is at work on."""
        rows = self.sudo().title_application_ids  # whether there is one
        return rows.filtered(lambda row: row.state == "submitted")

    def _on_ended(self):
        result = super()._on_ended()
        rows = self.title_application_ids
        rows = rows.filtered(lambda row: row.state in WITH_US)
        rows.action_cancel()
        self._void_duties(rows)
        return result

    def action_apply_title(self):
        """The application under way, else a new one, by what the contract lacks."""
        self.ensure_one()
        rows = self.title_application_ids.filtered(lambda row: row.state in UNDER_WAY)
        kind = "land" if self.date_titled else "property"
        model = self.env["title.application"]
        row = rows[:1] or model.create({"contract_id": self.id, "kind": kind})
        return row._get_records_action()
