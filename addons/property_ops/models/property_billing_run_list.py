from collections import defaultdict

from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyBillingRun(models.Model):
    _inherit = "property.billing.run"

    @enforces("PO-4.1.2")
    def _get_payment_list(self):
        """The month's list: rows by home and payer, one amount per fee, totals."""
        self.ensure_one()
        listed = [("error", "=", False), ("is_credited", "=", False)]
        groups = self.env["property.charge"]._read_group(
            [("run_id", "=", self.id), ("amount", "!=", 0), *listed],
            ["unit_id", "partner_id", "fee_type_id"],
            ["amount:sum"],
        )
        table = defaultdict(lambda: defaultdict(float))
        for unit, partner, fee, amount in groups:
            table[unit, partner][fee] += amount
        found = self.env["property.fee.type"].union(
            *(fee for _u, _p, fee, _a in groups)
        )
        fees = found.sorted(lambda fee: (fee.sequence, fee.id))
        rounded = self.currency_id.round
        rows = [
            {
                "unit": unit,
                "partner": partner,
                "amounts": [amounts.get(fee, 0.0) for fee in fees],
                "total": rounded(sum(amounts.values())),
            }
            for (unit, partner), amounts in table.items()
        ]
        rows.sort(
            key=lambda row: (
                row["unit"].building_id.sort_key or "",
                row["unit"].sort_key or "",
                row["partner"].id,
            )
        )
        columns = zip(*(row["amounts"] for row in rows), strict=True)
        totals = [rounded(sum(column)) for column in columns]
        totals.append(rounded(sum(row["total"] for row in rows)))
        return {"fees": fees, "rows": rows, "totals": totals}
