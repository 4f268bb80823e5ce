from odoo import fields, models


class ShiftImportIssue(models.Model):
    _name = "shift.import.issue"
    _description = "Error in a Roster File"
    _order = "is_blocking desc, id"

    import_id = fields.Many2one(
        "shift.import", required=True, ondelete="cascade", index=True
    )
    cell = fields.Char(help="As the spreadsheet names it, e.g. D4.")
    message = fields.Char(required=True)
    is_blocking = fields.Boolean("Must Be Corrected")

    def _describe(self, issue):
        """Translated sentence of a :class:`Issue`."""
        sentences = {
            **self._get_cell_sentences(),
            **self._get_people_sentences(),
            **self._get_month_sentences(),
        }
        return sentences[issue.kind] % issue.figures

    def _get_cell_sentences(self):
        env = self.env
        return {
            "code": env._("Nobody has said what the code “%(code)s” means."),
            "day": env._("“%(day)s” is no day of this month, or it is there twice."),
            "legend": env._("By the legend “%(code)s” has other hours than %(shift)s."),
            "total_work": env._(
                "The sheet says %(written)s shifts, its cells say %(counted)s."
            ),
            "total_off": env._(
                "The sheet says %(written)s days off, its cells say %(counted)s."
            ),
            "overlap": env._("Same time as %(other)s."),
        }

    def _get_people_sentences(self):
        env = self.env
        return {
            "nobody": env._("Shifts in a row that names nobody."),
            "twice": env._("%(person)s is written twice, first at %(first)s."),
            "person": env._("%(person)s is not on the staff list; choose who it is."),
            "new_person": env._(
                "%(person)s is not on the staff list: a new employee is made."
            ),
            "same_name": env._(
                "%(person)s: is this %(employee)s? The name agrees, the staff number "
                "doesn't. Confirm or choose."
            ),
            "name_differs": env._(
                "%(person)s: the staff number belongs to %(employee)s. Confirm or "
                "choose."
            ),
            "manager": env._(
                "The duty manager “%(name)s” is not one person on the staff list."
            ),
            "leave": env._(
                "%(person)s: leave by the roster (%(days)s days), but no leave is "
                "on file."
            ),
        }

    def _get_month_sentences(self):
        env = self.env
        return {
            "post": env._("Choose the post “%(post)s” stands for."),
            "no_post": env._(
                "The sheet has no post column; choose the post at the top."
            ),
            "month": env._(
                "The roster of %(month)s is %(state)s; only a draft can be imported "
                "into."
            ),
            "no_month": env._("No month is named in the file; choose it."),
            "other_months": env._(
                "There are rosters on other sheets (%(sheets)s); choose the month."
            ),
            "other_sheets": env._("Not read: the sheets %(sheets)s."),
            "weekdays": env._(
                "By its days of the week this is not %(month)s; choose the month or "
                "correct the days."
            ),
        }
