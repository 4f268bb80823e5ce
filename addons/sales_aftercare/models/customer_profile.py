import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import resident_id

PERSONAL = ("id_kind", "id_number")
"""What only few may read, each reading logged."""
BUYER_DATA = "sales_aftercare.sales_aftercare_group_buyer_data"


class CustomerProfile(models.Model):
    """What one company knows of a customer beyond name and address (SA-2.1).

    Consent, opt-out and mourning are said to a company, so two companies of one
    database keep one profile each.
    """

    _name = "customer.profile"
    _description = "Customer Data"
    _inherit = ["mail.thread"]
    _order = "partner_id, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    phone = fields.Char(related="partner_id.phone", readonly=False)
    email = fields.Char(related="partner_id.email", readonly=False)
    street = fields.Char(related="partner_id.street", readonly=False)
    city = fields.Char(related="partner_id.city", readonly=False)
    zip = fields.Char(related="partner_id.zip", readonly=False)
    lang = fields.Selection(related="partner_id.lang", readonly=False)
    id_kind = fields.Selection(
        [
            ("resident", "Resident identity card"),
            ("passport", "Passport"),
            ("permit", "Travel permit"),
            ("licence", "Business licence"),
            ("other", "Other document"),
        ],
        "Identity Document",
        groups=BUYER_DATA,
        prefetch=False,
    )
    id_number = fields.Char(
        "Document No.", groups=BUYER_DATA, prefetch=False, copy=False
    )
    has_no_email = fields.Boolean(
        "Has No E-mail", tracking=True, help="The customer said so."
    )
    channel = fields.Selection(
        [("sms", "SMS"), ("email", "E-mail"), ("post", "Letter by post")],
        "Wants To Be Told by",
        tracking=True,
    )

    _partner_uniq = models.Constraint(
        "UNIQUE(company_id, partner_id)", "That customer's data are there already."
    )

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.name or ""

    @api.constrains(*PERSONAL)
    def _check_id_number(self):
        for profile in self.sudo():  # whoever saves, the number has to be right
            number = profile.id_kind == "resident" and profile.id_number
            if number and not resident_id.is_resident_id(number):
                raise ValidationError(
                    self.env._(
                        "%(customer)s: this is no number of a resident identity "
                        "card; please compare it digit by digit.",
                        customer=profile.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalize(vals))

    @api.model
    def _normalize(self, vals):
        if "id_number" not in vals:
            return vals
        return {**vals, "id_number": resident_id.normalize(vals["id_number"]) or False}

    def _fetch_query(self, query, fields):
        """Log what is really read of the personal facts, by whatever door."""
        records = super()._fetch_query(query, fields)
        names = {field.name for field in fields}
        if records and names & set(PERSONAL) and not self.env.su:
            self.env["customer.profile.access"]._log(records)
        return records

    @api.model
    def _get_profiles(self, partners, company):
        """{partner id: profile} of ``company``, as far as there are any."""
        found = self.search(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id)]
        )
        return {profile.partner_id.id: profile for profile in found}

    @api.model
    def _ensure(self, partner, company):
        """The profile of ``partner`` at ``company``, made when there is none."""
        found = self._get_profiles(partner, company).get(partner.id)
        return found or self.create(
            {"partner_id": partner.id, "company_id": company.id}
        )

    @api.model
    def _create_token(self):
        return secrets.token_urlsafe(24)
