from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-2.5"
TEMPLATE = "sales_aftercare.customer_greeting_template_progress"


class ConstructionMilestone(models.Model):
    """How far a building has come, with photos, for those who bought it off-plan."""

    _name = "construction.milestone"
    _description = "Building Progress"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date_planned desc, id desc"
    _check_company_auto = True

    _initial_state = "planned"
    _transitions = {"planned": {"reached"}, "reached": {"planned"}}
    _protected_fields = ("state", "date_reached", "reached_at", "greeting_id")

    name = fields.Char("Milestone", required=True, translate=True)
    estate_id = fields.Many2one(
        "property.estate", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    building_ids = fields.Many2many(
        "property.building",
        string="Buildings",
        domain="[('estate_id', '=', estate_id)]",
        help="Empty: the whole estate.",
    )
    date_planned = fields.Date("Planned for", required=True, index=True)
    date_reached = fields.Date("Reached on", readonly=True, copy=False, tracking=True)
    reached_at = fields.Datetime("Recorded at", readonly=True, copy=False)
    description = fields.Text(
        "What Has Been Built", translate=True, help="As buyers read it."
    )
    photo_ids = fields.Many2many(
        "ir.attachment", "construction_milestone_photo_rel", string="Photos"
    )
    greeting_id = fields.Many2one(
        "customer.greeting", "Message", readonly=True, copy=False
    )
    state = fields.Selection(
        [("planned", "Planned"), ("reached", "Reached")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="planned",
    )

    @api.model_create_multi
    def create(self, vals_list):
        milestones = super().create(vals_list)
        milestones._adopt_photos()
        return milestones

    def write(self, vals):
        kept = {"estate_id", "building_ids"} & set(vals)
        if kept and "reached" in self.mapped("state"):
            raise UserError(self.env._("Buyers have been shown this milestone."))
        result = super().write(vals)
        if "photo_ids" in vals:
            self._adopt_photos()
        return result

    def _adopt_photos(self):
        """Who reads the milestone sees its photos."""
        for milestone in self:
            photos = milestone.photo_ids.filtered(lambda file: not file.res_id)
            photos.write({"res_model": self._name, "res_id": milestone.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reached(self):
        if "reached" in self.mapped("state"):
            raise UserError(self.env._("Buyers have been shown this milestone."))

    @enforces("SA-2.5")
    def _get_reach_reasons(self):
        """{id: all reasons why buyers can't be shown it yet}"""
        return {row.id: list(row._iter_reach_reasons()) for row in self}

    def _iter_reach_reasons(self):
        if not self.photo_ids:
            yield Reason(CLAUSE, self.env._("There is no photo."))
        if not (self.description or "").strip():
            yield Reason(CLAUSE, self.env._("What has been built is not described."))

    def action_reach(self):
        """Reached today: it stands in the portal, and the message is prepared."""
        self.check_access("write")
        reasons = self._get_reach_reasons()
        for milestone in self:
            self.env["policy.clause"]._refuse(reasons[milestone.id], milestone)
        for milestone in self:
            today = milestone.company_id._policy_today()
            now = fields.Datetime.now()
            milestone._move("reached", date_reached=today, reached_at=now)
            milestone._prepare_message()

    def action_reopen(self):
        """Entered by mistake; nothing was sent yet."""
        self.check_access("write")
        for milestone in self:
            message = milestone.greeting_id
            if message.state in ("released", "done"):
                raise UserError(self.env._("Buyers have been shown this milestone."))
            message.filtered(lambda row: row.state != "cancelled").action_cancel()
        self._move("planned", date_reached=False, reached_at=False, greeting_id=False)

    @enforces("SA-2.5")
    def _prepare_message(self):
        """News to the buyers, to be seen and released by a person."""
        self.ensure_one()
        greeting = self.env["customer.greeting"].create(
            {
                "kind": "progress",
                "date": self.date_reached,
                "company_id": self.company_id.id,
                "template_id": self.env.ref(TEMPLATE).id,
                "milestone_id": self.id,
                "file_ids": [(6, 0, self.photo_ids.ids)],
            }
        )
        self._write_protected({"greeting_id": greeting.id})

    @enforces("SA-2.5")
    def _get_contract_domain(self):
        """Contracts of those who bought off-plan there, have signed and wait."""
        self.ensure_one()
        domain = Domain("state", "=", "active") & Domain("date_moved_in", "=", False)
        domain &= Domain("delivery_kind", "=", "off_plan")
        domain &= Domain("estate_id", "=", self.estate_id.id)
        if self.building_ids:
            domain &= Domain("unit_id.building_id", "in", self.building_ids.ids)
        return domain
