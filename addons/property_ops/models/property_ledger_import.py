from datetime import timedelta

from odoo import api, fields, models

from ..tools import estate_layout, estate_ledger


class PropertyLedgerImport(models.Model):
    """An estate's ledger on its way in: read, shown, corrected, imported whole.

    Nothing of the file reaches the register while one blocking error stands.
    """

    _name = "property.ledger.import"
    _description = "Ledger Import"
    _inherit = ["policy.sheet.ledger"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"register", "done"},
        "register": {"done"},
        "done": set(),
    }
    _protected_fields = ("state", "date_imported")
    _vocabulary = estate_layout.VOCABULARY
    _word_tables = estate_ledger.VALUES

    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        help="Day of the arrears and dials; taken from the file where it says it.",
    )
    estate_id = fields.Many2one(
        "property.estate",
        check_company=True,
        help="Whose homes these are; empty: a new estate.",
    )
    estate_name = fields.Char("New Estate", help="Taken from the title of the file.")
    developer_id = fields.Many2one(
        "res.partner",
        compute="_compute_developer_id",
        store=True,
        readonly=False,
        help="Homes without an owner are theirs.",
    )
    fee_type_id = fields.Many2one(
        "property.fee.type",
        "Fee of the Rates",
        check_company=True,
        help="Empty: the company's property fee.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
    )
    account_id = fields.Many2one(
        "account.account",
        "Contra Account",
        check_company=True,
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
        help="Other side of the arrears: opening balances, or the income of the fee "
        "where it was never booked.",
    )
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("register", "Arrears to post"),
            ("done", "Imported"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    date_imported = fields.Datetime("Imported on", readonly=True, copy=False)
    line_ids = fields.One2many("property.ledger.import.line", "import_id")
    column_ids = fields.One2many(
        "property.ledger.import.line", "import_id", domain=[("kind", "=", "column")]
    )
    word_ids = fields.One2many(
        "property.ledger.import.line", "import_id", domain=[("kind", "=", "word")]
    )
    person_ids = fields.One2many(
        "property.ledger.import.line", "import_id", domain=[("kind", "=", "person")]
    )
    issue_ids = fields.One2many(
        "property.ledger.import.issue", "import_id", readonly=True
    )
    home_count = fields.Integer("Homes", readonly=True)
    new_home_count = fields.Integer("New Homes", readonly=True)
    owner_count = fields.Integer("Owners", readonly=True)
    tenant_count = fields.Integer("Tenants", readonly=True)
    meter_count = fields.Integer("Meters", readonly=True)
    arrears_count = fields.Integer("Homes in Arrears", readonly=True)
    arrears_total = fields.Monetary("Arrears", readonly=True)

    @api.model
    def _default_date(self):
        today = self.env.company._policy_today()
        return today.replace(day=1) - timedelta(days=1)

    @api.depends("estate_id")
    def _compute_developer_id(self):
        for record in self:
            record.developer_id = record.estate_id.developer_id or record.developer_id

    @api.depends("company_id")
    def _compute_accounts(self):
        for record in self:
            probe = self.env["property.estate"].new({"company_id": record.company_id})
            record.journal_id = probe._get_opening_journal()
            record.account_id = probe._get_opening_account()

    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("Ledger")

    def action_open_homes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_ops.property_unit_action"
        )
        return {**action, "domain": [("estate_id", "=", self.estate_id.id)]}

    def _describe_missing(self):
        return self.env._(
            "%(file)s: no heading row found. A ledger has one home per row, "
            "below headings such as building, room, area and owner.",
            file=self.display_name,
        )
