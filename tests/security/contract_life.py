"""The contract by which the neighbour bought his home, with all that hangs on it."""

import base64
from datetime import date

from odoo import Command

from odoo.addons.sales_aftercare.tools.custody import CONTRACT_KINDS

from .canary import WORD

PHOTO = base64.b64encode(b"\x89PNG\r\n\x1a\n no word in it")


class Sale:
    """A sale to Bob and Cora, from which Fred has gone.

    :param world: the class of the test, whose estate it happens in
    """

    def __init__(self, world):
        self.world, self.env = world, world.env
        self.home = self.env["property.unit"].create(
            {"name": "999", "building_id": world.building.id, "gross_area": 90}
        )
        self.contract = self._create_contract()
        self.invoice = self._create_invoice()
        self.photo, self.paper = self._create_files()
        self._create_papers()
        self._create_service()

    def _create_contract(self):
        """In force; how it came to be is told by other tests."""
        world = self.world
        contract = self.env["sale.home.contract"].create(
            {
                "name": "N-1",
                "unit_id": self.home.id,
                "company_id": world.company.id,
                "delivery_kind": "off_plan",
                "price_unit": 10000,
                "date_signed": date(2025, 12, 1),
                "date_delivery": date(2027, 12, 31),
                "buyer_ids": [
                    Command.create({"partner_id": partner.id, "share": 50})
                    for partner in (world.bob, world.cora)
                ],
            }
        )
        self.env["sale.home.instalment"].create(
            {"contract_id": contract.id, "date_due": "2026-12-31", "amount": 1000}
        )
        contract._write_protected({"date_sealed": "2025-12-05"})
        contract.flush_recordset()
        self.env.cr.execute(
            "UPDATE sale_home_contract SET state = 'active' WHERE id = %s",
            [contract.id],
        )
        contract.invalidate_recordset()
        contract.modified(["state"])
        self.env["sale.home.buyer.past"]._append(
            [
                {
                    "contract_id": contract.id,
                    "partner_id": world.fred.id,
                    "date_to": "2025-12-31",
                }
            ]
        )
        return contract

    def _create_invoice(self):
        """The price, posted: for the buyers of that day."""
        line = {"name": "Price", "price_unit": 3000, "tax_ids": []}
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.world.company.id,
                "partner_id": self.world.bob.id,
                "invoice_date": "2026-01-05",
                "invoice_date_due": "2026-12-31",
                "invoice_payment_term_id": False,
                "sale_contract_id": self.contract.id,
                "sale_kind": "price",
                "invoice_line_ids": [Command.create(line)],
            }
        )
        move.action_post()
        return move

    def _create_files(self):
        """A photo of the building and a paper put there for the buyers."""
        milestone = self.env["construction.milestone"].create(
            {
                "name": "Roof",
                "estate_id": self.world.estate.id,
                "building_ids": self.world.building.ids,
                "date_planned": "2026-01-01",
                "description": "x",
                "photo_ids": [Command.create({"name": "roof.png", "datas": PHOTO})],
            }
        )
        milestone.action_reach()
        self.milestone = milestone
        paper = self.env["ir.attachment"].create(
            {
                "name": "plan.txt",
                "raw": b"nothing",
                "res_model": "sale.home.contract",
                "res_id": self.contract.id,
            }
        )
        inside = paper.copy({"name": WORD, "raw": WORD.encode()})
        self.contract.portal_file_ids = paper
        assert inside.exists()
        return milestone.photo_ids, paper

    def _create_papers(self):
        """The copies, which every buyer is told of, and Bob's own photocopy."""
        papers = self.env["document.copy"]
        self.copies = papers._register_papers(self.contract, CONTRACT_KINDS)
        papers._register_papers(self.contract, ["id_photocopy"], self.world.bob)

    def _create_service(self):
        """What is known of Bob, a visit, a question, a greeting on its way."""
        world = self.world
        profile = self.env["customer.profile"].create(
            {
                "partner_id": world.bob.id,
                "company_id": world.company.id,
                "id_kind": "passport",
                "id_number": "E1",
                "consent": "given",
                "consent_paper": PHOTO,
            }
        )
        self.env["customer.profile.access"]._log(profile)
        agent = self.env["res.partner"].create({"name": "Agent"})
        self.env["power.of.attorney"].create(
            {
                "contract_id": self.contract.id,
                "principal_id": world.bob.id,
                "agent_id": agent.id,
                "date_from": "2026-01-01",
            }
        )
        link = {"sale_contract_id": self.contract.id, "partner_id": world.bob.id}
        self.env["service.visit"].create(
            {
                **link,
                "company_id": world.company.id,
                "employee_id": world.employee_agent.id,
                "sale_occasion": "first",
                "reason": "x",
            }
        )
        self.env["helpdesk.ticket"].create(
            {
                **link,
                "name": "Where is my copy?",
                "description": "<p>x</p>",
                "company_id": world.company.id,
            }
        )
        greeting = self.env["customer.greeting"].create(
            {
                "kind": "opening",
                "date": "2027-01-01",
                "company_id": world.company.id,
                "body": "x",
            }
        )
        self.env["customer.greeting.recipient"].create(
            {"greeting_id": greeting.id, "partner_id": world.bob.id}
        )

    def get_shared(self):
        """What a co-buyer sees of it by design."""
        return [self.contract, self.milestone, self.photo, self.paper, self.copies]
