from datetime import date

from odoo import Command

from .common import TODAY, AftercareCase

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class MoveinCase(AftercareCase):
    """Contracts near their hand-over, in a company with accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.write({"street": "1 Garden Road", "phone": "13800000000"})

    @classmethod
    def _settle_books(cls, contract):
        """Pay what the contract's own documents posted."""
        contract = contract.sudo()
        contract._receive_payment(contract.amount_open, cls.bank, TODAY)

    @classmethod
    def _create_ready(cls, unit=None, **vals):
        """A contract with which only the move-in is left, nothing open."""
        contract = cls._create_active(unit, **vals)
        cls._settle_books(contract)
        return cls._bring_to(contract, "move_in")

    @classmethod
    def _create_off_plan(cls, delivery=date(2026, 12, 9), unit=None, **vals):
        return cls._create_ready(
            unit, delivery_kind="off_plan", date_delivery=delivery, **vals
        )

    @classmethod
    def _owe(cls, contract, amount, due=TODAY):
        """A posted invoice of the contract over ``amount``."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": cls.company.id,
                "partner_id": contract.partner_id.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "sale_contract_id": contract.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Price", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _pay(cls, move):
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        return wizard.create({"payment_date": TODAY})._create_payments()

    def _post_notice(self, contract):
        self.env["movein.notice"]._prepare(self.company)
        notice = contract.notice_ids.with_user(self.sale_user)
        notice.tracking_number = "RA123456789CN"
        notice.action_post()
        return notice

    def _inspect(self, contract, *defects):
        inspection = (
            self.env["movein.inspection"]
            .with_user(self.sale_user)
            .create(
                {
                    "contract_id": contract.id,
                    "note": "Gone through with the buyer",
                    "signature": SIGNATURE,
                    "defect_ids": [Command.create(vals) for vals in defects],
                }
            )
        )
        inspection.action_done()
        return inspection

    def _ask_slip(self, contract):
        action = contract.with_user(self.sale_user).action_ask_slip()
        return self.env["movein.slip"].browse(action["res_id"])

    def _issue_slip(self, contract):
        slip = self._ask_slip(contract).with_user(self.sale_finance)
        slip.action_issue()
        return slip

    def _sign(self, slip):
        slip = slip.with_user(self.user_area_manager)
        slip.write({"signature": SIGNATURE, "key_count": 3})
        return slip
