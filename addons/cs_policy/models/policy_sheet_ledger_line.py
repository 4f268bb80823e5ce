from odoo import api, fields, models


class PolicySheetLedgerLine(models.AbstractModel):
    """One thing a ledger says and what it is taken to mean.

    A model brings ``import_id``, ``kind``, ``word_role`` and the two selections.
    """

    _name = "policy.sheet.ledger.line"
    _description = "Mapping of a Ledger"
    _order = "import_id, kind, id"

    text = fields.Char("In the File", readonly=True)
    cell = fields.Char(readonly=True)
    count = fields.Integer("Cells", readonly=True)
    position = fields.Integer(readonly=True)
    role = fields.Selection(selection="_get_role_selection", string="Column Content")
    meaning = fields.Selection(selection="_get_meaning_selection")
    source = fields.Selection(
        selection="_get_source_selection", string="Recognised By", readonly=True
    )

    @api.model
    def _get_role_selection(self):
        return []

    @api.model
    def _get_meaning_selection(self):
        return []

    @api.model
    def _get_source_selection(self):
        env = self.env
        labels = {
            "memory": env._("Remembered"),
            "word": env._("Usual word"),
            "content": env._("Cell content"),
            "none": env._("Not recognised"),
        }
        return list(labels.items())
