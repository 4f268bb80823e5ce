from odoo import api, fields, models


class PropertyEstate(models.Model):
    """A housing estate that one office manages."""

    _name = "property.estate"
    _description = "Estate"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(help="Short name in references, files and invoices.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one("res.partner", "Address")
    developer_id = fields.Many2one(
        "res.partner",
        tracking=True,
        help="Pays for homes that are unsold or not handed over (PO-4.1.1).",
    )
    building_ids = fields.One2many("property.building", "estate_id")
    unit_ids = fields.One2many("property.unit", "estate_id", "Homes")
    unit_count = fields.Integer("Number of Homes", compute="_compute_counts")
    building_count = fields.Integer("Buildings", compute="_compute_counts")
    gross_area = fields.Float(
        "Gross Area (m²)", compute="_compute_counts", digits="Property Area"
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL",
        "That code names another estate already.",
    )

    @api.depends("building_ids", "unit_ids.gross_area")
    def _compute_counts(self):
        units = dict(
            (estate.id, (count, area))
            for estate, count, area in self.env["property.unit"]._read_group(
                [("estate_id", "in", self.ids)],
                ["estate_id"],
                ["__count", "gross_area:sum"],
            )
        )
        for estate in self:
            estate.unit_count, estate.gross_area = units.get(estate.id, (0, 0.0))
            estate.building_count = len(estate.building_ids)
