from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyFapiao(models.Model):
    """A tax invoice (fapiao) a payer asked for, and its number once it is made.

    The fapiao itself is made in the tax office's system; here stands who waits for
    one, for which bill or receipt, and its number and date.
    """

    _name = "property.fapiao"
    _description = "Fapiao"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "asked": {"issued", "cancelled"},
        "issued": {"cancelled"},
        "cancelled": set(),
    }
    _initial_state = "asked"

    move_id = fields.Many2one(
        "account.move", "Invoice", index="btree_not_null", ondelete="restrict"
    )
    receipt_id = fields.Many2one(
        "property.receipt", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_from_document",
        store=True,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Payer",
        required=True,
        compute="_compute_from_document",
        store=True,
        precompute=True,
    )
    amount = fields.Monetary(
        compute="_compute_from_document", store=True, precompute=True
    )
    title = fields.Char(
        "Fapiao Title",
        required=True,
        help="Name of the person or firm on the fapiao.",
    )
    tax_number = fields.Char(help="Needed for firms.")
    email = fields.Char(help="Where an electronic fapiao is sent.")
    number = fields.Char("Fapiao Number", readonly=True, copy=False, tracking=True)
    date = fields.Date("Issued on", readonly=True, copy=False)
    state = fields.Selection(
        [("asked", "Asked for"), ("issued", "Issued"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="asked",
    )

    _protected_fields = ("state", "number", "date")

    _one_document = models.Constraint(
        "CHECK((move_id IS NULL) <> (receipt_id IS NULL))",
        "A fapiao is for one invoice or for one receipt.",
    )
    _move_uniq = models.UniqueIndex(
        "(move_id) WHERE state <> 'cancelled'", "A fapiao was asked for already."
    )
    _receipt_uniq = models.UniqueIndex(
        "(receipt_id) WHERE state <> 'cancelled'", "A fapiao was asked for already."
    )
    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "That fapiao number is recorded already.",
    )

    @api.depends("move_id", "receipt_id")
    def _compute_from_document(self):
        for fapiao in self:
            document = fapiao.move_id or fapiao.receipt_id
            fapiao.company_id = document.company_id
            fapiao.partner_id = document.partner_id
            fapiao.amount = (
                fapiao.move_id.amount_total or fapiao.receipt_id.amount or 0.0
            )

    @api.depends("number", "title")
    def _compute_display_name(self):
        for fapiao in self:
            fapiao.display_name = fapiao.number or fapiao.title or ""

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._check_document()
        return records

    @enforces("PO-4.1.2")
    def _check_document(self):
        """A posted bill or a valid receipt, and no money twice on a fapiao."""
        self.ensure_one()
        if self.receipt_id:
            valid = self.receipt_id.state == "issued"
            twice = self.receipt_id.line_ids.move_id.property_fapiao_ids
        else:
            valid = self.move_id.state == "posted" and self.move_id.is_sale_document()
            lines = self.env["property.receipt.line"].search(
                [
                    ("move_id", "=", self.move_id.id),
                    ("receipt_id.state", "=", "issued"),
                ]
            )
            twice = lines.receipt_id.fapiao_ids
        if not valid:
            raise UserError(
                self.env._("A fapiao is for a posted bill or a valid receipt.")
            )
        twice = twice.filtered(lambda other: other.state != "cancelled") - self
        if twice:
            raise UserError(
                self.env._(
                    "%s is on another fapiao already.",
                    (twice.move_id or twice.receipt_id)[:1].display_name,
                )
            )

    @api.model
    def _ask(self, document, title, tax_number=None, email=None):
        """Ask for the fapiao of a posted bill or a receipt, at the desk or online.

        :param document: one ``account.move`` or ``property.receipt``; that the
            asker may see it is the caller's to check
        """
        field = "move_id" if document._name == "account.move" else "receipt_id"
        vals = {"title": title, "tax_number": tax_number, "email": email}
        return self.create({field: document.id, **vals})

    @enforces("PO-4.1.2")
    def _record(self, number, day):
        """The tax office's system has made it: number and date."""
        number = (number or "").strip()
        for fapiao in self:
            fapiao.check_access("write")
            if not number:
                raise UserError(self.env._("The number is needed."))
            if day > fapiao.company_id._policy_today():
                raise UserError(self.env._("A fapiao is not dated ahead."))
            fapiao._move("issued", number=number, date=day)

    def action_record(self):
        self.ensure_one()
        return {
            "name": self.env._("Record Fapiao"),
            "type": "ir.actions.act_window",
            "res_model": "property.fapiao.record",
            "view_mode": "form",
            "target": "new",
            "context": {"default_fapiao_id": self.id},
        }

    def action_cancel(self):
        """Not wanted any more, or made void at the tax office."""
        self.check_access("write")
        return self._move("cancelled")
