from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

VIEWERS_TABLE = "account_move_property_viewer_rel"


class AccountMove(models.Model):
    """Who sees a home's invoice in the portal, frozen when it is posted."""

    _name = "account.move"
    _inherit = ["account.move", "policy.guard.mixin"]

    property_viewer_ids = fields.Many2many(
        "res.partner",
        VIEWERS_TABLE,
        "move_id",
        "partner_id",
        "Shown in the Portal to",
        readonly=True,
        copy=False,
        help="The payer, and who owned the home then. Frozen at posting: who buys "
        "the home later doesn't see it.",
    )
    is_property_shown = fields.Boolean(
        compute="_compute_is_property_shown", search="_search_is_property_shown"
    )

    @api.depends_context("uid")
    @api.depends("property_viewer_ids")
    def _compute_is_property_shown(self):
        partner = self.env.user.partner_id
        for move in self:
            # sudo: whether oneself is among them, nothing else
            move.is_property_shown = partner in move.sudo().property_viewer_ids

    def _search_is_property_shown(self, operator, value):
        """As ids: an index is used, where a subquery beside others reads all rows."""
        if operator != "in":
            return NotImplemented
        rows = self.env.execute_query(
            SQL(
                "SELECT move_id FROM %s WHERE partner_id = %s",
                SQL.identifier(VIEWERS_TABLE),
                self.env.user.partner_id.id,
            )
        )
        found = [("id", "in", [move_id for (move_id,) in rows])]
        return found if True in value else ["!", *found]

    @api.model
    def _get_guarded(self, names):
        viewers = [name for name in names if name == "property_viewer_ids"]
        return super()._get_guarded(names) + viewers

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("property_viewer_ids", None)
        return super().create(vals_list)

    def write(self, vals):
        if "property_viewer_ids" in vals:
            raise UserError(
                self.env._("Who sees an invoice in the portal is fixed at posting.")
            )
        return super().write(vals)

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._freeze_property_viewers()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.filtered("property_unit_id")._forget_property_viewers()
        return result

    def _forget_property_viewers(self):
        if self:
            query = "DELETE FROM %s WHERE move_id IN %s"
            table = SQL.identifier(VIEWERS_TABLE)
            self.env.cr.execute(SQL(query, table, tuple(self.ids)))
            self.invalidate_recordset(["property_viewer_ids"], flush=False)

    def _freeze_property_viewers(self):
        """Write down who may see these invoices: the payer and who owned with him.

        The owners are those of the days that are billed, while the payer was owner,
        tenant or named payer; for what comes after his time, as a late fee, those of
        his time. A payer with no such time, as the developer, sees his own alone.
        A service billed late adds no days to those of the monthly fees.
        """
        moves = self.filtered("property_unit_id")
        if not moves:
            return
        self.env["property.tenure"].flush_model()
        self.env["property.tenancy"].flush_model(["unit_id", "partner_id"])
        self.env["property.payer"].flush_model(["unit_id", "partner_id"])
        self.env["property.charge"].flush_model(
            ["move_id", "date_from", "date_to", "service_order_id"]
        )
        moves.flush_recordset(
            ["partner_id", "property_unit_id", "property_period", "invoice_date"]
        )
        self.env.cr.execute(
            SQL(
                _FREEZE,
                table=SQL.identifier(VIEWERS_TABLE),
                moves=tuple(moves.ids),
            )
        )
        moves.invalidate_recordset(
            ["property_viewer_ids", "is_property_shown"], flush=False
        )


_FREEZE = """
WITH bill AS (
    SELECT move.id, move.partner_id, move.property_unit_id AS unit_id,
           COALESCE(days.first, move.property_period, move.invoice_date, move.date)
               AS first,
           COALESCE(days.last, move.property_period, move.invoice_date, move.date)
               AS last
      FROM account_move move
      LEFT JOIN (
          SELECT move_id,
                 COALESCE(min(date_from) FILTER (WHERE service_order_id IS NULL),
                          min(date_from)) AS first,
                 COALESCE(max(date_to) FILTER (WHERE service_order_id IS NULL),
                          max(date_to)) AS last
            FROM property_charge WHERE move_id IN %(moves)s GROUP BY move_id
      ) days ON days.move_id = move.id
     WHERE move.id IN %(moves)s
), stay AS (
    SELECT bill.id, bill.unit_id, span.date_from, span.date_to,
           span.date_from <= bill.last
               AND COALESCE(span.date_to, 'infinity') >= bill.first AS is_then,
           bill.first, bill.last
      FROM bill
      JOIN (
          SELECT unit_id, partner_id, date_from, date_to FROM property_tenure
           UNION ALL
          SELECT unit_id, partner_id, date_from, date_to FROM property_tenancy
           UNION ALL
          SELECT unit_id, partner_id, date_from, date_to FROM property_payer
      ) span ON span.unit_id = bill.unit_id AND span.partner_id = bill.partner_id
), times AS (
    SELECT id, unit_id,
           CASE WHEN is_then THEN greatest(date_from, first) ELSE date_from END
               AS date_from,
           CASE WHEN is_then THEN least(date_to, last) ELSE date_to END AS date_to
      FROM stay
     WHERE is_then OR NOT EXISTS (
         SELECT FROM stay other WHERE other.id = stay.id AND other.is_then
     )
)
INSERT INTO %(table)s (move_id, partner_id)
SELECT id, partner_id FROM bill
 UNION
SELECT times.id, tenure.partner_id
  FROM times
  JOIN property_tenure tenure ON tenure.unit_id = times.unit_id
   AND tenure.date_from <= COALESCE(times.date_to, 'infinity')
   AND COALESCE(tenure.date_to, 'infinity') >= times.date_from
ON CONFLICT DO NOTHING
"""
