from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import area_difference
from .sale_home_contract_area import DIFFERENCE_RULES

CLAUSE = "SA-1.6.1"


class AreaSettlement(models.Model):
    """What the difference between sold and measured area costs whom (SA-1.6.1).

    A snapshot of contract and survey, one in force per contract. Posted by finance
    as invoice or credit note, taken back by the opposite; never changed.
    """

    _name = "area.settlement"
    _description = "Area Settlement"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"posted", "cancelled"},
        "posted": {"cancelled"},
        "cancelled": set(),
    }
    _snapshot_fields = (
        "line_id",
        "partner_id",
        "difference_rule",
        "difference_percent",
        "price_basis",
        "price",
        "gross_sold",
        "inside_sold",
        "gross_area",
        "inside_area",
        "ratio",
        "amount_buyer",
        "amount_seller",
        "amount_refund",
        "amount_refund_double",
        "amount",
        "may_rescind",
    )
    _protected_fields = (
        "state",
        "contract_id",
        "run_id",
        "date",
        "date_told",
        "told_by",
        "tell_state",
        "move_id",
        "reversal_id",
        "error",
        *_snapshot_fields,
    )

    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        related="contract_id.unit_id", store=True, index=True, precompute=True
    )
    run_id = fields.Many2one(
        "area.settlement.run",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    line_id = fields.Many2one(
        "area.survey.line", "Survey", readonly=True, ondelete="restrict", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "First Buyer", readonly=True, ondelete="restrict", index=True
    )
    difference_rule = fields.Selection(DIFFERENCE_RULES, "Rule", readonly=True)
    difference_percent = fields.Float("Limit (%)", digits=(5, 2), readonly=True)
    price_basis = fields.Selection(
        [
            ("gross", "By gross area"),
            ("inside", "By inside area"),
            ("total", "In total"),
        ],
        readonly=True,
    )
    price = fields.Monetary(
        readonly=True, help="Per m²; of the whole home, when agreed in total."
    )
    gross_sold = fields.Float("Gross Sold (m²)", digits="Property Area", readonly=True)
    inside_sold = fields.Float(
        "Inside Sold (m²)", digits="Property Area", readonly=True
    )
    gross_area = fields.Float(
        "Gross Measured (m²)", digits="Property Area", readonly=True
    )
    inside_area = fields.Float(
        "Inside Measured (m²)", digits="Property Area", readonly=True
    )
    ratio = fields.Float(
        "Difference (%)",
        digits=(16, 6),
        readonly=True,
        help="Shown rounded; compared unrounded.",
    )
    amount_buyer = fields.Monetary("Buyer Pays", readonly=True)
    amount_seller = fields.Monetary("Seller Bears", readonly=True)
    amount_refund = fields.Monetary("Buyer Gets Back", readonly=True)
    amount_refund_double = fields.Monetary("Of Which Beyond the Limit", readonly=True)
    amount = fields.Monetary(
        "Difference to Settle", readonly=True, help="Below zero: a refund."
    )
    may_rescind = fields.Boolean("Buyer May Rescind", readonly=True, tracking=True)
    date = fields.Date("Settled on", readonly=True, copy=False, tracking=True)
    date_told = fields.Date("Buyer Told on", readonly=True, copy=False, tracking=True)
    told_by = fields.Selection(
        [("email", "E-mail"), ("post", "By post"), ("hand", "In person")],
        readonly=True,
        copy=False,
    )
    date_rescind_until = fields.Date(
        "Rescission Until",
        compute="_compute_date_rescind_until",
        store=True,
        index="btree_not_null",
        help="Last day of the right, counted from the day on which the buyer was told.",
    )
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, copy=False, index="btree_not_null"
    )
    reversal_id = fields.Many2one(
        "account.move",
        "Taken Back by",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    amount_residual = fields.Monetary(related="move_id.amount_residual")
    error = fields.Char("Set Aside Because", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "To confirm"), ("posted", "Settled"), ("cancelled", "Taken back")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _contract_once = models.UniqueIndex(
        "(contract_id) WHERE state IN ('draft', 'posted')",
        "That contract is settled already.",
    )
    _run_pending = models.Index("(run_id, id) WHERE state = 'draft' AND error IS NULL")

    @api.depends("contract_id.name", "unit_id.reference")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.contract_id.display_name

    @api.depends("date_told", "may_rescind")
    def _compute_date_rescind_until(self):
        for row in self:
            day = row.date_told if row.may_rescind else None
            months = day and row._get_rescission_months()
            row.date_rescind_until = day and day + relativedelta(months=months)

    def _get_rescission_months(self):
        """How long the right to rescind lasts once the buyer was told."""
        self.ensure_one()
        day = self.date_told or self.company_id._policy_today()
        return self.env["policy.parameter"]._get(
            "area_rescission_months", self.company_id, day
        )

    @api.model
    def _create_for(self, contracts, run=None):
        """Settlements to be confirmed; everything in them follows from the contracts.

        :raises UserError: when the home of one of them was not measured
        """
        lines = contracts._get_surveyed_lines()
        # sudo: nobody types a settlement; whoever asks was asked for the reasons
        rows = self.sudo()._create_protected(
            [
                {**self._prepare_snapshot(contract, lines), "run_id": run and run.id}
                for contract in contracts
            ]
        )
        return rows.sudo(self.env.su)

    @api.model
    def _prepare_snapshot(self, contract, lines):
        """:raises UserError: when the home of ``contract`` was not measured"""
        line = lines.get(contract.id)
        if not line:
            raise UserError(
                self.env._(
                    "%(contract)s: no measured area is known.",
                    contract=contract.display_name,
                )
            )
        terms, found = contract._get_difference_terms(), line._work_out()
        return {
            "contract_id": contract.id,
            "line_id": line.id,
            "partner_id": contract.partner_id.id,
            "difference_rule": terms.rule,
            "difference_percent": float(terms.percent),
            "price_basis": terms.basis,
            "price": float(terms.price),
            "gross_sold": contract.gross_area,
            "inside_sold": contract.inside_area,
            "gross_area": line.gross_area,
            "inside_area": line.inside_area,
            **self._prepare_amounts(found),
        }

    @api.model
    def _prepare_amounts(self, found):
        return {
            "ratio": float(found.ratio),
            "amount_buyer": float(found.buyer),
            "amount_seller": float(found.seller),
            "amount_refund": float(found.refund),
            "amount_refund_double": float(found.refund_double),
            "amount": float(found.buyer - found.refund),
            "may_rescind": found.may_rescind,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        for row in self.filtered(lambda row: row.state == "posted" or row.move_id):
            raise UserError(
                self.env._(
                    "%(settlement)s is settled; take it back instead.",
                    settlement=row.display_name,
                )
            )

    def _get_formula(self):
        """The arithmetic in figures, for statement and form."""
        self.ensure_one()
        pick = "inside" if self.price_basis == "inside" else "gross"
        sold = area_difference.decimal(self[f"{pick}_sold"])
        measured = area_difference.decimal(self[f"{pick}_area"])
        return {
            "sold": sold,
            "measured": measured,
            "excess": measured - sold,
            "limit": sold * area_difference.decimal(self.difference_percent) / 100,
        }

    def action_view_entry(self):
        self.ensure_one()
        moves = self.move_id | self.reversal_id
        return moves._get_records_action()
