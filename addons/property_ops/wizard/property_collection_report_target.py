from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import collection


class PropertyCollectionReport(models.TransientModel):
    """Targets beside the figures (PO-4.1.5)."""

    _inherit = "property.collection.report"

    def _get_target_percents(self):
        """{(first day of a fee month, class of fees): percent} in the period.

        The target in force on the last day of the fee month counts.
        """
        parameters = self.env["policy.parameter"]
        company, percents = self.company_id, {}
        for month in collection.get_months(self.date_from, self.date_to):
            last = collection.get_period("month", month)[1]
            percents |= {
                (month, "property"): parameters._get(
                    "collection_target_property", company, last
                ),
                (month, "utility"): parameters._get(
                    "collection_target_utility", company, last
                ),
                (month, "service"): parameters._get(
                    "collection_target_service", company, last
                ),
            }
        return percents

    @enforces("PO-4.1.5")
    def _get_targets(self):
        """One row per fee month and class of fees that was billed.

        :return: list of {"month", "kind", "label", "billed", "collected", "rate",
            "target", "is_met"}; rate and target in percent
        """
        kinds = dict(
            self.env["property.fee.type"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        percents = self._get_target_percents()
        groups = self.env["property.collection.figure"]._read_group(
            [
                ("report_id", "=", self.id),
                ("kind", "=", "bill"),
                ("period", "!=", False),
                ("fee_kind", "!=", False),
            ],
            ["period:month", "fee_kind"],
            ["billed:sum", "collected:sum"],
        )
        rounded = self.company_id.currency_id.round
        return [
            {
                "month": month,
                "kind": kind,
                "label": kinds[kind],
                "billed": rounded(billed),
                "collected": rounded(collected),
                "rate": 100 * collected / billed,
                "target": percents[month, kind],
                "is_met": rounded(collected)
                >= rounded(billed) * percents[month, kind] / 100 - 1e-6,
            }
            for month, kind, billed, collected in groups
            if rounded(billed) > 0
        ]

    def _get_summary(self, by):
        """Sums by a field of the figures, in its order, and the total last.

        :return: list of {"label", "billed", "collected", "settled", "recovered",
            "prepaid", "rate", "target"}; percentages are None where nothing was billed
        """
        measures = ("billed", "collected", "settled", "recovered", "prepaid")
        aggregates = [f"{name}:sum" for name in measures]
        aggregates += ["collection_rate:avg", "target_percent:avg"]
        figures = self.env["property.collection.figure"]
        domain = [("report_id", "=", self.id)]
        groups = [
            (self._get_summary_label(by, value), rest)
            for value, *rest in figures._read_group(domain, [by], aggregates)
        ]
        [total] = figures._read_group(domain, [], aggregates)
        rounded = self.company_id.currency_id.round
        rows = []
        for label, values in [*groups, (self.env._("Total"), total)]:
            amounts = {
                name: rounded(value or 0)
                for name, value in zip(measures, values, strict=False)
            }
            rate, target = values[-2:]
            empty = not amounts["billed"]
            percents = {"rate": None, "target": None}
            if not empty:
                percents = {"rate": rate, "target": target}
            rows.append({"label": label, **amounts, **percents})
        return rows

    def _get_summary_label(self, by, value):
        if not value:
            return self.env._("None")
        field = self.env["property.collection.figure"]._fields[by.partition(":")[0]]
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "date":
            return collection.get_label("month", value)
        return value.display_name

    def _get_summary_tables(self):
        """[(heading, rows)]: by kind, fee, month, estate, building, area manager."""
        headings = {
            "kind": self.env._("By Kind"),
            "fee_type_id": self.env._("By Fee Type"),
            "period:month": self.env._("By Fee Month"),
            "estate_id": self.env._("By Estate"),
            "building_id": self.env._("By Building"),
            "area_manager_id": self.env._("By Area Manager"),
        }
        return [(heading, self._get_summary(by)) for by, heading in headings.items()]

    def _get_definitions(self):
        """[(figure, what it means)], the words that stand beside the figures."""
        names = (
            "billed",
            "collected",
            "settled",
            "recovered",
            "prepaid",
            "collection_rate",
            "target_percent",
            "area_manager_id",
        )
        found = self.env["property.collection.figure"].fields_get(
            names, ["string", "help"]
        )
        return [(found[name]["string"], found[name]["help"]) for name in names]

    def _get_summary_values(self):
        return {
            "report": self,
            "targets": self._get_targets(),
            "fees": self._get_summary("fee_type_id"),
            "kinds": self._get_summary("kind"),
            "definitions": self._get_definitions(),
            "format_money": self.company_id.currency_id.format,
            "get_label": collection.get_label,
        }
