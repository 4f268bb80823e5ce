from datetime import date

from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .papers_common import SIGNATURE, PapersCase


class TestDocumentReceipt(PapersCase):
    """The customer signs for every certificate or paper taken."""

    def setUp(self):
        super().setUp()
        self.contract = self._create_authenticated()

    def test_nothing_counts_without_list_signature_and_name(self):
        """SA-1.9: all three are said at once."""
        receipt = self._create_receipt(self.contract, self.ann, [])
        with self.assertRaises(PolicyRefusal) as caught:
            receipt.action_sign()
        self.assertEqual(caught.exception.clauses, ["SA-1.9"] * 3)

    def test_papers_pass_to_the_customer_with_the_signature(self):
        """SA-1.9: custody follows, and the chain names the receipt."""
        copy = self._get_copy(self.contract, "b_duplicate")
        receipt = self._create_receipt(self.contract, self.ann, [copy, "Two keys"])
        self.assertRegex(receipt.name, r"QS-2026-\d{5}")
        self.assertEqual(receipt.line_ids[1].title, "Two keys")
        self._sign(receipt)
        self.assertEqual(receipt.state, "signed")
        self.assertEqual(receipt.channel, "tablet")
        self.assertEqual(copy.holder_partner_id, self.ann)
        self.assertEqual(copy.move_ids.sorted("id")[-1].receipt_id, receipt)

    def test_no_paper_goes_to_a_customer_without_a_receipt(self):
        """SA-1.9: custody alone does not do."""
        copy = self._get_copy(self.contract, "b_duplicate")
        with self.assertRaises(PolicyRefusal) as caught:
            copy._hand_over("customer", partner_id=self.ann.id, signature=SIGNATURE)
        self.assertEqual(caught.exception.clauses, ["SA-1.9"])

    def test_the_dialog_makes_out_the_receipt(self):
        """SA-1.9: handing over to the customer opens it, filled in."""
        copies = self._get_copy(self.contract, "b_original")
        copies |= self._get_copy(self.contract, "b_duplicate")
        wizard = self.env["document.copy.move"].with_user(self.sale_clerk)
        wizard = wizard.create({"copy_ids": copies.ids})
        self.assertEqual((wizard.to, wizard.partner_id), ("customer", self.ann))
        receipt = self.env["document.receipt"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual(receipt.line_ids.copy_id, copies)

    def test_a_stranger_and_another_sale_get_nothing(self):
        """SA-1.9: papers go to a buyer of that very contract."""
        copy = self._get_copy(self.contract, "b_duplicate")
        with self.assertRaises(PolicyRefusal) as caught:
            self._sign(self._create_receipt(self.contract, self.bob, [copy]), "Bob")
        self.assertIn("SA-1.1.3", caught.exception.clauses)
        other = self._create_active(self.units[1], [(self.bob, 100)])
        with self.assertRaises(PolicyRefusal) as caught:
            self._sign(self._create_receipt(other, self.bob, [copy]), "Bob")
        self.assertEqual(caught.exception.clauses, ["SA-1.9"])

    def test_another_role_hands_nothing_to_customers(self):
        """SA-1.9: neither signed here nor offered for the portal."""
        copy = self._get_copy(self.contract, "b_duplicate")
        for action in ("action_sign", "action_offer"):
            receipt = self._create_receipt(
                self.contract, self.ann, [copy], self.sale_finance
            )
            receipt.write({"signature": SIGNATURE, "signed_by": "Ann"})
            with self.assertRaises(PolicyRefusal) as caught:
                getattr(receipt, action)()
            self.assertIn("SA-1.1.3", caught.exception.clauses)

    def test_what_was_signed_stays_as_it_is(self):
        """SA-1.9: recipient, list, signature; by RPC, by the manager, by sudo."""
        receipt = self._create_receipt(self.contract, self.ann, ["Manual"])
        self._sign(receipt)
        receipt = receipt.with_user(self.sale_manager)
        for values in (
            {"partner_id": self.bob.id},
            {"signature": False},
            {"signed_by": "Bob"},
            {"line_ids": [(5, 0, 0)]},
            {"state": "draft"},
            {"signed_at": False},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                receipt.write(values)
            with self.subTest(values), self.assertRaises(UserError):
                receipt.sudo().with_context(policy_move=True).write(values)
        for act in (
            lambda: receipt.line_ids.write({"title": "Other"}),
            lambda: receipt.line_ids.unlink(),
            lambda: receipt.line_ids.copy({"receipt_id": receipt.id}),
            receipt.unlink,
            receipt.action_reset,
        ):
            with self.assertRaises(UserError):
                act()

    def test_the_clerk_hands_the_slip_on_and_the_archivist_files_it(self):
        """SA-1.9: within three working days, with box and shelf."""
        receipt = self._sign(self._create_receipt(self.contract, self.ann, ["Manual"]))
        self.assertEqual(receipt.date_file_due, date(2026, 11, 27))
        duty = self._generate_duty("file_receipt", receipt)
        with self.assertRaises(PolicyRefusal) as caught:
            receipt.with_user(self.sale_user).action_hand_on()
        self.assertEqual(caught.exception.clauses, ["SA-1.9"])
        receipt.action_hand_on()
        self.assertEqual(duty.state, "done")
        with self.assertRaises(PolicyRefusal) as caught:
            receipt.action_file()
        self.assertEqual(caught.exception.clauses, ["SA-1.9"] * 2)
        filed = receipt.with_user(self.sale_archivist)
        filed.write({"box": "12", "place": "B4"})
        filed.action_file()
        self.assertEqual(receipt.state, "filed")
        with self.assertRaises(UserError):
            filed.box = "13"

    def test_the_form_lists_papers_and_signature(self):
        """SA-1.9: what is printed is what was signed."""
        receipt = self._sign(self._create_receipt(self.contract, self.ann, ["Manual"]))
        html = self._render("document_receipt_report", receipt)
        for text in (receipt.name, "Manual", "Ann", SIGNATURE.decode()):
            self.assertIn(text, html)

    def test_hand_over_list_and_box_label_are_printed(self):
        """SA-1.1.3: every paper of one act on one list."""
        self._distribute(self.contract)
        receipt = self.env["document.receipt"].search([], limit=1)
        moves = self.env["document.custody.move"].search(
            [("receipt_id", "=", receipt.id)]
        )
        html = self._render("document_custody_move_report", moves)
        self.assertEqual(html.count("Hand-over of Papers"), 1)
        self.assertIn("T-0001/B1", html)
        self.assertIn("T-0001/B2", html)
        label = self._render(
            "document_copy_label_report", self._get_copy(self.contract, "a_original")
        )
        self.assertIn("C3", label)

    def test_the_list_for_the_bureau_names_papers(self):
        """SA-1.1.2: contract, buyers, what goes along."""
        html = self._render("authentication_batch_report", self._create_batch())
        for text in ("T-0001", "Ann", "T-0001/A1", "T-0001/ID", "JZ-77"):
            self.assertIn(text, html)

    def _render(self, report, records):
        reports = self.env["ir.actions.report"].sudo()  # as the client prints
        name = f"sales_aftercare.{report}"
        return reports._render_qweb_html(name, records.ids)[0].decode()
