#!/bin/bash
# Writes /backups/<database>-<UTC time>.dump and .filestore.tgz while Odoo runs.
# The database goes first: a file that is written meanwhile is then one too many,
# never one too few.
set -euo pipefail
umask 077

name="$ODOO_DB-$(date -u +%Y%m%dT%H%M%SZ)"
pg_dump --format=custom --file="/backups/$name.part" "$ODOO_DB"
tar -C /var/lib/odoo/filestore -czf "/backups/$name.filestore.tgz.part" "$ODOO_DB"
mv "/backups/$name.filestore.tgz.part" "/backups/$name.filestore.tgz"
mv "/backups/$name.part" "/backups/$name.dump"
echo "$name"
