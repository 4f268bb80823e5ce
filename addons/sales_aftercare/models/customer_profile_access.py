from datetime import timedelta

from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models


class CustomerProfileAccess(models.Model):
    """Who read the identity document of which customer, and when."""

    _name = "customer.profile.access"
    _description = "Reading of Identity Documents"
    _inherit = ["policy.log.mixin"]
    _order = "id desc"

    profile_id = fields.Many2one(
        "customer.profile",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, index=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users", "Looked Up By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime("Read at", required=True, readonly=True, index=True)

    _reader_idx = models.Index("(profile_id, user_id, date)")

    @api.model
    def _log(self, profiles):
        """Note the reading, once per person, customer and quarter of an hour."""
        now = fields.Datetime.now()
        known = self.sudo().search(  # readers see no log
            [
                ("profile_id", "in", profiles.ids),
                ("user_id", "=", self.env.uid),
                ("date", ">", now - timedelta(minutes=15)),
            ]
        )
        rows = [
            {"profile_id": number, "user_id": self.env.uid, "date": now}
            for number in profiles.ids
            if number not in known.profile_id.ids
        ]
        if rows and self.env.cr.readonly:
            # Odoo begins the request anew, in a transaction that may write.
            raise ReadOnlySqlTransaction("a reading is to be logged")
        self._append(rows)
