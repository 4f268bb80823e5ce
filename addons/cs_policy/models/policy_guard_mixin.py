from odoo import api, models


class PolicyGuardMixin(models.AbstractModel):
    """Fields that a new record gets from its own methods or from its model alone.

    Odoo fills what a caller leaves out from ``default_...`` in the client's context
    and from stored defaults, which every user may write for themselves. A guard that
    reads the given values sees neither, so neither may speak for a guarded field.
    """

    _name = "policy.guard.mixin"
    _description = "Fields Without Foreign Defaults"

    @api.model
    def _get_guarded(self, names):
        """Those of ``names`` that take no default but the model's own."""
        return []

    @api.model
    def default_get(self, fields):
        context = dict(self.env.context)
        for name in self._get_guarded(fields):
            context.pop(f"default_{name}", None)
        # pylint: disable=context-overridden
        return super(PolicyGuardMixin, self.with_context(context)).default_get(fields)
