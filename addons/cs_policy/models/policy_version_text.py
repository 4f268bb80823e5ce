import hashlib

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty


class PolicyVersionText(models.Model):
    """The wording of a version in one language: typed in, or a file as signed."""

    _name = "policy.version.text"
    _description = "Text of a Published Policy"
    _order = "version_id, lang"
    _rec_name = "lang"

    version_id = fields.Many2one(
        "policy.version", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True)
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang or self.env.user.lang,
    )
    summary = fields.Text("What Is New", help="A few lines shown above the text.")
    body = fields.Html("Text")
    # In the row itself: an attachment could be exchanged behind the version's back.
    file = fields.Binary(attachment=False)
    file_name = fields.Char()

    _lang_uniq = models.Constraint(
        "UNIQUE(version_id, lang)", "A version has one text per language."
    )

    @api.constrains("body", "file")
    def _check_not_empty(self):
        for text in self.with_context(bin_size=True):
            if is_html_empty(text.body) and not text.file:
                raise ValidationError(
                    self.env._("Type the text in, or upload it as a file.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        texts = super().create(vals_list)
        texts.version_id._check_draft()
        return texts

    def write(self, vals):
        self.version_id._check_draft()
        result = super().write(vals)
        self.version_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.version_id._check_draft()

    def _get_file_hash(self):
        """SHA-256 of the file; empty without one."""
        self.ensure_one()
        content = self.with_context(bin_size=False).file
        return hashlib.sha256(content).hexdigest() if content else ""
