from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import custody

CLAUSE = "SA-1.1.2"


class SaleHomeContract(models.Model):
    """Which papers a contract needs before it goes to the housing bureau."""

    _inherit = "sale.home.contract"

    authentication_number = fields.Char("Authentication No.", readonly=True, copy=False)
    batch_line_ids = fields.One2many(
        "authentication.batch.line", "contract_id", "Authentication", readonly=True
    )
    power_ids = fields.One2many(
        "power.of.attorney", "contract_id", "Powers of Attorney"
    )

    @enforces("SA-1.1.2")
    def _get_authenticate_reasons(self):
        """{id: all reasons why it can't go to the housing bureau now}

        A contract in a batch waits for that and for nothing else.
        """
        found = super()._get_authenticate_reasons()
        waiting = {line.contract_id.id: line for line in self._get_batch_lines()}
        rest = self.filtered(
            lambda row: row.id not in waiting and not row.date_authenticated
        )
        for contract in self:
            line = waiting.get(contract.id)
            if line:
                found[contract.id].append(line._get_waiting_reason())
        today = self.env.company._policy_today()
        for contract_id, reasons in rest._get_paper_reasons(today).items():
            found[contract_id] += reasons
        return found

    def _get_batch_lines(self):
        """The line of each contract that waits for its result."""
        lines = self.env["authentication.batch.line"].sudo()  # whether, no more
        return lines.search(
            [("contract_id", "in", self.ids), ("state", "=", "waiting")]
        )

    @enforces("SA-1.1.2")
    def _get_paper_reasons(self, day):
        """{id: reasons} papers that are missing for authentication on ``day``.

        Sealed originals in our hands, the ID photocopy of each buyer, and where a buyer
        is represented the original of a power of attorney that is valid on that day.
        """
        kinds = (*custody.ORIGINALS, "id_photocopy")
        here = {}
        for copy in self._get_copies(kinds):
            if copy.state in ("ours", "archived"):
                here.setdefault((copy.contract_id.id, copy.kind), []).append(copy)
        powers = self.env["power.of.attorney"]._get_current(self)
        return {
            contract.id: [
                *contract._iter_original_reasons(here),
                *contract._iter_identity_reasons(here, powers, day),
            ]
            for contract in self
        }

    def _iter_original_reasons(self, here):
        kinds = dict(
            self.env["document.copy"]._fields["kind"]._description_selection(self.env)
        )
        for kind in custody.ORIGINALS:
            copies = here.get((self.id, kind))
            if not copies:
                message = self.env._("%(paper)s is not with us.", paper=kinds[kind])
                yield Reason(CLAUSE, message)
            elif not copies[0].date_sealed:
                message = self.env._("%(paper)s is not sealed.", paper=kinds[kind])
                yield Reason(CLAUSE, message)

    def _iter_identity_reasons(self, here, powers, day):
        copies = here.get((self.id, "id_photocopy"), ())
        shown = {copy.owner_id.id for copy in copies}
        for partner in self.buyer_ids.partner_id:
            if partner.id not in shown:
                yield Reason(
                    CLAUSE,
                    self.env._(
                        "ID photocopy of %(buyer)s missing.", buyer=partner.name
                    ),
                    self.env._("Ask for it and register it with the contract."),
                    figures={"partner_id": partner.id},
                )
            usable = powers.get((self.id, partner.id), ())
            against = [
                list(power._iter_use_reasons("authenticate", day)) for power in usable
            ]
            if against and all(against):
                yield from against[0]

    def _get_paper_receivers(self):
        today = self.company_id._policy_today()
        powers = self.env["power.of.attorney"]
        return super()._get_paper_receivers() | powers._get_agents(
            self, "collect", today
        )

    def _on_authenticated(self):
        """Hook: the housing bureau has authenticated the contracts. Runs in sudo."""

    def _on_ended(self):
        """Not taken yet, they stay here; at the bureau, they come back to the clerk."""
        result = super()._on_ended()
        lines = self._get_batch_lines()
        lines.filtered(lambda line: line.batch_id.state == "open")._move("withdrawn")
        return result
