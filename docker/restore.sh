#!/bin/bash
# restore.sh NAME: puts back the backup that backup.sh called NAME. The odoo service
# must be stopped. What is there is replaced only after the backup has been read.
set -euo pipefail

name="${1:?name a backup, e.g. guanjia-20261201T020000Z}"
fresh="${ODOO_DB}_restored"
stores=/var/lib/odoo/filestore

if [ -n "$(psql -d postgres -Atc "SELECT 1 FROM pg_stat_activity
           WHERE datname = '$ODOO_DB' LIMIT 1")" ]; then
    echo "$ODOO_DB is in use: docker compose stop odoo" >&2
    exit 1
fi

dropdb --if-exists "$fresh"
rm -rf "${stores:?}/$fresh"
createdb --template=template0 --encoding=UTF8 --lc-collate=C "$fresh"
pg_restore --exit-on-error --no-owner --dbname="$fresh" "/backups/$name.dump"
mkdir -p "$stores/$fresh"
tar -C "$stores/$fresh" --strip-components=1 --numeric-owner \
    -xpzf "/backups/$name.filestore.tgz"
chown --reference=/var/lib/odoo "$stores" "$stores/$fresh"

dropdb --if-exists "$ODOO_DB"
psql -d postgres -qc "ALTER DATABASE \"$fresh\" RENAME TO \"$ODOO_DB\""
rm -rf "${stores:?}/$ODOO_DB"
mv "$stores/$fresh" "$stores/$ODOO_DB"
echo "$name is restored: docker compose start odoo"
