from .area_common import AreaCase
from .common import TODAY


class TitleCase(AreaCase):
    """Contracts paid, measured and settled, whose certificates are applied for."""

    def _create_ready(self, gross=101, **vals):
        """A contract whose certificate may be applied for; nothing is open."""
        row = self._create_settled(gross, 80, **vals)
        contract = row.contract_id.with_user(self.sale_user)
        if contract._get_amounts_open()[contract.id]["total"]:
            self._pay(contract, row.amount)
        return contract

    def _apply(self, contract, kind="property"):
        model = self.env["title.application"].with_user(self.sale_user)
        return model.create({"contract_id": contract.id, "kind": kind})

    def _tick(self, application):
        lines = application.line_ids
        lines.filtered(lambda line: line.direction == "brought").is_checked = True

    def _hand_out(self, application):
        self._tick(application)
        self._sign_for(application)

    def _issue(self, application, day=TODAY):
        """From the checklist to the certificate."""
        self._hand_out(application)
        application.bureau_number = "B-1"
        application.action_submit()
        application.write({"property_number": "P-1", "land_number": "L-1"})
        application.action_issue()

    def _collect(self, application):
        """Marketing hands the certificate to the customer."""
        return self._sign_for(application, self.sale_handler)
