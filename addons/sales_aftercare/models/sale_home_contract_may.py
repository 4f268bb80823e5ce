from odoo import api, fields, models

from ..tools import steps


class SaleHomeContract(models.Model):
    """May I? What stands against the next step, and against every other (X-3)."""

    _inherit = "sale.home.contract"

    blocker = fields.Char(
        "What Is Missing",
        compute="_compute_blocker",
        help="The first thing that stands against the next step.",
    )
    blocker_count = fields.Integer("Things Missing", compute="_compute_blocker")

    @api.depends_context("uid", "lang")
    @api.depends("step", "state", *steps.DATE_FIELDS)
    def _compute_blocker(self):
        for key, contracts in self.grouped("step").items():
            reasons = contracts._get_may_reasons(key, as_role=False)
            for contract in contracts:
                found = reasons.get(contract.id, [])
                contract.blocker = found[0].message if found else False
                contract.blocker_count = len(found)

    def _get_may_reasons(self, key, as_role=True):
        """{id: reasons against step ``key``}, by the same methods that guard it.

        :param as_role: False to leave out who is asking, as for the whole office
        """
        if key not in steps.BY_KEY:
            return {}
        if key == "sign":
            drafts = self.filtered(lambda row: row.state in ("draft", "refused"))
            return drafts._get_submit_reasons()
        asked = self if as_role else self.sudo()  # rules see what the reader may not
        return getattr(asked, f"_get_{key}_reasons")()

    def action_may(self):
        """Show for every step what stands against it and what clears that."""
        self.ensure_one()
        return self.env["sale.home.may"]._open(self)
