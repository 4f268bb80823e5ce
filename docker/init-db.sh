#!/bin/bash
# Makes the database and installs the addons, or brings them up to date. Runs once
# and ends. /entrypoint.sh adds the database options and waits for PostgreSQL.
set -euo pipefail

# shellcheck disable=SC2153  # the names are those of the image
export PGHOST="$HOST" PGUSER="$USER" PGPASSWORD="$PASSWORD"
export MARK=guanjia.admin_password_is_set

ask() { psql -d "$1" -Atc "$2"; }
has_table() { [ -n "$(ask "$ODOO_DB" "SELECT to_regclass('$1')")" ]; }

if [ -z "$(ask postgres "SELECT 1 FROM pg_database WHERE datname = '$ODOO_DB'")" ]; then
    createdb --template=template0 --encoding=UTF8 --lc-collate=C "$ODOO_DB"
fi

have=""
if has_table ir_module_module; then
    have="$(ask "$ODOO_DB" "SELECT name FROM ir_module_module WHERE state = 'installed'")"
fi

speaks=""
if has_table res_lang; then
    speaks="$(ask "$ODOO_DB" "SELECT code FROM res_lang WHERE active")"
fi

install="" update=""
for module in ${ODOO_MODULES//,/ }; do
    if grep -qx "$module" <<< "$have"; then
        update="$update,$module"
    else
        install="$install,$module"
    fi
done

# only what is missing, also after an interrupted first run: loading a language again
# would replace what people changed in its terms
languages=""
for code in ${ODOO_LANGUAGES//,/ }; do
    grep -qx "$code" <<< "$speaks" || languages="$languages,$code"
done

options=(--stop-after-init --no-http --max-cron-threads=0)
[ -n "$install" ] && options+=(-i "${install#,}")
[ -n "$update" ] && options+=(-u "${update#,}")
[ -n "$languages" ] && options+=("--load-language=${languages#,}")
/entrypoint.sh odoo -d "$ODOO_DB" "${options[@]}"

# PDFs fetch their styles inside the container, whatever address readers use
ask "$ODOO_DB" "INSERT INTO ir_config_parameter (key, value)
    VALUES ('report.url', 'http://127.0.0.1:8069') ON CONFLICT (key) DO NOTHING"

# nobody shall find the password a fresh Odoo has
if [ -z "$(ask "$ODOO_DB" "SELECT 1 FROM ir_config_parameter WHERE key = '$MARK'")" ]; then
    /entrypoint.sh odoo shell -d "$ODOO_DB" --no-http <<'PYTHON'
import os

env.ref("base.user_admin").password = os.environ["ADMIN_PASSWORD"]
env["ir.config_parameter"].set_param(os.environ["MARK"], "yes")
env.cr.commit()
PYTHON
fi
