"""What each verb of ``./guanjia`` does."""

import contextlib
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import database, lint, postgres, python_env, server, settings, testing
from .console import Failure, say
from .shell import locked
from .workspace import Workspace

LOGINS = (
    ("admin", "administrator"),
    ("agent1", "agent"),
    ("agent2", "agent (zh_TW)"),
    ("agent3", "agent (zh_CN)"),
    ("duty", "duty manager"),
    ("manager", "department manager"),
    ("policy", "policy manager"),
    ("auditor", "auditor"),
    ("director1", "office director of the estate"),
    ("area1", "area manager of building 1"),
    ("cashier1", "cashier"),
    ("frontdesk1", "front desk of the estate"),
    ("centre1", "service centre of home sales"),
    ("sales1", "sales representative"),
    ("salesmanager1", "sales manager"),
    ("clerk1", "data clerk"),
    ("archivist1", "archivist"),
    ("finance1", "finance of home sales"),
    ("handler1", "marketing handler"),
    ("gm1", "general manager"),
    ("buyer1", "buyer, in the portal (/my/contracts)"),
    ("owner1", "owner, in the portal (/my)"),
    ("coowner1", "co-owner, in the portal (zh_CN)"),
    ("tenant1", "tenant, in the portal (zh_TW)"),
)
"""The demo users; everybody's password is the login."""

DEMO_STATE = settings.HOME / "demo.json"


def up(options):
    if _is_served(options.fresh):
        return 0
    with Workspace() as workspace:
        with locked("demo"):
            if _is_served(options.fresh):  # by a command that was here first
                return 0
            process = _serve(workspace, options.fresh)
        _announce(settings.PORT)
        if options.detach:
            print("It goes on in the background; `./guanjia stop` ends it.")
            return 0
        print("Ctrl-C ends it.", flush=True)
        return _wait_for(process)


def _is_served(fresh):
    """Say where a server of ours runs already; one to begin anew is stopped."""
    running = server.get_running()
    if running and fresh:
        server.stop()
        return False
    if running:
        _announce(running["port"])
    return bool(running)


def _serve(workspace, fresh):
    """The process that serves the demo database; the caller holds its lock."""
    name = _prepare_demo(workspace, fresh)
    say("starting the server")
    workspace.databases.set_address(name, settings.PORT)
    config = workspace.databases.write_config("server", name, with_demo=True)
    users = workspace.postgres.users
    inherited = [users] if users is not None else []
    process = server.start(config, settings.PORT, inherited)
    server.remember(process.pid, settings.PORT)
    return process


def _wait_for(process):
    try:
        code = process.wait()
    except KeyboardInterrupt:
        print("\nstopping", flush=True)
        server.stop()
        return 0
    if code > 0:
        raise Failure("the server ended", f"read {settings.LOGS}/server.log")
    return 0


def _prepare_demo(workspace, fresh=False):
    """The demo database, made new or brought up to the code of the checkout.

    The caller holds the lock ``demo``; ``template`` is only taken inside it.
    """
    databases = workspace.databases
    name, code = databases.name("demo"), database.hash_addons()
    state = {}
    with contextlib.suppress(OSError, ValueError):
        state = json.loads(DEMO_STATE.read_text())
    if fresh or not databases.exists(name) or state.get("database") != name:
        databases.clone(workspace.get_template("demo"), name)
    elif state.get("code") != code:
        say("bringing the demo database up to date (`up --fresh` begins anew)")
        try:
            databases.update(name)
        except Failure as failure:
            failure.todo = "`./guanjia up --fresh` begins with new demo data"
            raise
    DEMO_STATE.write_text(json.dumps({"database": name, "code": code}))
    return name


def _announce(port):
    lines = [
        "",
        f"  Guanjia is served at  http://{settings.HOST}:{port}/odoo",
        "",
        "  login      role               (password = login)",
        *(f"  {login:13} {role}" for login, role in LOGINS),
        "",
    ]
    print("\n".join(lines), flush=True)


def test(options):
    if options.fast or options.addon or options.paths or options.keyword:
        options.lint = False
    with Workspace(with_tests=True) as workspace:
        if options.fix:
            lint.mend_all()
        with ThreadPoolExecutor(1) as pool:
            # Beside the installation, which keeps one processor busy.
            linting = pool.submit(lint.run_all) if options.lint else None
            template = workspace.get_template("test")
            with locked("test"):
                run = testing.TestRun(workspace, template, options, linting)
                passed, failures = run.run()
    return testing.report(passed, failures)


def mutate(options):
    from . import mutation

    with Workspace(with_tests=True) as workspace:
        template = workspace.get_template("test")
        return mutation.run(workspace, template, options)


def bench(options):
    from . import benchmark

    with Workspace() as workspace:
        return benchmark.run(workspace, workspace.get_template("test"), options.names)


def shots(options):
    from . import screenshots

    with Workspace() as workspace:
        return screenshots.run(workspace, workspace.get_template("demo"), options.names)


def shell(options):
    with Workspace() as workspace:
        with locked("demo"):
            name = _prepare_demo(workspace)
        config = workspace.databases.write_config("shell", name)
        command = [settings.BIN / "odoo", "shell", "-c", config, "-d", name]
        return subprocess.run([*command, "--no-http", "--log-level=warn"]).returncode


def status(options):
    settings.prepare()
    running = server.get_running()
    cluster = postgres.get_postgres()
    answer = f"http://{settings.HOST}:{running['port']}" if running else "not running"
    up_down = "running" if cluster.is_running() else "not running"
    print(f"state      {settings.HOME} ({_get_size(settings.HOME)} MB)")
    python = python_env.PYTHON if python_env.PYTHON.exists() else "not made"
    print(f"python     {python}")
    for source in sorted(settings.HOME.glob("odoo-*/origin.json")):
        print(f"odoo       {json.loads(source.read_text())['origin']}")
    print(f"postgres   {cluster.describe()}, {up_down}")
    print(f"server     {answer}")
    if cluster.is_running() and python_env.PYTHON.exists():
        query = (
            "SELECT datname, pg_database_size(oid) / 1048576 FROM pg_database"
            f" WHERE datname LIKE '{cluster.prefix}%' ORDER BY 1"
        )
        for name, size in cluster.sql(query):
            print(f"database   {name} ({size} MB)")
    return 0


def _get_size(folder):
    """Megabytes on disk; files shared by hard links are counted once."""
    seen, total = set(), 0
    for path, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                info = os.lstat(os.path.join(path, name))
                if info.st_ino not in seen:
                    seen.add(info.st_ino)
                    total += info.st_blocks * 512
    return total // 1048576


def stop(options):
    settings.prepare()
    stopped = server.stop()
    cluster = postgres.get_postgres()
    if isinstance(cluster, postgres.OwnPostgres) and cluster.is_running():
        cluster.stop(only_if_unused=True)
        stopped = True
        in_use = cluster.is_running()
        say("PostgreSQL is still in use" if in_use else "stopped PostgreSQL")
    if not stopped:
        print("nothing was running")
    return 0


def reset(options):
    stop(options)
    cluster = postgres.get_postgres()
    if cluster.is_running() and isinstance(cluster, postgres.OwnPostgres):
        raise Failure("another command is using the database", "wait for it to end")
    if isinstance(cluster, postgres.ExternalPostgres):
        databases = database.Databases(None, cluster)
        for name in cluster.get_databases():
            if name.startswith(cluster.prefix):
                databases.drop(name)
    elif cluster.folder:
        shutil.rmtree(cluster.folder)
    shutil.rmtree(settings.DATA, ignore_errors=True)
    DEMO_STATE.unlink(missing_ok=True)
    if not options.data:
        if isinstance(cluster, postgres.OwnPostgres) and cluster.account:
            shutil.rmtree(cluster.base, ignore_errors=True)
        shutil.rmtree(settings.HOME)
    print("removed")
    return 0
