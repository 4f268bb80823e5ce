from odoo import api, fields, models

from ..tools import contract_layout, contract_words


class SaleHomeLedgerImport(models.Model):
    """An office's ledger of running contracts on its way in (SA-1.1.1).

    Read, shown, corrected, imported whole: no contract is made while one blocking
    error stands. Their money is booked afterwards, by finance.
    """

    _name = "sale.home.ledger.import"
    _description = "Contract Ledger Import"
    _inherit = ["policy.sheet.ledger"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"booking", "done"},
        "booking": {"running", "done"},
        "running": {"done"},
        "done": set(),
    }
    _protected_fields = ("state", "date_imported", "booked_by_id")
    _vocabulary = contract_layout.VOCABULARY
    _word_tables = contract_words.VALUES

    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        help="Day of what was received so far; it is booked as at this day."
    )
    estate_id = fields.Many2one(
        "property.estate", check_company=True, help="Whose homes are sold."
    )
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("booking", "Money to book"),
            ("running", "Being booked"),
            ("done", "Imported"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    date_imported = fields.Datetime("Imported on", readonly=True, copy=False)
    booked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    line_ids = fields.One2many("sale.home.ledger.import.line", "import_id")
    column_ids = fields.One2many(
        "sale.home.ledger.import.line", "import_id", domain=[("kind", "=", "column")]
    )
    word_ids = fields.One2many(
        "sale.home.ledger.import.line", "import_id", domain=[("kind", "=", "word")]
    )
    person_ids = fields.One2many(
        "sale.home.ledger.import.line", "import_id", domain=[("kind", "=", "person")]
    )
    issue_ids = fields.One2many(
        "sale.home.ledger.import.issue", "import_id", readonly=True
    )
    contract_ids = fields.One2many("sale.home.contract", "ledger_import_id")
    contract_count = fields.Integer("Contracts", readonly=True)
    new_contract_count = fields.Integer("New Contracts", readonly=True)
    amount_total = fields.Monetary("Prices", readonly=True)
    amount_received = fields.Monetary("Received so Far", readonly=True)
    step_summary = fields.Text(
        "Where They Stand", readonly=True, help="By what the ledger proves."
    )

    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("Contract ledger")

    def _describe_missing(self):
        return self.env._(
            "%(file)s: no heading row found. A ledger has one contract per row, below "
            "headings such as contract number, buyer, room and price.",
            file=self.display_name,
        )

    def action_open_contracts(self):
        """The pipeline of the contracts that this file brought."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_aftercare.sale_home_contract_action"
        )
        return {**action, "domain": [("ledger_import_id", "=", self.id)]}

    @api.model
    def action_download_template(self):
        report = self.env.ref("sales_aftercare.sale_home_ledger_template_report")
        return report.report_action(self.env.company)
