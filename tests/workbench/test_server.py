"""Only the very process that was started is ever stopped."""

import json
import os
import subprocess

from workbench import server


def test_a_reused_process_number_is_not_taken_for_the_server(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "RECORD", tmp_path / "server.json")
    record = {"pid": os.getpid(), "port": 1, "born": "another time"}
    server.RECORD.write_text(json.dumps(record))
    assert server.get_running() is None
    assert not server.stop()


def test_the_remembered_server_is_found_and_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "RECORD", tmp_path / "server.json")
    process = subprocess.Popen(["sleep", "60"])
    server.remember(process.pid, 8069)
    assert server.get_running()["pid"] == process.pid
    assert server.stop()
    assert not server.get_birth(process.pid)
    assert server.get_running() is None


def test_a_taken_port_is_told_from_a_free_one():
    import socket

    free = server.find_free_port()
    assert not server.is_port_taken(free)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free))
        taken.listen()
        assert server.is_port_taken(free)
