from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


class MoveinInspection(models.Model):
    """The buyer looks at the home before money or signatures are asked (SA-1.4.2b)."""

    _name = "movein.inspection"
    _description = "Pre-hand-over Inspection"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date_planned desc, id desc"
    _check_company_auto = True

    _initial_state = "planned"
    _transitions = {
        "planned": {"done", "declined", "cancelled"},
        "done": set(),
        "declined": set(),
        "cancelled": set(),
    }
    _protected_fields = ("state", "date_done", "signed_on")

    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    unit_id = fields.Many2one(related="contract_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    date_planned = fields.Date(
        "Planned on", required=True, default=lambda self: self._default_date_planned()
    )
    date_done = fields.Date("Inspected on", readonly=True, copy=False, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Inspected With",
        default=lambda self: self.env.user,
        help="Who of us went through the home with the buyer.",
    )
    attendant = fields.Char("For the Buyer", help="Who came, where not the buyer.")
    defect_ids = fields.One2many("movein.defect", "inspection_id", "Defects")
    open_defect_count = fields.Integer(
        "Defects Open", compute="_compute_open_defect_count"
    )
    decline_reason = fields.Char("Why It Was Declined", copy=False)
    signature = fields.Binary("Buyer's Signature", attachment=True, copy=False)
    signed_on = fields.Datetime("Signed at", readonly=True, copy=False)
    note = fields.Text()
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Inspected"),
            ("declined", "Declined by the buyer"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="planned",
    )

    @api.model
    def _default_date_planned(self):
        return self.env.company._policy_today()

    @api.depends("defect_ids.state")
    def _compute_open_defect_count(self):
        for row in self:
            found = row.defect_ids.filtered(lambda defect: defect.state != "accepted")
            row.open_defect_count = len(found)

    @api.depends("contract_id.display_name")
    def _compute_display_name(self):
        for row in self:
            contract = row.sudo().contract_id  # its name: the estate's people inspect
            row.display_name = self.env._(
                "Inspection %(contract)s", contract=contract.display_name or ""
            )

    @enforces("SA-1.4.1a", "SA-1.4.2b")
    def _get_done_reasons(self):
        """{id: all reasons why the inspection can't be closed as made}"""
        return {row.id: list(row._iter_done_reasons()) for row in self}

    def _get_clause(self):
        contract = self.sudo().contract_id  # which kind: the estate's people inspect
        return contract._get_slip_clause()

    def _iter_done_reasons(self):
        clause = self._get_clause()
        if not self.signature:
            yield Reason(
                clause,
                self.env._("The buyer has not signed the list of defects."),
                self.env._("Let the buyer sign on the tablet, also an empty list."),
            )
        if not self.defect_ids and not self.note:
            yield Reason(
                clause,
                self.env._("Neither a defect nor a remark is written down."),
                self.env._("Write that nothing was found, if so."),
            )

    def action_done(self):
        """The home was inspected with the buyer, who signed the list."""
        self.check_access("write")
        reasons = self._get_done_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)
            today = row.company_id._policy_today()
            row._move("done", date_done=today, signed_on=fields.Datetime.now())
        return True

    def action_decline(self):
        """The buyer does not want to inspect; why is kept.

        :raises PolicyRefusal: without a reason
        """
        self.check_access("write")
        for row in self:
            if not (row.decline_reason or "").strip():
                message = self.env._("Write down why it was declined.")
                reason = Reason(row._get_clause(), message)
                self.env["policy.clause"]._refuse([reason], row)
            row._move("declined", date_done=row.company_id._policy_today())
        return True

    def action_cancel(self):
        self.check_access("write")
        return self._move("cancelled")

    def write(self, vals):
        signed = self.filtered(lambda row: row.state in ("done", "declined"))
        kept = {"signature", "decline_reason", "note", "attendant", "contract_id"}
        if signed and kept & set(vals):
            message = self.env._("It is closed and stays as it is.")
            reason = Reason(signed[0]._get_clause(), message)
            self.env["policy.clause"]._refuse([reason], signed[0])
        return super().write(vals)
