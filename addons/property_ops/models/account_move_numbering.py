from odoo import models


class AccountMove(models.Model):
    """Numbers for many bills of one transaction, without looking up each last one."""

    _inherit = "account.move"

    def _get_next_sequence_format(self):
        """As Odoo has it, but looked up once for bills numbered one after another.

        Bills of the same company, journal and day continue the number that the
        transaction gave last: Odoo holds it in its own cache, under a lock, and
        forgets it whenever somebody writes a name, a savepoint is undone or the
        transaction ends. The format is kept there too, so it lives exactly as long.
        """
        self.ensure_one()
        if not self._is_numbered_in_bulk() or self.journal_id.is_self_billing:
            return super()._get_next_sequence_format()
        cache = self._get_sequence_cache()
        key = (
            "property bill",
            self.journal_id,
            self.company_id,
            self.move_type,
            self.date,
        )
        if key not in cache:
            text, values = super()._get_next_sequence_format()
            cache[key] = text, dict(values)
        text, values = cache[key]
        return text, dict(values)

    def _is_numbered_in_bulk(self):
        """Hook: whether such documents come in numbers, at once."""
        return self.property_kind == "bill"
