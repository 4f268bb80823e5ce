from datetime import timedelta

from odoo import Command, api, models

from ..tools import sale_demo as plan
from ..tools import steps


class SaleHomeContract(models.Model):
    """Sales of the demonstration, each as far as its story says."""

    _inherit = "sale.home.contract"

    @api.model
    def _create_demo(self, homes, staff):
        """Subscriptions, contracts at every step, one that waits for approval.

        :param homes: {(building number, room): home}
        :param staff: {login: user}
        """
        estate = next(iter(homes.values())).estate_id
        number, contracts = 100, {}
        for deal in (*plan.DEALS, plan.DRAFT):
            buyers = []
            for name, share in deal.buyers:
                number += 1
                buyers.append((estate._create_demo_buyer(name, number), share))
            unit = homes[deal.building, deal.room]
            contract = self._create_demo_contract(deal, unit, buyers, staff)
            if deal is plan.DEALS[0]:
                estate._create_demo_portal(plan.BUYER, buyers[0][0])
            if deal is not plan.DRAFT:
                contract._advance_demo(deal, staff)
            contracts[deal.building, deal.room] = contract
        for building, room, name, stage in plan.SUBSCRIPTIONS:
            number += 1
            buyer = estate._create_demo_buyer(name, number)
            unit = homes[building, room]
            self._create_demo_subscription(unit, buyer, stage, staff)
        self._tell_demo_stories(contracts, staff)

    def _create_demo_contract(self, deal, unit, buyers, staff):
        estate = unit.estate_id
        today = estate.company_id._policy_today()
        contract = self.with_user(staff["sales1"]).create(
            {
                "name": f"JN-{unit.building_id.name[0]}{unit.name}",
                "unit_id": unit.id,
                "company_id": estate.company_id.id,
                "delivery_kind": "off_plan" if deal.building else "ready",
                "payment_method": deal.method,
                "price_unit": plan.PRICE[deal.building],
                "date_signed": estate._get_demo_day(deal.ago),
                "date_delivery": today + timedelta(days=deal.delivery),
                "user_id": staff["centre1"].id,
                "buyer_ids": [
                    Command.create({"partner_id": partner.id, "share": share})
                    for partner, share in buyers
                ],
            }
        )
        contract._propose_instalments()
        contract.action_submit()
        return contract

    def _advance_demo(self, deal, staff):
        """Approve it and do what its story says was done."""
        self.with_user(staff["salesmanager1"]).action_approve()
        contract = self.sudo()  # history of the demonstration
        paid = contract._get_demo_paid(deal)
        if paid:
            journal = contract.env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", self.company_id.id)],
                limit=1,
            )
            today = self.company_id._policy_today()
            contract._receive_payment(paid, journal, today, memo=contract.name)
        way = steps.get_way(deal.method)
        keys = [step.key for step in way]
        last = keys.index(deal.stage) if deal.stage in keys else len(keys)
        estate = self.unit_id.estate_id
        for position, step in enumerate(way[:last], start=1):
            if not contract[step.date_field]:
                ago = deal.ago - deal.ago * position // (last + 1)
                day = estate._get_demo_day(ago)
                contract._advance_demo_step(step.key, day, deal.stage)

    def _advance_demo_step(self, key, day, stage):
        """One step of the history; where it has no document, only its day."""
        if key == "survey":
            areas = {self: round(self.gross_area * plan.GROWN, 2)}
            self.env["area.survey"]._import_measured(areas, day, False)
        elif key == "settle" and stage == plan.SETTLED_STAGE:
            self._create_settlement().action_post()
        else:
            if key == "move_in":
                self._take_over_home(day)
            self._record_step(key, day)

    def _get_demo_paid(self, deal):
        """What was paid: all, the down payment, or half of the instalments."""
        rows = self.instalment_ids.sorted("date_due")
        if deal.method == "lump":
            return 0.0 if deal.stage == "seal" else sum(rows.mapped("amount"))
        if deal.method == "mortgage":
            return sum(rows.filtered(lambda row: row.kind == "down").mapped("amount"))
        return sum(rows[: len(rows) // 2].mapped("amount"))

    def _create_demo_subscription(self, unit, buyer, stage, staff):
        subscription = self.env["sale.home.subscription"].with_user(staff["sales1"])
        subscription = subscription.create(
            {
                "unit_id": unit.id,
                "company_id": unit.company_id.id,
                "price_unit": plan.PRICE[0],
                "amount_deposit": 50000,
                "buyer_ids": [Command.create({"partner_id": buyer.id, "share": 100})],
            }
        )
        subscription.action_submit()
        if stage != "pending":
            subscription.with_user(staff["salesmanager1"]).action_approve()
        if stage == "sealed":
            subscription.sudo()._write_protected(  # history of the demonstration
                {"date_sealed": unit.company_id._policy_today()}
            )
