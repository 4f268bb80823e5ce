"""Odoo's configuration files, one per use, written afresh each time."""

from . import settings

REQUEST_SECONDS = 600
"""As in docker/odoo.conf: a ledger of 10,000 homes is taken in by one request."""


def write(
    name, source, postgres, database, port=settings.PORT, more_addons=(), **options
):
    """Write ``<state>/<name>.conf`` and return its path."""
    addons = [str(settings.ADDONS), *source.addons, *map(str, more_addons)]
    values = {
        "addons_path": ",".join(addons),
        "bin_path": settings.BIN,
        "data_dir": settings.DATA,
        "db_host": postgres.host,
        "db_name": database,
        "db_password": postgres.password,
        "db_port": postgres.port,
        "db_user": postgres.user,
        "dbfilter": f"^{database}$",
        "http_interface": settings.HOST,
        "http_port": port,
        "limit_time_real": REQUEST_SECONDS,
        "list_db": False,
        **options,
    }
    lines = [f"{key} = {value}" for key, value in sorted(values.items()) if value != ""]
    path = settings.HOME / f"{name}.conf"
    path.touch(mode=0o600)
    path.write_text("[options]\n" + "\n".join(lines) + "\n")
    return path
