from odoo import fields, models

ACTS = {
    "release": ("shift.assignment", lambda record, w: record._release(w.reason)),
    "permit_refuse": (
        "shift.permit",
        lambda record, w: record._refuse_permit(w.reason),
    ),
    "permit_extend": (
        "shift.permit",
        lambda record, w: record._ask_extension(w.minutes, w.reason),
    ),
    "statement": (
        "shift.absence.party",
        lambda record, w: record._record_statement(w.reason),
    ),
    "no_statement": (
        "shift.absence.party",
        lambda record, w: record._record_refusal(w.reason),
    ),
}
"""Act -> (model, what it does); each method guards itself."""


class ShiftReason(models.TransientModel):
    """An act at the shift desk that has to be given its reason."""

    _name = "shift.reason"
    _description = "Give a Reason"

    act = fields.Selection(
        [
            ("release", "Release without relief"),
            ("permit_refuse", "Refuse the permit"),
            ("permit_extend", "Ask for more time"),
            ("statement", "Record my statement"),
            ("no_statement", "Note a refused statement"),
        ],
        required=True,
    )
    res_id = fields.Integer(required=True)
    reason = fields.Text(required=True)
    minutes = fields.Integer("More Minutes", default=10)

    def action_confirm(self):
        for wizard in self:
            model, act = ACTS[wizard.act]
            record = self.env[model].browse(wizard.res_id).exists()
            record.check_access("read")
            act(record, wizard)
        return {"type": "ir.actions.act_window_close"}
