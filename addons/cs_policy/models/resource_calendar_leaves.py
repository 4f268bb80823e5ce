from odoo import models

from ..tools.trusted import trusted


class ResourceCalendarLeaves(models.Model):
    """A day becomes a holiday, or is none any more: time off on it is counted anew."""

    _inherit = "resource.calendar.leaves"

    def _reevaluate_leaves(self, time_domain_dict):
        """Counted, but not judged anew (CS-7.9): it was asked for before.

        Odoo sets each request back and granted again to count its days.
        """
        return super(ResourceCalendarLeaves, trusted(self))._reevaluate_leaves(
            time_domain_dict
        )
