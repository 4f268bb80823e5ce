from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

FINANCE = "sales_aftercare.sales_aftercare_group_finance"


class MoveinSlip(models.Model):
    """Finance says that all is paid; by this slip the home is handed over (SA-1.4)."""

    _name = "movein.slip"
    _description = "Move-in Slip"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date_issued desc, id desc"
    _rec_names_search = ["name", "contract_id.name", "unit_id.reference"]
    _check_company_auto = True

    _initial_state = "asked"
    _transitions = {
        "asked": {"issued", "cancelled"},
        "issued": {"handed_over", "cancelled"},
        "handed_over": set(),
        "cancelled": set(),
    }
    _protected_fields = (
        "state",
        "name",
        "asked_by_id",
        "issued_by_id",
        "date_issued",
        "handed_over_by_id",
        "date_handed_over",
    )

    name = fields.Char("Slip No.", readonly=True, copy=False, index="trigram")
    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        related="contract_id.unit_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, precompute=True
    )
    buyer_names = fields.Char(related="contract_id.buyer_names", compute_sudo=True)
    asked_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    issued_by_id = fields.Many2one("res.users", "Confirmed By", readonly=True)
    date_issued = fields.Date(
        "Slip Issued on", readonly=True, copy=False, tracking=True
    )
    handed_over_by_id = fields.Many2one("res.users", readonly=True)
    date_handed_over = fields.Date(
        "Handed Over on", readonly=True, copy=False, tracking=True
    )
    amount_open = fields.Monetary(
        "Open in the Books",
        compute="_compute_amount_open",
        help="What the buyer still owes under this contract, by posted entries.",
    )
    key_count = fields.Integer("Keys Handed Over", copy=False)
    meter_note = fields.Text("Dials and Remarks", copy=False)
    signature = fields.Binary("Buyer's Signature", attachment=True, copy=False)
    cancel_reason = fields.Char("Why Cancelled", copy=False)
    can_issue = fields.Boolean(compute="_compute_can_issue")
    state = fields.Selection(
        [
            ("asked", "Asked of finance"),
            ("issued", "Slip issued"),
            ("handed_over", "Handed over"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="asked",
    )

    _one_open = models.UniqueIndex(
        "(contract_id) WHERE state != 'cancelled'",
        "That contract has a move-in slip already.",
    )
    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "That slip number is given already."
    )

    @api.depends("name", "contract_id.display_name")
    def _compute_display_name(self):
        for slip in self:
            parts = (slip.name, slip.sudo().contract_id.display_name)  # a label
            slip.display_name = " · ".join(part for part in parts if part)

    @api.depends("contract_id")
    def _compute_amount_open(self):
        found = self.sudo().contract_id._get_receivable_open()  # figure of the slip
        for slip in self:
            slip.amount_open = found.get(slip.contract_id.id, 0.0)

    @api.depends_context("uid")
    @api.depends("state", "contract_id")
    def _compute_can_issue(self):
        is_finance = self.env.su or self.env.user.has_group(FINANCE)
        asked = self if is_finance else self.browse()  # others may see no contract
        reasons = asked._get_issue_reasons()
        for slip in self:
            slip.can_issue = not reasons.get(slip.id, True)

    @api.model_create_multi
    def create(self, vals_list):
        slips = super().create(vals_list)
        reasons = slips.contract_id._get_ask_slip_reasons()
        for slip in slips:
            self.env["policy.clause"]._refuse(reasons[slip.contract_id.id], slip)
        return slips

    @enforces("SA-1.4.1a", "SA-1.4.2b")
    def _get_issue_reasons(self):
        """{id: all reasons why finance can't issue the slip now}

        SA-1.4.1a for ready homes, SA-1.4.2b for off-plan ones: finance confirms, all
        is paid, and whoever asked for the slip does not issue it.
        """
        against = self.contract_id._get_move_in_reasons()
        is_finance = self.env.su or self.env.user.has_group(FINANCE)
        return {
            slip.id: [
                *slip._iter_issue_reasons(is_finance),
                *against.get(slip.contract_id.id, ()),
            ]
            for slip in self
        }

    def _iter_issue_reasons(self, is_finance):
        clause = self.contract_id._get_slip_clause()
        if self.state != "asked":
            yield Reason(
                clause,
                self.env._(
                    "The slip is not waiting for finance (%(state)s).",
                    state=self._state_label(self.state),
                ),
            )
        if not is_finance:
            yield Reason(clause, self.env._("Finance confirms and issues the slip."))
        if self.asked_by_id == self.env.user and not self.env.su:
            yield Reason(
                clause,
                self.env._("Who asked for the slip does not confirm it."),
                self.env._("Let a colleague of finance confirm it."),
            )

    def action_issue(self):
        """Finance confirms that nothing is open and issues the slip.

        :raises PolicyRefusal: with everything that stands against it
        """
        self.check_access("write")
        self.contract_id._lock_for_slip()
        reasons = self._get_issue_reasons()
        for slip in self:
            self.env["policy.clause"]._refuse(reasons[slip.id], slip)
            sequence = self.env["ir.sequence"].with_company(slip.company_id)
            slip._move(
                "issued",
                name=sequence.next_by_code("movein.slip"),
                date_issued=slip.company_id._policy_today(),
                issued_by_id=self.env.user.id,
            )
            self.env["policy.duty"]._complete_for(slip.contract_id, slip)
            self.env["policy.duty"]._complete_for(slip, slip)
        return True

    def action_cancel(self):
        self.check_access("write")
        for slip in self:
            if not (slip.cancel_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(slip)s: write down why it is cancelled.",
                        slip=slip.display_name,
                    )
                )
        return self._move("cancelled")

    def action_print(self):
        return self.env.ref("sales_aftercare.movein_slip_report").report_action(self)

    def write(self, vals):
        if "contract_id" in vals:
            raise UserError(
                self.env._("A slip stays with its contract; cancel it and begin anew.")
            )
        closed = self.filtered(lambda slip: slip.state in ("handed_over", "cancelled"))
        if closed and {"key_count", "meter_note", "signature"} & set(vals):
            raise UserError(
                self.env._(
                    "%(slip)s is closed and stays as it is.",
                    slip=closed[0].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A move-in slip is cancelled, never deleted."))
