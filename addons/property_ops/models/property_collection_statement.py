from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import collection


class PropertyCollectionStatement(models.Model):
    """The statistics of a period as they were mailed, with the file; once a period.

    Proof of the cashier's duty to report to assistant and director (PO-4.1.4).
    """

    _name = "property.collection.statement"
    _description = "Mailed Collection Statistics"
    _inherit = ["policy.evidence.mixin"]
    _order = "date_to desc, date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    span = fields.Selection(
        selection=lambda self: (
            self.env["property.collection.report"]
            ._fields["span"]
            ._description_selection(self.env)
        ),
        string="Period",
        required=True,
        readonly=True,
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    sent_at = fields.Datetime("Sent On", required=True, readonly=True)
    recipient_ids = fields.Many2many("res.partner", string="Sent To", readonly=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files", readonly=True)

    _period_uniq = models.Constraint(
        "UNIQUE(company_id, span, date_from)", "That period is reported already."
    )

    @api.depends("span", "date_from")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = (
                collection.get_label(statement.span, statement.date_from)
                if statement.date_from
                else ""
            )

    def write(self, vals):
        if self:
            raise UserError(self.env._("What was mailed can't be rewritten."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was mailed can't be deleted."))

    @api.model
    def _cron_mail(self):
        """Mail the statistics of every period whose last month is frozen, once."""
        with self.env["policy.job.run"]._track("collection_mail") as run:
            for snapshot, span in self._get_due():
                if run.attempt(snapshot, lambda s=snapshot, n=span: self._mail(s, n)):
                    run.add()

    @api.model
    def _get_due(self):
        """[(snapshot of the last month, span)] not mailed yet, oldest first."""
        mailed = {
            (statement.company_id, statement.span, statement.date_to)
            for statement in self.search([("date_to", "!=", False)])
        }
        snapshots = self.env["property.collection.snapshot"].search(
            [("date", "!=", False)], order="month, id"
        )
        return [
            (snapshot, span)
            for snapshot in snapshots
            for span in collection.get_spans_ending(snapshot.month)
            if (snapshot.company_id, span, snapshot._get_last_day()) not in mailed
        ]

    @api.model
    @enforces("PO-4.1.4")
    def _mail(self, snapshot, span):
        """The statement of the ``span`` that ends with the month of ``snapshot``.

        Nobody to write to: nothing is kept, and the next run tries again.
        """
        company = snapshot.company_id
        people = self._get_recipients(company)
        if not people:
            return self.browse()
        report = self.env["property.collection.report"].create(
            {
                "company_id": company.id,
                "span": span,
                "day": snapshot.month,
                "date": snapshot.date,
            }
        )
        report._fill()
        files = self.env["ir.attachment"]
        for lang, readers in people.grouped("lang").items():
            files |= report.with_context(lang=lang)._mail_to(readers)
        statement = self.sudo().create(  # written by the scheduled action alone
            {
                "company_id": company.id,
                "span": span,
                "date_from": report.date_from,
                "date_to": report.date_to,
                "sent_at": fields.Datetime.now(),
                "recipient_ids": [(6, 0, people.ids)],
                "attachment_ids": [(6, 0, files.ids)],
            }
        )
        files.write({"res_model": self._name, "res_id": statement.id})
        return statement

    @api.model
    def _get_recipients(self, company):
        """Partners of the directors and their assistants who have an e-mail address."""
        group = self.env.ref("property_ops.property_ops_group_assistant")
        users = group.all_user_ids.filtered(  # directors are of the group, too
            lambda user: user.active and not user.share and company in user.company_ids
        )
        return users.partner_id.filtered("email")
