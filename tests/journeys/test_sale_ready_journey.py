"""A ready home, paid at once: from the subscription to both certificates together."""

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .sale_home import SLIP, TITLE
from .sale_money import SaleMoney
from .sale_papers import BATCH, CONTRACT, SUBSCRIPTION

START = "2026-11-24 02:00:00"
"""A Tuesday."""


@tagged("post_install", "-at_install")
class TestLumpSumJourney(SaleMoney):
    """Bob and Carol buy a ready home together, pay late and get something back."""

    # Refusals are logged there.
    @mute_logger("odoo.http")
    def test_lump_sum_buyers_of_a_ready_home(self):
        """Names no clause: a mutation run would live through the months each time."""
        with freeze_time(START, tick=True) as self.clock:
            deal = self._reserve()
            contract = self._sign(deal)
            self._bring_to_bureau(contract)
            survey = self._send_forms(contract)
            self._give_out(contract)
            self._demand(contract)
            self._move_in(contract)
            self._measure(contract, survey)
            self._give_back(contract)
            self._certify(contract)
            self._check_end(contract)

    def _reserve(self):
        """Subscribed, approved, deposit paid, sealed; they sign on the tablet."""
        deal = self._subscribe(
            self.units[1], [("Buyer Bob", 60), ("Buyer Carol", 40)], "Lump sum"
        )
        self._approve(deal, SUBSCRIPTION, "SA-1.2.1")
        self._take(deal, SUBSCRIPTION, 50_000)
        self._seal(deal, SUBSCRIPTION, "SA-1.2.1")
        mine, ours = deal.copy_ids.sorted("kind", reverse=True)
        self._archive(ours, "SA-1.2.2")
        receipt = self._offer(self.sale_handler, mine)
        self._sign_on_tablet(self.sale_handler, receipt, "Bob", "SA-1.9", "SA-1.2.2")
        return deal

    def _sign(self, deal):
        self._on("2026-11-25")
        contract = self._make_contract(
            deal, "Ready home", "11/25/2026", "12/31/2026", clauses=("SA-1.1.1",)
        )
        self._approve(contract, CONTRACT, "SA-1.1.1")
        receipt = self.env["document.receipt"].search(
            [("subscription_id", "=", deal.id)]
        )
        self._seal(contract, CONTRACT, "SA-1.1.1", receipt)
        self.assertEqual(contract.amount_open, 950_000)
        return contract

    def _bring_to_bureau(self, contract):
        """The bureau sends it back once; it comes again in the batch of Tuesday."""
        batches = self.env["authentication.batch"]
        batches._create_ahead(self.company)
        first, second = batches.search(
            [("company_id", "=", self.company.id)], order="date", limit=2
        )
        self._on("2026-11-26")
        self._join_batch(first, contract, [self.bob, self.carol])
        self._on("2026-11-27")
        self._take_to_bureau(first)
        self._on("2026-11-30")
        self._at(
            self.sale_clerk,
            BATCH,
            first,
            """
    await press("Sent back", ".o_data_row");
    await refused("SA-1.1.2");
    await cell("reason", "A page is blurred");
    await press("Sent back", ".o_data_row");
    await gone(".o_data_row button[name='action_return']");
    await done("Close", "action_close");
            """,
        )
        self.assertEqual(second.line_ids.contract_id, contract)
        self._on("2026-12-01")
        self._take_to_bureau(second)
        self._on("2026-12-03")
        self._authenticate(second, "JZ-78", contract)

    def _send_forms(self, contract):
        """Right after authentication the clerk has the home measured, nobody else."""
        self._count_duties()
        self._denied(self.sale_representative, contract, "action_survey", "SA-1.5.1")
        self._at(
            self.sale_clerk,
            CONTRACT,
            contract,
            """
    await moved(() => press("Survey", ".o-form-buttonbox"));
    await done("Seal the Forms", "action_seal");
    await done("Submit to the Bureau", "action_submit");
            """,
        )
        survey = contract.survey_line_ids.survey_id
        self.assertEqual(survey.state, "submitted")
        self._denied(self.sale_archivist, survey, "action_finish", "SA-1.5.1")
        return survey

    def _give_out(self, contract):
        """Both copies of the buyers are theirs: no bank stands between."""
        copies = contract.copy_ids.grouped("kind")
        self._archive(copies["a_original"] | copies["id_photocopy"], "SA-1.1.3")
        self._hand_to_property(copies["a_duplicate"])
        receipt = self._offer(
            self.sale_clerk, copies["b_original"] | copies["b_duplicate"]
        )
        self._sign_in_portal(self.buyer_bob, receipt, f"/my/contracts/{contract.id}")
        self._hand_on(receipt)
        self.assertEqual(contract.step, "pay")

    def _move_in(self, contract):
        """No slip while anything is open; then slip, keys, fund and tax billed."""
        self._on("2026-12-16")
        slip = self._ask_slip(contract, "SA-1.4.1a")
        self._at(
            self.sale_finance,
            SLIP,
            slip,
            """
    await text("Something stands against this slip");
    await press("Confirm and Issue", ".o_statusbar_buttons");
    await refused("SA-1.4.1a");
            """,
        )
        self._take(contract, CONTRACT, 950_000)
        self._on("2026-12-17")
        self._issue_slip(slip)
        self._hand_home_over(slip, "SA-1.4.1b")

    def _measure(self, contract, survey):
        """2 % less than sold: a credit of the buyers, and a request for it."""
        self._on("2026-12-18")
        self._finish_survey(self.sale_clerk, survey, "SA-1.5.1", (98, 78))
        self._settle(contract, -20_000)
        self.assertEqual(self._receivable(contract), {"Buyer Bob": -20_000})

    def _certify(self, contract):
        """Both together; nothing begins while fund and tax are open."""
        self._on_behalf(contract, "Bill the buyer")
        self._denied(self.sale_user, contract, "action_apply_title", "SA-1.6.2")
        self._take_fund_and_tax(contract, 16_500)
        self._pass_on(contract)
        application = self._apply_both(contract)
        self._on("2026-12-28")
        self._submit(application, "SA-1.6.3", "B-3")
        self._on("2027-01-20")
        numbers = {"property_number": "P-3", "land_number": "L-3"}
        self._issue(application, "SA-1.6.3", **numbers)
        self._denied(self.sale_user, application, "action_collect", "SA-1.9")
        self._at(
            self.sale_user,
            TITLE,
            application,
            """
    await at("Certificate Issued");
    none("Fetched", ".o_statusbar_buttons");
    await tick("is_collected_there");
    await done("Fetched", "action_collect");
            """,
        )
        self.assertEqual(application.state, "collected")

    def _apply_both(self, contract):
        """The land papers are taken along, for there is no certificate yet."""
        self._at(
            self.sale_user,
            TITLE,
            None,
            f"""
    await find("contract_id", "{contract.name}");
    await choose("kind", "Both together");
    await press("Hand Out the Forms", ".o_statusbar_buttons");
    await refused("SA-1.6.3");
    {self._tick_all()}
    await moved(() => press("Hand Out the Forms", ".o_statusbar_buttons"));
            """,
        )
        application = contract.title_application_ids
        self._hand_out(application)
        self.assertEqual((application.kind, application.state), ("both", "handed"))
        return application

    def _check_end(self, contract):
        self._check_books(contract)
        self.assertEqual(self._get_revenue(contract), 980_000)
        self.assertEqual(contract.amount_held, 0)
        self._check_chain(
            contract,
            {
                "a_original": "archive",
                "a_duplicate": "property",
                "b_original": "customer",
                "b_duplicate": "customer",
                "subscription_customer": "customer",
                "subscription_archive": "archive",
                "id_photocopy": "archive",
            },
        )
        for buyer in (self.buyer_bob, self.buyer_carol):
            self._check_way(buyer, contract)
        self._check_duties("SA-1.1.2", "SA-1.4.1c", "SA-1.6.3")
