"""A11, A13, A14, A15, A16, R3 Limits: what may come in, to the byte, and what refusing the rest costs."""

from __future__ import annotations

import pytest

from fakes import faults
from fakes.faults import MEBIBYTE
from fakes.upstream import Behaviour, Exchange, Gone, Upstream, contacts, record
from kit.client import Client, outcome
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import asked, cpu_seconds, installation_of, resident, threads
from kit.waiting import at_once, until

KIBIBYTE = 1 << 10
CONNECTORS = [f"crm{index}" for index in range(6)]


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """One CRM under several names: no breaker meets five failures in a row."""
    return module_launcher.start(installation_of(module_launcher, *CONNECTORS, url=module_upstream.url, total="800ms"))


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


class Rota:
    """Whose turn it is."""

    def __init__(self) -> None:
        self._next = 0

    def __call__(self, client: Client, numbers: Numbers) -> str:
        """A connector that has just answered well."""
        self._next = (self._next + 1) % len(CONNECTORS)
        # Twice: a breaker opens where half of the calls fail, too.
        for _ in range(2):
            assert asked(client, numbers(), CONNECTORS[self._next]) == "miss"
        return CONNECTORS[self._next]


@pytest.fixture(scope="module")
def rota() -> Rota:
    """One for the module."""
    return Rota()


def meet(client: Client, upstream: Upstream, numbers: Numbers, rota: Rota, fault: Behaviour, **members: object) -> str:
    """Has a connector meet a fault and returns its outcome."""
    connector, number = rota(client, numbers), numbers()
    upstream.faults[number] = fault
    return asked(client, number, connector, **members)


SIZES = [
    pytest.param(how, size, word, id=f"{row} {how} {size}")
    for row, how in (("A13", "length"), ("A14", "chunked"), ("A15", "gzip"))
    for size, word in ((MEBIBYTE, "miss"), (MEBIBYTE + 1, "tooLarge"))
]


@pytest.mark.parametrize("how, size, word", SIZES)
def test_bodies(client: Client, module_upstream: Upstream, numbers: Numbers, rota: Rota, how: str, size: int, word: str) -> None:
    """A13, A14, A15, R3: a mebibyte after decompression, and not one byte more."""
    assert meet(client, module_upstream, numbers, rota, faults.padded(size, how)) == word


def headers(size: int, interim: int = 0, trailer: int = 0) -> Behaviour:
    """An answer whose header is about that long, perhaps behind an interim one (103) or before trailers."""

    def behave(exchange: Exchange) -> None:
        if interim:
            exchange.send(b"HTTP/1.1 103 Early Hints\r\nLink: " + b"y" * interim + b"\r\n\r\n")
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
        exchange.send(b"X-Filler: " + b"y" * size + b"\r\n\r\nf\r\n" + b'{"contacts":[]}' + b"\r\n0\r\n")
        exchange.send((b"X-Trailer: " + b"y" * trailer + b"\r\n" if trailer else b"") + b"\r\n")
        exchange.finish()

    return behave


HEADERS: dict[str, tuple[Behaviour, str]] = {
    "A16 60 KiB": (headers(60 * KIBIBYTE), "miss"),
    "A16 65 KiB": (headers(65 * KIBIBYTE), "tooLarge"),
    "A15 a long interim header": (headers(100, interim=80 * KIBIBYTE), "tooLarge"),
    "A15 long trailers": (headers(100, trailer=80 * KIBIBYTE), "badPayload"),
    "A16 interim headers without end": (
        faults.raw(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 20_000),
        "tooLarge",
    ),
}


@pytest.mark.parametrize("case", HEADERS)
def test_headers(client: Client, module_upstream: Upstream, numbers: Numbers, rota: Rota, case: str) -> None:
    """A15, A16, R3: 64 KiB of header, wherever they stand."""
    behaviour, word = HEADERS[case]
    assert meet(client, module_upstream, numbers, rota, behaviour) == word


def odd(*lines: bytes, body: bytes = b'{"contacts":[]}', end: bytes = b"\r\n") -> Behaviour:
    """An answer with these header lines."""
    usual = [b"HTTP/1.1 200 OK", b"Content-Type: application/json", b"Content-Length: 15"]
    return faults.raw(end.join([*usual, *lines, b"", b""]) + body)


TRICKS: dict[str, Behaviour] = {
    "A16 folded line": odd(b"X-Folded: a", b" b"),
    "A16 NUL in a value": odd(b"X-Nul: a\0b"),
    "A16 blank before the colon": odd(b"X-Blank : a"),
    "A16 no name": odd(b": a"),
    "A16 no colon": odd(b"X-Nothing"),
    "A16 bare CR": odd(b"X-Bare: a\rContent-Type: text/html"),
    "A16 negative length": faults.raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}"),
    "A16 length in words": faults.raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: many\r\n\r\n{}"),
    "A16 length and chunks": odd(b"Transfer-Encoding: chunked", body=b'f\r\n{"contacts":[]}\r\n0\r\n\r\n'),
    "A16 chunk size in words": faults.raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n"
    ),
    "A16 chunk size too long": faults.raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}"
    ),
    "A16 switching protocols": faults.raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    "A16 status of four digits": faults.raw(b"HTTP/1.1 2000 OK\r\nContent-Length: 15\r\n\r\n" + b'{"contacts":[]}'),
    "A16 status in words": faults.raw(b"HTTP/1.1 fine\r\nContent-Length: 15\r\n\r\n" + b'{"contacts":[]}'),
    "A15 five encodings": faults.body(b'{"contacts":[]}', Content_Encoding="gzip, gzip, gzip, gzip, gzip"),
    "A15 identity that is not": faults.body(faults.gzip.compress(b'{"contacts":[]}')),
    "A11 two texts": faults.body(b'{"contacts":[]}{"contacts":[]}'),
    "A11 deep objects": faults.body(b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "A11 huge exponent": faults.body(b'{"contacts":[{"id":1e999999999,"phones":17}]}'),
    "A11 control in text": faults.body(b'{"contacts":[{"first":"a\x01b"}]}'),
    "A12 JSON as text": faults.body(b'{"contacts":[]}', "text/plain"),
    "A12 JSON in UTF-16": faults.body('{"contacts":[]}'.encode("utf-16"), "application/json; charset=utf-16"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks(client: Client, module_upstream: Upstream, numbers: Numbers, rota: Rota, trick: str) -> None:
    """A11, A12, A15, A16: what two readers may see two things in is read by none; the connector is well behind it."""
    assert meet(client, module_upstream, numbers, rota, TRICKS[trick]) == "badPayload"


def test_a16_the_connection_is_dropped(client: Client, module_upstream: Upstream, numbers: Numbers, rota: Rota) -> None:
    """A16: nothing is ever read from a connection again that spoke nonsense, also where it stays open."""

    def nonsense(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nX Bad: 1\r\nContent-Length: 15\r\n\r\n" + b'{"contacts":[]}')
        exchange.hang(5)
        raise Gone

    connector, number, following = rota(client, numbers), numbers(), numbers()
    module_upstream.faults[number] = nonsense
    assert asked(client, number, connector) == "badPayload"
    bad = {request.connection for request in module_upstream.requests if request.phone == number}
    assert asked(client, following, connector) == "miss"
    assert not bad & {request.connection for request in module_upstream.requests if request.phone == following}


NARROW: dict[str, tuple[Behaviour, str]] = {
    "A9 pieces in time": (faults.sliced(20, 0.03), "hit"),
    "A9 one byte at a time, in time": (faults.sliced(1, 0.001), "hit"),
    "A9 pieces too slow": (faults.sliced(10, 0.2), "timeout"),
    "A7 closes late, in time": (faults.slow_close(0.3), "hit"),
    "A7 closes too late": (faults.slow_close(5), "timeout"),
}


@pytest.mark.parametrize("case", NARROW)
def test_narrow_lines(client: Client, module_upstream: Upstream, numbers: Numbers, rota: Rota, case: str) -> None:
    """A7, A9: the total counts, whether bytes keep coming or not; slow is no failure while it is in time."""
    behaviour, word = NARROW[case]
    assert meet(client, module_upstream, numbers, rota, behaviour, deadlineMs=4_000) == word


@pytest.mark.parametrize("case", ["A11 deep", "A11 many members", "A11 long number", "A11 many records"])
def test_processor_time(
    server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers, rota: Rota, case: str
) -> None:
    """A11: bad JSON of the largest size is refused in 50 ms of processor time, good JSON of it read in a second (debug build)."""
    # What takes a debug build most of a second may end at the connector's limit on a machine that has other work.
    number = numbers()
    wide = contacts(*[record(number, "Many", "Records")] * 9_000)
    body, words, most = {
        "A11 deep": (b"[" * 100_000, {"badPayload"}, 0.05),
        "A11 many members": (b'{"contacts":[],' + b'"a":1,' * 150_000 + b'"b":1}', {"badPayload"}, 1.0),
        "A11 long number": (b'{"contacts":[{"id":' + b"9" * 900_000 + b',"phones":[]}]}', {"badPayload", "miss", "timeout"}, 1.0),
        "A11 many records": (wide, {"badPayload", "hit", "timeout"}, 2.5),
    }[case]
    connector = rota(client, numbers)
    module_upstream.faults[number] = faults.body(body)
    before = cpu_seconds(server)
    assert outcome(client.lookup(number, service=connector, deadlineMs=5_000), connector) in words
    used = cpu_seconds(server) - before
    print(f"{case}: {used * 1_000:.0f} ms of processor time")
    # The kernel counts in hundredths, and this counts the lookup itself.
    assert used <= most + 0.03


@pytest.mark.parametrize("row", ["A13", "A14", "A15", "A16"])
def test_memory(server: Callcard, client: Client, module_upstream: Upstream, rota: Rota, row: str) -> None:
    """A13–A16: refused again and again, and memory stays where it is."""
    kinds: dict[str, Behaviour] = {
        "A13": faults.huge_length,
        "A14": faults.HugeChunked(),
        "A15": faults.gzip_bomb(),
        "A16": faults.long_header(),
    }
    fault, fresh = kinds[row], Numbers(400 + 100 * list(kinds).index(row))
    for _ in range(8):
        assert meet(client, module_upstream, fresh, rota, fault) == "tooLarge"
    before = resident(server)
    for _ in range(12):
        assert meet(client, module_upstream, fresh, rota, fault) == "tooLarge"
    grown = resident(server) - before
    print(f"{row}: {grown / MEBIBYTE:+.2f} MiB after twelve more")
    assert grown <= (2 if row == "A13" else 4) * MEBIBYTE


def test_a2_a7_sockets_and_threads_stay_bounded(server: Callcard, module_upstream: Upstream) -> None:
    """A7: sixty hanging calls need no thread each, and none is left of them."""
    fresh = Numbers(200)
    before, chosen = threads(server), [fresh() for _ in range(60)]
    for number in chosen:
        module_upstream.faults[number] = faults.silence
    calls = [lambda n=n, c=CONNECTORS[i % 6]: server.client().lookup(n, service=c, deadlineMs=200) for i, n in enumerate(chosen)]
    at_once(calls)
    assert threads(server) <= before + 8
    until(lambda: module_upstream.busy == 0, "all hung calls taken down", seconds=4)
