from odoo import Command
from odoo.tools import SQL

from odoo.addons.cs_policy.tests.race_common import RaceCase

TABLES = (
    "area_settlement",
    "area_settlement_run",
    "area_survey_line",
    "area_survey",
    "property_receipt_counter",
    "property_receipt_line",
    "property_receipt",
    "policy_approval_log",
    "tier_review",
    "refund_request",
    "sale_home_supplement_buyer",
    "sale_home_supplement",
    "account_partial_reconcile",
    "sale_home_instalment",
    "account_payment",
    "account_move_line",
    "account_move",
    "sale_home_buyer_past",
    "sale_home_buyer",
    "sale_home_contract",
    "sale_home_subscription",
)


class SaleRaceCase(RaceCase):
    """One contract in force, in a company of its own with accounts."""

    company = 0

    def _get_context(self):
        return {"allowed_company_ids": [self.company]} if self.company else {}

    def _prepare(self, env):
        """A company with accounts and one contract in force over a million."""
        companies = env["res.company"].with_context(active_test=False)
        company = companies.search([("name", "=", "Sale Race")], limit=1)
        if company:
            company.active = True
        else:
            company = companies.create(
                {"name": "Sale Race", "policy_tz": "Asia/Shanghai"}
            )
            env["account.chart.template"].try_loading(
                "generic_coa", company, install_demo=False
            )
            company._propose_sale_home_accounts()
        self.company, self.today = company.id, company._policy_today()
        self.admin = env.ref("base.user_admin").id
        (env.user | env["res.users"].browse(self.admin)).company_ids |= company
        env = env(context={"allowed_company_ids": company.ids})
        self.partners = (
            env["res.partner"].create([{"name": "Race 1"}, {"name": "2"}]).ids
        )
        estate = env["property.estate"].create({"name": "Sale Race"})
        building = env["property.building"].create(
            {"name": "1", "estate_id": estate.id}
        )
        unit = env["property.unit"].create(
            {
                "name": "1",
                "building_id": building.id,
                "gross_area": 100,
                "inside_area": 80,
            }
        )
        self.homes = (unit.id, building.id, estate.id)
        domain = [("type", "=", "bank"), ("company_id", "=", company.id)]
        self.bank = env["account.journal"].search(domain, limit=1).id
        self.contract = self._sign(env, unit).id

    def _sign(self, env, unit):
        contract = env["sale.home.contract"].create(
            {
                "name": "RACE",
                "unit_id": unit.id,
                "price_basis": "total",
                "amount_total": 1_000_000,
                "difference_rule": "model",
                "date_signed": self.today,
                "date_delivery": self.today,
                "buyer_ids": [Command.create({"partner_id": self.partners[0]})],
            }
        )
        contract._propose_instalments()
        # in force as an import makes it; approvals are raced below
        env.cr.execute(
            "UPDATE sale_home_contract SET state = 'active' WHERE id = %s",
            [contract.id],
        )
        contract.invalidate_recordset()
        contract._post_schedule(self.today)
        return contract

    def _take(self, amount, seen):
        def act(env):
            contract = env["sale.home.contract"].browse(self.contract)
            journal = env["account.journal"].browse(self.bank)
            payment = contract._receive_payment(
                amount, journal, self.today, kinds=None, seen=seen
            )
            return payment.name

        return act

    def _read(self):
        """(residual of the contract, balance of its liability, state, day paid)"""
        with self._env() as env:
            contract = env["sale.home.contract"].browse(self.contract)
            amounts = contract._get_amounts_open()[contract.id]
            account = contract.company_id.sale_home_liability_account_id
            booked = contract.company_id._get_sale_home_balances(account, contract)
            return (
                amounts["total"] - amounts["credit"],
                booked.get(contract.id, 0),
                contract.state,
                contract.date_paid,
            )

    def _remove(self):
        """Take everything out again, evidence that nobody may delete included."""
        with self._env() as env:
            env.cr.execute(
                "DELETE FROM refund_request_sale_home_supplement_rel WHERE "
                "sale_home_supplement_id IN (SELECT id FROM sale_home_supplement "
                "WHERE company_id = %s)",
                [self.company],
            )
            for table in TABLES:
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE company_id = %s",
                        SQL.identifier(table),
                        self.company,
                    )
                )
            for table, record in zip(
                ("property_unit", "property_building", "property_estate"),
                self.homes,
                strict=True,
            ):
                env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), record)
                )
            env.invalidate_all()
            env["res.partner"].browse(self.partners).unlink()
            company = env["res.company"].browse(self.company)
            company.active = False
            (env.user | env["res.users"].browse(self.admin)).company_ids -= company
