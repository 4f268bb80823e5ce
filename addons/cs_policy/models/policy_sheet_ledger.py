from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import sheet_cells, sheet_join, sheet_layout
from ..tools.sheet import column_letters, fold


class PolicySheetLedger(models.AbstractModel):
    """A workbook with one thing per row below headings: columns and words mapped.

    Columns and words are proposed from memory, from our own template and from what
    offices usually write, corrected by hand and remembered by company. A model sets
    the two attributes, the labels of its template and where the lines are stored:
    ``<model>.line``, ``<model>.memory``.
    """

    _name = "policy.sheet.ledger"
    _description = "Import of a Ledger"
    _inherit = ["policy.sheet.import"]

    _vocabulary = None
    """:class:`sheet_layout.Vocabulary` of its columns"""
    _word_tables = {}
    """role -> words of its values, as :func:`sheet_layout.meaning` takes them"""

    date = fields.Date(
        "As at", required=True, default=lambda self: self._default_date()
    )

    @api.model
    def _default_date(self):
        return self.env.company._policy_today()

    def action_check(self):
        """Read the file again with the mapping as corrected."""
        for record in self:
            layout = record._read_layout()
            record._refresh_lines(layout)
            record._check_file(layout)
        return True

    def _check_file(self, layout):
        """Read the file under the mapping and keep every issue; by the model."""

    @api.model
    def _get_role_labels(self, day=None):
        """{role: heading} of our own template in the user's language."""
        return {}

    @api.model
    def _get_value_labels(self):
        """{(role, value): text} of the values in the user's language"""
        return {}

    def _describe_missing(self):
        """Sentence for a file in which no heading is found."""
        return self.env._("%(file)s: no heading row found.", file=self.display_name)

    def _read_layout(self):
        """Layout of the table of the file, under the mapping as it stands.

        :raises UserError: when the file is no workbook or holds no ledger
        """
        found, own = [], self._get_own_words()[0]
        for title, rows in self._read_sheets(merged=True):
            layout = sheet_layout.propose(rows, self._vocabulary, own)
            if layout:
                layout.sheet = title
                found.append(layout)
        if not found:
            raise UserError(self._describe_missing())
        best = sheet_join.join_sheets(found)
        for line in self.line_ids.filtered(lambda line: line.kind == "column"):
            for column in best.columns:
                if column.position == line.position:
                    column.role = line.role or "ignore"
        sheet_layout.sort_rows(best)
        return best

    def _propose_columns(self, layout, known):
        """Values of the column lines; ``layout`` is brought to what they say."""
        vals = []
        remembered = {
            column.position: known["column", sheet_layout.heading_key(column.heading)]
            for column in layout.columns
            if ("column", sheet_layout.heading_key(column.heading)) in known
        }
        for column in layout.columns:
            if column.position in remembered:
                column.role, column.source = remembered[column.position], "memory"
            elif column.role in remembered.values():
                column.role, column.source = "ignore", "none"
            cell = column_letters(column.position)
            vals.append(
                {
                    "kind": "column",
                    "text": column.heading,
                    "cell": f"{cell}{layout.header_row + 1}",
                    "position": column.position,
                    "role": column.role,
                    "source": column.source,
                }
            )
        sheet_layout.sort_rows(layout)
        return vals

    def _recall(self):
        return self.env[f"{self._name}.memory"]._recall(self.company_id)

    def _remember(self):
        lines = self.line_ids.filtered(lambda line: line.kind in ("column", "word"))
        self.env[f"{self._name}.memory"]._remember(self.company_id, lines)

    def _get_words(self):
        return self.line_ids.filtered(lambda line: line.kind == "word")

    def _refresh_lines(self, layout):
        """Words as the corrected columns have them; what was answered stays."""
        wanted = {
            (val["word_role"], fold(val["text"])): val
            for val in self._propose_words(layout, self._recall())
        }
        words = self._get_words()
        have = {(line.word_role, fold(line.text)) for line in words}
        words.filtered(
            lambda line: (line.word_role, fold(line.text)) not in wanted
        ).unlink()
        self.line_ids = [(0, 0, val) for key, val in wanted.items() if key not in have]

    def _propose_words(self, layout, known):
        """Every word in the columns of ``_word_tables``, with its meaning."""
        roles, found = layout.get_roles(), {}
        own = self._get_own_words()[1]
        for role, usual in self._word_tables.items():
            if role not in roles:
                continue
            for number in layout.table_rows:
                text = layout.rows[number][roles[role]]
                key = (role, fold(text))
                if not self._is_word(text):
                    continue
                if key in found:
                    found[key]["count"] += 1
                    continue
                memory = known.get(key)
                mine = own.get((role, sheet_layout.heading_key(text)))
                value = memory or mine or sheet_layout.meaning(usual, text)
                found[key] = {
                    "kind": "word",
                    "word_role": role,
                    "text": " ".join(str(text).split()),
                    "count": 1,
                    "meaning": value,
                    "source": (memory and "memory") or (value and "word") or "none",
                }
        return found.values()

    @staticmethod
    def _is_word(text):
        """Whether a cell says anything; what can't be read is told at the cell."""
        try:
            return sheet_cells.read_text(text)
        except sheet_cells.Unreadable:
            return False

    def _get_meanings(self):
        """{(role, folded text): value} as the lines stand now."""
        return {
            (line.word_role, fold(line.text)): line.meaning
            for line in self._get_words()
        }

    @api.model
    def _get_own_words(self):
        """({heading key: role}, {(role, key of the text): value}) of our exports."""
        headings, values = {}, {}
        for lang, _name in self.env["res.lang"].get_installed():
            model = self.with_context(lang=lang)
            for role, text in model._get_role_labels().items():
                headings.setdefault(sheet_layout.heading_key(text), role)
            for (role, value), text in model._get_value_labels().items():
                values.setdefault((role, sheet_layout.heading_key(text)), value)
        return headings, values
