from odoo import models
from odoo.tools import format_date

from ..tools.enforce import enforces


class ShiftAssignment(models.Model):
    """What changed in a roster is logged and told to the people concerned."""

    _inherit = "shift.assignment"

    def _log_changes(self, before, note="", source=None):
        """Append one change row per shift and tell both people.

        A shift that moves to another month leaves one roster and comes into another:
        each that is a promise by now has its own row, and tells its own people.

        :param before: {shift: (employee, label, roster, roster day) before}
        """
        rows = []
        for shift, (employee, label, roster, day) in before.items():
            row = {
                "shift_id": shift.id,
                "roster_id": shift.roster_id.id,
                "date": shift.date,
                "employee_from_id": employee.id,
                "employee_to_id": shift.active and shift.employee_id.id,
                "label_from": label,
                "label_to": shift._get_label()
                if shift.active
                else self.env._("Cancelled"),
                "is_cancelled": not shift.active,
                "origin": shift.origin,
                "user_id": self.env.uid,
                "note": note,
                "source_model": source._name if source else False,
                "source_id": source.id if source else False,
            }
            if roster == shift.roster_id:
                rows.append(row)
                continue
            left = {"roster_id": roster.id, "date": day, "employee_to_id": False}
            if roster.state != "draft":
                rows.append({**row, **left})
            if shift.roster_id.state != "draft":
                rows.append({**row, "employee_from_id": False})
        changes = self.env["shift.change"]._append(rows)
        changes._notify_people()
        return changes

    @enforces("CS-2.2")
    def _notify_duty_manager(self, get_subject, get_body):
        """Bring an exception of these shifts to the duty manager of each.

        Falls back on the company's department managers where the roster names no
        duty manager, so that no exception is lost.

        :param get_subject: function of the reader's environment -> translated text
        :param get_body: the same, translated text or Markup
        :returns: {shift: partners told}
        """
        told = {}
        for shift in self:
            person = self.env["shift.duty.manager"]._get_duty_manager(
                shift.company_id, shift.start
            )
            partners = person._get_notice_partner()
            if not partners:
                group = self.env.ref("cs_policy.cs_policy_group_manager")
                partners = (
                    group.sudo()  # to find them, not to show them
                    .all_user_ids.filtered(
                        lambda user, company=shift.company_id: (
                            user.active and user.id > 2 and company in user.company_ids
                        )
                    )
                    .partner_id
                )
            for lang, readers in partners.grouped("lang").items():
                env = self.with_context(lang=lang or self.env.lang).env
                shift.roster_id._notify_partners(
                    readers, get_subject(env), get_body(env)
                )
            told[shift] = partners
        return told

    def _get_notice_line(self):
        """Day, code, hours and post as shown to a person, in company time."""
        self.ensure_one()
        pattern = self.env._("EEE d MMM")
        begins = self.company_id._policy_date(self.start)
        after = ""
        if begins > self.date:
            after = f" ({format_date(self.env, begins, date_format=pattern)})"
        return {
            "day": format_date(self.env, self.date, date_format=pattern),
            "code": self.template_id.code,
            "hours": f"{self.hours_text}{after}",
            "post": self.post_id.name,
        }
