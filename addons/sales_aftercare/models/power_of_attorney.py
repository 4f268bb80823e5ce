from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.1.2"
SCOPES = ("sign", "authenticate", "mortgage", "collect", "title")


class PowerOfAttorney(models.Model):
    """Who may act for a buyer, in what, and from when to when."""

    _name = "power.of.attorney"
    _description = "Power of Attorney"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"valid", "revoked"},
        "valid": {"revoked"},
        "revoked": set(),
    }
    _protected_fields = ("state", "copy_id", "date_revoked")

    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    principal_id = fields.Many2one(
        "res.partner", "Buyer", required=True, ondelete="restrict", index=True
    )
    agent_id = fields.Many2one(
        "res.partner", "Represented by", required=True, ondelete="restrict", index=True
    )
    number = fields.Char("Notarial No.")
    date_from = fields.Date("Valid from", required=True)
    date_to = fields.Date("Valid until", help="Empty: until it is revoked.")
    may_sign = fields.Boolean("Sign the Contract")
    may_authenticate = fields.Boolean("Authentication", default=True)
    may_mortgage = fields.Boolean("Mortgage")
    may_collect = fields.Boolean("Collect Papers")
    may_title = fields.Boolean("Certificates")
    copy_id = fields.Many2one(
        "document.copy", "Original", readonly=True, copy=False, check_company=True
    )
    date_revoked = fields.Date("Revoked on", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Original not here"),
            ("valid", "Original here"),
            ("revoked", "Revoked"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    _dates_valid = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A power of attorney ends after it begins.",
    )
    _two_people = models.Constraint(
        "CHECK(principal_id <> agent_id)", "Nobody represents themselves."
    )

    @api.depends("principal_id.name", "agent_id.name")
    def _compute_display_name(self):
        for power in self:
            power.display_name = self.env._(
                "%(agent)s for %(buyer)s",
                agent=power.agent_id.name or "",
                buyer=power.principal_id.name or "",
            )

    def write(self, vals):
        begun = self.filtered(lambda power: power.state != "draft")
        if begun and set(vals) & {
            "contract_id", "principal_id", "agent_id", "date_from", "date_to",
            *(f"may_{scope}" for scope in SCOPES),
        }:  # fmt: skip
            begun._refuse_change()
        return super().write(vals)

    @enforces("SA-1.1.2")
    def _get_receive_reasons(self):
        """{id: all reasons why the original can't be taken as it is}"""
        found = {}
        for power in self:
            found[power.id] = reasons = []
            if power.principal_id not in power.contract_id.buyer_ids.partner_id:
                reasons.append(
                    Reason(
                        CLAUSE,
                        self.env._(
                            "%(person)s is no buyer of %(contract)s.",
                            person=power.principal_id.name,
                            contract=power.contract_id.name,
                        ),
                    )
                )
            if not any(power[f"may_{scope}"] for scope in SCOPES):
                reasons.append(
                    Reason(CLAUSE, self.env._("It is not said what the agent may do."))
                )
        return found

    def action_receive(self):
        """The original was brought; it is a paper of the contract from now on."""
        self.check_access("write")
        reasons = self._get_receive_reasons()
        for power in self:
            self.env["policy.clause"]._refuse(reasons[power.id], power)
            copy = self.env["document.copy"]._register_papers(
                power.contract_id, ["power"], power.principal_id
            )
            power._move("valid", copy_id=copy.id)
        return True

    def action_revoke(self):
        self.check_access("write")
        return self._move("revoked", date_revoked=self.env.company._policy_today())

    @api.model
    def _get_current(self, contracts):
        """{(contract id, buyer id): powers that were not revoked, newest first}"""
        powers = self.sudo().search(  # whoever asks what is missing
            [("contract_id", "in", contracts.ids), ("state", "!=", "revoked")]
        )
        found = {}
        for power in powers:
            key = (power.contract_id.id, power.principal_id.id)
            found[key] = found.get(key, self.browse()) | power
        return found

    def _iter_use_reasons(self, scope, day):
        """Reasons why this power can't be used for ``scope`` on ``day``."""
        self.ensure_one()
        yield from self._iter_original_reasons()
        who = self.principal_id.name
        if not self[f"may_{scope}"]:
            label = self._fields[f"may_{scope}"]._description_string(self.env)
            yield Reason(
                CLAUSE,
                self.env._(
                    "The power of attorney of %(buyer)s does not cover: %(act)s.",
                    buyer=who,
                    act=label,
                ),
            )
        if not self._is_valid_on(day):
            yield Reason(
                CLAUSE,
                self.env._(
                    "The power of attorney of %(buyer)s is not valid on %(day)s.",
                    buyer=who,
                    day=day,
                ),
                figures={"from": str(self.date_from), "to": str(self.date_to or "")},
            )

    def _iter_original_reasons(self):
        who = self.principal_id.name
        if self.state == "draft":
            yield Reason(
                CLAUSE,
                self.env._(
                    "Original of the power of attorney of %(buyer)s missing.", buyer=who
                ),
            )
        elif self.copy_id.state not in ("ours", "archived"):
            yield Reason(
                CLAUSE,
                self.env._(
                    "The original of the power of attorney of %(buyer)s is not with "
                    "us: %(holder)s.",
                    buyer=who,
                    holder=self.copy_id.holder_name,
                ),
            )

    def _is_valid_on(self, day):
        return self.date_from <= day and (not self.date_to or day <= self.date_to)

    @api.model
    def _get_agents(self, contract, scope, day, principals=None):
        """Partners who may do ``scope`` on ``day`` for a buyer of ``contract``.

        :param principals: only for these buyers
        """
        domain = Domain("contract_id", "=", contract.id) & Domain("state", "=", "valid")
        if principals is not None:
            domain &= Domain("principal_id", "in", principals.ids)
        powers = self.sudo().search(  # who may act is asked by whoever hands out
            domain & Domain(f"may_{scope}", "=", True)
        )
        return powers.filtered(lambda power: power._is_valid_on(day)).agent_id

    @api.model
    def _iter_agent_reasons(self, contract, agent, scope, day, clause, principals):
        """Reasons under ``clause`` why ``agent`` can't do ``scope`` for a buyer.

        :param agent: who did it; nobody when the buyer did it in person
        :param principals: the buyers for whom it was done
        """
        if not agent or agent in principals:
            return
        if agent in self._get_agents(contract, scope, day, principals):
            return
        yield Reason(
            clause,
            self.env._(
                "%(agent)s holds no power of attorney that covers this on %(day)s: "
                "%(act)s.",
                agent=agent.name,
                day=day,
                act=self._fields[f"may_{scope}"]._description_string(self.env),
            ),
            self.env._("Take in its original, or let the buyer act in person."),
        )

    def _refuse_change(self):
        self.env["sale.home.contract"]._refuse_deletion(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.filtered(lambda power: power.state != "draft")._refuse_change()
