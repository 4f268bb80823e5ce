"""Running other programs, and making files and directories all at once."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import urllib.request

from . import settings
from .console import Failure, say


def run(*command, check=True, todo="", **options):
    """Run ``command`` and return its (merged) output.

    :raises Failure: naming the command, with the end of its output
    """
    process = attempt(*command, **options)
    if check and process.returncode:
        raise Failure(
            f"`{' '.join(map(str, command))[:300]}` ended with {process.returncode}",
            todo,
            process.stdout or "",
        )
    return process.stdout


def attempt(*command, **options):
    """Run ``command``; a missing program is a return code of 127, not an error."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.STDOUT)
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        return subprocess.run([str(part) for part in command], text=True, **options)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, str(error))


def works(*command, **options):
    return attempt(*command, **options).returncode == 0


def write_script(path, text):
    """An executable file, replaced at once (somebody may be running the old one)."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.chmod(0o755)
    fresh.replace(path)
    return path


@contextlib.contextmanager
def made_whole(target):
    """Yield a directory to fill; it becomes ``target`` only when all went well."""
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


@contextlib.contextmanager
def locked(name):
    """One command at a time does what ``name`` names, in this state directory."""
    with open(settings.HOME / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # a child outlives a command that was killed
            say(f"waiting for another ./guanjia at work here ({name})")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fetch_local(url, timeout=5):
    """The body of an address on this machine, never through a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=timeout) as answer:
        return answer.read()
