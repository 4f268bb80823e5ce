from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.trusted import is_trusted, trusted

BY_PAPER, BY_PORTAL = "paper", "portal"
WRITTEN = {
    "consent_date",
    "consent_way",
    "opted_out_at",
    "opt_out_way",
    "opt_out_token",
}
"""Day and way come with the consent itself, never by hand."""


class CustomerProfile(models.Model):
    """Whether a customer may be written to for other things than the contract.

    A buyer's data are used otherwise only with written consent (field notes e2,
    Art. 26); whoever opts out gets nothing more, whatever was consented to before.
    """

    _name = "customer.profile"
    _inherit = ["customer.profile", "policy.guard.mixin"]

    consent = fields.Selection(
        [("given", "Given in writing"), ("refused", "Not given")],
        "Consent to Messages",
        tracking=True,
        help="Greetings and news need written consent.",
    )
    consent_way = fields.Selection(
        [(BY_PAPER, "Signed paper"), (BY_PORTAL, "In the portal")],
        "Consent by",
        readonly=True,
        copy=False,
    )
    consent_date = fields.Date("Consent Asked on", readonly=True, copy=False)
    consent_paper = fields.Binary("Signed Consent", attachment=True, copy=False)
    consent_paper_name = fields.Char(copy=False)
    opted_out_at = fields.Datetime(
        "Opted Out", readonly=True, copy=False, tracking=True
    )
    opt_out_way = fields.Selection(
        [
            ("link", "Link in an e-mail"),
            ("sms", "Answer by SMS"),
            ("portal", "In the portal"),
            ("staff", "Told us"),
        ],
        "Opted Out by",
        readonly=True,
        copy=False,
    )
    opt_out_token = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_system",
        default=lambda self: self._create_token(),
        index=True,
    )
    mourning_until = fields.Date(
        "In Mourning Until",
        tracking=True,
        copy=False,
        help="No greeting until then, nor to those who buy together.",
    )

    @api.constrains("consent", "consent_way", "consent_paper")
    def _check_consent_paper(self):
        for profile in self:
            is_bare = profile.consent_way == BY_PAPER and not profile.consent_paper
            if profile.consent == "given" and is_bare:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: consent is given in writing; attach the signed "
                        "paper.",
                        customer=profile.display_name,
                    )
                )

    @api.model
    def _get_guarded(self, names):
        guarded = [name for name in names if name in WRITTEN]
        return super()._get_guarded(names) + guarded

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_consent(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_consent(vals))

    @api.model
    def _prepare_consent(self, vals):
        if not is_trusted(self.env):
            vals = {key: value for key, value in vals.items() if key not in WRITTEN}
        if "consent" in vals and "consent_way" not in vals:
            asked = bool(vals["consent"])
            today = self.env.company._policy_today()
            vals["consent_date"] = today if asked else False
            vals["consent_way"] = BY_PAPER if asked else False
        return vals

    def _set_consent(self, consent):
        """What the customer chose in the portal: ``given`` or ``refused``."""
        for profile in self:
            today = profile.company_id._policy_today()
            vals = {"consent": consent, "consent_date": today}
            trusted(profile).write({**vals, "consent_way": BY_PORTAL})

    def _opt_out(self, way):
        """No more greetings and news, from now on."""
        new = self.filtered(lambda profile: not profile.opted_out_at)
        vals = {"opted_out_at": fields.Datetime.now(), "opt_out_way": way}
        trusted(new).write(vals)

    def _opt_in(self):
        trusted(self).write({"opted_out_at": False, "opt_out_way": False})

    def action_opt_out(self):
        """The customer told us so."""
        self.check_access("write")
        self._opt_out("staff")

    def action_opt_in(self):
        self.check_access("write")
        self._opt_in()

    def _get_opt_out_path(self):
        """Address of the page on which this customer opts out."""
        self.ensure_one()
        # sudo: the token is for the customer's own message
        return f"/sales/opt-out/{self.sudo().opt_out_token}"

    def _append_opt_out_word(self, text):
        """``text`` with how to opt out by answering, in the customer's language."""
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang
        word = self._get_opt_out_words()[0]
        hint = self.with_context(lang=lang).env._(
            "Reply %(word)s to opt out", word=word
        )
        return f"{text} {hint}"

    def _get_opt_out_words(self):
        """What a customer may answer, in capitals; the first one is offered."""
        company = self.company_id[:1] or self.env.company
        words = self.env["policy.parameter"]._get(
            "opt_out_words", company, company._policy_today()
        )
        return [word.strip().upper() for word in words.split(",") if word.strip()]

    @api.model
    @enforces("SA-2.3")
    def _take_sms_answer(self, company, number, text):
        """Opt out whoever has ``number`` when ``text`` is one of the words."""
        words = self.with_company(company)._get_opt_out_words()
        if (text or "").strip().upper() not in words:
            return self.browse()
        digits = "".join(letter for letter in number or "" if letter.isdigit())
        if len(digits) < 8:
            return self.browse()
        found = self.search(
            [
                ("company_id", "=", company.id),
                ("partner_id.phone_sanitized", "=like", f"%{digits[-11:]}"),
            ]
        )
        found._opt_out("sms")
        return found
