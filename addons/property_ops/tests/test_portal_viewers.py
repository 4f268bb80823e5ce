from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-10 04:00:00")
class TestPortalViewers(PortalCase):
    """Who sees a bill in the portal is frozen when it is posted."""

    def _viewers(self, move):
        move.invalidate_recordset()
        return move.property_viewer_ids

    def test_a_bill_is_shown_to_its_payer_alone(self):
        bills = self._bill()
        move = bills[self.unit]
        self.assertEqual(self._viewers(move), self.ann)
        self.assertEqual(self._viewers(bills[self.units[2]]), self.developer)
        mine = self.env["account.move"].with_user(self.user_ann).search([])
        self.assertEqual(mine, move)
        theirs = self.env["account.move"].with_user(self.user_bob)
        with self.assertRaises(AccessError):
            theirs.browse(move.id).read(["name"])
        lines = self.env["account.move.line"]
        self.assertEqual(
            lines.with_user(self.user_ann).search([]).move_id.ids, move.ids
        )

    def test_co_owners_see_the_shared_bill(self):
        self.env["property.tenure"].search([("unit_id", "=", self.unit.id)]).unlink()
        self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 40))
        move = self._bill()[self.unit]
        self.assertEqual(self._viewers(move), self.ann | self.bob)
        moves = self.env["account.move"].with_user(self.user_bob)
        self.assertIn(move, moves.search([]))
        self.assertTrue(moves.browse(move.id).read(["name", "amount_residual"]))

    def test_who_buys_the_home_sees_nothing_of_before(self):
        """PO-4.5.2: and who sold it sees nothing of after."""
        self.env["property.tenure"].search(
            [("unit_id", "=", self.unit.id)]
        ).date_to = "2026-12-15"
        carol = self.env["res.partner"].create({"name": "Carol"})
        self._own(self.unit, "2026-12-16", (carol, 100))
        moves = self._bill()[self.unit]
        self.assertEqual(len(moves), 2)
        for move in moves:
            self.assertEqual(self._viewers(move), move.partner_id)

    def test_what_comes_after_ones_time_stays_with_the_owners_of_that_time(self):
        tenure = self.env["property.tenure"].search([("unit_id", "=", self.unit.id)])
        tenure.unlink()
        self._own(self.unit, "2026-01-01", (self.ann, 50), (self.bob, 50))
        self.env["property.tenure"].search(
            [("unit_id", "=", self.unit.id)]
        ).date_to = "2026-06-30"
        carol = self.env["res.partner"].create({"name": "Carol"})
        self._own(self.unit, "2026-07-01", (carol, 100))
        move = self._create_invoice(self.ann, self.unit)
        self.assertEqual(self._viewers(move), self.ann | self.bob)

    def test_a_service_billed_late_shows_no_bill_to_who_has_left(self):
        """PO-4.1.1, PO-4.5.2: one that stands alone on its bill is of its own day."""
        carl, dan = self.env["res.partner"].create([{"name": "Carl"}, {"name": "Dan"}])
        self.unit.tenure_ids.unlink()
        rows = [
            (self.ann, 60, "2026-01-01", False),
            (carl, 40, "2026-01-01", "2026-11-14"),
            (dan, 40, "2026-11-15", False),
        ]
        self.env["property.tenure"].create(
            [
                {
                    "unit_id": self.unit.id,
                    "partner_id": partner.id,
                    "share": share,
                    "date_from": first,
                    "date_to": last,
                }
                for partner, share, first, last in rows
            ]
        )
        rule = self._create_rule("service", 80, self._create_fee("Repair"))
        november = self._bill("2026-11-01")[self.unit]
        self.assertEqual(self._viewers(november), self.ann | carl | dan)
        self._order(rule, "2026-11-10")
        december = self._bill()[self.unit]
        self.assertEqual(len(december.sudo().property_charge_ids), 2)
        self.assertEqual(self._viewers(december), self.ann | dan)
        moves = self.env["account.move"].with_user(self._login_for(carl))
        self.assertNotIn(december, moves.search([]))
        monthly = self.env["property.fee.rule"].search([("method", "=", "area")])
        monthly.date_to = "2026-12-31"
        self._order(rule, "2026-11-12")
        alone = self._bill("2027-01-01")[self.unit]
        self.assertEqual(self._viewers(alone), self.ann | carl)

    def _order(self, rule, day):
        """A service at the first home, confirmed."""
        orders = self.env["property.service.order"].with_user(self.user_cashier)
        order = orders.create(
            {"unit_id": self.unit.id, "rule_id": rule.id, "date": day}
        )
        order.action_confirm()

    def test_the_owner_sees_the_bills_of_the_tenant_and_not_the_other_way(self):
        self.env["property.payer"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": self.bob.id,
                "date_from": "2026-12-01",
            }
        )
        move = self._bill()[self.unit]
        self.assertEqual(move.partner_id, self.bob)
        self.assertEqual(self._viewers(move), self.bob | self.ann)
        own = self._create_invoice(self.ann, self.unit)
        self.assertEqual(self._viewers(own), self.ann)

    def test_neighbours_with_one_employer_see_nothing_of_each_other(self):
        employer = self.env["res.partner"].create({"name": "Works", "is_company": True})
        (self.ann | self.bob).parent_id = employer
        move = self._bill()[self.unit]
        moves = self.env["account.move"].with_user(self.user_bob)
        self.assertNotIn(move, moves.search([]))
        with self.assertRaises(AccessError):
            moves.browse(move.id).read(["name"])
        self.assertIn(move, moves.with_user(self.user_ann).search([]))

    def test_the_viewers_are_frozen(self):
        move = self._bill()[self.unit]
        with self.assertRaises(UserError):
            move.property_viewer_ids = self.bob
        draft = move.copy({"property_viewer_ids": [(6, 0, self.bob.ids)]})
        self.assertFalse(draft.property_viewer_ids)
        self._own(self.units[2], "2026-12-01", (self.ann, 100))
        self.assertEqual(self._viewers(move), self.ann)

    def test_a_draft_is_shown_to_nobody_and_frozen_again_when_posted(self):
        move = self._create_invoice(self.ann, self.unit)
        move.button_draft()
        self.assertFalse(self._viewers(move))
        moves = self.env["account.move"].with_user(self.user_ann)
        self.assertFalse(moves.search([("id", "=", move.id)]))
        move.partner_id = self.bob
        move.action_post()
        self.assertEqual(self._viewers(move), self.bob)

    def test_freezing_is_one_statement_for_any_number_of_bills(self):
        run = self._preview()
        moves = run._create_invoices(run.sudo().charge_ids)
        self.env.flush_all()
        moves._freeze_property_viewers()
        with self.assertQueryCount(1):
            moves._freeze_property_viewers()

    def test_other_invoices_follow_the_rules_of_odoo(self):
        self.bob.parent_id = self.ann.parent_id = self.developer
        move = self._create_invoice(self.ann)
        self.assertFalse(self._viewers(move))
        moves = self.env["account.move"].with_user(self.user_bob)
        self.assertIn(move, moves.search([]))

    def _create_invoice(self, partner, unit=None):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "partner_id": partner.id,
                "invoice_date": "2026-12-05",
                "property_unit_id": unit and unit.id,
                "property_kind": unit and "bill",
                "invoice_line_ids": [
                    (0, 0, {"name": "Fee", "price_unit": 30, "tax_ids": []})
                ],
            }
        )
        move.action_post()
        return move
