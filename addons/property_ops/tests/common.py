from odoo.addons.cs_policy.tests.common import PolicyCase

GROUPS = {
    "front_desk": "property_ops.property_ops_group_user",
    "area_manager": "property_ops.property_ops_group_area_manager",
    "director": "property_ops.property_ops_group_manager",
}


class PropertyCase(PolicyCase):
    """An estate with one building and three homes, and one user per role."""

    @classmethod
    def _get_staff(cls):
        ours = {f"property_{role}": group for role, group in GROUPS.items()}
        return {**super()._get_staff(), **ours}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.developer = cls.env["res.partner"].create({"name": "Developer"})
        cls.estate = cls.env["property.estate"].create(
            {
                "name": "Garden",
                "code": "G",
                "company_id": cls.company.id,
                "developer_id": cls.developer.id,
            }
        )
        cls.building = cls.env["property.building"].create(
            {"name": "1", "estate_id": cls.estate.id}
        )
        cls.units = cls.env["property.unit"].create(
            [
                {
                    "name": str(number),
                    "building_id": cls.building.id,
                    "floor": number // 100,
                    "gross_area": 95.5,
                    "inside_area": 78.2,
                }
                for number in (101, 102, 201)
            ]
        )
        cls.unit = cls.units[0]
        cls.ann, cls.bob = cls.env["res.partner"].create(
            [{"name": "Ann"}, {"name": "Bob"}]
        )

    @classmethod
    def _own(cls, unit, day, *owners):
        """``unit`` belongs to ``owners`` (partner, share) from ``day`` on."""
        return cls.env["property.tenure"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": partner.id,
                    "share": share,
                    "date_from": day,
                }
                for partner, share in owners
            ]
        )
