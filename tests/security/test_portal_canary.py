"""An owner with the numbers of a neighbour gets nothing, whatever is tried."""

import base64
import threading

from odoo.tests import tagged

from odoo.addons.property_ops.tests.portal_common import PortalCase

from .attack import MethodAttack, RouteAttack, quiet
from .canary import Neighbour, find_word, make_png

OURS = ("cs_policy", "property_ops", "sales_aftercare")


class CanaryCase(PortalCase):
    """Ann attacks; Bob has everything a home can have, and the word in all of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bob_home = cls.units[1]
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
        return model._original_module in OURS and any(
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
    }

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
        env["property.tenancy"].create({**home, "date_from": "2026-02-01", "rent": 100})
        env["helpdesk.ticket"].create(
            {
                "name": "Leak",
                "description": "<p>x</p>",
                "partner_id": cls.bob.id,
                "property_unit_id": unit.id,
                "company_id": cls.company.id,
            }
        )
        cls._pay_something()

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
        ):
            self.assertTrue(self.neighbour.ids(model), model)
        for name, model in self.env.registry.items():
            is_table = model._auto and not model._transient and not model._abstract
            if is_table and name.startswith("property.") and self._is_ours(model):
                self.assertTrue(self.neighbour.ids(name), name)

    def test_no_route_gives_anything(self):
        self.authenticate(self.user_ann.login, self.user_ann.login)
        attack = RouteAttack(self, self.neighbour)
        leaks = attack.run()
        self.assertEqual(leaks, [])
        self._assert_still_there()
        self.assertGreater(attack.count, 300)

    def test_no_report_file_or_picture_gives_anything(self):
        self.authenticate(self.user_ann.login, self.user_ann.login)
        self.assertEqual(RouteAttack(self, self.neighbour).open_records(), [])
        self._assert_still_there()

    def test_no_method_gives_anything(self):
        attack = MethodAttack(self.env, self.user_ann, self.neighbour)
        self.assertEqual(attack.run(), [])
        self.assertGreater(attack.count, 5000)

    def test_a_visitor_gets_nothing_either(self):
        self.authenticate(None, None)
        self.assertEqual(RouteAttack(self, self.neighbour).run(auths=["public"]), [])

    def _assert_still_there(self):
        """Still logged in, and all the neighbour's rows are what they were."""
        with quiet():
            page = self.url_open("/my/homes")
        self.assertIn(self.unit.reference, page.text)
        for name, ids in self.neighbour.records.items():
            left = self.env[name].browse(ids).exists()
            self.assertEqual(set(left.ids), ids, name)


@tagged("post_install", "-at_install")
class TestCanarySings(CanaryCase):
    """Holes made on purpose are found."""

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
        self.assertTrue(RouteAttack(self, self.neighbour).open_records())
