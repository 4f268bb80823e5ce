from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import steps

ROLES = [
    ("representative", "Sales representative"),
    ("archivist", "Archivist"),
    ("clerk", "Data clerk"),
    ("user", "Service centre"),
    ("finance", "Finance"),
]

STEPS = [
    ("sign", "Contract signature"),
    ("seal", "Seal"),
    ("authenticate", "Authentication"),
    ("distribute", "Copies to hand out"),
    ("loan", "Mortgage"),
    ("pay", "Payment"),
    ("move_in", "Move-in"),
    ("survey", "Survey"),
    ("settle", "Area settlement"),
    ("title", "Property certificate"),
    ("land", "Land certificate"),
    ("done", "Finished"),
    ("ended", "Rescinded or cancelled"),
]


PAPERS = ("seal", "distribute")
"""Steps that may be made good when an old ledger proves them: nothing follows."""


class SaleHomeContract(models.Model):
    """The one pipeline: where a contract stands, who has it, since when.

    The days below are written by the documents of the steps through
    :meth:`_record_step`, never by hand; the step follows from them.
    """

    _inherit = "sale.home.contract"

    _protected_fields = (
        "state",
        "subscription_id",
        "exchanged_id",
        "amount_before",
        "step_floor",
        "steps_proven",
        "ledger_import_id",
        "date_revenue",
        "date_approved",
        "sealed_by_id",
        "authentication_number",
        "date_filed",
        "filing_number",
        *(name for name in steps.DATE_FIELDS if name != "date_signed"),
    )

    step = fields.Selection(
        STEPS,
        compute="_compute_step",
        store=True,
        group_expand=True,
        help="The first piece of work that is not over.",
    )
    step_since = fields.Date(
        "There Since", compute="_compute_step", store=True, index="btree_not_null"
    )
    step_role = fields.Selection(
        ROLES, "Who Has It", compute="_compute_step", store=True, index=True
    )
    step_floor = fields.Selection(
        STEPS,
        "Proven by the Old Ledger",
        readonly=True,
        copy=False,
        help="The step at which a running contract was taken over.",
    )
    steps_proven = fields.Char(
        "Proven Further On",
        readonly=True,
        copy=False,
        help="Later steps that the old ledger proves as well, by their keys.",
    )
    date_sealed = fields.Date("Sealed on", readonly=True, copy=False)
    date_authenticated = fields.Date(
        "Authenticated on", readonly=True, copy=False, index="btree_not_null"
    )
    date_distributed = fields.Date("Copies Handed Out on", readonly=True, copy=False)
    date_loan_released = fields.Date("Loan Released on", readonly=True, copy=False)
    date_paid = fields.Date("Paid in Full on", readonly=True, copy=False)
    date_moved_in = fields.Date(
        "Handed Over on", readonly=True, copy=False, index="btree_not_null"
    )
    date_surveyed = fields.Date("Surveyed on", readonly=True, copy=False)
    date_settled = fields.Date("Area Settled on", readonly=True, copy=False)
    date_titled = fields.Date("Property Certificate on", readonly=True, copy=False)
    date_land_titled = fields.Date("Land Certificate on", readonly=True, copy=False)

    # The board reads the newest of each column, the list the newest of all.
    _board_order = models.Index("(step, date_signed DESC, name DESC, id DESC)")
    _list_order = models.Index("(date_signed DESC, name DESC, id DESC)")

    @api.depends(
        "state",
        "payment_method",
        "delivery_kind",
        "step_floor",
        "steps_proven",
        *steps.DATE_FIELDS,
    )
    def _compute_step(self):
        for contract in self:
            if contract.state in ("rescinded", "exchanged", "cancelled"):
                values = ("ended", False, False)
            elif contract.state != "active":
                values = ("sign", False, "representative")
            else:
                values = contract._find_step()
            contract.step, contract.step_since, contract.step_role = values

    def _find_step(self):
        dates = {name: self[name] for name in steps.DATE_FIELDS}
        beyond = (self.steps_proven or "").split()
        step, since = steps.find_step(
            dates, self.payment_method, self.step_floor, beyond
        )
        if step is None:
            return "done", since, False
        return step.key, since, step.get_role(self.delivery_kind)

    def _get_gaps(self):
        """Steps that the old ledger jumped over: done by its facts, not recorded."""
        self.ensure_one()
        dates = {name: self[name] for name in steps.DATE_FIELDS}
        current = steps.BY_KEY.get(self.step)
        return steps.find_gaps(dates, self.payment_method, current)

    @enforces("X-3")
    def _get_step_reasons(self, key, as_role=True):
        """{id: all reasons why step ``key`` may not be done now} (X-3).

        The document of a step extends ``_get_<key>_reasons``, which calls this.
        Constant number of queries, whatever the number of contracts.

        :param as_role: also whether the acting user has the role of the step
        """
        step = steps.BY_KEY[key]
        kinds = set(self.mapped("delivery_kind"))
        roles = {step.get_role(kind) for kind in kinds}
        wrong = {role for role in roles if as_role and not self._has_role(role)}
        return {
            contract.id: list(contract._iter_step_reasons(step, wrong))
            for contract in self
        }

    def _iter_step_reasons(self, step, wrong_roles):
        clause = step.get_clause(self.delivery_kind)
        role = step.get_role(self.delivery_kind)
        if role in wrong_roles:
            labels = dict(self._fields["step_role"]._description_selection(self.env))
            yield Reason(
                clause,
                self.env._("This is done by: %(role)s.", role=labels[role]),
            )
        if self.state != "active":
            yield Reason(
                clause,
                self.env._(
                    "The contract is not in force (%(state)s).",
                    state=self._state_label(self.state),
                ),
            )
        if self[step.date_field]:
            yield Reason(
                clause,
                self.env._("It was done on %(day)s.", day=self[step.date_field]),
            )
        elif step.key in self._get_proven() and step.key not in PAPERS:
            yield Reason(
                step.clause,
                self.env._("It was done before, by the ledger that was taken over."),
            )
        for need in self._get_missing_needs(step):
            label = self._get_step_label(need.key)
            yield Reason(
                need.get_clause(self.delivery_kind),
                self.env._("This comes first: %(step)s.", step=label),
                figures={"step": need.key},
            )

    def _get_missing_needs(self, step):
        """Steps before ``step`` that are not over; what a ledger proved is."""
        proven = self._get_proven()
        return [
            steps.BY_KEY[key]
            for key in step.needs
            if not self[steps.BY_KEY[key].date_field] and key not in proven
        ]

    def _get_proven(self):
        """Keys of the steps that the old ledger proves."""
        beyond = (self.steps_proven or "").split()
        return steps.find_proven(self.payment_method, self.step_floor, beyond)

    @api.model
    def _get_step_label(self, key):
        return dict(self._fields["step"]._description_selection(self.env))[key]

    @api.model
    def _has_role(self, role):
        """Whether the acting user has ``role``; the system itself always may."""
        return self.env.su or self.env.user.has_group(
            f"sales_aftercare.sales_aftercare_group_{role}"
        )

    def _record_step(self, key, day):
        """Step ``key`` is over as of ``day``: write its day on the contracts.

        For the documents of the steps, after they asked ``_get_<key>_reasons``.

        :raises UserError: for a day to come
        """
        step = steps.BY_KEY[key]
        for contract in self:
            if day > contract.company_id._policy_today():
                raise UserError(
                    self.env._(
                        "%(contract)s: %(day)s has not come yet.",
                        contract=contract.display_name,
                        day=day,
                    )
                )
        # sudo: who does a step need not be allowed to edit contracts
        return self.sudo()._write_protected({step.date_field: day})

    def _reopen_step(self, key):
        """What step ``key`` achieved was taken back; the contract is there again."""
        # sudo: see _record_step
        return self.sudo()._write_protected({steps.BY_KEY[key].date_field: False})

    # What each document asks and extends, one method a step.
    def _get_sign_reasons(self):
        return self._get_step_reasons("sign")

    def _get_seal_reasons(self):
        return self._get_step_reasons("seal")

    def _get_authenticate_reasons(self):
        return self._get_step_reasons("authenticate")

    def _get_distribute_reasons(self):
        return self._get_step_reasons("distribute")

    def _get_loan_reasons(self):
        return self._get_step_reasons("loan")

    def _get_pay_reasons(self):
        return self._get_step_reasons("pay")

    def _get_move_in_reasons(self):
        return self._get_step_reasons("move_in")

    def _get_survey_reasons(self):
        return self._get_step_reasons("survey")

    def _get_settle_reasons(self):
        return self._get_step_reasons("settle")

    def _get_title_reasons(self):
        return self._get_step_reasons("title")

    def _get_land_reasons(self):
        return self._get_step_reasons("land")
