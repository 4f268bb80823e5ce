from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .race_common import EstateRaceCase


@tagged("post_install", "-at_install")
class TestTenureConcurrency(EstateRaceCase):
    """Two real transactions enter owners of a home at the same instant (PO-4.5.2)."""

    _company_name = "Tenure Race"
    _removed = ("DELETE FROM property_tenure WHERE company_id = %s",)

    def _own(self, get_owner):
        def act(env):
            # A home on the screen, whose status stays as it is: not written for that.
            env["property.unit"].browse(self.unit).read(["status"])
            try:
                env["property.tenure"].create(
                    {
                        "unit_id": self.unit,
                        "partner_id": get_owner(env).id,
                        "date_from": self.today + timedelta(days=9),
                    }
                )
            except ValidationError:
                env.cr.rollback()
                return "refused"
            return "owner"

        return act

    def test_two_first_owners_do_not_both_own_everything(self):
        """PO-4.5.2: the second sees what the first has entered."""
        outcomes, tries = self._race(
            self._own(lambda env: env["res.partner"].browse(self.partner)),
            self._own(lambda env: env["res.company"].browse(self.company).partner_id),
        )
        self.assertEqual(sorted(outcomes), ["owner", "refused"])
        self.assertGreater(tries, 2, "The loser saw what the winner left.")
        with self._env() as env:
            tenures = env["property.tenure"].search([("unit_id", "=", self.unit)])
            self.assertEqual(tenures.mapped("share"), [100])
