from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools.wording import join_names

CLAUSE = "PO-4.5.4"


class PropertyDefect(models.Model):
    """Something broken in a home, from the day it was found until it is repaired.

    Together with the facts of the home the open ones tell its condition.
    """

    _name = "property.defect"
    _description = "Defect of a Home"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "is_grave desc, date_found desc, id desc"
    _check_company_auto = True

    _initial_state = "open"
    _transitions = {
        "open": {"repaired", "dropped"},
        "repaired": {"open"},
        "dropped": {"open"},
    }
    _protected_fields = ("state", "date_closed", "closed_by_id")

    name = fields.Char("What Is Wrong", required=True, tracking=True)
    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    part = fields.Selection(
        [
            ("structure", "Walls, floors, ceilings"),
            ("leak", "Leaks and damp"),
            ("opening", "Doors and windows"),
            ("water", "Water and drains"),
            ("power", "Electricity"),
            ("gas", "Gas and heating"),
            ("fitting", "Fittings"),
        ],
        "Part of the Home",
        required=True,
        default="structure",
    )
    is_grave = fields.Boolean(
        "Grave", tracking=True, help="A danger, or the home can't be lived in."
    )
    date_found = fields.Date(
        "Found On",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    photo = fields.Image(max_width=1600, max_height=1600)
    remedy = fields.Text("What Was Done", tracking=True)
    photo_after = fields.Image("Photo Afterwards", max_width=1600, max_height=1600)
    date_closed = fields.Date("Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("open", "Not repaired"),
            ("repaired", "Repaired"),
            ("dropped", "No defect"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="open",
    )

    @api.depends("unit_id", "name")
    def _compute_display_name(self):
        for defect in self:
            defect.display_name = join_names(defect.unit_id.reference, defect.name)

    @api.constrains("date_found")
    def _check_date_found(self):
        for defect in self:
            if defect.date_found > defect.company_id._policy_today():
                raise UserError(self.env._("A defect is found today or earlier."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Defects are the history of the home and stay; drop it instead.")
        )

    @enforces("PO-4.5.4")
    def _get_repair_reasons(self):
        """{id: all reasons why the defect can't count as repaired}"""
        found = {}
        for defect in self:
            found[defect.id] = reasons = []
            if not (defect.remedy or "").strip():
                reasons.append(
                    Reason(
                        CLAUSE,
                        self.env._("Nothing says what was done."),
                        self.env._("Note what was repaired and by whom."),
                    )
                )
            if defect.is_grave and not defect.photo_after:
                reasons.append(
                    Reason(
                        CLAUSE,
                        self.env._("A grave defect needs a photo taken afterwards."),
                    )
                )
        return found

    def action_repair(self):
        """The defect is gone: what was done stands in the record."""
        self.check_access("write")
        reasons = self._get_repair_reasons()
        for defect in self:
            self.env["policy.clause"]._refuse(reasons[defect.id], defect)
        self._close("repaired")
        return True

    def action_drop(self):
        """It was none after all, or another record tells it."""
        self.check_access("write")
        self._close("dropped")
        return True

    def action_reopen(self):
        self.check_access("write")
        self._move("open", date_closed=False, closed_by_id=False)
        return True

    def _close(self, state):
        for defect in self:
            defect._move(
                state,
                date_closed=defect.company_id._policy_today(),
                closed_by_id=self.env.uid,
            )
