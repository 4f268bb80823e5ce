from datetime import date

from ..tools import custody
from .common import SIGNATURE, TODAY, AftercareCase


class PapersCase(AftercareCase):
    """Contracts in force with their papers, and the ways these go."""

    @classmethod
    def _get_copy(cls, contract, kind, user=None):
        copies = contract.sudo().copy_ids.filtered(
            lambda copy: copy.kind == kind and copy.state != "replaced"
        )
        return copies.with_user(user or cls.sale_clerk)

    @classmethod
    def _register_ids(cls, contract, *buyers):
        """The ID photocopies of ``buyers`` (all of them by default) are here."""
        buyers = buyers or contract.buyer_ids.partner_id
        for buyer in buyers:
            copies = cls.env["document.copy"].with_user(cls.sale_clerk)
            copies._register_papers(contract, ["id_photocopy"], buyer)

    @classmethod
    def _create_sealed(cls, unit=None, buyers=None, **vals):
        """In force, sealed, ID photocopies here: ready for the housing bureau."""
        contract = cls._create_active(unit, buyers, **vals)
        contract.with_user(cls.sale_archivist).action_seal()
        cls._register_ids(contract)
        return contract

    @classmethod
    def _create_batch(cls, day=TODAY):
        batches = cls.env["authentication.batch"]
        batch = batches.search(
            [("company_id", "=", cls.company.id), ("date", "=", day)]
        ) or batches._create_protected(
            [{"company_id": cls.company.id, "date": day, "name": f"B-{day}"}]
        )
        return batch.with_context(policy_move=None).with_user(cls.sale_clerk)

    @classmethod
    def _create_authenticated(cls, unit=None, buyers=None, **vals):
        """Sealed and authenticated by the bureau, with its own documents."""
        contract = cls._create_sealed(unit, buyers, **vals)
        batch = cls._create_batch()
        if batch.state != "open":
            contract._record_step("authenticate", TODAY)
            contract.sudo()._on_authenticated()
            return contract
        batch._add_contracts(contract)
        batch.action_take()
        line = batch.line_ids.filtered(lambda row: row.state == "waiting")
        line.number = "JZ-77"
        line.action_authenticate()
        return contract

    @classmethod
    def _create_receipt(cls, deal, partner, titles, user=None, **vals):
        receipts = cls.env["document.receipt"].with_user(user or cls.sale_clerk)
        values = receipts._prepare_receipt(deal, partner, titles)
        return receipts.create({**values, **vals})

    @classmethod
    def _sign(cls, receipt, name="Ann"):
        receipt.write({"signature": SIGNATURE, "signed_by": name})
        receipt.action_sign()
        return receipt

    @classmethod
    def _distribute(cls, contract):
        """Every copy goes where it belongs; those of the bank stay."""
        archive = ("a_original", *custody.EVIDENCE_KINDS)
        for kind in archive:
            copies = cls._get_copy(contract, kind, cls.sale_archivist)
            copies._hand_over("archive", box="7", place="C3")
        duplicate = cls._get_copy(contract, "a_duplicate")
        duplicate._hand_over("property", person="Wu", signature=SIGNATURE)
        own = cls._get_copy(contract, "b_original") | cls._get_copy(
            contract, "b_duplicate"
        )
        own = own.filtered(lambda copy: copy.recipient == "customer")
        return cls._sign(cls._create_receipt(contract, contract.partner_id, own))

    @classmethod
    def _create_power(cls, contract, principal, agent, **vals):
        powers = cls.env["power.of.attorney"].with_user(cls.sale_clerk)
        return powers.create(
            {
                "contract_id": contract.id,
                "principal_id": principal.id,
                "agent_id": agent.id,
                "date_from": date(2026, 1, 1),
                **vals,
            }
        )

    def _get_messages(self, reasons):
        return [reason.message for reason in reasons]
