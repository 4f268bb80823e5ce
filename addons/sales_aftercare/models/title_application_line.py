from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.trusted import is_trusted, trusted

TICK = ("is_checked", "date_checked", "user_id")
"""Comes with the tick itself."""


class TitleApplicationLine(models.Model):
    """One paper of the checklist, ticked with day and person."""

    _name = "title.application.line"
    _description = "Paper of an Application"
    _inherit = ["policy.guard.mixin"]
    _order = "direction, sequence, id"

    application_id = fields.Many2one(
        "title.application", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="application_id.company_id", store=True, index=True, precompute=True
    )
    paper_id = fields.Many2one("title.paper", required=True, ondelete="restrict")
    name = fields.Char(related="paper_id.name")
    direction = fields.Selection(
        related="paper_id.direction", store=True, precompute=True
    )
    sequence = fields.Integer(related="paper_id.sequence", store=True, precompute=True)
    form = fields.Selection(related="paper_id.form", store=True, precompute=True)
    is_checked = fields.Boolean("At Hand")
    date_checked = fields.Date("Ticked on", readonly=True)
    user_id = fields.Many2one("res.users", "Ticked By", readonly=True)
    note = fields.Char()

    _paper_uniq = models.Constraint(
        "UNIQUE(application_id, paper_id)", "That paper is on the list already."
    )

    @api.model
    def _get_guarded(self, names):
        tick = [name for name in names if name in TICK]
        return super()._get_guarded(names) + tick

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            for name in TICK:
                vals.pop(name, None)
        return super().create(vals_list)

    def write(self, vals):
        if is_trusted(self.env):
            return super().write(vals)
        self._check_changeable(vals)
        result = super().write(vals)
        if "is_checked" in vals:
            self._sign_ticks()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        """What the customer has to bring is asked for until it is ticked (SA-1.6.3)."""
        self.filtered(lambda line: line.direction == "brought")._refuse_change()

    def _check_changeable(self, names):
        """:raises UserError: for what is never typed, and once the forms are out"""
        typed = {"date_checked", "user_id", "application_id", "paper_id"} & set(names)
        begun = self.filtered(
            lambda line: (
                line.direction == "brought" and line.application_id.state != "draft"
            )
        )
        (self if typed else begun)._refuse_change()

    def _refuse_change(self):
        for line in self[:1]:
            raise UserError(
                self.env._(
                    "%(application)s: its checklist can't be changed like this.",
                    application=line.application_id.display_name,
                )
            )

    def _sign_ticks(self):
        """Who ticks a paper, and when, is written down by the system."""
        ticked = self.filtered("is_checked")
        for line in ticked:
            day = line.company_id._policy_today()
            trusted(line).write({"date_checked": day, "user_id": self.env.uid})
        trusted(self - ticked).write({"date_checked": False, "user_id": False})

    def _get_label(self):
        self.ensure_one()
        forms = dict(self._fields["form"]._description_selection(self.env))
        return f"{self.name} ({forms[self.form]})"
