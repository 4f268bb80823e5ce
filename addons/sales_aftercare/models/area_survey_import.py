from odoo import Command, api, models


class AreaSurvey(models.Model):
    """Homes that were measured before, by an old ledger."""

    _inherit = "area.survey"

    @api.model
    def _import_measured(self, areas, day, note):
        """Closed surveys of what a ledger says was measured; history.

        The ledger does not say when: the result counts as of ``day``, the day of the
        ledger. The area of the home itself is left to the ledger of the estate.

        :param areas: {contract: gross area}
        """
        contracts = self.env["sale.home.contract"].union(*areas)
        for kind, rows in contracts.grouped("delivery_kind").items():
            survey = self.sudo().create(  # history, by whoever imports it
                {
                    "company_id": rows.company_id.id,
                    "delivery_kind": kind,
                    "note": note,
                    "line_ids": [
                        Command.create(
                            {"contract_id": row.id, "gross_area": areas[row]}
                        )
                        for row in rows
                    ],
                }
            )
            survey._write_protected({"state": "done", "date_result": day})
            rows.sudo()._write_protected({"date_surveyed": day})  # as above
