from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyReceiptCounter(models.Model):
    """The last receipt number of a company in a year."""

    _name = "property.receipt.counter"
    _description = "Receipt Counter"
    _order = "year desc, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    year = fields.Integer(required=True, readonly=True)
    last_number = fields.Integer(required=True, readonly=True)

    _year_uniq = models.Constraint(
        "UNIQUE(company_id, year)", "That year is counted already."
    )

    @api.model
    @enforces("PO-4.1.2")
    def _next_name(self, company, day):
        """The next receipt number of the company in the year of ``day``.

        Without gaps: the row stays locked until the commit and goes back with a
        rollback. Who is second at the same instant is tried again by Odoo, the
        first number of a year included.
        """
        [(number,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO property_receipt_counter
                            (company_id, year, last_number)
                VALUES (%s, %s, 1)
                    ON CONFLICT (company_id, year) DO UPDATE
                   SET last_number = property_receipt_counter.last_number + 1
                RETURNING last_number
                """,
                company.id,
                day.year,
            )
        )
        return f"R{day.year}-{number:06d}"
