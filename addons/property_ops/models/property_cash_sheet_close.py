from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "PO-4.1.2"
DIRECTOR = "property_ops.property_ops_group_manager"


class PropertyCashSheet(models.Model):
    """Closing the day: counted, explained, locked, seen by the director."""

    _inherit = "property.cash.sheet"

    def _check_open(self):
        for sheet in self:
            if sheet.state != "open":
                raise UserError(
                    self.env._("%s is closed; its figures stay.", sheet.display_name)
                )

    @enforces("PO-4.1.2")
    def _get_close_reasons(self):
        """{sheet id: everything against closing it}."""
        found = {sheet.id: [] for sheet in self}
        for sheet in self:
            add = found[sheet.id].append
            if sheet.date > sheet.company_id._policy_today():
                add(Reason(CLAUSE, self.env._("The day has not come yet.")))
            wrong = sheet.line_ids.filtered(
                lambda line: not line.currency_id.is_zero(line.difference)
            )
            if wrong and not (sheet.reason or "").strip():
                labels = dict(wrong._fields["method"]._description_selection(self.env))
                methods = ", ".join(
                    f"{labels[line.method]} {line.currency_id.format(line.difference)}"
                    for line in wrong
                )
                add(
                    Reason(
                        CLAUSE,
                        self.env._("Counted and expected differ: %s.", methods),
                        self.env._("Count again, or give the reason."),
                    )
                )
        return found

    def action_close(self):
        """Close the day; receipts taken from now on belong to the next sheet."""
        for sheet in self:
            sheet.check_access("write")
            sheet._touch()
            reasons = sheet._get_close_reasons()[sheet.id]
            self.env["policy.clause"]._refuse(reasons, sheet)
            sheet._move("closed", date_closed=fields.Datetime.now())
        return True

    def action_approve(self):
        """The director has seen the sheet and taken over the money."""
        self._check_director()
        seen = {"approved_by_id": self.env.uid, "date_approved": fields.Datetime.now()}
        return self._move("approved", **seen)

    def action_reopen(self):
        """Give the sheet back to the cashier, to be counted or put right."""
        self._check_director()
        return self._move("open", date_closed=False)

    @enforces("PO-4.1.2")
    def _check_director(self):
        """Neither somebody else nor the cashier of the sheet."""
        if not self.env.user.has_group(DIRECTOR):
            raise AccessError(self.env._("The office director does that."))
        if self.env.user in self.cashier_id:
            raise AccessError(self.env._("Nobody looks after the own cash sheet."))
