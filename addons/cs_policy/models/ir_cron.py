from odoo import models


class IrCron(models.Model):
    """Scheduled actions of the policy's addons speak the language of the company.

    What they leave behind to be read (why a duty is void, why a case was closed, that
    a record was made) would otherwise be in English wherever the company is.
    """

    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        lang = self.env.company.partner_id.lang
        if lang and self._is_of_policy():
            self = self.with_context(lang=lang)
        return super()._callback(cron_name, server_action_id)

    def _is_of_policy(self):
        """Whether the addon of this action has clauses in the register."""
        self.ensure_one()
        [own] = self._get_external_ids().values()
        addons = [name.split(".")[0] for name in own]
        domain = [("model", "=", "policy.clause"), ("module", "in", addons)]
        names = self.env["ir.model.data"].sudo()  # whose addon it is, nothing else
        return bool(names.search_count(domain, limit=1))
