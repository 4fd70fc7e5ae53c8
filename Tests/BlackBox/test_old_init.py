"""D26 Started in an odd way, as by an old init script: a clear line and an exit code, or it works; never a trap, never help that looks
like success."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit import process
from kit.installation import Installation
from kit.numbers import ANNA
from kit.outputs import ServerWithOutput
from kit.process import Launcher, free_port

EX_USAGE, EX_OSERR = 64, 71


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book, a service and a journal, written."""
    installation = launcher.installation()
    installation.add_support()
    installation.config["journal"] = "callcard.sqlite"
    installation.write()
    return installation


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["start"], ["restart"], ["-d"], ["-D", "-c", "callcard.yaml"], ["--daemon"], ["--config", "callcard.yaml"],
        ["callcard.yaml"], ["serve", "start"], ["serve", "-c", "callcard.yaml"], ["serve", "--config"], ["serve", "callcard.yaml"], [""],
        ["connector"], ["book"], ["settings"], ["template"], ["key"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_arguments(installation: Installation, arguments: list[str]) -> None:
    """What is no command says so on stderr, in its first line, and is no success."""
    done = process.run(*arguments, folder=installation.folder)
    assert done.returncode == EX_USAGE and done.stdout == b""
    first = done.stderr.decode().splitlines()[0]
    assert first.startswith("Error: ") and len(first) > 20, first


def test_what_there_is_to_do(installation: Installation) -> None:
    """The line names the commands; help is help where it is asked for."""
    assert b"serve, demo, lookup" in process.run(folder=installation.folder).stderr.splitlines()[0]
    assert b"export or import" in process.run("settings", folder=installation.folder).stderr.splitlines()[0]
    for arguments in (["--help"], ["help"], ["-h"], ["help", "serve"], ["book", "--help"]):
        done = process.run(*arguments, folder=installation.folder)
        assert done.returncode == 0 and b"USAGE: callcard" in done.stdout and done.stderr == b""


def done_by(
    installation: Installation, *command: str | Path, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """A command in the installation's folder, as it ended."""
    return subprocess.run(
        command,
        cwd=installation.folder,
        env=process.environment(installation.folder, installation.folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
        preexec_fn=before,
    )


def limited(soft: int, hard: int) -> Callable[[], None]:
    """Sets how many files the child may have open."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("count", range(4, 38, 2))
def test_few_descriptors(installation: Installation, count: int) -> None:
    """Too few for a server: it says so and what to do, at once; other commands work, or say what doesn't."""
    for arguments in (["serve"], ["check"], ["lookup", "--book", "contacts.json", ANNA]):
        done = done_by(installation, process.BINARY, *arguments, before=limited(count, count))
        assert done.returncode >= 0, (arguments, done.stderr)
        assert (done.returncode == 0 and arguments[0] != "serve") or (done.returncode and done.stderr), (arguments, done)
        assert b"Fatal error" not in done.stderr
        if count < 16 or arguments[0] == "serve":
            words = b"16 open files are the least" if count < 16 else b"open files are too few"
            assert done.returncode == EX_OSERR and words in done.stderr, done


def test_a_soft_limit(installation: Installation) -> None:
    """A limit that the process may raise itself is raised."""
    server = ServerWithOutput(installation, subprocess.DEVNULL, subprocess.DEVNULL, limited(16, 4_096), free_port())
    try:
        server.wait_until_it_answers()
        clients = [server.client() for _ in range(100)]
        assert all(client.lookup(ANNA)["status"] == "resolved" for client in clients)
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
    finally:
        server.kill()


def test_the_least_limit(installation: Installation) -> None:
    """With as few as it asks for it works."""
    told = done_by(installation, process.BINARY, "serve", before=limited(16, 16)).stderr.decode()
    least = int(told.split(" are the least")[0].split()[-1])
    server = ServerWithOutput(installation, subprocess.DEVNULL, subprocess.DEVNULL, limited(least, least), free_port())
    try:
        server.wait_until_it_answers()
        assert server.client().lookup(ANNA)["status"] == "resolved"
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
    finally:
        server.kill()


def test_no_proc(installation: Installation) -> None:
    """Without `/proc` the process can't be started anew with its memory guarded, so it says what is missing and does nothing."""
    for arguments in (["serve"], ["check"], ["--version"], []):
        without = ("unshare", "-m", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh")
        done = done_by(installation, *without, process.BINARY, *arguments)
        if b"unshare" in done.stderr or b"mount:" in done.stderr:
            pytest.skip(f"no mount namespace to be had: {done.stderr.decode().strip()}")
        assert done.returncode == EX_OSERR and done.stdout == b""
        assert done.stderr.startswith(b"callcard: /proc is not there") and done.stderr.count(b"\n") == 1


@contextmanager
def odd_start(installation: Installation, before: Callable[[], None]) -> Iterator[ServerWithOutput]:
    """A server whose process began with what `before` does."""
    server = ServerWithOutput(installation, subprocess.DEVNULL, subprocess.DEVNULL, before, free_port())
    try:
        yield server.wait_until_it_answers()
    finally:
        server.kill()


def test_signals_that_were_ignored(installation: Installation) -> None:
    """Started by `nohup`, or by a shell that ignores or blocks signals: SIGHUP reloads and SIGTERM stops all the same."""
    chosen = [signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGPIPE]

    def before() -> None:
        for number in chosen:
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, chosen)

    with odd_start(installation, before) as server:
        server.signal(signal.SIGHUP)
        assert server.client().lookup(ANNA)["status"] == "resolved"
        server.signal(signal.SIGTERM)
        assert server.wait() == 0


def test_a_bare_process(installation: Installation) -> None:
    """No environment, the root as working folder, no mask of modes."""

    def before() -> None:
        os.chdir("/")
        os.umask(0)

    child = subprocess.Popen(
        [process.BINARY, "serve", "--config", installation.config_path],
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,
    )
    try:
        assert child.stdout and b"listening on" in child.stdout.readline()
        child.terminate()
        assert child.wait(8) == 0
    finally:
        child.kill()
        child.wait()
