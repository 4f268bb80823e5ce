"""Other people's addons we are measured against, for ``./guanjia bench`` alone.

Pinned with hashes in ``requirements-peers.lock`` and installed into a folder of their
own, which is on the addons path of benchmarks and of nothing else. A benchmark names
those it needs (``PEERS = ("contract",)``, a literal on its top level): they are
installed in its database, and ``run(env)`` finds their models in ``env``.
"""

import ast

from . import python_env, settings
from .console import say
from .shell import made_whole

FOLDER = settings.HOME / "peers"
LOCK = settings.ROOT / "requirements-peers.lock"


def get_needed(path):
    """The peers that the benchmark in the file ``path`` asks for."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PEERS":
            return tuple(ast.literal_eval(node.value))
    return ()


def ensure():
    """Install the peers, once per state of the lock; the folder of their addons."""
    addons, mark = FOLDER / "odoo/addons", FOLDER / "complete"
    wanted = settings.hash_of(LOCK)
    if not mark.exists() or mark.read_text() != wanted:
        say("installing what we are measured against")
        with made_whole(FOLDER) as folder:
            options = ("--no-deps", "--require-hashes", "--target", folder)
            python_env.install(*options, "-r", LOCK)
            (folder / "complete").write_text(wanted)
    return addons
