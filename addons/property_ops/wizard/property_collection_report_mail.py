from odoo import models


class PropertyCollectionReport(models.TransientModel):
    """Sending the figures with their workbook."""

    _inherit = "property.collection.report"

    def _mail_to(self, people):
        """Queue the figures for ``people`` in the language of the context.

        :return: the attachment they get
        """
        self.ensure_one()
        content, _type = self.env["ir.actions.report"]._render_xlsx(
            "property_ops.property_collection_xlsx", self.ids, {}
        )
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.display_name}.xlsx",
                "raw": content,
                "mimetype": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        )
        body = self.env["ir.qweb"]._render(
            "property_ops.property_collection_mail", self._get_summary_values()
        )
        self.env["mail.mail"].create(
            {
                "subject": self.display_name,
                "body_html": body,
                "recipient_ids": [(6, 0, people.ids)],
                "attachment_ids": [(4, attachment.id)],
                "email_from": self.company_id.email_formatted
                or self.env.user.email_formatted,
            }
        )
        return attachment
