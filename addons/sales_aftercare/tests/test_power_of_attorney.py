from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .papers_common import PapersCase


class TestPowerOfAttorney(PapersCase):
    """Who acts for a buyer, in what, and from when to when."""

    def setUp(self):
        super().setUp()
        self.cai = self.env["res.partner"].create({"name": "Cai"})
        self.contract = self._create_sealed()

    def _ask(self, day=None):
        batch = self._create_batch(*([day] if day else []))
        return self._get_messages(
            batch._get_join_reasons(self.contract)[self.contract.id]
        )

    def test_the_original_has_to_be_here(self):
        """SA-1.1.2: a represented buyer's contract waits for the paper."""
        power = self._create_power(self.contract, self.ann, self.cai)
        self.assertEqual(
            self._ask(), ["Original of the power of attorney of Ann missing."]
        )
        power.action_receive()
        self.assertEqual(power.copy_id.kind, "power")
        self.assertFalse(self._ask())
        power.copy_id.sudo()._change_state("lost", "Gone")
        self.assertIn("is not with us", self._ask()[0])

    def test_its_dates_count_on_the_day_of_the_batch(self):
        """SA-1.1.2: valid on Tuesday, over on Friday."""
        day = date(2026, 11, 25)
        power = self._create_power(self.contract, self.ann, self.cai, date_to=day)
        power.action_receive()
        self.assertFalse(self._ask())
        self.assertIn("not valid on 2026-11-27", self._ask(date(2026, 11, 27))[0])

    def test_it_has_to_cover_the_act(self):
        """SA-1.1.2: one for collecting papers is none for authentication."""
        power = self._create_power(
            self.contract, self.ann, self.cai, may_authenticate=False, may_collect=True
        )
        power.action_receive()
        self.assertIn("does not cover: Authentication", self._ask()[0])
        power.action_revoke()
        self.assertFalse(self._ask())  # the buyer comes in person

    def test_the_agent_collects_papers_while_it_is_valid(self):
        """SA-1.1.3: as long as it covers that, and not a day longer."""
        power = self._create_power(
            self.contract,
            self.ann,
            self.cai,
            may_collect=True,
            date_to=date(2026, 12, 31),
        )
        self.assertNotIn(self.cai, self.contract._get_paper_receivers())
        power.action_receive()
        self.assertIn(self.cai, self.contract._get_paper_receivers())
        with freeze_time("2027-01-04 02:00:00"):
            self.assertNotIn(self.cai, self.contract._get_paper_receivers())

    def test_a_stranger_is_not_represented(self):
        """SA-1.1.2: only a buyer of the contract, and in something."""
        power = self._create_power(
            self.contract, self.bob, self.cai, may_authenticate=False
        )
        with self.assertRaises(PolicyRefusal) as caught:
            power.action_receive()
        self.assertEqual(caught.exception.clauses, ["SA-1.1.2"] * 2)

    def test_limits_and_dates_stay_as_the_original_has_them(self):
        power = self._create_power(self.contract, self.ann, self.cai)
        power.action_receive()
        for values in ({"date_to": date(2030, 1, 1)}, {"may_sign": True}):
            with self.assertRaises(UserError):
                power.write(values)
        with self.assertRaises(UserError):
            power.with_user(self.sale_manager).unlink()
