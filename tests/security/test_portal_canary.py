"""An owner with the numbers of a neighbour gets nothing, whatever is tried."""

import base64
import re

from odoo.tests import tagged

from .attack import PERSONAL, SHAPES, RouteAttack, quiet
from .attack_methods import MethodAttack
from .canary import find_word, make_png
from .world import CanaryCase

PAGES = re.compile("/my/")
PREFIXES = ("property.", "sale.home.", "movein.", "customer.", "document.", "area.")


@tagged("post_install", "-at_install")
class TestPortalCanary(CanaryCase):
    def test_the_neighbour_has_something_of_everything(self):
        """What nobody has can't be seen to leak."""
        self.assertEqual(self.neighbour.bare, {})
        for model in (
            "account.move",
            "account.payment",
            "helpdesk.ticket",
            "ir.attachment",
            "mail.message",
            "property.household.member",
            "property.meter.reading",
            "property.receipt",
            "property.tenancy",
            "property.tenure",
            "sale.home.contract",
            "sale.home.buyer",
            "customer.profile",
        ):
            self.assertTrue(self.neighbour.ids(model), model)
        bare = []
        for name, model in self.env.registry.items():
            is_table = model._auto and not model._transient and not model._abstract
            if is_table and name.startswith(PREFIXES) and self._is_ours(model):
                bare += [] if self.neighbour.ids(name) else [name]
        self.assertEqual(sorted(bare), [])

    def test_no_route_gives_anything(self):
        self.authenticate(self.user_ann.login, self.user_ann.login)
        attack = RouteAttack(self, self.neighbour)
        leaks = attack.run()
        self.assertEqual(leaks, [])
        self._assert_still_there()
        self.assertGreater(attack.count, 300)

    def test_no_report_file_or_picture_gives_anything(self):
        self.authenticate(self.user_ann.login, self.user_ann.login)
        attack = RouteAttack(self, self.neighbour)
        self.assertEqual(attack.open_records(), [])
        self.assertEqual(attack.open_contracts(self.sale.contract.id), [])
        self._assert_still_there()

    def test_no_method_gives_anything(self):
        attack = MethodAttack(self.env, self.user_ann, self.neighbour)
        self.assertEqual(attack.run(), [])
        self.assertGreater(attack.count, 5000)

    def test_a_visitor_gets_nothing_either(self):
        self.authenticate(None, None)
        self.assertEqual(RouteAttack(self, self.neighbour).run(auths=["public"]), [])

    def test_the_owner_himself_is_shown_the_word(self):
        """The numbers are right: what others are refused is there."""
        self.authenticate(self.user_bob.login, self.user_bob.login)
        leaks = RouteAttack(self, self.neighbour).run(PAGES.match)
        unit = self.bob_home.id
        for page in (
            "/my/homes",
            f"/my/homes/{unit}",
            f"/my/homes/{unit}/late-fee",
            "/my/homes/notice/",
            "/my/homes/receipt/",
            "/my/homes/dunning/",
            "/my/homes/statement",
            "/my/homes/pay",
            "/my/contracts",
            f"/my/contracts/{self.sale.contract.id}",
            "/my/invoices/",
            "/my/ticket",
        ):
            found = [leak for leak in leaks if leak.startswith(f"GET {page}")]
            self.assertTrue(found, page)

    def test_who_shares_the_home_gets_nothing_of_the_other_owner(self):
        """Cora sees bills of the time they share, by design; the rest is Bob's."""
        bills = self.env["account.move"].search(
            [
                ("property_unit_id", "=", self.bob_home.id),
                ("property_viewer_ids", "in", self.cora.ids),
            ]
        )
        self.assertTrue(bills.filtered(lambda move: move.partner_id == self.bob))
        shared = self.sale.get_shared()
        rest = self._allow(
            self.cora,
            self.user_cora,
            bills,
            self.sale.invoice,
            also=[self.bob, *shared],
        )
        self._attack_as(self.user_cora, rest, forms=False)

    def test_the_former_owner_gets_his_own_past_only(self):
        """PO-4.5.2: nothing of who owns the home now."""
        rest = self._allow(self.fred, self.user_fred, also=[self.sale.contract])
        self._attack_as(self.user_fred, rest)

    def test_the_tenant_gets_nothing_of_the_owner(self):
        rest = self._allow(self.tina, self.user_tina)
        self._attack_as(self.user_tina, rest)

    def test_a_customer_of_another_company_gets_nothing(self):
        self._attack_as(self.user_olaf, self.neighbour, sees=False)

    def _attack_as(self, user, neighbour, sees=True, forms=True):
        """All that depends on who asks; what depends on rights alone is Ann's part."""
        self.authenticate(user.login, user.login)
        routes = RouteAttack(self, neighbour, SHAPES)
        self.assertEqual(routes.run(PERSONAL.match), [])
        self.assertGreater(routes.count, 200)
        methods = MethodAttack(self.env, user, neighbour, is_personal=True)
        self.assertEqual(methods.run(), [])
        self.assertGreater(methods.count, 500)
        self.assertEqual(bool(routes.sightings), sees)
        self.assertEqual(routes.open_contracts(self.sale.contract.id, forms), [])

    def _assert_still_there(self):
        """Still logged in, and all the neighbour's rows are what they were."""
        with quiet():
            page = self.url_open("/my/homes")
        self.assertIn(self.unit.reference, page.text)
        for name, ids in self.neighbour.records.items():
            left = self.env[name].browse(ids).exists()
            self.assertEqual(set(left.ids), ids, name)

    # Holes made on purpose are found

    def test_the_word_is_known_in_any_dress(self):
        self.assertTrue(find_word(make_png()))
        for before in ("", "a", "ab"):
            code = base64.b64encode(f"{before}kanarienvogel-7".encode())
            self.assertTrue(find_word(code), before)
        self.assertFalse(find_word(b"nothing"))

    def test_a_rule_too_wide_is_found_on_the_page_and_by_rpc(self):
        self.env.ref("property_ops.account_move_rule_property_share").active = False
        self.env["ir.rule"].create(
            {
                "name": "hole",
                "model_id": self.env.ref("account.model_account_move").id,
                "domain_force": "[(1, '=', 1)]",
                "groups": [(4, self.env.ref("base.group_portal").id)],
            }
        )
        self.authenticate(self.user_ann.login, self.user_ann.login)
        routes = RouteAttack(self, self.neighbour)
        self.assertTrue(routes.run(lambda path: path.startswith("/my/invoices")))
        methods = MethodAttack(self.env, self.user_ann, self.neighbour)
        self.assertTrue(methods.run(["account.move"]))

    def test_a_bill_shown_to_the_former_owner_is_found(self):
        """PO-4.5.2"""
        rest = self._allow(self.fred, self.user_fred)
        self.env.cr.execute(
            "INSERT INTO account_move_property_viewer_rel (move_id, partner_id)"
            " SELECT id, %s FROM account_move WHERE partner_id = %s",
            (self.fred.id, self.bob.id),
        )
        self.env.invalidate_all()
        self.authenticate(self.user_fred.login, self.user_fred.login)
        routes = RouteAttack(self, rest, SHAPES)
        self.assertTrue(routes.run(lambda path: path.startswith("/my/homes/notice")))
        methods = MethodAttack(self.env, self.user_fred, rest, is_personal=True)
        self.assertTrue(methods.run(["account.move"]))

    def test_a_right_too_much_is_found(self):
        self.env["ir.model.access"].create(
            {
                "name": "hole",
                "model_id": self.env.ref(
                    "property_ops.model_property_household_member"
                ).id,
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
            }
        )
        attack = MethodAttack(self.env, self.user_ann, self.neighbour)
        leaks = attack.run(["property.household.member"])
        self.assertTrue(any(".search_read" in leak for leak in leaks))
        self.assertTrue(any(".read[" in leak for leak in leaks))

    def test_a_file_open_to_all_is_found(self):
        files = self.env["ir.attachment"].browse(self.neighbour.ids("ir.attachment"))
        files[:1].public = True
        self.authenticate(self.user_ann.login, self.user_ann.login)
        self.assertTrue(RouteAttack(self, self.neighbour).open_files())
