"""R11, D12, D16, B10 The process: how it serves many, bears slow senders, and ends. What is no request is in `test_http_requests`."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes import faults
from fakes.upstream import Upstream
from kit import process
from kit.client import outcome
from kit.installation import Installation
from kit.numbers import ANNA
from kit.process import Launcher
from kit.slow_senders import SlowSenders
from kit.waiting import at_once, until


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book and a service."""
    installation = launcher.installation()
    installation.add_support()
    return installation


def test_ready_when_it_says_so(launcher: Launcher, installation: Installation) -> None:
    """The line on stdout comes once, when the first lookup can be answered."""
    server = launcher.start(installation)
    assert server.client().lookup(ANNA)["status"] == "resolved"
    assert server.anonymous().get("/readyz").json["status"] == "ready"
    assert server.stdout.bytes.count(b"listening on") == 1


def test_connections_are_kept(launcher: Launcher, installation: Installation) -> None:
    """Keep-alive: many requests over one connection, errors among them."""
    server = launcher.start(installation)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    headers = {"X-Api-Key": server.installation.keys.switch.token, "Content-Type": "application/json"}
    connection.connect()
    port = connection.sock.getsockname()[1]
    for body in (b'{"number":"+493023125123"}', b"{", b"[]", b'{"number":"%"}', b'{"number":"+493023125123"}') * 10:
        connection.request("POST", "/v1/lookups", body, headers)
        connection.getresponse().read()
        assert connection.sock and connection.sock.getsockname()[1] == port
    connection.close()


@pytest.mark.parametrize("chosen", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_right_after_the_start(launcher: Launcher, installation: Installation, chosen: signal.Signals) -> None:
    """R11, F10: whoever has read the line on stdout may send signals: they are heard, and none has its default effect."""
    for _ in range(5):
        server = launcher.start(installation)
        server.signal(chosen)
        if chosen is signal.SIGHUP:
            assert server.client().lookup(ANNA)["status"] == "resolved"
            server.signal(signal.SIGTERM)
        assert server.wait() == 0


def test_a_graceful_stop(launcher: Launcher, upstream: Upstream) -> None:
    """R11: SIGTERM: what is under way is finished, new connections are not taken, exit 0 within 8 s."""
    installation = launcher.installation()
    installation.add_connector("crm", upstream.url, upstream.token)
    installation.add_service("support", ["crm"])
    server = launcher.start(installation)
    upstream.fault = faults.slow(0.8)

    def stop() -> None:
        until(lambda: upstream.count() == 1, "the lookup is under way")
        server.signal(signal.SIGTERM)

    answers: list[dict[str, Any]] = []
    at_once([lambda: answers.append(server.client().lookup("+493023125200", deadlineMs=3_000)), stop])
    assert outcome(answers[0], "crm") == "miss"
    assert server.wait() == 0
    with pytest.raises(OSError):
        socket.create_connection((server.host, server.port), timeout=1)


def test_a_stop_with_idle_connections(launcher: Launcher, installation: Installation) -> None:
    """R11: kept connections that nobody uses don't hold the process."""
    server = launcher.start(installation)
    idle = [socket.create_connection((server.host, server.port)) for _ in range(5)]
    server.client().lookup(ANNA)
    half = socket.create_connection((server.host, server.port))
    half.sendall(b"POST /v1/lookups HTTP/1.1\r\nHost: x\r\nContent-Le")
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    for connection in [*idle, half]:
        connection.close()


def test_a_second_sigterm_ends_it_at_once(launcher: Launcher, upstream: Upstream) -> None:
    """D12: who asks twice means it."""
    installation = launcher.installation()
    installation.add_connector("crm", upstream.url, upstream.token, total="10s")
    installation.add_service("support", ["crm"])
    server = launcher.start(installation)
    upstream.fault = faults.silence
    busy = socket.create_connection((server.host, server.port))
    body = json.dumps({"number": "+493023125200", "deadlineMs": 7_500}).encode()
    head = f"POST /v1/lookups HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    busy.sendall(f"{head}X-Api-Key: {installation.keys.switch.token}\r\n\r\n".encode() + body)
    until(lambda: upstream.count() == 1, "the lookup is under way")
    server.signal(signal.SIGTERM)
    time.sleep(0.3)
    assert server.process.poll() is None, "the first signal waits for what is under way"
    started = time.monotonic()
    server.signal(signal.SIGTERM)
    server.wait(3)
    assert time.monotonic() - started < 1
    busy.close()


def test_clients_that_vanish(launcher: Launcher, installation: Installation) -> None:
    """D12: SIGPIPE is nobody's end: callers that hang up in the middle do no harm."""
    server = launcher.start(installation)
    for _ in range(50):
        with socket.create_connection((server.host, server.port)) as caller:
            caller.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 5)
    assert server.client().lookup(ANNA)["status"] == "resolved"


@pytest.mark.parametrize(
    "kind, drip, least, most",
    [
        ("head", b"", 4.5, 7),
        ("head", b"x", 4.5, 7),
        ("body", b"", 9, 12),
        ("body", b"x", 9, 12),
    ],
)
def test_slow_senders_are_cut(
    launcher: Launcher, installation: Installation, kind: str, drip: bytes, least: float, most: float
) -> None:
    """B10: a head has 5 s and a body 10, whether nothing comes any more or a byte now and then; nobody else waits meanwhile."""
    senders = SlowSenders(launcher.start(installation), kind, drip, count=400)
    senders.run(until=most + 1)
    assert len(senders.closed) == 400, "some were never cut"
    assert least <= min(senders.closed) and max(senders.closed) <= most
    # A server that waits for slow senders lets a single lookup wait for all of them: too few for any percentile.
    assert max(senders.beside) < 1


def test_not_dumpable(launcher: Launcher, installation: Installation, open_folder: Path) -> None:
    """D16: a process that holds callers leaves no core file, and nobody of its own user may look into it.

    The kernel then shows its /proc entries as root's. Run as root, the server is started as somebody else, or that would prove
    nothing.
    """
    nobody = 65_534 if os.geteuid() == 0 else os.geteuid()
    installation.write()
    shutil.copytree(installation.folder, open_folder / "install")
    running = subprocess.Popen(
        [process.BINARY, "serve", "--config", open_folder / "install" / "callcard.yaml"],
        cwd="/",
        user=nobody,
        group=nobody if nobody == 65_534 else None,
        env=process.environment(open_folder, open_folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    plain = subprocess.Popen(["sleep", "60"], user=nobody)
    try:
        assert running.stdout and b"listening on" in running.stdout.readline()
        assert Path(f"/proc/{plain.pid}/environ").stat().st_uid == nobody, "the check itself does not work here"
        assert Path(f"/proc/{running.pid}/environ").stat().st_uid == 0
        assert Path(f"/proc/{running.pid}/mem").stat().st_uid == 0
    finally:
        for started in (running, plain):
            started.terminate()
            started.wait(8)


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody else may look into the process")
@pytest.mark.parametrize(
    "variables",
    [{"CALLCARD_GUARDED": "1"}, {"SWIFT_BACKTRACE": "enable=yes"}, {"GLIBC_TUNABLES": ""}, {"CALLCARD_GUARDED": "1@1"}],
    ids=str,
)
def test_x17_the_guard_looks_at_what_holds(launcher: Launcher, installation: Installation, variables: dict[str, str]) -> None:
    """X17: whatever the environment claims, the process runs with its crash reporter off and freed memory overwritten."""
    server = launcher.start(installation, **variables)
    found = Path(f"/proc/{server.process.pid}/environ").read_bytes().split(b"\0")
    assert b"SWIFT_BACKTRACE=enable=no" in found
    assert [each for each in found if each.startswith(b"GLIBC_TUNABLES=") and b"glibc.malloc.perturb=165" in each]
    assert server.client().lookup(ANNA)["status"] == "resolved"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="callcard-tests-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)
