"""B11, X18 Bodies: when they are asked for (RFC 9110, 10.1.1), where they end (RFC 9112, 6 and 7), and in which coding."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import time
from pathlib import Path

import pytest

from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.wire import GET, Wire, said_to

BODY = json.dumps({"number": ANNA}).encode()


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One server for all."""
    installation = module_launcher.installation()
    installation.add_support()
    return module_launcher.start(installation)


def post(server: Callcard, *lines: str, key: bool = True, version: str = "1.1", path: str = "/v1/lookups") -> bytes:
    """The head of a request with a body."""
    sent = [f"POST {path} HTTP/{version}", "Host: localhost", *lines]
    if key:
        sent.append(f"X-Api-Key: {server.installation.keys.switch.token}")
    return "".join(f"{line}\r\n" for line in sent).encode() + b"\r\n"


LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = "Transfer-Encoding: chunked"
EXPECT = "Expect: 100-continue"


@pytest.mark.parametrize("expect", [EXPECT, "expect: 100-Continue"])
@pytest.mark.parametrize("framing", [LENGTH, CHUNKED])
def test_whoever_waits_for_100_gets_it(server: Callcard, expect: str, framing: str) -> None:
    """X18: 100 before the body, the answer after it, and the connection is kept."""
    wire = Wire(server).send(post(server, expect, framing))
    heard = wire.hear(2, until=1)
    assert heard.statuses == [100] and heard.answers[0].headers == []
    wire.send(BODY if framing == LENGTH else b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY))
    heard = wire.hear(2, until=2)
    assert heard.statuses == [100, 200] and heard.answers[1].json["status"] == "resolved"
    assert wire.send(GET).hear(0.5).statuses == [100, 200, 200]
    wire.close()


def test_switches_get_100_too(server: Callcard) -> None:
    """The same where no problem is ever answered."""
    wire = Wire(server).send(post(server, EXPECT, LENGTH, "Content-Type: application/json", path="/v1/callername"))
    assert wire.hear(2, until=1).statuses == [100]
    heard = wire.send(BODY).hear(2, until=2)
    wire.close()
    assert heard.statuses == [100, 200] and heard.answers[1].body != b""


def test_100_comes_in_its_turn(server: Callcard) -> None:
    """Requests ahead are answered before; one that waits for 100 holds up those behind it until its body is there."""
    wire = Wire(server).send(GET + post(server, EXPECT, LENGTH))
    assert wire.hear(0.5).statuses == [200, 100]
    wire.send(BODY[:5])
    assert wire.hear(0.3).statuses == [200, 100]
    wire.send(BODY[5:] + GET)
    assert wire.hear(2, until=4).statuses == [200, 100, 200, 200]
    wire.close()


@pytest.mark.parametrize(
    "status, lines, has_key, path",
    [
        (401, (LENGTH,), False, "/v1/lookups"),
        (401, (CHUNKED,), False, "/v1/lookups"),
        (403, (LENGTH,), True, "/v1/reload"),
        (404, (LENGTH,), True, "/nothing"),
        (405, (LENGTH,), True, "/healthz"),
        (413, ("Content-Length: 65537",), True, "/v1/lookups"),
        (413, ("Content-Length: 99999999999999",), True, "/v1/lookups"),
        (415, (LENGTH, "Content-Type: text/plain"), True, "/v1/lookups"),
        (415, (LENGTH, "Content-Encoding: gzip"), True, "/v1/lookups"),
    ],
)
def test_what_is_final_by_the_head(server: Callcard, status: int, lines: tuple[str, ...], has_key: bool, path: str) -> None:
    """No 100: the answer at once. Nobody knows then whether the body still comes, so that the connection ends."""
    heard = said_to(server, post(server, EXPECT, *lines, key=has_key, path=path))
    assert heard.statuses == [status] and heard.is_closed
    assert heard.answers[0]["connection"] == "close"


def test_whoever_does_not_wait(server: Callcard) -> None:
    """The body came with the head: no 100 is needed, and one does no harm."""
    heard = said_to(server, post(server, EXPECT, LENGTH) + BODY + GET, seconds=0.5)
    assert [status for status in heard.statuses if status != 100] == [200, 200] and not heard.is_closed


def test_version_1_0_knows_no_100(server: Callcard) -> None:
    """RFC 9110, 10.1.1: the expectation is not looked at."""
    wire = Wire(server).send(post(server, EXPECT, LENGTH, version="1.0"))
    assert wire.hear(0.5).statuses == []
    heard = wire.send(BODY).hear()
    wire.close()
    assert heard.statuses == [200] and heard.is_closed


def test_curl_does_not_wait(server: Callcard, tmp_path: Path) -> None:
    """X18: curl waits a second for 100 where nothing comes."""
    (tmp_path / "body.json").write_bytes(BODY)
    started = time.monotonic()
    for _ in range(3):
        said = subprocess.run(
            ["curl", "-sS", "-H", EXPECT, "-H", "Content-Type: application/json", "-d", f"@{tmp_path}/body.json"]
            + ["-H", f"X-Api-Key: {server.installation.keys.switch.token}", f"http://{server.host}:{server.port}/v1/lookups"],
            capture_output=True,
            check=True,
            timeout=20,
        )
        assert json.loads(said.stdout)["status"] == "resolved"
    assert time.monotonic() - started < 2.5


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "br", "gzip, gzip"])
def test_packed_bodies(server: Callcard, coding: str) -> None:
    """X18: 415, and which codings are read: none (RFC 9110, 12.5.3). The connection is kept."""
    packed = gzip.compress(BODY)
    head = post(server, f"Content-Length: {len(packed)}", f"Content-Encoding: {coding}", "Content-Type: application/json")
    heard = said_to(server, head + packed + GET, seconds=0.5)
    assert heard.statuses == [415, 200] and not heard.is_closed
    assert heard.answers[0]["accept-encoding"] == "identity" and heard.answers[0].json["code"] == "notJson"


def test_other_types_say_nothing_of_codings(server: Callcard) -> None:
    """So that the two kinds of 415 can be told apart."""
    heard = said_to(server, post(server, LENGTH, "Content-Type: text/plain") + BODY, seconds=0.5)
    assert heard.statuses == [415] and heard.answers[0]["accept-encoding"] is None
    for none in ("identity", ""):
        assert said_to(server, post(server, LENGTH, f"Content-Encoding: {none}") + BODY, seconds=0.5).statuses == [200]


CHUNKS = {
    "bare LFs": b"2\n{}\n0\n\n",
    "a bare LF behind the size": b"2\n{}\r\n0\r\n\r\n",
    "a bare LF behind the data": b"2\r\n{}\n0\r\n\r\n",
    "a bare CR": b"2\r{}\r\n0\r\n\r\n",
    "no size": b"\r\n{}\r\n0\r\n\r\n",
    "a size in words": b"two\r\n{}\r\n0\r\n\r\n",
    "a size with a sign": b"+2\r\n{}\r\n0\r\n\r\n",
    "a negative size": b"-2\r\n{}\r\n0\r\n\r\n",
    "a size with 0x": b"0x2\r\n{}\r\n0\r\n\r\n",
    "a size beyond 64 bits": b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a size beyond 64 bits by one": b"10000000000000002\r\n{}\r\n0\r\n\r\n",
    "more data than the size": b"2\r\n{}}\r\n0\r\n\r\n",
    "a blank before the size": b" 2\r\n{}\r\n0\r\n\r\n",
    "a trailer without a colon": b"2\r\n{}\r\n0\r\nX\r\n\r\n",
    "a folded trailer": b"2\r\n{}\r\n0\r\nX: a\r\n b\r\n\r\n",
    "NUL in an extension": b"2;a=\0\r\n{}\r\n0\r\n\r\n",
}
"""What is no body in chunks."""


@pytest.mark.parametrize("has_key", [True, False])
@pytest.mark.parametrize("kind", CHUNKS)
def test_chunks_that_are_none(server: Callcard, kind: str, has_key: bool) -> None:
    """One answer, 400 or the one that the head alone has earned, and the end of the connection; nothing behind it is read."""
    heard = said_to(server, post(server, CHUNKED, key=has_key) + CHUNKS[kind] + GET)
    assert heard.statuses == [400 if has_key else 401] and heard.is_closed
    assert heard.answers[0]["connection"] == "close"
    assert server.client().lookup(ANNA)["status"] == "resolved"


def test_chunks_that_break_after_the_answer(server: Callcard) -> None:
    """The request has its one answer already: the connection just ends."""
    wire = Wire(server).send(post(server, CHUNKED, key=False))
    assert wire.hear(2, until=1).statuses == [401]
    heard = wire.send(b"2\n{}" + GET).hear()
    wire.close()
    assert heard.statuses == [401] and heard.is_closed


def test_an_answer_before_a_long_body_ends_the_connection(server: Callcard) -> None:
    """RFC 9112, 9.3: a body that nobody wants is read where it is short, and else the connection is closed."""
    short = said_to(server, post(server, LENGTH, key=False) + BODY + GET, seconds=0.5)
    assert short.statuses == [401, 200] and not short.is_closed
    for framing in ("Content-Length: 10000000", CHUNKED):
        wire = Wire(server).send(post(server, framing, key=False))
        heard = wire.hear()
        assert heard.statuses == [401] and heard.is_closed and heard.answers[0]["connection"] == "close"
        wire.close()


def test_a_body_that_breaks_off(server: Callcard) -> None:
    """400 for the client that ended its side too early; nothing was looked up."""
    wire = Wire(server).send(post(server, LENGTH) + BODY[:-1])
    wire.socket.shutdown(socket.SHUT_WR)
    heard = wire.hear()
    wire.close()
    assert heard.statuses == [400] and heard.is_closed
