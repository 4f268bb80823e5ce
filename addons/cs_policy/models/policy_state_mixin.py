from odoo import api, models
from odoo.exceptions import UserError

# A client can send any context *value* over RPC, but never this very object.
_MOVE = object()


class PolicyStateMixin(models.AbstractModel):
    """The life of a document, as one table of allowed moves.

    A model sets ``_transitions`` (state -> set of next states) and moves only
    through :meth:`_move`. A plain write of ``state`` or of another protected
    field is refused, whoever asks and by whatever door: form, RPC, import, sudo.
    """

    _name = "policy.state.mixin"
    _description = "Documents with a Guarded Life"
    _inherit = ["policy.guard.mixin"]

    _transitions = {}
    _initial_state = "draft"
    _protected_fields = ("state",)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", self._initial_state) != self._initial_state:
                raise UserError(
                    self.env._(
                        "A new %(document)s starts as %(state)s; it can't be "
                        "created further on.",
                        document=self._description,
                        state=self._state_label(self._initial_state),
                    )
                )
            if self.env.context.get("policy_move") is not _MOVE:
                for name in self._get_protected(vals):
                    vals.pop(name)
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("policy_move") is not _MOVE:
            protected = sorted(self._get_protected(vals))
            if protected and self:
                labels = [
                    self._fields[name]._description_string(self.env)
                    for name in protected
                ]
                raise UserError(
                    self.env._(
                        "%(record)s: %(fields)s can't be written directly; use the "
                        "document's own buttons.",
                        record=self[0].display_name,
                        fields=", ".join(labels),
                    )
                )
        return super().write(vals)

    @api.model
    def _get_protected(self, names):
        """Those of ``names`` that only the document's own methods may set.

        Besides ``_protected_fields`` these are stored results: Odoo would take a
        written value for a computed one and the rules would then ask it.
        """
        return [
            name
            for name in names
            if name in self._protected_fields
            or (
                (field := self._fields.get(name))
                and field.store
                and field.readonly
                and (field.compute or field.related)
            )
        ]

    @api.model
    def _get_guarded(self, names):
        return super()._get_guarded(names) + self._get_protected(names)

    def _move(self, state, **vals):
        """Take every record of ``self`` to ``state`` and write ``vals`` with it.

        :raises UserError: naming the record and both states, for a move that
            the table does not list. Nothing is written then.
        """
        for record in self:
            if state not in self._transitions.get(record.state, ()):
                raise UserError(
                    self.env._(
                        "%(record)s can't go from %(before)s to %(after)s.",
                        record=record.display_name,
                        before=self._state_label(record.state),
                        after=self._state_label(state),
                    )
                )
        return self._write_protected({"state": state, **vals})

    def _write_protected(self, vals):
        """Write protected fields from the document's own methods."""
        return self.with_context(policy_move=_MOVE).write(vals)

    def _create_protected(self, vals_list):
        """Create with protected fields other than ``state`` already set."""
        return self.with_context(policy_move=_MOVE).create(vals_list)

    @api.model
    def _state_label(self, state):
        selection = self._fields["state"]._description_selection(self.env)
        return dict(selection).get(state, state)
