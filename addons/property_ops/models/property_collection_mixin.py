from odoo import fields, models


class PropertyCollectionMixin(models.AbstractModel):
    """By what the figures are told apart: fee, place, person, month."""

    _name = "property.collection.mixin"
    _description = "Dimensions of the Collection Figures"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("bill", "Monthly bills"),
            ("opening", "Opening arrears"),
            ("late_fee", "Late fees"),
            ("advance", "Paid in advance"),
        ],
        required=True,
        readonly=True,
        help="Only monthly bills count for the collection rate and its target.",
    )
    period = fields.Date(
        "Fee Month",
        readonly=True,
        help="The month the fees are for; empty: another one than the period's.",
    )
    fee_type_id = fields.Many2one(
        "property.fee.type", readonly=True, ondelete="restrict"
    )
    estate_id = fields.Many2one("property.estate", readonly=True, ondelete="restrict")
    building_id = fields.Many2one(
        "property.building", readonly=True, ondelete="restrict"
    )
    area_manager_id = fields.Many2one(
        "hr.employee",
        readonly=True,
        ondelete="restrict",
        help="Who answered for the building on the day of the figures.",
    )
    billed = fields.Monetary(
        readonly=True,
        help="Posted bills of the fee month with tax, less credit notes, up to the day "
        "of the figures.",
    )
    collected = fields.Monetary(
        readonly=True,
        help="Of what was billed: money set against it up to the day of the figures. "
        "A payment of several fees counts pro rata of the lines of the bill.",
    )
    settled = fields.Monetary(
        "Settled Otherwise",
        readonly=True,
        help="Of what was billed: set off or written off without money.",
    )
