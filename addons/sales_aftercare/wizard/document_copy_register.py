from odoo import api, fields, models
from odoo.exceptions import UserError


class DocumentCopyRegister(models.TransientModel):
    """Somebody brought a paper: it gets a number and is ours to look after."""

    _name = "document.copy.register"
    _description = "Register a Paper"

    contract_id = fields.Many2one("sale.home.contract", required=True)
    kind = fields.Selection(
        [
            ("id_photocopy", "ID photocopy"),
            ("certificate", "Property certificate"),
            ("land_certificate", "Land-use certificate"),
            ("other", "Other paper"),
        ],
        required=True,
        default="id_photocopy",
    )
    title = fields.Char("What It Is")
    buyer_ids = fields.Many2many("res.partner", compute="_compute_buyer_ids")
    owner_ids = fields.Many2many(
        "res.partner",
        "document_copy_register_owner_rel",
        string="Of Whom",
        compute="_compute_owner_ids",
        store=True,
        readonly=False,
    )

    @api.depends("contract_id")
    def _compute_buyer_ids(self):
        for wizard in self:
            wizard.buyer_ids = wizard.contract_id.buyer_ids.partner_id

    @api.depends("contract_id", "kind")
    def _compute_owner_ids(self):
        for wizard in self:
            owners = wizard.buyer_ids
            if wizard.kind == "id_photocopy":
                copies = wizard.contract_id._get_copies(["id_photocopy"])
                owners -= copies.owner_id
            wizard.owner_ids = owners

    def action_confirm(self):
        """Register one paper of each person, or one that is nobody's."""
        self.ensure_one()
        self.contract_id.check_access("read")
        if self.owner_ids - self.buyer_ids:
            raise UserError(self.env._("These are not all buyers of the contract."))
        owners = self.owner_ids if self.kind == "id_photocopy" else [None]
        copies = self.env["document.copy"]
        for owner in owners:
            copies._register_papers(
                self.contract_id, [self.kind], owner, self.title or ""
            )
        return {"type": "ir.actions.act_window_close"}
