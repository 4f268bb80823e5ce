import re

from odoo import api, fields, models, tools

from ..exceptions import PolicyRefusal
from ..tools.enforce import ENFORCERS


class PolicyClause(models.Model):
    _name = "policy.clause"
    _description = "Policy Clause"
    _order = "sort_key, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, copy=False, help="Stable id, e.g. CS-7.4.")
    name = fields.Char("Title", required=True, translate=True)
    text = fields.Text(translate=True, help="What the clause asks, in our words.")
    own_choice = fields.Text(
        "Company's Choice",
        translate=True,
        help="Where the policy is silent: what the company decided itself.",
    )
    part = fields.Selection(
        [
            ("CS", "Customer service centre"),
            ("PO", "Property management office"),
            ("SA", "After the sale of a home"),
            ("X", "Ours on top"),
        ],
        required=True,
    )
    kind_ids = fields.Many2many(
        "policy.clause.kind", string="Kinds", help="Which mechanism carries the clause."
    )
    source_place = fields.Char(
        translate=True, help="Part, section and item of the printed policy."
    )
    sort_key = fields.Char(compute="_compute_sort_key", store=True, index=True)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "A clause id is given only once.")

    @api.depends("code")
    def _compute_sort_key(self):
        for clause in self:
            clause.sort_key = re.sub(
                r"\d+", lambda number: number[0].zfill(3), clause.code or ""
            )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for clause in self:
            clause.display_name = f"{clause.code} {clause.name}"

    @api.model
    @tools.ormcache("code")
    def _get_id(self, code):
        """Database id of a clause, archived or not; False when unknown."""
        return self.sudo().with_context(active_test=False).search(  # shared register
            [("code", "=", code)], limit=1
        ).id

    @api.model
    def _refuse(self, reasons, record=None):
        """Refuse an act for all ``reasons`` at once.

        :param reasons: iterable of Reason; nothing happens when it is empty
        :param record: the record that was to be changed, named in the message
        :raises PolicyRefusal: when there is at least one reason
        """
        reasons = list(reasons)
        if not reasons:
            return
        name = record.display_name if record else ""
        lines = [f"{name}:"] if name else []
        for reason in reasons:
            clause = self.browse(self._get_id(reason.clause)).sudo()  # title only
            lines.append(f"{clause.display_name or reason.clause}: {reason.message}")
            if reason.remedy:
                lines.append(f"  → {reason.remedy}")
        raise PolicyRefusal("\n".join(lines), reasons, name)

    def _get_enforcers(self):
        """Names of the functions that carry the clause."""
        self.ensure_one()
        return ENFORCERS.get(self.code, [])
