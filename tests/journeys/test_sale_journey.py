"""Two homes sold, from the subscription to both certificates, each role its part."""

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .sale_home import SURVEY
from .sale_papers import CONTRACT, SUBSCRIPTION
from .sale_steps import SaleSteps

START = "2026-11-24 02:00:00"
"""A Tuesday."""


@tagged("post_install", "-at_install")
class TestMortgageJourney(SaleSteps):
    """Ann buys a home off-plan and pays most of it by a loan."""

    # Refusals are logged there.
    @mute_logger("odoo.http")
    def test_a_mortgage_buyer_of_an_off_plan_home(self):
        """Names no clause: a mutation run would live through the year each time."""
        with freeze_time(START, tick=True) as self.clock:
            deal = self._reserve()
            contract = self._sign(deal)
            self._bring_to_bureau(contract)
            self._give_out(contract)
            self._lend(contract)
            self._call_in(contract)
            self._move_in(contract)
            self._measure(contract)
            self._certify(contract)
            self._check_end(contract)

    def _reserve(self):
        """24 November: subscribed, approved, deposit paid, sealed, her copy signed."""
        deal = self._subscribe(self.unit, [("Buyer Ann", 100)], "Mortgage")
        self._approve(deal, SUBSCRIPTION, "SA-1.2.1")
        self._denied(self.sale_representative, deal, "action_make_contract", "SA-1.2.1")
        self._take(deal, SUBSCRIPTION, 50_000)
        self._seal(deal, SUBSCRIPTION, "SA-1.2.1")
        mine, ours = deal.copy_ids.sorted("kind", reverse=True)
        self._archive(ours, "SA-1.2.2")
        receipt = self._offer(self.sale_handler, mine)
        self._denied(
            self.sale_archivist,
            receipt,
            "action_sign",
            "SA-1.1.3",
            "SA-1.2.2",
            "SA-1.9",
        )
        self._sign_in_portal(self.buyer_ann, receipt, "/my/papers")
        self._on("2026-11-25")
        self._hand_on(receipt)
        return deal

    def _sign(self, deal):
        """25 November: the contract, her data, approved, sealed, the down payment."""
        contract = self._make_contract(
            deal,
            "Off-plan home",
            "11/25/2026",
            "03/31/2027",
            'await find("loan_bank_id", "Lender");',
        )
        self._give_data(contract, "11010519491231002X")
        self._approve(contract, CONTRACT, "SA-1.1.1")
        self.assertEqual(deal.state, "converted")
        self.assertEqual(contract.amount_open, 950_000)
        [receipt] = self.env["document.receipt"].search(
            [("subscription_id", "=", deal.id)]
        )
        self._seal(contract, CONTRACT, "SA-1.1.1", receipt)
        self.assertEqual(receipt.state, "filed")
        self._take(contract, CONTRACT, 250_000)
        return contract

    def _bring_to_bureau(self, contract):
        """Thursday the 26th it joins, on Friday it goes, on Monday it is back."""
        self.env["authentication.batch"]._create_ahead(self.company)
        batch = self.env["authentication.batch"].search(
            [("company_id", "=", self.company.id)], order="date", limit=1
        )
        self._on("2026-11-26")
        self._join_batch(batch, contract, [self.ann])
        self._on("2026-11-27")
        self._take_to_bureau(batch)
        self._on("2026-11-30")
        self._authenticate(batch, "JZ-77", contract)
        self.assertEqual(contract.step, "distribute")

    def _give_out(self, contract):
        """Each copy to whom it belongs; the bank's stays until the bank comes."""
        copies = contract.copy_ids.grouped("kind")
        self._archive(copies["a_original"] | copies["id_photocopy"], "SA-1.1.3")
        wrong = copies["b_original"] | copies["b_duplicate"]
        self._denied(
            self.sale_clerk,
            self._draft_receipt(contract, wrong),
            "action_offer",
            "SA-1.1.3",
        )
        self._hand_to_property(copies["a_duplicate"])
        receipt = self._offer(self.sale_clerk, copies["b_duplicate"])
        self._sign_in_portal(self.buyer_ann, receipt, f"/my/contracts/{contract.id}")
        self._hand_on(receipt)
        self.assertEqual((contract.step, contract.date_distributed.day), ("loan", 30))

    def _lend(self, contract):
        """The bank told, its visit, its approval, in January its money."""
        file = contract.mortgage_ids
        self._tell_bank(file)
        self._on("2026-12-02")
        self._receive_bank(file, "12/02/2026")
        self._on("2026-12-08")
        self._approve_loan(file)
        self._on("2027-01-15")
        self._release_loan(file, "01/15/2027")
        self.assertEqual(str(contract.date_loan_released), "2027-01-15")
        self.assertEqual(str(contract.date_paid), "2027-01-15")
        self.assertEqual(self._receivable(contract), {})

    def _call_in(self, contract):
        """The notice goes by post ten days before; who does not come is asked to."""
        self._on("2027-03-15")
        self.assertFalse(self.env["movein.notice"]._prepare(self.company))
        self._on("2027-03-17")
        self.assertEqual(self.env["movein.notice"]._prepare(self.company), 1)
        notice = contract.notice_ids
        self.assertEqual(str(notice.date_due), "2027-03-19")
        self._denied(self.user_front_desk, notice, "action_post")
        self._post(notice)
        self._on("2027-04-01")
        self.assertEqual(self.env["sale.home.demand"]._prepare(self.company), 1)
        demand = contract.demand_ids
        self._denied(self.user_front_desk, demand, "action_send")
        self._at(
            self.sale_user,
            "sale_home_demand_action",
            demand,
            'await done("It Was Sent", "action_send");',
        )
        self.assertEqual((demand.kind, demand.state), ("move_in", "sent"))
        self._denied(self.sale_user, demand, "action_send", "SA-1.4.2d")

    def _move_in(self, contract):
        """2 April: inspected, slip, keys."""
        self._on("2027-04-02")
        slip = self._ask_slip(contract, "SA-1.4.2b")
        self._denied(self.sale_finance, slip, "action_issue", "SA-1.4.2b")
        self._denied(self.user_area_manager, slip, "action_hand_over", "SA-1.4.2c")
        self._inspect(contract)
        self._issue_slip(slip)
        self._hand_home_over(slip, "SA-1.4.2c")

    def _measure(self, contract):
        """The centre has all homes of the estate measured together; 1 % more."""
        self._on("2027-04-06")
        self._denied(
            self.user_front_desk,
            self.env["area.survey"],
            "web_save",
            args=[{"delivery_kind": "off_plan"}, {}],
        )
        self._at(
            self.sale_user,
            SURVEY,
            None,
            f"""
    await select("delivery_kind", "Off-plan homes together");
    await find("estate_id", "{self.estate.name}");
    await press("Seal the Forms", ".o_statusbar_buttons");
    await refused("SA-1.5.2");
    await press("Add Homes That Wait");
    await wait("a home", () => all(".o_data_row").some(seen));
    await done("Seal the Forms", "action_seal");
    await done("Submit to the Bureau", "action_submit");
            """,
        )
        survey = contract.survey_line_ids.survey_id
        self._on("2027-04-20")
        self._finish_survey(self.sale_user, survey, "SA-1.5.2", (101, 80))
        self._denied(self.sale_user, contract, "action_apply_title", "SA-1.6.1")
        self._settle(contract, 10_000)
        self._see_in_portal(self.buyer_ann, contract, "10,000.00", "Pay")
        self._denied(self.sale_user, contract, "action_apply_title", "SA-1.6.1")
        self._take(contract, CONTRACT, 10_000)

    def _certify(self, contract):
        """First the property certificate, with a receipt; then that of the land."""
        self._refuse_land_first(contract)
        application = self._apply(contract, "SA-1.6.3")
        self._on("2027-04-26")
        self._submit(application, "SA-1.6.3", "B-1")
        self._on("2027-05-20")
        self._issue(application, "SA-1.6.3", property_number="P-1")
        self.assertEqual(contract.step, "land")
        self._collect(application, "certificate")
        land = self._apply(contract, "SA-1.7.1")
        self.assertEqual(land.kind, "land")
        self._on("2027-05-24")
        self._submit(land, "SA-1.7.1", "B-2")
        self._on("2027-06-10")
        self._issue(land, "SA-1.7.1", land_number="L-1")
        self._collect(land, "land_certificate")
        self.assertEqual(contract.step, "done")

    def _check_end(self, contract):
        self._check_books(contract)
        self.assertEqual(self._get_revenue(contract), 1_010_000)
        self._check_chain(
            contract,
            {
                "a_original": "archive",
                "a_duplicate": "property",
                "b_original": "bank",
                "b_duplicate": "customer",
                "subscription_customer": "customer",
                "subscription_archive": "archive",
                "id_photocopy": "archive",
                "mortgage_contract": "bank",
                "loan_contract": "bank",
                "certificate": "customer",
                "land_certificate": "customer",
            },
        )
        self._check_way(self.buyer_ann, contract)
        self._check_duties("SA-1.1.2", "SA-1.6.3", "SA-1.9")
