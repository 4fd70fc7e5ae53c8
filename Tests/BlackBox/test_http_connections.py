"""B11 When a connection is kept and when it ends (RFC 9112, 9), and how old clients are answered."""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.waiting import until
from kit.wire import GET, Wire, said_to

OLD = b"GET /healthz HTTP/1.0\r\n"


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One server for all."""
    installation = module_launcher.installation()
    installation.add_support()
    return module_launcher.start(installation)


def key(server: Callcard, role: str = "switch") -> bytes:
    """A header line with the key of a role."""
    return f"X-Api-Key: {getattr(server.installation.keys, role).token}\r\n".encode()


def lookup(server: Callcard, more: bytes = b"", body: bytes = json.dumps({"number": ANNA}).encode()) -> bytes:
    """A lookup with a body of known length."""
    head = b"POST /v1/lookups HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n" % len(body)
    return head + key(server) + more + b"\r\n" + body


def test_requests_ahead_are_answered_in_their_order(server: Callcard) -> None:
    """RFC 9112, 9.3.2: whatever they are, and the connection stays."""
    sent = lookup(server) + GET + b"HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + lookup(server, body=b"{") + GET + lookup(server)
    heard = said_to(server, sent, 2, seconds=0.7)
    assert heard.statuses == [200, 200, 200, 400, 200, 200] and not heard.is_closed
    assert all(answer["connection"] is None for answer in heard.answers)


@pytest.mark.parametrize("value", ["close", "Close", "CLOSE", "keep-alive, close", "close, TE", "TE,close"])
def test_close_in_any_writing(server: Callcard, value: str) -> None:
    """RFC 9112, 9.6: the answer says it too, is the last, and nothing behind it is read."""
    heard = said_to(server, f"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: {value}\r\n\r\n".encode() + GET)
    assert heard.statuses == [200] and heard.is_closed
    assert heard.answers[0]["connection"] == "close"


@pytest.mark.parametrize("value", ["keep-alive", "x-close", "closed", "TE"])
def test_other_options_keep_it(server: Callcard, value: str) -> None:
    """What is not `close` is not meant so."""
    heard = said_to(server, f"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: {value}\r\n\r\n".encode() + GET, seconds=0.5)
    assert heard.statuses == [200, 200] and not heard.is_closed


@pytest.mark.parametrize("more", [b"", b"Host: localhost\r\n", b"Connection: keep-alive\r\n", b"Expect: more\r\n"])
def test_version_1_0_is_answered_and_closed(server: Callcard, more: bytes) -> None:
    """RFC 9112, 9.3 and C.2.2: without a Host, too; nothing behind it is read."""
    heard = said_to(server, OLD + more + b"\r\n" + GET)
    assert heard.statuses == [200] and heard.is_closed
    assert heard.answers[0]["connection"] == "close" and heard.answers[0]["content-length"] is not None


def test_version_1_0_with_a_body(server: Callcard) -> None:
    """A lookup of an old client."""
    heard = said_to(server, lookup(server).replace(b"HTTP/1.1", b"HTTP/1.0") + GET)
    assert heard.statuses == [200] and heard.is_closed
    assert heard.answers[0].json["status"] == "resolved"


def test_version_1_0_has_no_chunks(server: Callcard) -> None:
    """RFC 9112, 6.1: a stream for an old client ends with the connection, and has no chunks in it."""
    path = b"/v1/users/me/events"
    wire = Wire(server).send(b"GET " + path + b" HTTP/1.0\r\n" + key(server, "agent") + b"\r\n")
    heard = wire.hear(0.7)
    wire.close()
    assert heard.answers[0]["transfer-encoding"] is None and heard.answers[0]["content-length"] is None
    assert heard.answers[0]["connection"] == "close" and heard.answers[0].body.startswith(b"retry: ")
    wire = Wire(server).send(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n" + key(server, "agent") + b"\r\n")
    assert b"Transfer-Encoding: chunked\r\n" in wire.hear(0.5).bytes
    wire.close()


def test_version_1_0_is_not_of_this_machine(server: Callcard) -> None:
    """X12: proxies speak it to what is behind them by default, and say nothing else of themselves."""
    head = b"GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n"
    assert said_to(server, head + b"\r\n").statuses == [401]
    assert said_to(server, head + key(server, "operator") + b"\r\n").statuses == [200]


@pytest.mark.parametrize("protocol", ["h2c", "websocket", "TLS/1.0"])
def test_an_upgrade_is_not_taken(server: Callcard, protocol: str) -> None:
    """RFC 9110, 7.8: answered as if it had not been asked; then the connection ends, since it can't be told what comes next."""
    head = f"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n\r\n".encode()
    heard = said_to(server, head + GET)
    assert heard.statuses == [200] and heard.is_closed and heard.answers[0]["connection"] == "close"


def test_an_upgrade_with_a_body(server: Callcard) -> None:
    """The body is the request's."""
    heard = said_to(server, lookup(server, b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"))
    assert heard.statuses == [200] and heard.is_closed


def test_a_client_that_ends_its_side_gets_all_answers(server: Callcard) -> None:
    """RFC 9112, 9.6: half-closed is not gone; a long answer comes whole, however slowly it is read."""
    count = 30
    wire = Wire(server).send(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * count)
    wire.socket.shutdown(socket.SHUT_WR)
    heard = wire.hear(20)
    wire.close()
    assert heard.statuses == [200] * count and heard.is_closed


def test_the_last_answer_comes_whole(server: Callcard) -> None:
    """A client that reads late gets all of a long answer to a request that closes, also with more on its way to us."""
    wire = Wire(server)
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    wire.send(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 40)
    wire.send(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + GET * 100)
    time.sleep(2.5)
    heard = wire.hear(20)
    wire.close()
    assert heard.statuses == [200] * 41 and heard.is_closed


def test_whoever_does_not_close_is_closed(server: Callcard) -> None:
    """After the last answer the server waits a moment for the client's end, not for ever."""
    before = sockets(server)
    wires = [Wire(server).send(b"GET / HTTP/1.1\r\n\r\n") for _ in range(20)]
    for wire in wires:
        assert wire.hear().is_closed
    until(lambda: sockets(server) < before + 5, "the server has let go of them")
    for wire in wires:
        wire.close()


def sockets(server: Callcard) -> int:
    """How many sockets the server has, by the kernel's list."""
    count = 0
    for link in Path(f"/proc/{server.process.pid}/fd").iterdir():
        # It may have let go of it since it was listed.
        with suppress(FileNotFoundError):
            count += "socket" in str(link.readlink())
    return count
