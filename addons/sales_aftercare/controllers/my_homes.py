from odoo.addons.property_ops.controllers.my_homes import MyHomes

from .my_contracts import find_contracts


class MyHomesContract(MyHomes):
    """From a home to the contract by which the visitor bought it."""

    def _prepare_my_home_values(self, unit, home):
        values = super()._prepare_my_home_values(unit, home)
        contracts, _sales = find_contracts()
        own = contracts.filtered(lambda row: row.unit_id == unit)
        values["sale_contract"] = own[:1]
        return values
