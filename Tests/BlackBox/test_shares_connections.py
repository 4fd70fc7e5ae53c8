"""X7, X8 Connections: those of one address leave room for all others, the silent ones end, and unread answers cost next to nothing."""

from __future__ import annotations

import contextlib
import resource
import select
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from kit import team
from kit.lines import Line
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.team import BEN, PIA
from kit.tls import make_certificate
from kit.upstreams import cpu_seconds, resident
from kit.waiting import until

DESCRIPTORS = 256
FULL = "there is no room for all connections"


def limited(count: int) -> Callable[[], None]:
    """Sets how many descriptors the server may ever have."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A team, with few descriptors."""
    return launcher.start(team.installation(launcher), before=limited(DESCRIPTORS))


@contextlib.contextmanager
def silent(server: Callcard, count: int, source: Callable[[int], str] = lambda _: "127.0.0.1") -> Iterator[list[socket.socket]]:
    """So many connections on which nobody says anything, from these addresses."""
    lines = []
    for index in range(count):
        line = socket.socket()
        line.bind((source(index), 0))
        line.settimeout(10)
        with contextlib.suppress(OSError):
            line.connect((server.host, server.port))
        lines.append(line)
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


def is_open(line: socket.socket) -> bool:
    """Whether the server has not closed a connection."""
    if not select.select([line], [], [], 0)[0]:
        return True
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except OSError:
        return False


def looks_up(server: Callcard, source: str | None = None) -> float:
    """Seconds that a lookup takes over a connection of its own."""
    begun = time.monotonic()
    line = Line(server, source=source)
    line.socket.settimeout(5)
    reply = line.post("/v1/lookups", {"number": ANNA, "service": "support"}).read()
    line.close()
    assert reply.status == 200 and reply.json["status"] == "resolved"
    return time.monotonic() - begun


def is_quick(server: Callcard) -> bool:
    """Whether a lookup takes less than a second."""
    try:
        return looks_up(server) < 1
    except TimeoutError:
        return False


def test_x7_silent_connections(server: Callcard) -> None:
    """X7: twice as many as there are descriptors, from the address of honest clients: these are answered, no processor is kept busy, one
    line says what is wrong."""
    with silent(server, 2 * DESCRIPTORS):
        assert max(looks_up(server) for _ in range(20)) < 1
        before = cpu_seconds(server)
        time.sleep(2)
        assert cpu_seconds(server) - before < 1
        assert looks_up(server, "127.0.0.9") < 1
        until(lambda: FULL in server.said(), "the log says so")
    assert server.said().count(FULL) == 1
    exposition = scrape(server.anonymous())
    assert (exposition.value("callcard_connections_refused_total") or 0) > 0
    until(lambda: (scrape(server.anonymous()).value("callcard_connections") or 0) < 10, "they are gone")


def test_x7_the_first_byte(launcher: Launcher) -> None:
    """X7: a connection that says nothing ends after 10 s; so does one that begins no TLS handshake, or none that ends."""
    plain = launcher.start(team.installation(launcher))
    secured = team.installation(launcher)
    make_certificate(secured.folder, "localhost")
    secured.config["tls"] = {"certificate": "localhost.crt", "key": "localhost.key"}
    tls = launcher.start(secured)
    begun = time.monotonic()
    lines = [socket.create_connection((server.host, server.port)) for server in (plain, tls, tls)]
    lines[2].sendall(b"\x16\x03\x01\x02\x00")
    ended = {}
    while len(ended) < len(lines) and time.monotonic() < begun + 15:
        for index, line in enumerate(lines):
            if index not in ended and not is_open(line):
                ended[index] = time.monotonic() - begun
        time.sleep(0.05)
    assert set(ended) == {0, 1, 2} and all(4.9 < seconds < 12 for seconds in ended.values()), ended
    assert 9.5 < ended[0]


def test_x7_streams_of_one_user(launcher: Launcher) -> None:
    """X7: 20 a user; a further one is 429, another user's are not in the way, and one that ends makes room."""
    server = launcher.start(team.installation(launcher))
    key = server.installation.people[PIA]
    path = "/v1/users/me/events"
    lines = [Line(server, key).ask(path) for _ in range(20)]
    for line in lines:
        assert line.socket.recv(12) == b"HTTP/1.1 200"
    refused = Line(server, key).ask(path).read()
    assert (refused.status, refused.json["code"]) == (429, "rateLimited") and int(refused.headers["retry-after"]) >= 1
    other = Line(server, server.installation.people[BEN]).ask(path)
    assert other.socket.recv(12) == b"HTTP/1.1 200"
    lines.pop().close()
    until(lambda: Line(server, key).ask(path).socket.recv(12) == b"HTTP/1.1 200", "there is room")
    for line in lines:
        line.close()


def pipeline(server: Callcard, paths: list[str], count: int) -> list[Line]:
    """So many connections that ask for all of these and read nothing."""
    lines = [Line(server) for _ in range(count)]
    for line in lines:
        line.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            line.socket.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths).encode())
    return lines


@pytest.mark.parametrize("path", ["/openapi.json", "/healthz", "/metrics"])
def test_x8_unread_answers(launcher: Launcher, path: str) -> None:
    """X8: 120 connections ask for hundreds of documents each and read nothing: resident memory stays near that of before."""
    server = launcher.start(team.installation(launcher))
    for _ in range(3):
        for line in [Line(server).ask(path) for _ in range(40)]:
            assert line.read().status == 200
            line.close()
    before = resident(server)
    lines = pipeline(server, [path] * 400, 120)
    most = before
    end = time.monotonic() + 6
    while time.monotonic() < end:
        most = max(most, resident(server))
        time.sleep(0.05)
    print(f"\n{path}: resident {before / 1e6:.0f} MB, then {most / 1e6:.0f} MB")
    # Texts of metrics are each reader's own where few ask at once; a build without optimisation takes longer over each of them.
    # `long/x7_x8_connections.py` holds the finished program to 1.3 for all of them.
    assert most < (2 if path == "/metrics" else 1.3) * before
    for line in lines:
        line.close()
    until(lambda: is_quick(server), "lookups are as before", seconds=60)


def test_x8_a_slow_reader_gets_all(launcher: Launcher) -> None:
    """X8: whoever asks for much ahead and reads slowly has each answer whole and in order, also behind the end of what it sends."""
    server = launcher.start(team.installation(launcher))
    whole = Line(server).ask("/openapi.json").read().body
    line = Line(server)
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
    line.ask(*["/openapi.json", "/healthz"] * 30)
    line.half_close()
    for _ in range(30):
        document = line.read()
        assert document.status == 200 and document.body == whole
        assert line.read().json == {"status": "ok"}
        time.sleep(0.02)
    assert line.ends_within(5)
