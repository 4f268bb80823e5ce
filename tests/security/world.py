"""The estate of the attack: Bob's home, and who else has to do with it."""

import threading

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.property_ops.tests.portal_common import PortalCase

from . import contract_life
from .attack import quiet
from .attack_methods import is_ours
from .canary import ALLOWED, Neighbour

HOME = (
    "property.estate",
    "property.building",
    "property.unit",
    "property.meter",
)
"""What everybody sees who lives in a home or lived there."""


class CanaryCase(PortalCase):
    """Bob has everything a home can have, and the word in all of it.

    Ann lives next door. Cora owns the home with Bob and buys another one with him, Fred
    owned it and bought it before, Tina rents it, Olaf is a customer of another company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bob_home = cls.units[1]
        cls._create_people()
        threading.current_thread().dbname = cls.env.cr.dbname  # for the routing map
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": [cls.company.id]}
        )
        cls._create_life()
        neighbour = Neighbour(cls.env, cls.bob, cls.user_bob, cls.bob_home)
        neighbour.gather()
        with quiet():  # rows that are refused are told by a test
            neighbour.complete(cls._is_ours)
        neighbour.add_papers()
        neighbour.gather()
        neighbour.plant()
        cls.neighbour = neighbour
        cls.env.registry.clear_cache()
        cls.env.invalidate_all()

    @classmethod
    def _is_ours(cls, model):
        """Models of ours that point to a person, a home or what hangs on them."""
        return is_ours(model) and any(
            field.type == "many2one"
            and field.store
            and field.comodel_name in cls._ANCHORS
            for field in model._fields.values()
        )

    _ANCHORS = {
        "res.partner",
        "property.unit",
        "property.household",
        "property.meter",
        "account.move",
        "account.move.line",
        "property.dunning.case",
        "property.receipt",
        "sale.home.contract",
        "sale.home.subscription",
        "customer.profile",
    }

    @classmethod
    def _create_people(cls):
        """Who shares Bob's home with him, shared it or never did."""
        names = ("Cora", "Fred", "Tina", "Olaf")
        people = cls.env["res.partner"].create([{"name": name} for name in names])
        cls.cora, cls.fred, cls.tina, cls.olaf = people
        cls.env["property.tenure"].search([("unit_id", "=", cls.bob_home.id)]).unlink()
        cls._own(cls.bob_home, "2025-01-01", (cls.fred, 100)).date_to = "2025-12-31"
        cls._own(cls.bob_home, "2026-01-01", (cls.bob, 50), (cls.cora, 50))
        for name in ("cora", "fred", "tina"):
            setattr(cls, f"user_{name}", cls._login_for(getattr(cls, name)))
        company = cls.env["res.company"].create({"name": "Another"})
        cls.user_olaf = new_test_user(
            cls.env,
            "portal_olaf",
            groups="base.group_portal",
            partner_id=cls.olaf.id,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _create_bill(cls, partner, day):
        """A posted bill of Bob's home."""
        line = {"name": "Fee", "price_unit": 30, "tax_ids": []}
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": cls.company.id,
                "partner_id": partner.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "property_unit_id": cls.bob_home.id,
                "property_kind": "bill",
                "invoice_line_ids": [Command.create(line)],
            }
        )
        move.action_post()
        return move

    def _allow(self, *anchors, also=()):
        """Take the word out of what somebody with ``anchors`` may see.

        :return: what is left of the neighbour, to be attacked
        """
        own = Neighbour(self.env, *anchors, stops=HOME)
        own.gather()
        for records in also:
            own.records[records._name].update(records.ids)
        rest = self.neighbour.without(own)
        for model in HOME:
            own.records[model].update(self.neighbour.ids(model))
            rest.records[model].update(self.neighbour.ids(model))
        own.plant(ALLOWED)
        self.env.registry.clear_cache()
        return rest

    @classmethod
    def _create_life(cls):
        """Bills, meters, household, lease, ticket, visit, payment of Bob's home."""
        env, unit = cls.env, cls.bob_home
        run = cls._create_run()
        run.action_preview()
        run.action_post()
        run = run.sudo()
        while pending := run._get_pending_units(100):
            run._process_units(pending)
        meter = cls._create_meter(unit, number="B1")
        cls._read(meter, "2026-11-01", 120)
        home = {"unit_id": unit.id, "partner_id": cls.bob.id}
        household = env["property.household"].create(
            {**home, "date_in": "2026-01-01", "note": "x"}
        )
        env["property.household.member"].create(
            {"household_id": household.id, "name": "Child", "care": "ill"}
        )
        env["property.tenancy"].create(
            [
                {**home, "date_from": "2026-01-01", "date_to": "2026-01-31"},
                {
                    **home,
                    "partner_id": cls.tina.id,
                    "date_from": "2026-02-01",
                    "rent": 100,
                },
            ]
        )
        env["helpdesk.ticket"].create(
            {
                "name": "Leak",
                "description": "<p>x</p>",
                "partner_id": cls.bob.id,
                "property_unit_id": unit.id,
                "company_id": cls.company.id,
            }
        )
        cls._create_bill(cls.fred, "2025-06-05")
        cls._create_bill(cls.cora, "2026-06-05")
        cls._create_bill(cls.bob, "2026-06-05")
        cls._pay_something()
        cls._send_letter()
        cls.sale = contract_life.Sale(cls)

    @classmethod
    def _pay_something(cls):
        journal = cls.env["account.journal"].create(
            {
                "name": "Desk",
                "code": "DESK",
                "type": "cash",
                "company_id": cls.company.id,
            }
        )
        moves = cls.env["account.move"].search([("partner_id", "=", cls.bob.id)])
        day = cls.company._policy_today()
        receipts = cls.env["property.receipt"].with_user(cls.user_cashier)
        receipts._take(cls.bob, moves, 10, journal, day)

    @classmethod
    def _send_letter(cls):
        """A dunning notice to everybody who owes for Bob's home."""
        cls.env["property.dunning.policy"].create(
            {"company_id": cls.company.id, "date_from": "2026-01-01"}
        )
        ladder = cls.env["property.dunning.case"]
        day = cls.company._policy_today()
        ladder._process_chunk(cls.company, day, cls.bob_home.ids)
        for case in ladder.search([("unit_id", "=", cls.bob_home.id)]):
            case.step_id._mark_sent()
