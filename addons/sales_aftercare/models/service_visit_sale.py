from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces

OCCASIONS = [
    ("first", "After authentication"),
    ("second", "After hand-over"),
    ("other", "Another occasion"),
]


class ServiceVisit(models.Model):
    """Return visits to the buyers of a home (SA-2.2)."""

    _inherit = "service.visit"

    sale_contract_id = fields.Many2one(
        "sale.home.contract",
        "Home Sale Contract",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    sale_occasion = fields.Selection(
        OCCASIONS, "Return Visit", help="Which of the return visits of a sale it is."
    )
    promise_kept_on = fields.Date("Promise Kept on", readonly=True, copy=False)

    _sale_occasion_valid = models.Constraint(
        "CHECK(sale_contract_id IS NULL OR sale_occasion IS NOT NULL)",
        "Say which return visit of the sale it is.",
    )

    @api.model
    def _get_protected(self, names):
        own = [name for name in names if name == "promise_kept_on"]
        return super()._get_protected(names) + own

    def write(self, vals):
        kept = {"sale_contract_id", "sale_occasion"} & set(vals)
        if kept and "done" in self.mapped("state"):
            raise UserError(
                self.env._("A visit that was made can't be changed afterwards.")
            )
        return super().write(vals)

    def action_done(self):
        """A return visit ticks off its duty, whoever of the office made it."""
        result = super().action_done()
        self.filtered("sale_contract_id")._complete_sale_duty()
        return result

    @enforces("SA-2.2")
    def _complete_sale_duty(self):
        for visit in self:
            self.env["policy.duty"]._complete_for(visit.sale_contract_id, visit)

    def action_promise_kept(self):
        """What was promised at the visit is done as of today.

        :raises UserError: where nothing was promised
        """
        self.check_access("write")
        for visit in self:
            if visit.state != "done" or not visit.promise:
                raise UserError(
                    self.env._(
                        "%(visit)s: nothing was promised.", visit=visit.display_name
                    )
                )
            today = visit.company_id._policy_today()
            visit._write_protected({"promise_kept_on": today})
