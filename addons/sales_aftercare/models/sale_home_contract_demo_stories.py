from datetime import datetime, time, timedelta

from odoo import Command, api, fields, models

from ..tools import sale_demo as plan
from ..tools.demo_photo import draw_site


class SaleHomeContract(models.Model):
    """What else is under way in the demonstration: every menu shows something.

    Nothing is sent: letters and messages of the demonstration wait for a person.
    """

    _inherit = "sale.home.contract"

    @api.model
    def _tell_demo_stories(self, contracts, staff):
        """:param contracts: {(building, room): contract}"""
        clerk, centre = staff["clerk1"], staff["centre1"]
        self._tell_demo_authentication(contracts, clerk)
        self._tell_demo_mortgages(contracts, centre)
        contracts[plan.TO_SIGN].with_user(clerk)._offer_demo_receipt()
        self._tell_demo_papers(contracts, staff)
        self._tell_demo_money(contracts, staff)
        self._tell_demo_hand_over(contracts, centre)
        first = contracts[plan.TO_SIGN]
        first.with_user(centre)._tell_demo_customers(contracts)
        first.with_user(centre)._tell_demo_progress()

    def _tell_demo_authentication(self, contracts, clerk):
        """The last batch with its results; the next one with who waits."""
        done, back = contracts[plan.AUTHENTICATED], contracts[plan.SENT_BACK]
        company = done.company_id
        batches = self.env["authentication.batch"].with_user(clerk).sudo()  # history
        today = company._policy_today()
        days = batches._get_days(company, today - timedelta(days=10))
        day = max(day for day, _nominal in days if day < today)
        answered = max(day, today - timedelta(days=1))
        batch = batches._create_protected(
            [
                {
                    "company_id": company.id,
                    "date": day,
                    "name": batches._get_next_name(company, day),
                    "line_ids": [
                        Command.create({"contract_id": row.id}) for row in done | back
                    ],
                }
            ]
        )
        results = ("authenticated", False), ("returned", plan.SENT_BACK_BECAUSE)
        for line, (state, reason) in zip(
            batch.line_ids.sorted("id"), results, strict=True
        ):
            line._write_protected(
                {"state": state, "reason": reason, "date_result": answered}
            )
        batch._write_protected({"state": "closed"})
        batch.line_ids.flush_recordset()  # a contract waits in one batch
        done._record_step("authenticate", answered)
        done._ensure_copies()
        for buyer in back.buyer_ids.partner_id:
            copies = self.env["document.copy"].with_user(clerk)
            copies._register_papers(back, ["id_photocopy"], buyer)
        ahead = batches._create_ahead(company).sorted("date")
        ahead[:1]._join(back)

    def _tell_demo_mortgages(self, contracts, centre):
        """One file waits for the bank to come; of another the documents are there."""
        bank = self.env["res.partner"].create({"name": plan.BANK, "is_company": True})
        for key in (plan.WAITING_BANK, plan.VISITING_BANK):
            file = self.env["mortgage.file"].with_user(centre)
            file = file._open_for(contracts[key]).sudo(False)
            file.bank_id = bank
            file._mark_told("print")
        today = file.company_id._policy_today()
        file.write({"date_visit": today, "visitor": plan.VISITOR})
        file.action_visit()

    def _offer_demo_receipt(self):
        """Papers that the first buyer is to sign for in the portal."""
        receipts = self.env["document.receipt"]
        values = receipts._prepare_receipt(self, self.partner_id, plan.TO_SIGN_PAPERS)
        receipt = receipts.create(values)
        receipt._move("ready")
        receipt._portal_ensure_token()

    def _tell_demo_papers(self, contracts, staff):
        """A lost paper, a power of attorney, certificates and an end asked for."""
        today = self.env.company._policy_today()
        copies = contracts[plan.LOST].copy_ids
        lost = copies.filtered(lambda copy: copy.kind == "a_duplicate")
        self.env["document.loss"].with_user(staff["clerk1"]).create(
            {"copy_id": lost.id, "reason": plan.LOST_BECAUSE}
        )
        contract = contracts[plan.POWER]
        agent = self.env["res.partner"].create({"name": plan.AGENT})
        self.env["power.of.attorney"].with_user(staff["clerk1"]).create(
            {
                "contract_id": contract.id,
                "principal_id": contract.partner_id.id,
                "agent_id": agent.id,
                "date_from": today,
                "may_collect": True,
            }
        )
        self.env["title.application"].with_user(staff["centre1"]).create(
            {"contract_id": contracts[plan.LAND].id, "kind": "land"}
        )
        self.env["sale.home.supplement"].with_user(staff["sales1"]).create(
            {
                "contract_id": contracts[plan.SUPPLEMENT].id,
                "kind": "rescission",
                "reason": plan.SUPPLEMENT_BECAUSE,
            }
        )

    def _tell_demo_money(self, contracts, staff):
        """A refund to approve, areas to settle, buyers who are behind."""
        contract = contracts[plan.OVERPAID].sudo()  # history of the demonstration
        company = contract.company_id
        today = company._policy_today()
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        contract._receive_payment(5000, journal, today, memo=contract.name)
        requests = self.env["refund.request"].with_user(staff["handler1"])
        request = requests.create(
            {"contract_id": contract.id, "reason": plan.OVERPAID_BECAUSE}
        )
        request.action_submit()
        estate = contract.estate_id
        runs = self.env["area.settlement.run"].with_user(staff["finance1"])
        runs.create({"estate_id": estate.id}).action_preview()
        check = self.env["sale.home.payment.check"].with_user(staff["centre1"])
        check = check.create({"date": today - timedelta(days=1)})
        check.with_user(staff["finance1"]).action_confirm()
        check.action_make_demands()
        check.create({})

    def _tell_demo_hand_over(self, contracts, centre):
        """Notices to post, an inspection that is planned, a slip asked of finance."""
        self.env["movein.notice"]._prepare(contracts[plan.SLIP].company_id)
        contracts[plan.SLIP].with_user(centre).action_ask_slip()
        self.env["movein.inspection"].with_user(centre).create(
            {"contract_id": contracts[plan.INSPECTION].id}
        )

    def _tell_demo_customers(self, contracts):
        """Customer data and visits that are due, greetings of the coming years."""
        company, profiles = self.company_id, self.env["customer.profile"]
        profile = profiles._ensure(self.partner_id, company)
        profile._set_consent("given")
        self.env["customer.profile.access"]._log(profile)
        visited = contracts[plan.VISIT]
        self.env["service.visit"].create(
            {
                "sale_contract_id": visited.id,
                "partner_id": visited.partner_id.id,
                "sale_occasion": "second",
                "reason": plan.VISIT_BECAUSE,
            }
        )
        self.env["service.visit.summary"].create({})
        self.env["customer.greeting"].sudo()._plan(company)  # as the clock does
        for name in ("customer_data", "first_visit"):
            duty_plan = self.env.ref(f"sales_aftercare.policy_duty_plan_{name}")
            duty_plan.sudo()._generate()  # as the clock does

    def _tell_demo_progress(self):
        """Milestones of the off-plan building; the news of the last one to release."""
        today, building = self.company_id._policy_today(), self.unit_id.building_id
        milestones = self.env["construction.milestone"]
        for name, days, text, floors in plan.MILESTONES:
            day = today + timedelta(days=days)
            photo = {"name": f"{name}.png", "raw": draw_site(floors)}
            row = milestones.create(
                {
                    "name": name,
                    "estate_id": self.estate_id.id,
                    "building_ids": building.ids,
                    "date_planned": day,
                    "description": text,
                    "photo_ids": [Command.create(photo)] if floors else [],
                }
            )
            if floors:
                reached = {"date_reached": day, "reached_at": _noon(day)}
                row._write_protected({"state": "reached", **reached})
                milestones |= row
        news = milestones[-1:]
        news._prepare_message()
        news.greeting_id.action_draw_list()


def _noon(day):
    return fields.Datetime.to_datetime(datetime.combine(day, time(4)))
