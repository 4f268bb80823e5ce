"""Field types of our own."""

from odoo import fields


class Many2oneUnchecked(fields.Many2one):
    """A Many2one without a foreign key, for rows written by the ten thousand.

    PostgreSQL would check the same company or plan again for every row, which costs
    more than the row. Whoever deletes the other side must ask or detach these rows.
    """

    def update_db_foreign_key(self, model, column):
        """No foreign key."""
