from odoo import fields, models

from ..tools.estate_ledger import CLAUSES, REGISTER


class PropertyLedgerImportIssue(models.Model):
    """An error or a remark, at its cell."""

    _name = "property.ledger.import.issue"
    _description = "Error in a Ledger"
    _inherit = ["policy.sheet.ledger.issue"]

    _clauses = CLAUSES
    _clause = REGISTER

    import_id = fields.Many2one(
        "property.ledger.import", required=True, ondelete="cascade", index=True
    )

    def _get_sentences(self):
        return {
            **super()._get_sentences(),
            **self._get_place_sentences(),
            **self._get_people_sentences(),
            **self._get_money_sentences(),
            **self._get_register_sentences(),
        }

    def _get_place_sentences(self):
        env = self.env
        return {
            "no_room": env._("No room number."),
            "no_building": env._("No building."),
            "place_differs": env._("The building beside it is %(building)s."),
            "home_twice": env._("The same home stands in row %(first)s already."),
            "floor": env._("Not a floor."),
            "no_area": env._("No gross area."),
            "zero_area": env._("The gross area can't be 0."),
            "inside_larger": env._(
                "The inside area is larger than the gross area, %(gross)s m²."
            ),
            "unknown_status": env._(
                "An unknown status; correct it or say what it means under Words."
            ),
            "unknown_use": env._(
                "An unknown use; correct it or say what it means under Words."
            ),
            "unknown_structure": env._(
                "An unknown structure; correct it or say what it means under Words."
            ),
        }

    def _get_people_sentences(self):
        env = self.env
        return {
            "share": env._("Not a share."),
            "name": env._("More than a name: a number, or others left out."),
            "names_unclear": env._("One person or several? Write 、 between them."),
            "share_sum": env._(
                "The owners' shares sum to %(total)s %%, not to 100 %%."
            ),
            "share_count": env._("%(shares)s shares for %(owners)s owners."),
            "share_nobody": env._("A share of nobody."),
            "shares_assumed": env._("No shares: %(owners)s owners in equal parts."),
            "phone_first": env._("%(phones)s telephone numbers: the first is kept."),
            "phone_count": env._("%(phones)s telephone numbers for %(owners)s owners."),
            "phone_nobody": env._("The telephone of nobody."),
            "owner_twice": env._("The same owner twice."),
            "no_owner": env._("Somebody lives there or bought it; who is the owner?"),
            "unsold_owned": env._("Unsold, yet it has an owner; the owner counts."),
            "no_tenant": env._("There is no tenant."),
            "lease_order": env._("The lease ends before it begins."),
            "namesakes": env._(
                "%(name)s stands at %(count)s homes or is known already, with another "
                "telephone or none: taken for different people. Say under People who "
                "is the same."
            ),
        }

    def _get_money_sentences(self):
        env = self.env
        return {
            "no_rate": env._("No fee rate."),
            "rate_period": env._("Not a price per m² and month; convert it."),
            "rate_is_sum": env._(
                "These look like monthly sums, not like prices per m²; choose another "
                "column or none."
            ),
            "rate_differs": env._(
                "The fee rule in force says %(rate)s; it stays. Change prices there."
            ),
            "no_month": env._("No first month: taken as due on %(day)s."),
            "future_month": env._("Arrears can't begin after %(day)s."),
            "opening_paid": env._(
                "Arrears of %(posted)s are posted and paid in part; correct them by "
                "hand."
            ),
            "opening_gone": env._("Arrears of %(posted)s are posted; they stay."),
            "opening_changed": env._(
                "Arrears of %(posted)s are posted; they are taken back by credit note."
            ),
            "no_account": env._("Choose the journal and the contra account."),
            "cashier": env._(
                "%(count)s homes owe %(total)s: a cashier posts them from here after "
                "the import."
            ),
        }

    def _get_register_sentences(self):
        env = self.env
        return {
            "no_estate": env._("Choose the estate, or name a new one."),
            "no_developer": env._(
                "%(count)s homes have no owner and no developer is chosen: a contact "
                "is made for the developer."
            ),
            "handover_assumed": env._(
                "%(count)s homes are lived in, let or renovated and have no handover "
                "date: taken as handed over on %(day)s."
            ),
            "no_handover": env._(
                "%(count)s homes have owners and no handover date: until there is one, "
                "the developer pays their fees."
            ),
            "new_homes": env._(
                "%(count)s homes are not in the register; a director imports them."
            ),
            "no_meter": env._("A dial without a meter number."),
            "meter_twice": env._("The meter stands in row %(first)s already."),
            "meter_elsewhere": env._("The meter is in %(home)s."),
            "owner_changed": env._(
                "Until now %(owners)s; they are replaced from %(day)s."
            ),
            "owner_gone": env._("No owner in the file; %(owners)s stays."),
            "tenant_gone": env._("No tenant in the file; %(tenant)s stays."),
        }
