from odoo import fields, models

from .customer_greeting import KINDS


class CustomerGreetingTemplate(models.Model):
    """The words of a greeting or of news, by occasion, in the customers' languages."""

    _name = "customer.greeting.template"
    _description = "Words of a Greeting"
    _order = "kind, festival, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="festival")
    festival = fields.Selection(
        selection=lambda self: self.env["policy.festival"]._selection_festival()
    )
    subject = fields.Char(required=True, translate=True, help="Of the e-mail.")
    body = fields.Text(
        required=True,
        translate=True,
        help="$name stands for the customer's name, $company for the company's.",
    )
    gateway_template_code = fields.Char(
        "Gateway Template", help="Code of the text approved by the SMS provider."
    )
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    active = fields.Boolean(default=True)

    _festival_named = models.Constraint(
        "CHECK(kind != 'festival' OR festival IS NOT NULL)", "Choose the festival."
    )
