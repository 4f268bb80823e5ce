import logging

from psycopg2 import OperationalError
from psycopg2.extensions import TransactionRollbackError

from odoo import models

_logger = logging.getLogger(__name__)

ATTEMPTS = 5
"""How often a chunk begins anew that lost to another transaction."""


class PolicyChunkMixin(models.AbstractModel):
    """Bulk work in chunks, each of which is whole or was never there.

    A model brings three methods: ``_get_pending_ids(limit=None)``, what is still to be
    done, in a stable order; ``_process_chunk(ids)``, which does these without a commit,
    none of them twice, and returns the ids of what was done; and
    ``_set_aside(ids, error)``, which keeps the reason with the one that failed. Its
    scheduled action commits after every chunk.
    """

    _name = "policy.chunk.mixin"
    _description = "Bulk Work in Chunks"

    _chunk_size = 100

    def _process_next_chunk(self):
        """Ids that were done; none when somebody else is at the rest."""
        for _attempt in range(ATTEMPTS):
            try:
                ids = self._get_pending_ids(self._chunk_size)
                return ids and self._process_ids(ids)
            except TransactionRollbackError as error:
                # Another transaction was first with the same rows: see what it left.
                _logger.info("%s, chunk begun anew: %s", self, error)
                self.env.cr.rollback()
        return []

    def _process_ids(self, ids):
        """Do them together; if that fails, one by one, the bad ones aside."""
        try:
            with self.env.cr.savepoint():
                return self._process_chunk(ids)
        except OperationalError:
            raise  # lost to another transaction, or no connection: tried again
        except Exception as error:
            self.env.invalidate_all()
            if len(ids) == 1:
                _logger.info("%s, set aside %s: %s", self, ids, error)
                self._set_aside(ids, error)
                return ids
            return [done for one in ids for done in self._process_ids([one])]
