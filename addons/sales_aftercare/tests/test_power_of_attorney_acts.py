from datetime import date

from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .test_mortgage_file import MortgageCase
from .title_common import TitleCase

UNTIL_YESTERDAY = date(2026, 11, 1)


class TestSigner(TitleCase):
    """Who signs the contract for a buyer, and who goes to the bureau for one."""

    def setUp(self):
        super().setUp()
        self.cai = self.env["res.partner"].create({"name": "Cai"})

    def _receive(self, contract, principal, **vals):
        power = self.env["power.of.attorney"].create(
            {
                "contract_id": contract.id,
                "principal_id": principal.id,
                "agent_id": self.cai.id,
                "date_from": date(2026, 1, 1),
                "may_authenticate": False,
                **vals,
            }
        )
        power.action_receive()
        return power

    def _ask(self, records, method):
        return [reason.message for reason in getattr(records, method)()[records.id]]

    def test_who_signs_for_a_buyer_holds_a_power_to_sign(self):
        """SA-1.1.1: in force on the day of signing, and for that buyer."""
        contract = self._create_contract(buyers=[(self.ann, 60), (self.bob, 40)])
        contract.buyer_ids[1].signed_by_id = self.cai
        self._receive(contract, self.ann, may_sign=True)
        self._receive(contract, self.bob, may_collect=True)
        with self.assertRaises(PolicyRefusal) as caught:
            contract.action_submit()
        self.assertEqual(caught.exception.clauses, ["SA-1.1.1"])
        self.assertIn("Cai holds no power of attorney", str(caught.exception))
        power = self._receive(
            contract, self.bob, may_sign=True, date_to=UNTIL_YESTERDAY
        )
        self.assertTrue(self._ask(contract, "_get_submit_reasons"))
        power.action_revoke()
        self._receive(contract, self.bob, may_sign=True)
        contract.action_submit()
        self.assertEqual(contract.state, "pending")
        with self.assertRaises(UserError):
            contract.buyer_ids[1].signed_by_id = False  # agreed as it is

    def test_a_buyer_signs_in_person(self):
        """SA-1.1.1: nobody is named, or the buyer; no power is asked for."""
        contract = self._create_contract()
        self.assertFalse(self._ask(contract, "_get_submit_reasons"))
        contract.buyer_ids.signed_by_id = self.ann
        self.assertFalse(self._ask(contract, "_get_submit_reasons"))

    def test_who_goes_to_the_bureau_holds_a_power_for_certificates(self):
        """SA-1.6.3: asked when the forms are handed out and when it is there."""
        contract = self._create_ready()
        application = self._apply(contract)
        self._tick(application)
        application.applicant_id = self.cai
        with self.assertRaises(PolicyRefusal) as caught:
            application.action_hand_over()
        self.assertEqual(
            [reason.clause for reason in caught.exception.reasons], ["SA-1.6.3"]
        )
        power = self._receive(contract, self.ann, may_title=True)
        self.assertFalse(self._ask(application, "_get_hand_reasons"))
        self._hand_out(application)
        application.bureau_number = "B-1"
        power.action_revoke()
        self.assertIn("Certificates", self._ask(application, "_get_submit_reasons")[0])
        application.applicant_id = False  # the buyer went in person
        application.action_submit()
        self.assertEqual(application.state, "submitted")


class TestMortgageSigner(MortgageCase):
    """Who signs mortgage and loan contract for a buyer."""

    def test_who_signs_with_the_bank_holds_a_power_to_mortgage(self):
        """SA-1.3.2: one for the certificates is none for the mortgage."""
        cai = self.env["res.partner"].create({"name": "Cai"})
        for scope in ("may_title", "may_mortgage"):
            self._create_power(self.contract, self.ann, cai, **{scope: True})
        powers = self.contract.power_ids.with_user(self.sale_clerk)
        title = powers.filtered("may_title")
        title.action_receive()
        self.file.action_tell()
        self.file.write(
            {"date_visit": TODAY, "visitor": "Qian", "signed_by_id": cai.id}
        )
        with self.assertRaises(PolicyRefusal) as caught:
            self.file.action_visit()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])
        self.assertIn("Mortgage", str(caught.exception))
        (powers - title).action_receive()
        self.file.action_visit()
        self.assertEqual(self.file.state, "visit")
