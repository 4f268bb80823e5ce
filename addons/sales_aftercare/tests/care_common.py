import base64

from .common import AftercareCase

PAPER = base64.b64encode(b"signed")


class CareCase(AftercareCase):
    """Buyers whose data are complete, or lack what a test takes away."""

    @classmethod
    def _fill(cls, partner, number="11010519491231002X", **vals):
        """Everything the company has to know of ``partner``, by the representative."""
        partner.write(
            {
                "phone": partner.phone or f"139{partner.id:08}",
                "email": partner.email or f"{partner.id}@example.com",
                "street": "Road 1",
                "city": "Chongqing",
            }
        )
        profiles = cls.env["customer.profile"].with_user(cls.sale_representative)
        profile = profiles._ensure(partner, cls.company)
        profile.write(
            {
                "id_kind": "resident",
                "id_number": number,
                "channel": "sms",
                "consent": "given",
                "consent_paper": PAPER,
                **vals,
            }
        )
        return profile

    def _get_plan_duties(self, xmlid, contract):
        """Duties of the plan for ``contract``, generated now."""
        plan = self.env.ref(f"sales_aftercare.{xmlid}")
        plan.write({"date_from": "2026-01-01", "generated_until": False})
        plan._generate()
        return self.env["policy.duty"].search(
            [("plan_id", "=", plan.id), ("anchor_id", "=", contract.id)]
        )
