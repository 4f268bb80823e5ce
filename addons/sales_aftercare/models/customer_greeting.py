from string import Template

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("festival", "Festival greeting"),
    ("opening", "Opening of a phase"),
    ("progress", "Building progress"),
]
CLAUSES = {"festival": "SA-2.3", "opening": "SA-2.4", "progress": "SA-2.5"}
WORDS = ("subject", "body")


class CustomerGreeting(models.Model):
    """A message to many customers: a list that a person releases, each of it sent once.

    Festival greetings (SA-2.3), news of an opening to owners (SA-2.4) and building
    progress to those who bought off-plan (SA-2.5) go the same way.
    """

    _name = "customer.greeting"
    _description = "Greeting or News to Customers"
    _inherit = ["mail.thread", "policy.state.mixin", "policy.evidence.mixin"]
    _order = "date, id"
    _check_company_auto = True

    _transitions = {
        "draft": {"listed", "cancelled"},
        "listed": {"released", "cancelled"},
        "released": {"done", "cancelled"},
        "done": set(),
        "cancelled": set(),
    }
    _protected_fields = ("state", "listed_at", "released_at", "released_by_id")

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(KINDS, required=True, default="festival", tracking=True)
    festival = fields.Selection(
        selection=lambda self: self.env["policy.festival"]._selection_festival()
    )
    date = fields.Date(
        "Sent on",
        required=True,
        index=True,
        tracking=True,
        help="The first day on which it may go out, within the hours for messages.",
    )
    festival_day = fields.Date(
        compute="_compute_festival_day",
        store=True,
        help="The day of the festival that it is for, whenever it is sent.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    estate_ids = fields.Many2many(
        "property.estate",
        string="Only Estates",
        check_company=True,
        help="Empty: all customers of the company.",
    )
    template_id = fields.Many2one(
        "customer.greeting.template",
        "Words From",
        domain="[('kind', '=', kind), ('company_id', 'in', (company_id, False))]",
    )
    subject = fields.Char(
        compute="_compute_words", store=True, readonly=False, translate=True
    )
    body = fields.Text(
        "Message", compute="_compute_words", store=True, readonly=False, translate=True
    )
    gateway_template_code = fields.Char(
        "Gateway Template", compute="_compute_words", store=True, readonly=False
    )
    file_ids = fields.Many2many(
        "ir.attachment",
        "customer_greeting_file_rel",
        string="Pictures",
        help="Sent with e-mails.",
    )
    recipient_ids = fields.One2many(
        "customer.greeting.recipient", "greeting_id", "Recipients"
    )
    count_listed = fields.Integer("To Be Sent", compute="_compute_counts")
    count_left_out = fields.Integer("Left Out", compute="_compute_counts")
    count_sent = fields.Integer("Sent", compute="_compute_counts")
    count_failed = fields.Integer("Failed", compute="_compute_counts")
    listed_at = fields.Datetime("List Drawn at", readonly=True, copy=False)
    released_at = fields.Datetime("Released at", readonly=True, copy=False)
    released_by_id = fields.Many2one(
        "res.users", "Released by", readonly=True, copy=False, tracking=True
    )
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("listed", "List drawn"),
            ("released", "Released"),
            ("done", "Sent"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _festival_once = models.UniqueIndex(
        "(company_id, festival, date) WHERE kind = 'festival'",
        "That festival is planned already.",
    )
    _festival_named = models.Constraint(
        "CHECK(kind != 'festival' OR festival IS NOT NULL)", "Choose the festival."
    )

    @api.depends("kind", "festival", "date")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        names = dict(self.env["policy.festival"]._selection_festival())
        for greeting in self:
            what = names.get(greeting.festival) or kinds.get(greeting.kind, "")
            greeting.name = f"{what} {greeting.date or ''}"

    @api.depends("kind", "festival", "date")
    def _compute_festival_day(self):
        """The festival nearest to the day it is sent: people move it by days."""
        festivals = self.env["policy.festival"]
        for greeting in self:
            day = greeting.date if greeting.kind == "festival" else False
            if day:
                years = day.year - 1, day.year + 1
                found = festivals._get_dates(greeting.festival, *years)
                day = min(found, key=lambda one: abs(one - greeting.date), default=day)
            greeting.festival_day = day

    @api.depends("template_id")
    def _compute_words(self):
        for greeting in self.filtered("template_id"):
            greeting.subject = greeting.template_id.subject
            greeting.body = greeting.template_id.body
            greeting.gateway_template_code = greeting.template_id.gateway_template_code

    @api.depends("recipient_ids.state")
    def _compute_counts(self):
        groups = self.env["customer.greeting.recipient"]._read_group(
            [("greeting_id", "in", self.ids)], ["greeting_id", "state"], ["__count"]
        )
        found = {(greeting.id, state): count for greeting, state, count in groups}
        for greeting in self:
            for name in ("listed", "left_out", "sent", "failed"):
                greeting[f"count_{name}"] = found.get((greeting.id, name), 0)
            greeting.count_listed += found.get((greeting.id, "queued"), 0)

    @api.model_create_multi
    def create(self, vals_list):
        greetings = super().create(vals_list)
        greetings.filtered("template_id")._copy_translations()
        return greetings

    def write(self, vals):
        kept = {"kind", "festival", "date", "company_id", "estate_ids", "template_id"}
        kept |= {*WORDS, "gateway_template_code", "file_ids"}
        if kept & set(vals) and {"released", "done"} & set(self.mapped("state")):
            raise UserError(self.env._("What was released goes out as it was seen."))
        result = super().write(vals)
        if "template_id" in vals:
            self.filtered("template_id")._copy_translations()
        return result

    def _copy_translations(self):
        """The words of the template in every language, to be changed at will."""
        for greeting in self:
            for name in WORDS:
                found = greeting.template_id._fields[name]._get_stored_translations(
                    greeting.template_id
                )
                known = {code for code, _name in self.env["res.lang"].get_installed()}
                greeting.update_field_translations(
                    name, {k: v for k, v in (found or {}).items() if k in known}
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_listed(self):
        if self.filtered(lambda row: row.state not in ("draft", "cancelled")):
            raise UserError(self.env._("What was sent to customers is kept."))
        if self.recipient_ids.filtered(lambda row: row.state in ("queued", "sent")):
            raise UserError(self.env._("What was sent to customers is kept."))

    def action_cancel(self):
        """Nothing more goes out; what was sent stays on record."""
        self.check_access("write")
        return self._move("cancelled")

    def action_open_recipients(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recipients"),
            "res_model": "customer.greeting.recipient",
            "view_mode": "list,form",
            "domain": [("greeting_id", "=", self.id)],
            "context": {"search_default_group_state": 1},
        }

    def _get_text(self, partner, name="body"):
        """The words (``body`` or ``subject``) as ``partner`` reads them."""
        self.ensure_one()
        lang = partner.lang or self.env.lang
        words = self.with_context(lang=lang)[name] or ""
        return Template(words).safe_substitute(
            name=partner.name or "", company=self.company_id.name
        )

    def _needs_consent(self):
        """Progress of one's own home is part of the contract, the rest is not."""
        return self.kind != "progress"
