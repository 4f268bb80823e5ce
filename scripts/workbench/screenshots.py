"""``./guanjia shots``: the documentation's pictures, from a clone of the demo data."""

import subprocess

from . import browser, python_env, server, settings
from .console import Failure, say
from .shell import locked


def run(workspace, template, names):
    """Serve a clone on a free port, take the pictures, remove the clone."""
    if not browser.is_ready():
        raise Failure("there is no browser to take pictures with", browser.REMEDY)
    databases = workspace.databases
    port = server.find_free_port()
    base = f"http://{settings.HOST}:{port}"
    with locked("shots"):
        name = databases.clone(template, databases.name("shots"))
        databases.set_address(name, port)
        config = databases.write_config("shots", name, port=port, with_demo=True)
        say("starting a server for the pictures")
        process = server.start(config, port, log_name="shots")
        script = settings.ROOT / "scripts/shots.py"
        try:
            command = [python_env.PYTHON, script, base, name, *names]
            code = subprocess.run(
                command, env=workspace.get_environment(), stdin=subprocess.DEVNULL
            ).returncode
        finally:
            server.end(process.pid)
            databases.drop(name)
    return 1 if code else 0
