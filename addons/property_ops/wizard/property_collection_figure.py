from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

RATES = {"collection_rate": "collected", "target_percent": "target_amount"}
"""Percentages of what was billed: a sum of them is that of the amounts."""


class PropertyCollectionFigure(models.TransientModel):
    """One fee, building and fee month of a report; written by the report alone."""

    _name = "property.collection.figure"
    _description = "Collection Figure"
    _inherit = ["property.collection.mixin"]
    _order = "period, estate_id, building_id, kind, fee_type_id, id"

    report_id = fields.Many2one(
        "property.collection.report",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    fee_kind = fields.Selection(
        selection=lambda self: (
            self.env["property.fee.type"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Fee Class",
        readonly=True,
    )
    recovered = fields.Monetary(
        "Arrears Recovered",
        readonly=True,
        help="Money set in the period against fees of older months and opening "
        "arrears.",
    )
    prepaid = fields.Monetary(
        readonly=True,
        help="Money at the end of the period that stood against no bill yet or "
        "against bills of later months.",
    )
    collection_rate = fields.Float(
        "Rate (%)",
        readonly=True,
        aggregator="avg",
        help="Collected of billed, monthly bills alone.",
    )
    target_percent = fields.Float(
        "Target (%)",
        readonly=True,
        aggregator="avg",
        help="What the policy asks the rate to be, by class of fees: as in force on "
        "the last day of the fee month.",
    )
    target_amount = fields.Monetary(
        "To Collect", readonly=True, help="What the target asks of what was billed."
    )
    target_result = fields.Selection(
        [("met", "Met"), ("missed", "Not met")], "Target", readonly=True
    )

    def _read_group_select(self, aggregate_spec, query):
        name, _separator, function = aggregate_spec.partition(":")
        if name not in RATES or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        billed, share, kind = (
            self._field_to_sql(self._table, field, query)
            for field in ("billed", RATES[name], "kind")
        )
        return SQL(
            "100 * SUM(%(share)s) FILTER (WHERE %(kind)s = 'bill')"
            " / NULLIF(SUM(%(billed)s) FILTER (WHERE %(kind)s = 'bill'), 0)",
            share=share,
            billed=billed,
            kind=kind,
        )

    @api.depends("kind", "fee_type_id", "building_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for figure in self:
            names = (
                figure.fee_type_id.name or kinds.get(figure.kind),
                figure.building_id.name,
            )
            figure.display_name = ", ".join(name for name in names if name)

    def action_view_charges(self):
        """The charges behind what was billed."""
        self.ensure_one()
        if self.kind != "bill" or not self.period:
            raise UserError(self.env._("Only bills of the period have charges."))
        return {
            "name": self.display_name,
            "type": "ir.actions.act_window",
            "res_model": "property.charge",
            "view_mode": "list,pivot",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("period", "=", self.period),
                ("fee_type_id", "=", self.fee_type_id.id),
                ("unit_id.building_id", "=", self.building_id.id),
                ("move_id", "!=", False),
            ],
        }
