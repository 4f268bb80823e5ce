from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import custody


class SaleHomeContract(models.Model):
    """The copies of a contract: sealed, then each to its right holder (SA-1.1)."""

    _inherit = "sale.home.contract"

    _paper_field = "contract_id"
    _own_kinds = custody.CONTRACT_KINDS
    _seal_plan = "sales_aftercare.policy_duty_plan_seal_contract"

    copy_ids = fields.One2many("document.copy", "contract_id", "Papers", readonly=True)
    copy_count = fields.Integer("Number of Papers", compute="_compute_copy_count")
    copy_open_count = fields.Integer(
        "Papers to Give Out", compute="_compute_copy_count"
    )

    @api.depends("copy_ids.is_settled")
    def _compute_copy_count(self):
        groups = self.env["document.copy"]._read_group(
            [("contract_id", "in", self.ids), ("state", "!=", "replaced")],
            ["contract_id", "is_settled"],
            ["__count"],
        )
        counts = {(row.id, settled): count for row, settled, count in groups}
        for contract in self:
            missing = counts.get((contract.id, False), 0)
            contract.copy_open_count = missing
            contract.copy_count = missing + counts.get((contract.id, True), 0)

    def action_view_copies(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_aftercare.document_copy_action"
        )
        context = {"search_default_contract_id": self.id}
        return {**action, "domain": self._get_paper_domain(), "context": context}

    @enforces("SA-1.9")
    def _get_portal_signatures(self, partner):
        """Also the receipts for papers that wait for this buyer's signature."""
        receipts = self.env["document.receipt"].sudo()  # those made out to the buyer
        waiting = receipts.search(
            [
                ("contract_id", "=", self.id),
                ("partner_id", "=", partner.id),
                ("state", "=", "ready"),
            ]
        )
        return [
            *super()._get_portal_signatures(partner),
            *(
                (self.env._("Receipt %s", receipt.name), receipt.access_url)
                for receipt in waiting
            ),
        ]

    def action_register_papers(self):
        """Open the dialog that registers a paper somebody brought."""
        self.ensure_one()
        return {
            "name": self.env._("Register a Paper"),
            "type": "ir.actions.act_window",
            "res_model": "document.copy.register",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    @enforces("SA-1.1.1")
    def _get_seal_reasons(self):
        """{id: all reasons why the archivist can't seal it now}"""
        found = super()._get_seal_reasons()
        for contract_id, reasons in self._get_unsealable_reasons("SA-1.1.1").items():
            found[contract_id] += reasons
        return found

    def _record_seal(self, day):
        self._record_step("seal", day)

    @enforces("SA-1.1.3")
    def _get_distribute_reasons(self):
        """{id: all reasons why not every copy is with its right holder}

        The bank fetches the B-original of a mortgage when it comes for its own papers;
        that is part of the loan and does not hold up this step.
        """
        found = super()._get_distribute_reasons()
        known = set()
        for copy in self._get_copies((*self._own_kinds, *custody.EVIDENCE_KINDS)):
            contract = copy.contract_id
            known.add((contract.id, copy.kind))
            if not copy.is_settled and copy.recipient != "bank":
                found[contract.id].append(self._get_copy_reason(copy))
        for contract in self:
            if not {(contract.id, kind) for kind in self._own_kinds} <= known:
                found[contract.id].append(
                    Reason(
                        "SA-1.1.3",
                        self.env._("The copies of the contract are not registered."),
                        self.env._("Press Register Copies on the contract."),
                    )
                )
        return found

    def _get_copies(self, kinds):
        """Papers of these contracts, of ``kinds``, that are not replaced."""
        copies = self.env["document.copy"].sudo()  # where they are, no more
        return copies.search(
            [
                ("contract_id", "in", self.ids),
                ("kind", "in", kinds),
                ("state", "!=", "replaced"),
            ]
        )

    def _get_copy_reason(self, copy):
        holders = dict(copy._fields["holder"]._description_selection(self.env))
        return Reason(
            "SA-1.1.3",
            self.env._(
                "%(copy)s is not where it belongs: %(holder)s.",
                copy=copy.display_name,
                holder=copy.holder_name,
            ),
            self.env._("It goes to: %(right)s.", right=holders[copy.recipient]),
            figures={"kind": copy.kind, "right": copy.recipient},
        )

    def action_register_copies(self):
        """Register the four copies of contracts taken over from an older ledger."""
        self.check_access("read")
        self.filtered(lambda row: row.state == "active")._ensure_copies()

    def _settle_distribution(self):
        """A paper changed hands: is every copy where it belongs, or no longer?"""
        contracts = self.sudo()  # follows from custody, whoever moved the paper
        reasons = contracts.filtered(
            lambda row: row.state == "active" and not row.date_distributed
        )._get_distribute_reasons()
        for contract in contracts.browse(reasons):
            if not reasons[contract.id]:
                day = contract.company_id._policy_today()
                contract._record_step("distribute", day)
        for contract in contracts.filtered("date_distributed"):
            own = contract._get_copies(self._own_kinds)
            astray = own.filtered(lambda copy: not copy.is_settled)
            if {"customer", "property"} & set(astray.mapped("recipient")):
                contract._reopen_step("distribute")
