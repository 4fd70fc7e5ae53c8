"""R11, D12, D16, B10, B11 The process: how it serves many, bears what is no request, and ends."""

from __future__ import annotations

import http.client
import json
import os
import re
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
from kit.books import anna
from kit.client import outcome
from kit.installation import Installation
from kit.numbers import ANNA
from kit.process import Launcher
from kit.waiting import at_once, until


@pytest.fixture
def installation(launcher: Launcher) -> Installation:
    """A book and a service."""
    installation = launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_service("support", ["contacts"])
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
    "head",
    [
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST /v1/lookups HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n{}",
        b"POST /v1/lookups HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}",
        b"POST /v1/lookups HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET  /healthz  HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["no host", "two hosts", "two lengths", "negative length", "length and chunks", "space before colon", "spaces", "TLS"],
)
def test_requests_that_are_none(launcher: Launcher, installation: Installation, head: bytes) -> None:
    """B11: refused and closed, or read as one request; never two, never a crash, never a 5xx."""
    server = launcher.start(installation)
    with socket.create_connection((server.host, server.port), timeout=3) as caller:
        caller.sendall(head)
        caller.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while block := caller.recv(65_536):
                answer += block
        except OSError:
            pass
    assert answer.count(b"HTTP/1.1 ") <= 1 and b"callcard_" not in answer
    assert not re.match(rb"HTTP/1\.1 5", answer)
    assert server.client().lookup(ANNA)["status"] == "resolved"


def test_slow_heads_are_cut(launcher: Launcher, installation: Installation) -> None:
    """B10: a header that does not come within 5 s ends the connection, and nobody else waits."""
    server = launcher.start(installation)
    slow = [socket.create_connection((server.host, server.port), timeout=8) for _ in range(50)]
    for caller in slow:
        caller.sendall(b"POST /v1/lookups HTTP/1.1\r\nHost: x\r\nX-A: ")
    assert server.client().timed_lookup(ANNA).elapsed < 0.5
    started = time.monotonic()
    for caller in slow:
        caller.settimeout(8)
        while caller.recv(65_536):
            pass
        caller.close()
    assert time.monotonic() - started < 7


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


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="callcard-tests-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)
