from odoo.tests import HttpCase

from .billing_common import BillingCase


class PortalCase(HttpCase, BillingCase):
    """Owners with a portal login and the bills of December 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule(rate=2.0)
        for name in ("ann", "bob"):
            setattr(cls, f"user_{name}", cls._login_for(getattr(cls, name)))

    def _bill(self, period="2026-12-01"):
        """Post the bills of a month; {home: invoices}"""
        run = self._preview(period)
        self._post(run)
        return run.charge_ids.move_id.grouped("property_unit_id")

    def _get(self, user, url, **options):
        self.authenticate(user.login, user.login)
        return self.url_open(url, **options)
