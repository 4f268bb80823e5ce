from odoo import models

# A client can send any context *value* over RPC, but never this very object.
_ITEMS = object()
BULK = {
    "property_bulk_items": _ITEMS,
    # The journal items are given complete; Odoo need not derive them line by line.
    "skip_invoice_sync": True,
    "skip_invoice_line_sync": True,
    "skip_account_move_synchronization": True,
    "check_move_validity": False,
    # Drafts have no analytic items yet; Odoo makes them when it posts.
    "skip_analytic_sync": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
SINGLE = {
    "move_id",
    "partner_id",
    "name",
    "price_unit",
    "balance",
    "amount_currency",
    "tax_base_amount",
}
"""What differs between two items of one kind."""


class AccountMoveLine(models.Model):
    """Journal items of many bills, which are of few kinds."""

    _inherit = "account.move.line"

    def _add_precomputed_values(self, vals_list):
        """What Odoo works out before it inserts an item is the same for its kind.

        So it is asked for one item of each: bills of one run have company, journal
        and currency in common, and the rest follows from the kind of the item, its
        account, product and taxes; but for debit and credit, which the balance gives.
        """
        if self.env.context.get("property_bulk_items") is not _ITEMS:
            return super()._add_precomputed_values(vals_list)
        kinds = {}
        for vals in vals_list:
            kinds.setdefault(self._get_bulk_kind(vals), []).append(vals)
        super()._add_precomputed_values([rows[0] for rows in kinds.values()])
        for first, *rows in kinds.values():
            for vals in rows:
                self._take_over(first, vals)
        return None

    def _get_bulk_kind(self, vals):
        """Equal for items that differ in nothing but ``SINGLE`` and its sign."""
        kind = {name: value for name, value in vals.items() if name not in SINGLE}
        return repr(kind), (vals["balance"] > 0) - (vals["balance"] < 0)

    def _take_over(self, first, vals):
        """Complete ``vals`` with what was worked out for an item of the same kind."""
        for name in first.keys() - vals.keys():
            vals[name] = first[name]
        for name in ("debit", "credit"):
            # On the same side, and with the same sign where reversals are negative.
            if first[name]:
                vals[name] = vals["balance"] * (
                    1 if first[name] == first["balance"] else -1
                )
