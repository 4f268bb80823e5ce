from odoo import api, models


class PropertyLedgerImport(models.Model):
    """Headings of our own template, in every language in use."""

    _inherit = "property.ledger.import"

    @api.model
    def action_download_template(self):
        report = self.env.ref("property_ops.property_ledger_template_report")
        return report.report_action(self.env.company)

    @api.model
    def _get_title(self, estate):
        return self.env._("%(estate)s – Ledger", estate=estate.name)

    @api.model
    def _get_role_labels(self, day=None):
        """{role: heading} in the user's language."""
        day = day or self._default_date()
        return {
            **self._get_home_labels(),
            **self._get_people_labels(),
            **self._get_meter_labels(),
            "rate": self.env._("Fee Rate per m² and Month"),
            "arrears": self.env._("Arrears as at %(day)s", day=day),
            "arrears_from": self.env._("Arrears since"),
            "note": self.env._("Note"),
        }

    def _get_home_labels(self):
        env = self.env
        return {
            "home": env._("Address of the Home"),
            "building": env._("Building"),
            "entrance": env._("Entrance"),
            "floor": env._("Floor"),
            "room": env._("Room"),
            "use": env._("Use"),
            "layout": env._("Layout"),
            "structure": env._("Structure"),
            "condition": env._("Condition"),
            "gross": env._("Gross Area (m²)"),
            "inside": env._("Inside Area (m²)"),
            "handover": env._("Handover Date"),
            "status": env._("Status"),
        }

    def _get_people_labels(self):
        env = self.env
        return {
            "owner": env._("Owners"),
            "share": env._("Shares"),
            "phone": env._("Telephone"),
            "owned_from": env._("Owned since"),
            "tenant": env._("Tenant"),
            "tenant_phone": env._("Tenant's Telephone"),
            "rent": env._("Monthly Rent"),
            "deposit": env._("Deposit"),
            "lease_from": env._("Lease Start"),
            "lease_to": env._("Lease End"),
        }

    def _get_meter_labels(self):
        env = self.env
        return {
            "water": env._("Water Meter"),
            "water_first": env._("Water Meter Reading"),
            "power": env._("Power Meter"),
            "power_first": env._("Power Meter Reading"),
            "gas": env._("Gas Meter"),
            "gas_first": env._("Gas Meter Reading"),
            "heat": env._("Heating Meter"),
            "heat_first": env._("Heating Meter Reading"),
        }

    @api.model
    def _get_value_labels(self):
        """{(role, value): text} of statuses, uses and structures."""
        unit = self.env["property.unit"]
        return {
            (role, value): text
            for role in ("status", "use", "structure")
            for value, text in unit._fields[role]._description_selection(self.env)
        }
