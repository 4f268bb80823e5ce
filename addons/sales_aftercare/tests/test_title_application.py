from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .title_common import TitleCase


@tagged("post_install", "-at_install")
class TestTitleApplication(TitleCase):
    """From the customer's papers to the certificate in hand."""

    def _refused(self, function, *args):
        with self.assertRaises(PolicyRefusal) as caught:
            function(*args)
        return caught.exception

    def _papers(self, application, direction="brought"):
        return {
            f"{line.name}/{line.form}"
            for line in application.line_ids
            if line.direction == direction
        }

    def test_the_checklist_follows_the_payment_method(self):
        """SA-1.6.3: originals and photocopies; a mortgage brings its papers too."""
        contract = self._create_ready()
        lump = self._papers(self._apply(contract))
        expected = {
            "Invoices of the home/original",
            "Invoices of the home/photocopy",
            "Identity documents of the buyers/original",
            "Identity documents of the buyers/photocopy",
            "Sale contract/original",
        }
        self.assertEqual(lump, expected)
        other = self._create_ready(
            unit=self.units[1], buyers=[(self.bob, 100)], payment_method="mortgage"
        )
        mortgage = self._papers(self._apply(other))
        self.assertEqual(
            mortgage - lump, {"Mortgage contract/original", "Loan contract/original"}
        )

    def test_the_customer_takes_form_survey_result_and_instructions(self):
        """SA-1.6.3: what is handed out is ticked with day and person."""
        application = self._apply(self._create_ready())
        self.assertEqual(
            self._papers(application, "given"),
            {
                "Registration form/original",
                "Survey result of the home/original",
                "Instructions for the property certificate/original",
            },
        )
        self._hand_out(application)
        given = application.line_ids.filtered(lambda line: line.direction == "given")
        self.assertEqual(set(given.mapped("date_checked")), {TODAY})
        self.assertEqual(given.user_id, self.sale_user)

    def test_forms_are_handed_out_when_every_paper_is_there(self):
        """SA-1.6.3: what is missing is named."""
        application = self._apply(self._create_ready())
        first = application.line_ids[0]
        first.is_checked = True
        self.assertEqual((first.date_checked, first.user_id), (TODAY, self.sale_user))
        refusal = self._refused(application.action_hand_over)
        self.assertEqual(refusal.clauses, ["SA-1.6.3"])
        self.assertEqual(refusal.reasons[0].figures, {"count": 4})
        self.assertIn("Sale contract (Original)", str(refusal))
        self._tick(application)
        first.is_checked = False
        self.assertFalse(first.date_checked or first.user_id)
        self._hand_out(application)
        self.assertEqual(
            (application.state, application.date_handed), ("handed", TODAY)
        )

    def test_what_has_to_be_brought_is_not_taken_off_the_list(self):
        """SA-1.6.3"""
        application = self._apply(self._create_ready())
        brought = application.line_ids.filtered(lambda one: one.direction == "brought")
        with self.assertRaises(UserError):
            application.line_ids = [Command.delete(brought[0].id)]

    def test_ticks_are_signed_by_the_system(self):
        application = self._apply(self._create_ready())
        with self.assertRaises(UserError):
            application.line_ids[0].date_checked = date(2020, 1, 1)
        self._hand_out(application)
        with self.assertRaises(UserError):
            application.line_ids[0].is_checked = False

    def test_nothing_begins_while_the_difference_is_open(self):
        """SA-1.6.1: the buyer's part is paid before the property certificate."""
        contract = self._create_settled(101, 80).contract_id
        refusal = self._refused(self._apply, contract)
        self.assertEqual(refusal.clauses, ["SA-1.6.1"])
        self.assertEqual(refusal.reasons[0].figures["open"], 10000)
        self._pay(contract, 10000)
        self.assertEqual(self._apply(contract).state, "draft")

    def test_a_refund_we_owe_does_not_hold_the_buyer_up(self):
        """SA-1.6.1: it is a duty of ours."""
        contract = self._create_settled(98, 80).contract_id
        self.assertEqual(contract._get_amounts_open()[contract.id]["credit"], 20000)
        self.assertEqual(self._apply(contract).state, "draft")

    def test_a_ready_home_is_paid_before_its_certificate(self):
        """SA-1.6.2: and when it comes open again meanwhile."""
        contract = self._create_ready()
        application = self._apply(contract)
        self._tick(application)
        payment = self.env["account.payment"].search(
            [("sale_contract_id", "=", contract.id), ("amount", "=", 1_000_000)]
        )
        payment.move_id.line_ids.remove_move_reconcile()
        refusal = self._refused(application.action_hand_over)
        self.assertIn("SA-1.6.2", refusal.clauses)
        self.assertEqual(application.state, "draft")

    def test_land_and_title_ask_the_same_of_the_customer(self):
        """SA-1.7.1: the land certificate does not begin with an open difference."""
        contract = self._create_settled(101, 80).contract_id
        refusal = self._refused(self._apply, contract, "both")
        self.assertEqual(set(refusal.clauses), {"SA-1.6.1"})
        found = contract._get_land_reasons()[contract.id]
        self.assertEqual([reason.clause for reason in found], ["SA-1.6.1"])

    def test_land_papers_come_after_or_with_the_property_certificate(self):
        """SA-1.7.2: without a certificate they are taken together with its papers."""
        contract = self._create_ready()
        refusal = self._refused(self._apply, contract, "land")
        self.assertEqual(refusal.clauses, ["SA-1.7.2"])
        both = self._apply(contract, "both")
        papers = self._papers(both)
        self.assertIn("Parts of the sale contract/photocopy", papers)
        self.assertNotIn("Property certificate/original", papers)
        self.assertEqual(len(self._papers(both, "given")), 5)
        self._issue(both)
        self.assertEqual(contract.step, "done")
        self.assertEqual(
            (contract.date_titled, contract.date_land_titled), (TODAY,) * 2
        )

    def test_the_land_certificate_asks_for_the_property_certificate(self):
        """SA-1.7.1: originals and photocopies, parts of the contract."""
        contract = self._create_ready()
        self._issue(self._apply(contract))
        land = self._apply(contract, "land")
        self.assertEqual(
            self._papers(land),
            {
                "Identity documents of the buyers/original",
                "Identity documents of the buyers/photocopy",
                "Sale contract/original",
                "Parts of the sale contract/photocopy",
                "Property certificate/original",
                "Property certificate/photocopy",
            },
        )
        refusal = self._refused(land.action_hand_over)
        self.assertEqual(refusal.clauses, ["SA-1.7.1"])
        self._issue(land)
        self.assertEqual(contract.date_land_titled, TODAY)

    def test_the_list_of_both_certificates_is_filled_in(self):
        """SA-1.7.1: from its first day, with the form for the land."""
        both = self._apply(self._create_ready(), "both")
        self.assertIn("Identity documents of the buyers/original", self._papers(both))
        form = "Application form for the land certificate/original"
        self.assertIn(form, self._papers(both, "given"))

    def test_a_land_certificate_is_asked_for_at_every_move(self):
        """SA-1.7.1: forms, receipt, objection, number and day, as for the first."""
        contract = self._create_ready()
        self._issue(self._apply(contract))
        land = self._apply(contract, "land")
        self._hand_out(land)

        def refuse(action):
            self.assertEqual(self._refused(action).clauses, ["SA-1.7.1"])

        refuse(land.action_submit)
        land.bureau_number = "B-2"
        land.action_submit()
        refuse(land.action_reject)
        refuse(land.action_issue)
        land.land_number = "L-1"
        land.action_issue()
        land.date_collected = date(2026, 11, 30)
        refuse(land.action_collect)
        land.date_collected = False
        self._collect(land)
        self.assertEqual(land.state, "collected")

    def test_the_customer_goes_to_the_bureau_in_person(self):
        """SA-1.6.3: after the hand-out, with the bureau's receipt."""
        application = self._apply(self._create_ready())
        self.assertEqual(len(application._get_submit_reasons()[application.id]), 2)
        refusal = self._refused(application.action_submit)
        self.assertEqual(len(refusal.reasons), 2)
        self._hand_out(application)
        application.write(
            {"bureau_number": "B-7", "date_submitted": date(2026, 11, 25)}
        )
        self._refused(application.action_submit)
        application.date_submitted = False
        application.action_submit()
        self.assertEqual(application.date_submitted, TODAY)

    def test_a_refusal_of_the_bureau_is_mended_and_submitted_again(self):
        """SA-1.6.3: with what it objects to."""
        application = self._apply(self._create_ready())
        self._hand_out(application)
        application.bureau_number = "B-1"
        application.action_submit()
        self._refused(application.action_reject)
        application.reject_reason = "Photocopy illegible"
        application.action_reject()
        self._refused(application.action_issue)
        application.action_submit()
        self.assertEqual(application.state, "submitted")

    def test_the_certificate_has_a_number_and_ends_the_step(self):
        """SA-1.6.3: issued, then collected."""
        contract = self._create_ready()
        application = self._apply(contract)
        self._hand_out(application)
        application.bureau_number = "B-1"
        application.action_submit()
        refusal = self._refused(application.action_issue)
        self.assertEqual(refusal.clauses, ["SA-1.6.3"])
        application.write({"property_number": "P-1", "date_property": "2026-11-30"})
        self._refused(application.action_issue)
        application.date_property = False
        application.action_issue()
        self.assertEqual(contract.date_titled, TODAY)
        with self.assertRaises(UserError):
            application.property_number = "P-2"
        application.date_collected = date(2026, 11, 30)
        refusal = self._refused(application.action_collect)
        self.assertEqual(refusal.clauses, ["SA-1.6.3"])
        application.date_collected = False
        self._collect(application)
        self.assertEqual(
            (application.state, application.date_collected), ("collected", TODAY)
        )

    def test_one_application_at_a_time(self):
        """SA-1.6.3: the one under way is named; the database keeps it so."""
        contract = self._create_ready()
        first = self._apply(contract)
        self.assertTrue(contract._get_title_reasons()[contract.id])
        refusal = self._refused(self._apply, contract)
        self.assertIn(first.name, str(refusal))
        self.assertEqual(contract.action_apply_title()["res_id"], first.id)
        other = self._apply(self._create_ready(unit=self.units[1]))
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE title_application SET kind = 'both', contract_id = %s"
                " WHERE id = %s",
                [contract.id, other.id],
            )
        with self.assertRaises(UserError):
            first.kind = "both"

    def test_an_application_holds_the_settlement(self):
        """SA-1.6.1: the bureau has seen the area; it is cancelled first."""
        contract = self._create_ready()
        application = self._apply(contract)
        self._hand_out(application)
        row = contract.settlement_ids.with_user(self.sale_finance)
        refusal = self._refused(row.action_take_back)
        self.assertIn(application.name, str(refusal))
        application.action_cancel()
        row.action_take_back()
        self.assertEqual(contract.step, "settle")
        self.assertFalse(contract.date_settled)

    def test_what_has_begun_is_kept(self):
        application = self._apply(self._create_ready())
        self._hand_out(application)
        with self.assertRaises(UserError):
            application.unlink()
        with self.assertRaises(UserError):
            application.write({"state": "issued"})

    def test_checklist_and_list_are_printed(self):
        """SA-1.6.3: papers, instructions, the list of applications."""
        application = self._apply(self._create_ready())
        report = self.env["ir.actions.report"]
        for name in ("title_application", "title_application_list"):
            html = report._render_qweb_html(
                f"sales_aftercare.{name}_document", application.ids
            )[0].decode()
            for text in (application.name, application.contract_id.name):
                self.assertIn(text, html)
        html = report._render_qweb_html(
            "sales_aftercare.title_application_document", application.ids
        )[0].decode()
        for text in ("Registration form", "Photocopy", "in person"):
            self.assertIn(text, html)

    def test_reasons_take_the_same_queries_for_many(self):
        """SA-1.6.3: constant, whatever the number of contracts."""
        contracts = self.env["sale.home.contract"].browse(
            [self._create_active(unit).id for unit in self.units]
        )
        counts = []
        for some in (contracts, contracts[:1], contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for key in ("survey", "settle", "title", "land"):
                getattr(some.with_user(self.sale_user), f"_get_{key}_reasons")()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
