"""F11, F12, F14, D17 How the process starts, or refuses to: all that is wrong, with file and line, before a port is open."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from pathlib import Path

import pytest

from fakes.upstream import Upstream
from kit import process
from kit.client import outcome
from kit.installation import Installation
from kit.numbers import ANNA
from kit.process import Launcher
from kit.waiting import until

EX_CONFIG = 78

BROKEN = """\
listen: 127.0.0.1:0
region: Germany
keys:
  - {id: ops1, role: emperor, services: ["*"], sha256: "%(digest)s"}
  - {id: ops1, role: operator, services: ["*"], sha256: "Secret-That-Nobody-May-See"}
  - {id: anna, role: agent, services: [nowhere], sha256: "%(digest)s"}
books:
  - {id: contacts, file: missing.csv}
  - {id: Bad Id, file: contacts.json}
connectors:
  - {id: nosuchmanifest, settings: {token: {file: nofile.txt}}, allow: ["300.0.0.0/8"], total: 1500}
services: services/
colour: red
"""


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book and a service."""
    installation = launcher.installation()
    installation.add_support()
    return installation


def refused(installation: Installation, config: str | None = None) -> tuple[subprocess.CompletedProcess[bytes], float]:
    """Runs `serve` with a configuration that must not start; returns what it said and how long it took."""
    installation.write()
    if config is not None:
        installation.file("callcard.yaml", config)
    started = time.monotonic()
    done = process.run("serve", "--config", str(installation.config_path), folder=installation.folder, timeout=15)
    return done, time.monotonic() - started


def test_all_mistakes_at_once(installation: Installation) -> None:
    """F11: every mistake with file and line, exit 78, within a second, no port opened, no secret shown."""
    installation.services["support"]["connectors"] = ["contacts", "elsewhere"]
    done, seconds = refused(installation, BROKEN % {"digest": "0" * 64})
    told = (done.stderr + done.stdout).decode()
    assert done.returncode == EX_CONFIG, told
    assert seconds < 1, f"{seconds:.2f} s"
    lines = {int(line) for line in re.findall(r"callcard\.yaml:(\d+)", told)}
    assert {2, 4, 5, 9, 11, 13} <= lines, told
    assert re.search(r"support\.yaml:\d+", told)
    assert "listening" not in told and "Secret-That-Nobody-May-See" not in told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "listen: [",
        "listen: 127.0.0.1:0\nlisten: 127.0.0.1:1\n",
        "\tlisten: x\n",
        "listen: nowhere\n",
        "listen: 127.0.0.1:70000\n",
        "&a [*a]\n",
        "listen: !!python/object:os.system x\n",
        "\u0000",
    ],
)
def test_what_is_no_configuration(installation: Installation, text: str) -> None:
    """F11: broken YAML, other types, duplicate keys, impossible addresses."""
    done, _ = refused(installation, text)
    assert done.returncode == EX_CONFIG, done.stderr
    assert b"callcard.yaml" in done.stderr + done.stdout


def test_a_missing_configuration(installation: Installation) -> None:
    """F11: the file's name is told, and sysexits' word for it."""
    done = process.run("serve", "--config", "nowhere.yaml", folder=installation.folder)
    assert done.returncode == EX_CONFIG and b"nowhere.yaml" in done.stderr + done.stdout


def test_check_finds_the_same(installation: Installation) -> None:
    """`callcard check` tells what would stop a start, without starting."""
    installation.write()
    assert process.run("check", "--config", str(installation.config_path), folder=installation.folder).returncode == 0
    installation.file("callcard.yaml", BROKEN % {"digest": "0" * 64})
    done = process.run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert done.returncode == EX_CONFIG and b"callcard.yaml:13" in done.stdout + done.stderr


def test_a_broken_template_never_stops_a_start(launcher: Launcher, installation: Installation) -> None:
    """F14: its context is left out, with a warning; `check` names it."""
    installation.services["support"]["contexts"] = [
        {"name": "Bad", "template": "javascript:alert({Customer.LastName})"},
        {"name": "Good", "template": "https://crm.example/search?phone={Caller.Number}"},
    ]
    server = launcher.start(installation)
    assert [link["name"] for link in server.client().lookup(ANNA, service="support")["contexts"]] == ["Good"]
    until(lambda: re.search(rb"support\.yaml:\d+", server.stderr.bytes + server.stdout.bytes), "a warning leads to the template")
    checked = process.run("check", "--config", str(installation.config_path), folder=installation.folder)
    assert re.search(rb"support\.yaml:\d+", checked.stdout + checked.stderr)


def with_secret(launcher: Launcher, content: str | None, mode: int = 0o600) -> Installation:
    """An installation whose connector's token is in a file with that content."""
    installation = launcher.installation()
    installation.add_connector("crm", "http://127.0.0.1:9", "placeholder")
    installation.add_service("support", ["crm"])
    (installation.folder / "crm.token").unlink()
    if content is not None:
        installation.file("crm.token", content, mode)
    return installation


@pytest.mark.parametrize("content", [None, "", "\n", "two\nlines\n"], ids=["missing", "empty", "blank", "two lines"])
def test_a_secret_file_that_holds_no_secret(launcher: Launcher, content: str | None) -> None:
    """F12: refused, with the place that names it, without its content."""
    installation = with_secret(launcher, content)
    done, _ = refused(installation)
    told = done.stderr + done.stdout
    assert done.returncode == EX_CONFIG and re.search(rb"callcard\.yaml:\d+", told) and b"two" not in told


def test_a_secret_that_everybody_may_read(launcher: Launcher, upstream: Upstream) -> None:
    """F12: warned of, with the place that names it; its content is never shown."""
    server = launcher.start(with_secret(launcher, upstream.token, mode=0o644))
    until(lambda: re.search(rb"callcard\.yaml:\d+", server.stdout.bytes + server.stderr.bytes), "a warning leads to the secret")
    assert upstream.token.encode() not in server.stdout.bytes + server.stderr.bytes


def test_the_end_of_line_is_no_part_of_a_secret(launcher: Launcher, upstream: Upstream) -> None:
    """F12: a token as editors save it works."""
    installation = launcher.installation()
    installation.add_connector("crm", upstream.url, upstream.token + "\n")
    installation.add_service("support", ["crm"])
    assert outcome(launcher.start(installation).client().lookup("+493023125200"), "crm") == "miss"


def test_a_secret_from_the_environment(launcher: Launcher) -> None:
    """F12: a variable that is not there is told like a missing file."""
    installation = with_secret(launcher, "placeholder")
    installation.config["connectors"][0]["settings"]["token"] = {"env": "CALLCARD_TEST_NO_SUCH_VARIABLE"}
    done, _ = refused(installation)
    told = done.stderr + done.stdout
    assert done.returncode == EX_CONFIG and re.search(rb"callcard\.yaml:\d+.*environment variable", told)


def test_a_port_in_use(launcher: Launcher, installation: Installation) -> None:
    """D17: one clear line and an exit code, no crash."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        installation.config["listen"] = f"127.0.0.1:{taken.getsockname()[1]}"
        done, _ = refused(installation)
    told = (done.stderr + done.stdout).decode()
    assert done.returncode > 0 and len(told.splitlines()) == 1
    assert "port" in told and "in use" in told and "listening" not in told


def test_without_home_and_scratch(launcher: Launcher, installation: Installation) -> None:
    """D17: no HOME, no temporary folder, another working folder."""
    environment = {
        name: value for name, value in process.environment(Path("/"), Path("/")).items() if name not in ("HOME", "TMPDIR")
    }
    running = subprocess.Popen(
        [process.BINARY, "serve", "--config", installation.write()],
        cwd="/",
        env=environment | {"TMPDIR": "/nonexistent"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert running.stdout and b"listening on http://127.0.0.1:" in running.stdout.readline()
    finally:
        running.terminate()
        assert running.wait(8) == 0
