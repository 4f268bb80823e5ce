from odoo import api, fields, models
from odoo.exceptions import UserError

SIGNED = {"inspection_id", "room", "name", "photo", "is_grave"}
"""What the buyer signs for: stays as it is once the inspection is closed."""


class MoveinDefect(models.Model):
    """One defect found in a room, followed until it is checked again."""

    _name = "movein.defect"
    _description = "Defect of a New Home"
    _inherit = ["policy.state.mixin"]
    _order = "inspection_id, id"
    _check_company_auto = True

    _initial_state = "open"
    _transitions = {
        "open": {"fixed"},
        "fixed": {"accepted", "open"},
        "accepted": set(),
    }
    _protected_fields = ("state", "date_fixed", "date_checked", "checked_by_id")

    inspection_id = fields.Many2one(
        "movein.inspection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="inspection_id.company_id", store=True, index=True, precompute=True
    )
    room = fields.Char(
        "Part of the Home", required=True, help="Kitchen, balcony, second bedroom…"
    )
    name = fields.Char("What Is Wrong", required=True)
    photo = fields.Image(max_width=1920, max_height=1920)
    is_grave = fields.Boolean(
        "Stops the Hand-over", help="The home can't be handed over before it is mended."
    )
    date_due = fields.Date("To Be Mended By")
    date_fixed = fields.Date("Mended on", readonly=True, copy=False)
    date_checked = fields.Date("Checked Again on", readonly=True, copy=False)
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    state = fields.Selection(
        [("open", "Open"), ("fixed", "Mended"), ("accepted", "Checked and accepted")],
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default="open",
    )

    @api.model_create_multi
    def create(self, vals_list):
        defects = super().create(vals_list)
        defects._check_unsigned()
        return defects

    def write(self, vals):
        if SIGNED & set(vals):
            self._check_unsigned()
        result = super().write(vals)
        if "inspection_id" in vals:
            self._check_unsigned()
        return result

    def action_fix(self):
        self.check_access("write")
        for defect in self:
            defect._move("fixed", date_fixed=defect.company_id._policy_today())
        return True

    def action_accept(self):
        """It was looked at again and is mended."""
        self.check_access("write")
        for defect in self:
            today = defect.company_id._policy_today()
            defect._move("accepted", date_checked=today, checked_by_id=self.env.user.id)
        return True

    def action_reopen(self):
        self.check_access("write")
        return self._move("open", date_fixed=False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_unsigned()

    def _check_unsigned(self):
        """:raises UserError: where the buyer signed or declined already (SA-1.4.2b)"""
        for defect in self.filtered(lambda row: row.inspection_id.state != "planned"):
            raise UserError(
                self.env._(
                    "%(inspection)s is signed; its defects stay.",
                    inspection=defect.inspection_id.display_name,
                )
            )
