from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from odoo.addons.cs_policy.tests.race_common import RaceCase

BOOKS = (
    "account_payment_register",
    "account_partial_reconcile",
    "account_payment",
    "account_move_line",
    "account_move",
)


class EstateRaceCase(RaceCase):
    """A company with accounts, a home and its payer, for transactions at once.

    The company stays, archived, for the next time; all else is removed, evidence
    that nobody may delete included.
    """

    _company_name = ""
    _removed = ()
    """What to execute for ``company`` before the books are emptied."""
    company = estate = building = unit = partner = 0

    def _get_context(self):
        return {"allowed_company_ids": [self.company]} if self.company else {}

    def _prepare(self, env):
        company = self._get_company(env)
        self.company, self.today = company.id, company._policy_today()
        env.user.company_ids |= company
        env = env(context=self._get_context())
        self._prepare_home(env)
        self._prepare_case(env)

    def _get_company(self, env):
        companies = env["res.company"].with_context(active_test=False)
        company = companies.search([("name", "=", self._company_name)], limit=1)
        if company:
            company.active = True
            return company
        company = companies.create(
            {"name": self._company_name, "policy_tz": "Asia/Shanghai"}
        )
        env["account.chart.template"].try_loading(
            "generic_coa", company, install_demo=False
        )
        return company

    def _prepare_home(self, env):
        name = self._company_name
        estate = env["property.estate"].create(
            {"name": name, "company_id": self.company}
        )
        building = env["property.building"].create(
            {"name": "1", "estate_id": estate.id}
        )
        unit = env["property.unit"].create({"name": "1", "building_id": building.id})
        partner = env["res.partner"].create({"name": name, "email": "race@example.com"})
        self.estate, self.building, self.unit = estate.id, building.id, unit.id
        self.partner = partner.id

    def _prepare_case(self, env):
        """What the class needs besides; the context has its company."""

    def _bill(self, env, amount, days):
        """The id of a posted bill that fell due so many ``days`` ago."""
        day = self.today - timedelta(days=days)
        income = env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", self.company)],
            limit=1,
        )
        line = {
            "name": "Fee",
            "quantity": 1,
            "price_unit": amount,
            "account_id": income.id,
            "tax_ids": False,
        }
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "property_unit_id": self.unit,
                "property_kind": "bill",
                "property_period": fields.Date.start_of(day, "month"),
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        move.action_post()
        return move.id

    def _pay(self, env, move_id):
        """The bill is paid, by the door every payment goes through."""
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[move_id]
        ).create({"payment_date": self.today}).action_create_payments()
        env.flush_all()

    def _remove(self):
        with self._env() as env:
            delete = "DELETE FROM {} WHERE company_id = %s"
            for query in (*self._removed, *map(delete.format, BOOKS)):
                env.cr.execute(SQL(query, self.company))
            for table, record in (
                ("property_unit", self.unit),
                ("property_building", self.building),
                ("property_estate", self.estate),
            ):
                env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), record)
                )
            env.invalidate_all()
            env["res.partner"].browse(self.partner).unlink()
            company = env["res.company"].browse(self.company)
            company.active = False
            env.user.company_ids -= company
