from odoo import fields, models


class PolicySheetLedgerIssue(models.AbstractModel):
    """An error or a remark, at its cell.

    A model brings ``import_id``, its sentences and the clauses behind its columns.
    """

    _name = "policy.sheet.ledger.issue"
    _description = "Error in a Ledger"
    _order = "is_blocking desc, row, id"

    _clauses = {}
    """role -> clause that asks for it"""
    _clause = False
    """clause of everything else"""

    cell = fields.Char(help="As the spreadsheet names it, e.g. D4.")
    row = fields.Integer()
    heading = fields.Char("Column")
    value = fields.Char("In the File")
    message = fields.Char("Reason", required=True)
    clause_id = fields.Many2one("policy.clause", ondelete="set null")
    is_blocking = fields.Boolean("Must Be Corrected")

    def _prepare_issues(self, issues):
        """Values of :class:`sheet_rows.Issue`, translated."""
        sentences = self._get_sentences()
        codes = {self._clause, *self._clauses.values()} - {False}
        rows = self.env["policy.clause"].search([("code", "in", sorted(codes))])
        clauses = {row.code: row.id for row in rows}
        return [
            {
                "cell": issue.cell.name if issue.cell else False,
                "row": issue.cell.row if issue.cell else 0,
                "heading": issue.cell.heading if issue.cell else False,
                "value": issue.cell.text[:200] if issue.cell else False,
                "message": sentences[issue.kind] % issue.figures,
                "clause_id": clauses.get(self._clauses.get(issue.role, self._clause)),
                "is_blocking": issue.blocking,
            }
            for issue in issues
        ]

    def _get_sentences(self):
        """{kind: sentence} of what may stand in any ledger; models add theirs."""
        env = self.env
        return {
            "number": env._("Not a number."),
            "negative": env._("A negative number."),
            "date": env._("Not a date, or one that can be read in two ways."),
            "no_such_date": env._("There is no such date."),
            "month": env._("Not a month."),
            "phone": env._("Not a telephone number."),
            "phone_short": env._("The telephone number has only %(digits)s digits."),
            "phone_length": env._("A telephone number of %(digits)s digits."),
            **self._get_sheet_sentences(),
        }

    def _get_sheet_sentences(self):
        """Of what spreadsheets do to cells and columns."""
        env = self.env
        return {
            "other_sheet": env._("The sheet “%(sheet)s” is not read."),
            "clashing": env._(
                "The sheets %(sheets)s are about the same; keep one of them."
            ),
            "struck": env._("Struck through; take the row out, or the line off."),
            "hidden": env._("%(count)s hidden rows are read as well."),
            "rival": env._("Not read: “%(other)s” is taken for the same."),
            "further_people": env._(
                "More people stand here; write them into the cell of the first, "
                "parted by 、"
            ),
            "scaled": env._("Numbers without a unit are taken %(factor)s times."),
            "foreign_area": env._("In %(unit)s; convert it to m²."),
            "merged_sum": env._("One sum for several rows; write each its own."),
            "formula": env._(
                "A formula without a result; open and save the file, choose it again."
            ),
            "sheet_error": env._("An error of the spreadsheet."),
            "ditto": env._("Write what stands above; marks for it are not read."),
            "made_date": env._(
                "The spreadsheet made a date of it; write it as a text, e.g. 1-2."
            ),
            "date_swapped": env._(
                "Beside texts such as 13/04/2026: day and month may be swapped."
            ),
            "month_unclear": env._("January or October? Write it as a text."),
        }
