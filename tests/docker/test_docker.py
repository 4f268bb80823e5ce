"""The Docker way, as far as it can be checked without a Docker engine.

Images are NOT built here and no container is started: what is checked is that the
files agree with one another and with the checkout.
"""

import ast
import fnmatch
import platform
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import yaml

from .. import repo

FOLDER = repo.ROOT / "docker"
IN_THE_IMAGE = {"openpyxl", "vobject"}
"""Python packages that Odoo itself requires, so that its image has them."""


@cache
def compose():
    return yaml.safe_load((FOLDER / "compose.yaml").read_text())


def services():
    return compose()["services"]


def flat(service):
    """A service as one text."""
    return yaml.safe_dump(services()[service])


@cache
def instructions():
    """[(keyword, rest)] of the Dockerfile, continued lines joined."""
    text = (FOLDER / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def copies():
    """(source, target) of every COPY."""
    for keyword, rest in instructions():
        if keyword == "COPY":
            words = [word for word in rest.split() if not word.startswith("--")]
            for source in words[:-1]:
                yield source, words[-1]


@cache
def settings():
    """{key: value} of odoo.conf."""
    text = (FOLDER / "odoo.conf").read_text()
    return dict(re.findall(r"^(\w+) = (.*)$", text, re.MULTILINE))


@cache
def locations():
    """{path: body} of the locations of nginx.conf."""
    text = (FOLDER / "nginx.conf").read_text()
    return dict(re.findall(r"location (\S+) \{(.*?)\n    \}", text, re.DOTALL))


# Dockerfile


def test_dockerfile_builds_on_the_official_image_of_our_series():
    found = dict(instructions())
    assert found["ARG"] == "ODOO_IMAGE=odoo:19.0"
    assert found["FROM"] == "${ODOO_IMAGE}"


def test_dockerfile_copies_only_what_is_there_and_sent_to_the_engine():
    sent = (FOLDER / "Dockerfile.dockerignore").read_text().splitlines()
    kept = [line[1:] for line in sent if line.startswith("!")]
    assert sent[0] == "*"
    assert dict(copies())
    for source, _target in copies():
        assert (repo.ROOT / source).exists(), source
        assert source in kept, f"{source} is not sent to the engine"
    assert all((repo.ROOT / name).exists() for name in kept)


def test_dockerfile_does_not_put_addons_into_a_volume_of_the_image():
    targets = dict(copies())
    assert targets["addons"] == settings()["addons_path"]
    assert not targets["addons"].startswith(("/mnt/extra-addons", "/var/lib/odoo"))


def test_dockerfile_runs_as_an_ordinary_user():
    users = [rest for keyword, rest in instructions() if keyword == "USER"]
    assert users[-1] == "odoo"


def test_dockerfile_installs_what_is_locked_and_nothing_it_depends_on():
    commands = [rest for keyword, rest in instructions() if keyword == "RUN"]
    installs = [line for line in commands if "pip3 install" in line]
    assert len(installs) == 1
    for option in ("--no-deps", "--require-hashes", "--break-system-packages"):
        assert option in installs[0]
    assert "-r /tmp/guanjia/requirements-addons.lock" in installs[0]


def test_dockerfile_installs_every_python_package_our_addons_ask_for():
    run = dict(instructions())["RUN"]
    program = re.search(r"awk '(.*?)'", run)[1]
    lock = repo.ROOT / "requirements.lock"
    command = ["awk", program, str(lock)]
    kept = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = set(re.findall(r"^([\w.-]+)==", kept, re.MULTILINE))
    asked = set()
    for addon in repo.ADDONS:
        outside = repo.manifest(addon).get("external_dependencies", {})
        asked |= set(outside.get("python", ()))
    assert asked - IN_THE_IMAGE == names
    assert kept.count("--hash=sha256:") >= len(names)


def test_dockerfile_installs_every_addon_of_oca_we_depend_on():
    lock = (repo.ROOT / "requirements-addons.lock").read_text()
    locked = set(re.findall(r"^odoo-addon-([\w-]+)==19\.0", lock, re.MULTILINE))
    wanted = (repo.ROOT / "requirements-addons.in").read_text()
    assert locked == {
        name.replace("_", "-")
        for name in re.findall(r"^odoo-addon-(\w+)==", wanted, re.MULTILINE)
    }


def test_dockerfile_checks_its_health_without_a_shell():
    words = ast.literal_eval(
        re.search(r"CMD (\[.*\])", dict(instructions())["HEALTHCHECK"])[1]
    )
    assert words[0] == "curl"
    assert words[-1].endswith(f":{settings()['http_port']}/web/health")


def test_dockerfile_is_clean_for_hadolint():
    """Where its binary exists (x86-64 Linux); the lines must be short anywhere."""
    linter = Path(sys.executable).parent / "hadolint"
    if (sys.platform, platform.machine()) == ("linux", "x86_64"):
        command = [linter, "--failure-threshold", "warning", FOLDER / "Dockerfile"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
    lines = (FOLDER / "Dockerfile").read_text().splitlines()
    assert max(map(len, lines)) <= 88


# compose.yaml


def test_compose_names_only_services_volumes_and_networks_it_has():
    for name, service in services().items():
        for other, wish in service.get("depends_on", {}).items():
            assert other in services(), f"{name}: {other}"
            if wish["condition"] == "service_healthy":
                assert "test" in services()[other]["healthcheck"], other
        assert set(service["networks"]) <= set(compose()["networks"]), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            known = source in compose()["volumes"]
            there = source == "./backups" or (FOLDER / source).exists()
            assert known or (source.startswith("./") and there), f"{name}: {source}"


def test_compose_starts_odoo_only_after_the_database_is_made():
    after = services()["odoo"]["depends_on"]
    assert after["db"]["condition"] == "service_healthy"
    assert after["init"]["condition"] == "service_completed_successfully"
    assert services()["init"]["restart"] == "no"
    assert services()["init"]["healthcheck"] == {"disable": True}


def test_compose_checks_the_health_of_every_service_that_stays():
    for name, service in services().items():
        if service["restart"] != "no":
            assert service["healthcheck"]["test"][0] == "CMD", name
    assert "pg_isready" in flat("db")
    assert "/web/health" in flat("odoo")
    assert "/web/health" in flat("proxy")


def test_compose_runs_several_workers_behind_the_proxy_only():
    workers = re.search(r"--workers=\$\{ODOO_WORKERS:-(\d+)\}", flat("odoo"))
    assert int(workers[1]) > 1
    assert settings()["proxy_mode"] == "True"
    published = [name for name in services() if "ports" in services()[name]]
    assert published == ["proxy"]
    assert services()["proxy"]["ports"] == ["${LISTEN:-127.0.0.1:8069}:80"]


def test_compose_keeps_the_database_from_the_outside():
    assert compose()["networks"]["back"] == {"internal": True}
    assert services()["db"]["networks"] == ["back"]
    assert settings()["list_db"] == "False"
    assert "--db-filter=^${ODOO_DB:-guanjia}$$" in services()["odoo"]["command"]


def test_compose_keeps_what_must_outlive_a_container():
    assert services()["db"]["volumes"] == ["database:/var/lib/postgresql/data"]
    assert f"filestore:{settings()['data_dir']}" in services()["odoo"]["volumes"]


def test_compose_installs_the_addons_that_are_in_the_checkout():
    modules = services()["init"]["environment"]["ODOO_MODULES"]
    assert modules == "${ODOO_MODULES:-" + ",".join(repo.ADDONS) + "}"


def test_backup_and_restore_write_and_read_the_same_files():
    written = set(re.findall(r'"/backups/\$name(\.\S+?)"', read("backup.sh")))
    taken = set(re.findall(r'"/backups/\$name(\.\S+?)"', read("restore.sh")))
    assert taken == {name for name in written if not name.endswith(".part")}
    for name in ("backup", "restore"):
        assert services()[name]["profiles"] == ["tools"]
        assert services()[name]["entrypoint"][1] == f"/usr/local/bin/{name}.sh"
        assert f"./{name}.sh:/usr/local/bin/{name}.sh:ro" in services()[name]["volumes"]


def test_scripts_are_sound_shell_and_stop_at_the_first_error():
    for path in sorted(FOLDER.glob("*.sh")):
        done = subprocess.run(["bash", "-n", path], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "set -euo pipefail" in path.read_text(), path


def test_what_is_printed_finds_its_styles_inside_the_container():
    port = settings()["http_port"]
    assert f"'report.url', 'http://127.0.0.1:{port}'" in read("init-db.sh")


# nginx.conf


def test_nginx_sends_the_websocket_to_the_port_that_answers_it():
    text = read("nginx.conf")
    ports = dict(re.findall(r"upstream (\w+) \{\s+server odoo:(\d+);", text))
    websocket = locations()["/websocket"]
    upstream = re.search(r"proxy_pass http://(\w+);", websocket)[1]
    assert ports[upstream] == settings()["gevent_port"]
    assert "proxy_http_version 1.1;" in websocket
    assert "proxy_set_header Upgrade $http_upgrade;" in websocket
    assert "proxy_set_header Connection $connection_upgrade;" in websocket
    rest = re.search(r"proxy_pass http://(\w+);", locations()["/"])[1]
    assert ports[rest] == settings()["http_port"]


def test_nginx_tells_odoo_who_asks_on_every_way():
    shared = read("nginx.conf").split("location ")[0]
    for header in ("Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"):
        assert f"proxy_set_header {header} " in shared
        assert f"proxy_set_header {header} " in locations()["/websocket"]


def test_nginx_braces_and_statements_are_closed():
    text = re.sub(r"#.*", "", read("nginx.conf"))
    assert text.count("{") == text.count("}")
    statements = re.sub(r"\s+", " ", text)
    for part in re.split(r"[{};]", statements):
        assert len(part) < 120, f"no semicolon: {part[:60]}"


# secrets


def test_example_environment_has_every_variable_and_no_secret():
    asked = set(re.findall(r"\$\{(\w+)", read("compose.yaml")))
    example = dict(re.findall(r"^(\w+)=(.*)$", read(".env.example"), re.MULTILINE))
    assert set(example) == asked
    for name, value in example.items():
        secret = name.endswith("PASSWORD")
        assert bool(value) != secret, name
        if secret:
            assert "${" + name + ":?" in read("compose.yaml")
        else:
            assert "${" + name + ":-" + value + "}" in read("compose.yaml"), name


def test_git_has_no_secret_of_the_docker_way():
    command = ["git", "ls-files", "docker"]
    done = subprocess.run(command, cwd=repo.ROOT, capture_output=True, text=True)
    tracked = {Path(name).name for name in done.stdout.split()}
    assert not [name for name in tracked if fnmatch.fnmatch(name, "*.env")]
    assert ".env" not in tracked
    ignored = (repo.ROOT / ".gitignore").read_text().split()
    assert {"docker/.env", "docker/backups/"} <= set(ignored)
    for path in FOLDER.iterdir():
        if path.is_file():
            assert not re.search(
                r"(?i)password\s*[:=]\s*[\"']?[a-z0-9]{4,}", path.read_text()
            ), path


def read(name):
    return (FOLDER / name).read_text()
