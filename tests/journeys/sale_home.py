"""Loan, move-in, survey and certificates: from a paid home to the titles."""

from .sale_papers import CONTRACT, SalePapers

FILE = "mortgage_file_action"
SLIP = "movein_slip_action"
SURVEY = "area_survey_action"
TITLE = "title_application_action"


class SaleHome(SalePapers):
    """What centre, archivist, finance and property office do after authentication."""

    def _tell_bank(self, file):
        """SA-1.3.1: the centre tells the bank of the contract; it comes two days on."""
        self._denied(self.user_front_desk, file, "action_tell")
        self._at(
            self.sale_user,
            FILE,
            file,
            """
    await text("Lender");
    await clear("bank_id");
    await press("Tell the Bank", ".o_statusbar_buttons");
    await refused("SA-1.3.1");
    await find("bank_id", "Lender");
    await done("Tell the Bank", "action_tell");
    await press("Bank Is Here", ".o_statusbar_buttons");
    await refused("SA-1.3.2");
            """,
        )
        self.assertEqual((file.state, file.channel), ("told", "email"))
        self._denied(self.sale_user, file.part_ids, "action_approve", "SA-1.3.2")

    def _receive_bank(self, file, day):
        """SA-1.3.2: three documents, none leaves before the archivist sealed it."""
        hand_over = """
    await press("Hand Over to the Bank", ".o_statusbar_buttons");
    await sign();
    await press("Hand Over", ".modal .modal-footer");
        """
        self._at(
            self.sale_user,
            FILE,
            file,
            f"""
    await date("date_visit", "{day}");
    await fill("visitor", "Qian");
    await done("Bank Is Here", "action_visit");
    {hand_over}
    await refused("SA-1.3.2");
    await dialog("Discard");
            """,
        )
        self._seal_for_bank(file)
        self._at(self.sale_user, FILE, file, f"{hand_over} await at('Original with');")
        self.assertEqual(set(file.document_ids.copy_id.mapped("holder")), {"bank"})

    def _seal_for_bank(self, file):
        """Each of the three is checked before it gets the seal."""
        self._denied(self.sale_clerk, file.document_ids, "action_seal")
        rows = "".join(
            f"""
    await check("{copy.name}");
    await press("Seal", ".o_selected_row");
    await wait("sealed", () => all(".o_data_row").some((row) =>
        row.textContent.includes("{copy.name}") &&
        row.textContent.includes("Checked and sealed")));
            """
            for copy in file.document_ids.copy_id
        )
        self._at(
            self.sale_archivist,
            FILE,
            file,
            f"""
    await press("Documents", ".o_notebook");
    await press("Seal", ".o_data_row");
    await refused("SA-1.3.2");
    {rows}
            """,
        )

    def _approve_loan(self, file):
        part = file.part_ids
        self._denied(self.user_front_desk, part, "action_approve")
        self._at(
            self.sale_user,
            FILE,
            file,
            """
    await press("Approved", ".o_data_row");
    await gone(".o_data_row button[name='action_approve']");
            """,
        )
        self._denied(self.sale_user, part, "action_release", "SA-1.3.2")
        self.assertEqual(part.state, "approved")

    def _release_loan(self, file, day):
        self._at(
            self.sale_finance,
            FILE,
            file,
            f"""
    await press("Loan released", ".o_data_row");
    await refused("SA-1.3.2");
    await celldate("date_released", "{day}");
    all(".o_selected_row td[name='journal_id']")[0].click();
    await find("journal_id", "{self.bank.name}");
    await press("Loan released", ".o_data_row");
    await at("Loan released");
            """,
        )
        self.assertEqual(file.part_ids.payment_id.sale_payer_id, self.lender)
        self._assert_balanced()

    def _inspect(self, contract):
        """The buyer has seen the home and signed the list before anything is asked."""
        self._at(
            self.sale_user,
            CONTRACT,
            contract,
            """
    await moved(() => press("Inspection", ".o_statusbar_buttons"));
    await press("Inspected", ".o_statusbar_buttons");
    await refused("SA-1.4.2b");
    await press("Remarks", ".o_notebook");
    await fill("note", "Nothing was found");
    await sign();
    await done("Inspected", "action_done");
            """,
        )
        self.assertEqual(contract.inspection_ids.mapped("state"), ["done"])

    def _ask_slip(self, contract, clause):
        """The centre asks; neither the centre nor finance may issue it yet."""
        self._at(
            self.sale_user,
            CONTRACT,
            contract,
            """
    await moved(() => press("Move-in Slip", ".o_statusbar_buttons"));
    await at("Asked of finance");
    none("Confirm and Issue");
            """,
        )
        slip = contract.slip_ids
        self._denied(self.sale_user, slip, "action_issue", clause)
        return slip

    def _issue_slip(self, slip):
        """Finance alone confirms that all is paid."""
        self._at(
            self.sale_finance,
            SLIP,
            slip,
            """
    await lost("Something stands against this slip");
    await done("Confirm and Issue", "action_issue");
            """,
        )
        self.assertEqual((slip.state, slip.issued_by_id), ("issued", self.sale_finance))

    def _hand_home_over(self, slip, clause):
        """The property office lets in by the slip, keys and signature."""
        self._denied(self.sale_clerk, slip, "action_hand_over", clause)
        self._denied(self.user_front_desk, slip, "action_hand_over")
        self._at(
            self.user_area_manager,
            SLIP,
            slip,
            f"""
    await press("Hand the Home Over", ".o_statusbar_buttons");
    await refused("{clause}");
    await fill("key_count", "3");
    await fill("meter_note", "Water 12");
    await sign();
    await done("Hand the Home Over", "action_hand_over");
    await at("Handed over");
            """,
        )
        self.assertEqual(slip.handed_over_by_id, self.user_area_manager)
        self._hand_on(self.env["document.receipt"].search([("slip_id", "=", slip.id)]))
        self._check_tenure(slip.contract_id)

    def _check_tenure(self, contract):
        """Owners, fees and revenue from the day of the keys."""
        today, unit = self.company._policy_today(), contract.unit_id
        self.assertEqual((unit.date_handover, contract.date_moved_in), (today, today))
        self.assertEqual(
            {(row.partner_id, row.share, row.date_from) for row in unit.tenure_ids},
            {(row.partner_id, row.share, today) for row in contract.buyer_ids},
        )
        self.assertEqual(unit._get_payers(today)[unit.id], contract.partner_id)
        self.assertEqual(contract.date_revenue, today)
        self.assertEqual(self._balance(self.liability, contract), 0)

    def _finish_survey(self, user, survey, clause, areas):
        """The bureau's results: not complete before every home is measured."""
        gross, inside = areas
        self._at(
            user,
            SURVEY,
            survey,
            f"""
    await press("Results Complete", ".o_statusbar_buttons");
    await refused("{clause}");
    await cell("gross_area", "{gross}");
    await fill("inside_area", "{inside}");
    await done("Results Complete", "action_finish");
            """,
        )
        contract = survey.line_ids.contract_id
        self.assertEqual(contract.date_surveyed, self.company._policy_today())
        self.assertEqual(contract.unit_id.gross_area, gross)

    def _settle(self, contract, amount):
        """Finance settles the area and tells the buyer."""
        self._denied(self.sale_user, contract, "action_settle", "SA-1.6.1")
        self._at(
            self.sale_finance,
            CONTRACT,
            contract,
            """
    await moved(() => press("Area Settlement", ".o-form-buttonbox"));
    await done("Confirm and Post", "action_post");
    await done("Told in Person", "action_told_in_person");
            """,
        )
        row = contract.settlement_ids
        self.assertEqual(
            (row.state, row.amount, row.told_by), ("posted", amount, "hand")
        )
        self._assert_balanced()

    def _apply(self, contract, clause):
        """The centre begins it from the contract; forms only against all papers."""
        self._denied(self.user_front_desk, contract, "action_apply_title")
        kinds = contract.title_application_ids
        self._at(
            self.sale_user,
            CONTRACT,
            contract,
            f"""
    await moved(() => press("Certificates", ".o-form-buttonbox"));
    await press("Hand Out the Forms", ".o_statusbar_buttons");
    await refused("{clause}");
    {self._tick_all()}
    await moved(() => press("Hand Out the Forms", ".o_statusbar_buttons"));
            """,
        )
        application = contract.title_application_ids - kinds
        self._hand_out(application)
        return application

    def _hand_out(self, application):
        """The signature on the receipt hands the forms out, nothing else does."""
        self._denied(self.sale_user, application, "action_hand_over", "SA-1.9")
        receipt = application.receipt_ids
        self.assertEqual((receipt.purpose, receipt.state), ("forms", "draft"))
        self._sign_on_tablet(self.sale_user, receipt, "Buyer", "SA-1.9")
        self.assertEqual(application.state, "handed")

    def _tick_all(self):
        return """
    for (const row of all(".o_data_row.text-warning")) await check(row);
        """

    def _submit(self, application, clause, number):
        """The customer was at the bureau in person: its slip has a number."""
        self._at(
            self.sale_user,
            TITLE,
            application,
            f"""
    await press("Customer Was at the Bureau", ".o_statusbar_buttons");
    await refused("{clause}");
    await fill("bureau_number", "{number}");
    await done("Customer Was at the Bureau", "action_submit");
            """,
        )
        self.assertEqual(application.state, "submitted")

    def _issue(self, application, clause, **numbers):
        steps = "".join(
            f'await fill("{name}", "{number}");' for name, number in numbers.items()
        )
        self._at(
            self.sale_user,
            TITLE,
            application,
            f"""
    await press("Certificate Issued", ".o_statusbar_buttons");
    await refused("{clause}");
    {steps}
    await done("Certificate Issued", "action_issue");
            """,
        )
        self.assertEqual(application.date_issued, self.company._policy_today())
