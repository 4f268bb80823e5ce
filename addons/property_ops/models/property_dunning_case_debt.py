from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

PRINCIPAL = ("bill", "opening")
"""Kinds of documents that are dunned; a late fee is not dunned of itself."""


class PropertyDunningCase(models.Model):
    """What is owed: read from posted journal items, by the set, each time."""

    _inherit = "property.dunning.case"

    amount_overdue = fields.Monetary("Overdue", compute="_compute_amounts")
    amount_late_fee = fields.Monetary("Late Fee", compute="_compute_amounts")
    amount_late_fee_due = fields.Monetary(
        "Late Fee Not Booked Yet",
        compute="_compute_amount_late_fee_due",
        help="Of the days since the last booking; a letter asks for it too.",
    )
    amount_total = fields.Monetary("To Pay", compute="_compute_amounts")
    oldest_due = fields.Date("Overdue Since", compute="_compute_amounts")
    open_items = fields.Html(compute="_compute_open_items", sanitize=False)

    @api.depends_context("uid")
    @api.depends("state", "last_payment_at")
    def _compute_amounts(self):
        debts = self._get_debts()
        for case in self:
            overdue, oldest, late_fee = debts.get(case.id, (0.0, False, 0.0))
            case.amount_overdue = overdue
            case.oldest_due = oldest
            case.amount_late_fee = late_fee
            case.amount_total = overdue + late_fee

    @api.depends_context("uid")
    @api.depends("state", "last_payment_at")
    def _compute_amount_late_fee_due(self):
        for case in self:
            items = case._get_open_items() if case.ids else ()
            ids = [item["line_id"] for item in items if item["kind"] in PRINCIPAL]
            lines = self.env["account.move.line"].sudo().browse(ids)  # the sum alone
            fees = self.env["property.late.fee"].sudo()  # as above
            due = fees._get_due(lines, case.company_id._policy_today()) if ids else {}
            case.amount_late_fee_due = sum(due.values())

    def _get_debts(self, day=None):
        """{case id: (overdue principal, oldest due day, open late fee)}

        What is open of what fell due before ``day``, by default today. Prepayments
        that no bill has taken yet count as paid. Company currency.
        """
        if not self.ids:
            return {}
        self._flush_money()
        found = {}
        for company, cases in self.grouped("company_id").items():
            query = SQL(
                "WITH %s SELECT c.id, d.overdue - COALESCE(k.amount, 0), d.oldest,"
                " (SELECT COALESCE(SUM(l.amount_residual), 0) FROM account_move m"
                " JOIN account_move_line l ON l.move_id = m.id"
                " WHERE m.property_unit_id = c.unit_id AND m.partner_id = c.partner_id"
                " AND m.property_kind = 'late_fee' AND l.parent_state = 'posted'"
                " AND l.reconciled IS NOT TRUE AND l.account_id IN"
                " (SELECT id FROM receivable))"
                " FROM property_dunning_case c"
                " JOIN res_partner p ON p.id = c.partner_id"
                " LEFT JOIN debt d ON d.unit_id = c.unit_id"
                " AND d.partner_id = c.partner_id"
                " LEFT JOIN credit k ON k.partner_id = p.commercial_partner_id"
                " WHERE c.id IN %s",
                self._get_debt_sql(
                    company, day or company._policy_today(), cases.unit_id.ids
                ),
                tuple(cases.ids),
            )
            for case_id, overdue, oldest, late_fee in self.env.execute_query(query):
                overdue = max(company.currency_id.round(overdue or 0.0), 0.0)
                found[case_id] = (overdue, oldest or False, late_fee)
        return found

    @api.model
    def _flush_money(self):
        self.env.flush_all()

    @api.model
    def _get_debt_sql(self, company, day, unit_ids=None):
        """Common table expressions ``receivable``, ``debt`` and ``credit``.

        Materialized: after an import, before the next ANALYZE, the planner takes them
        for single rows and would work them out anew for each case.

        ``debt`` has unit_id, partner_id, overdue (due before ``day``) and oldest;
        ``credit`` what a partner has paid that stands against no bill yet.
        """
        homes = SQL("m.property_unit_id IS NOT NULL")
        if unit_ids is not None:
            homes = SQL("m.property_unit_id = ANY(%s)", list(unit_ids))
        return SQL(
            "receivable AS MATERIALIZED (SELECT a.id FROM account_account a"
            " WHERE a.account_type = 'asset_receivable'),"
            " debt AS MATERIALIZED (SELECT m.property_unit_id AS unit_id, m.partner_id,"
            " SUM(l.amount_residual) AS overdue,"
            " MIN(l.date_maturity) FILTER (WHERE l.amount_residual > 0) AS oldest"
            " FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
            " WHERE l.company_id = %(company)s AND l.parent_state = 'posted'"
            " AND l.reconciled IS NOT TRUE AND l.amount_residual <> 0"
            " AND l.account_id IN (SELECT id FROM receivable)"
            " AND m.property_kind IN %(kinds)s AND %(homes)s"
            " AND (l.date_maturity < %(day)s OR l.amount_residual < 0)"
            " GROUP BY m.property_unit_id, m.partner_id),"
            " credit AS MATERIALIZED (SELECT l.partner_id,"
            " -SUM(l.amount_residual) AS amount"
            " FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
            " WHERE l.company_id = %(company)s AND l.parent_state = 'posted'"
            " AND l.reconciled IS NOT TRUE AND l.amount_residual < 0"
            " AND l.account_id IN (SELECT id FROM receivable)"
            " AND m.property_unit_id IS NULL AND %(prepaid)s GROUP BY l.partner_id)",
            company=company.id,
            kinds=PRINCIPAL,
            homes=homes,
            day=day,
            prepaid=self.env["account.move.line"]._get_prepayment_sql(),
        )

    def _get_open_items(self, day=None):
        """[dict] of the documents of the home overdue on ``day``, oldest first.

        A late fee is due when it is booked; what was credited counts at once. Old
        arrears have the month of each part. Read in SQL: area managers have no part
        in accounting.
        """
        self.ensure_one()
        self.check_access("read")
        self._flush_money()
        query = SQL(
            "SELECT l.id, m.name, m.property_kind, CASE m.property_kind"
            " WHEN 'opening' THEN date_trunc('month', l.date_maturity)::date"
            " ELSE m.property_period END, l.date_maturity,"
            " l.debit - l.credit AS amount, l.amount_residual"
            " FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
            " JOIN account_account a ON a.id = l.account_id"
            " WHERE m.property_unit_id = %s AND m.partner_id = %s"
            " AND m.property_kind IS NOT NULL AND l.parent_state = 'posted'"
            " AND l.reconciled IS NOT TRUE AND l.amount_residual <> 0"
            " AND a.account_type = 'asset_receivable' AND (l.date_maturity < %s"
            " OR l.amount_residual < 0 OR m.property_kind = 'late_fee')"
            " ORDER BY l.date_maturity, l.id",
            self.unit_id.id,
            self.partner_id.id,
            day or self.company_id._policy_today(),
        )
        names = ("line_id", "name", "kind", "period", "due", "amount", "residual")
        return [
            dict(zip(names, row, strict=True)) for row in self.env.execute_query(query)
        ]

    @api.depends_context("lang")
    @api.depends("state", "last_payment_at")
    def _compute_open_items(self):
        for case in self:
            rows = [
                Markup(
                    "<tr><td>%s</td><td>%s</td><td class='text-end'>%s</td>"
                    "<td class='text-end fw-bold'>%s</td></tr>"
                )
                % (
                    item["name"],
                    format_date(self.env, item["due"]),
                    case._format_amount(item["amount"]),
                    case._format_amount(item["residual"]),
                )
                for item in (case._get_open_items() if case.ids else ())
            ]
            case.open_items = rows and case._wrap_items(rows)

    def _wrap_items(self, rows):
        texts = [self.env._("Document"), self.env._("Due Date")]
        numbers = [self.env._("Amount"), self.env._("Unpaid")]
        head = Markup().join(
            [Markup("<th>%s</th>") % label for label in texts]
            + [Markup("<th class='text-end'>%s</th>") % label for label in numbers]
        )
        table = Markup("<table class='table table-sm'><tr>%s</tr>%s</table>")
        return table % (head, Markup().join(rows))

    def _format_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
