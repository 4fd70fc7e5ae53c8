"""D22 Standard input, output and error that are closed, full or without a reader: no command falls over, none writes into a file
that only has their number, and the exit code says what happened."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit import process
from kit.books import anna
from kit.calls import Call
from kit.installation import Installation
from kit.numbers import ANNA
from kit.outputs import ServerWithOutput
from kit.process import Launcher, free_port
from kit.waiting import until

EX_USAGE, EX_DATAERR, EX_UNAVAILABLE, EX_IOERR, EX_CONFIG = 64, 65, 69, 74, 78

COMMANDS: dict[str, tuple[list[str], int]] = {
    "help": (["--help"], 0),
    "version": (["--version"], 0),
    "check": (["check"], 0),
    "check of a bad one": (["check", "--config", "nowhere.yaml"], EX_CONFIG),
    "lookup": (["lookup", "--book", "contacts.json", ANNA], 0),
    "lookup of no number": (["lookup", "--book", "contacts.json", "%"], EX_DATAERR),
    "book stats": (["book", "stats", "contacts.json"], 0),
    "template": (["template", "expand", "https://crm.example/{x}"], 0),
    "template lint": (["template", "lint", "javascript:x"], EX_DATAERR),
    "key": (["key", "new", "switch"], 0),
    "reload": (["reload", "--url", "http://127.0.0.1:9"], EX_UNAVAILABLE),
    "nothing to do": ([], EX_USAGE),
    "unknown": (["begin"], EX_USAGE),
}
TOLD_ON_OUTPUT = ("check of a bad one", "template lint")
"""Commands whose findings are what they print, also where these are no success."""


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book, a service, a journal, and somebody who signs in by a link."""
    installation = launcher.installation()
    installation.add_support()
    installation.config["journal"] = "callcard.sqlite"
    installation.config["pages"] = {"signInLinks": [{"user": "anna@example.com", "role": "agent", "services": ["*"]}]}
    installation.write()
    return installation


@contextmanager
def output(kind: str) -> Iterator[int]:
    """A descriptor of that kind; closed ones are closed in the child."""
    if kind == "gone":
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open("/dev/full" if kind == "full" else "/dev/null", os.O_WRONLY)
    try:
        yield writer
    finally:
        os.close(writer)


def closing(*descriptors: int) -> None:
    """Runs in the child, after its descriptors were set."""
    for descriptor in descriptors:
        os.close(descriptor)


def run(arguments: list[str], folder: Path, number: int, kind: str) -> tuple[int, bytes]:
    """Runs a command whose output `number` is of that kind; returns the exit code and what came on the other one."""
    with output(kind) as descriptor:
        child = subprocess.Popen(
            [process.BINARY, *arguments],
            cwd=folder,
            env=process.environment(folder, folder) | {"CALLCARD_KEY": "cc_x_" + "x" * 43},
            stdin=subprocess.DEVNULL,
            stdout=descriptor if number == 1 else subprocess.PIPE,
            stderr=descriptor if number == 2 else subprocess.PIPE,
            preexec_fn=(lambda: closing(number)) if kind == "closed" else None,
        )
        out, err = child.communicate(timeout=30)
    return child.returncode, out or err or b""


@pytest.mark.parametrize("kind", ["closed", "full", "gone"])
@pytest.mark.parametrize("command", COMMANDS)
def test_standard_output(installation: Installation, command: str, kind: str) -> None:
    """The exit code is that of the command: a reader that has seen enough is no failure, a full disk is."""
    arguments, code = COMMANDS[command]
    got, said = run(arguments, installation.folder, 1, kind)
    assert got == (EX_IOERR if kind == "full" and code == 0 else code), said
    assert (b"could not be written" in said) == (kind == "full" and (code == 0 or command in TOLD_ON_OUTPUT)), said


@pytest.mark.parametrize("kind", ["closed", "full", "gone"])
@pytest.mark.parametrize("command", COMMANDS)
def test_standard_error(installation: Installation, command: str, kind: str) -> None:
    """Messages that nobody can have change nothing."""
    arguments, code = COMMANDS[command]
    assert run(arguments, installation.folder, 2, kind)[0] == code


def test_head(installation: Installation) -> None:
    """`callcard … | head -1` is what people do; the verdict of `check` stands."""
    command = 'set -o pipefail; "$0" check | head -1; echo "$?"; yes +493023125123 | "$0" lookup --book contacts.json | head -3; echo "$?"'
    done = subprocess.run(
        ["bash", "-c", command, process.BINARY],
        cwd=installation.folder,
        env=process.environment(installation.folder, installation.folder),
        capture_output=True,
        timeout=60,
        check=False,
    )
    lines = done.stdout.decode().splitlines()
    assert lines[1] == "0" and lines[2].startswith("┌ Anna Meier") and done.stderr == b"", done
    # That of `yes` or of the lookup; `yes` ends by SIGPIPE where it is not ignored.
    assert lines[5] in ("0", "1", "141")


def test_all_closed(installation: Installation) -> None:
    """As some init scripts and cron jobs have it; nothing comes in, nothing goes out."""
    for arguments, code in COMMANDS.values():
        child = subprocess.Popen(
            [process.BINARY, *arguments],
            cwd=installation.folder,
            env=process.environment(installation.folder, installation.folder) | {"CALLCARD_KEY": "cc_x_" + "x" * 43},
            preexec_fn=lambda: closing(0, 1, 2),
        )
        assert child.wait(30) == code, arguments


def test_no_standard_input(installation: Installation) -> None:
    """There is nothing to read, and that is not an error of its own."""
    child = subprocess.Popen(
        [process.BINARY, "lookup", "--book", "contacts.json"],
        cwd=installation.folder,
        env=process.environment(installation.folder, installation.folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: closing(0),
    )
    assert child.communicate(timeout=30) == (b"", b"") and child.returncode == 0


@pytest.mark.parametrize("kind", ["closed", "full", "gone"])
def test_a_server(installation: Installation, kind: str) -> None:
    """It starts, serves, reloads by SIGHUP (which prints new links), logs, and stops."""
    with output(kind) as descriptor:
        before = (lambda: closing(0, 1, 2)) if kind == "closed" else None
        server = ServerWithOutput(installation, descriptor, descriptor, before, free_port())
    try:
        server.wait_until_it_answers()
        client = server.client()
        assert client.lookup(ANNA, service="support")["caller"]["displayName"] == "Anna Meier"
        Call(client).queued().ended()
        for name in ("Renamed", "Renamed again"):
            installation.services["support"]["displayName"] = name
            installation.add_book(name.lower().replace(" ", ""), [anna()])
            installation.write()
            server.signal(signal.SIGHUP)
            until(lambda: b'config_reloads_total{result="taken"}' in client.get("/metrics").body, "the reload is over")
        installation.config["colour"] = "red"
        installation.write()
        server.signal(signal.SIGHUP)
        until(lambda: b'config_reloads_total{result="refused"}' in client.get("/metrics").body, "the bad one too")
        assert client.lookup(ANNA, service="support")["caller"]["displayName"] == "Anna Meier"
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
    finally:
        server.kill()
    # A closed number must not become that of the journal, with the log in it.
    for file in installation.folder.rglob("*"):
        assert not file.is_file() or b"listening on" not in file.read_bytes(), file
