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
        env, figures = self.env, issue.figures
        sentences = {
            "nobody": lambda: env._("Shifts in a row that names nobody."),
            "twice": lambda: env._(
                "%(person)s is written twice, first at %(first)s.", **figures
            ),
            "code": lambda: env._(
                "Nobody has said what the code “%(code)s” means.", **figures
            ),
            "day": lambda: env._(
                "“%(day)s” is no day of this month, or it is there twice.", **figures
            ),
            "total_work": lambda: env._(
                "The sheet says %(written)s shifts, its cells say %(counted)s.",
                **figures,
            ),
            "total_off": lambda: env._(
                "The sheet says %(written)s days off, its cells say %(counted)s.",
                **figures,
            ),
            "person": lambda: env._(
                "%(person)s is not on the staff list; choose who it is.", **figures
            ),
            "same_name": lambda: env._(
                "%(person)s: is this %(employee)s? The name agrees, the staff number "
                "doesn't. Confirm or choose.",
                **figures,
            ),
            "name_differs": lambda: env._(
                "%(person)s: the staff number belongs to %(employee)s. Confirm or "
                "choose.",
                **figures,
            ),
            "post": lambda: env._("Choose the post “%(post)s” stands for.", **figures),
            "no_post": lambda: env._(
                "The sheet has no post column; choose the post at the top."
            ),
            "overlap": lambda: env._("Same time as %(other)s.", **figures),
            "started": lambda: env._("This shift of the roster has begun already."),
            "manager": lambda: env._(
                "The duty manager “%(name)s” is not one person on the staff list.",
                **figures,
            ),
            "leave": lambda: env._(
                "%(person)s: leave by the roster (%(days)s days), but no leave is "
                "on file.",
                **figures,
            ),
            "month": lambda: env._(
                "The roster of %(month)s is %(state)s; only a draft can be imported "
                "into.",
                **figures,
            ),
            "no_month": lambda: env._("No month is named in the file; choose it."),
        }
        return sentences[issue.kind]()
