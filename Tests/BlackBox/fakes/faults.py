"""Ways in which an upstream fails. Each is a behaviour for `Upstream.faults`."""

from __future__ import annotations

import gzip
import io
import threading
from collections import Counter
from collections.abc import Callable
from itertools import cycle

from fakes.upstream import Behaviour, Exchange, Gone, answer, contacts, record

MEBIBYTE = 1 << 20


def proper_answer(exchange: Exchange) -> bytes:
    """The bytes that would have been right: one record with the number asked for."""
    return answer(200, contacts(record(exchange.request.phone or "", "Half", "Said")))


def silence(exchange: Exchange) -> None:
    """Accepts, reads, and never says a word."""
    exchange.hang()


def slow(seconds: float) -> Behaviour:
    """A proper answer, late."""

    def behave(exchange: Exchange) -> None:
        exchange.pause(seconds)
        exchange.upstream.proper(exchange)

    return behave


def drip(interval: float = 0.2) -> Behaviour:
    """A proper answer, byte by byte, so that no idle limit ever strikes."""

    def behave(exchange: Exchange) -> None:
        for byte in proper_answer(exchange):
            exchange.send(bytes([byte]))
            exchange.pause(interval)

    return behave


def sliced(size: int, interval: float) -> Behaviour:
    """A proper answer in pieces of `size` bytes, with a pause after each: a narrow line."""

    def behave(exchange: Exchange) -> None:
        said = proper_answer(exchange)
        for start in range(0, len(said), size):
            exchange.send(said[start : start + size])
            exchange.pause(interval)

    return behave


def slow_close(seconds: float) -> Behaviour:
    """A whole body whose end is the connection's end, which comes late."""

    def behave(exchange: Exchange) -> None:
        body = contacts(record(exchange.request.phone or "", "Half", "Said"))
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + body)
        exchange.pause(seconds)
        exchange.finish()

    return behave


def unheard(exchange: Exchange) -> None:
    """Reads the request and breaks off (RST) before a byte of an answer."""
    exchange.reset()


class First:
    """One behaviour for the first requests of each number, then proper answers."""

    def __init__(self, behaviour: Behaviour, times: int = 1) -> None:
        self._behaviour, self._times = behaviour, times
        self._lock = threading.Lock()
        self._seen: Counter[str | None] = Counter()

    def __call__(self, exchange: Exchange) -> None:
        with self._lock:
            self._seen[exchange.request.phone] += 1
            is_early = self._seen[exchange.request.phone] <= self._times
        (self._behaviour if is_early else exchange.upstream.proper)(exchange)


def for_some(is_bad: Callable[[str], bool], behaviour: Behaviour) -> Behaviour:
    """That behaviour for numbers that are bad, however often they are asked about; a proper answer for the others."""

    def behave(exchange: Exchange) -> None:
        (behaviour if is_bad(exchange.request.phone or "") else exchange.upstream.proper)(exchange)

    return behave


class Turns:
    """These behaviours in turn, whatever is asked; `None` is a proper answer."""

    def __init__(self, *behaviours: Behaviour | None) -> None:
        self._behaviours = cycle(behaviours)
        self._lock = threading.Lock()

    def __call__(self, exchange: Exchange) -> None:
        with self._lock:
            behaviour = next(self._behaviours)
        (behaviour or exchange.upstream.proper)(exchange)


def padded(size: int, how: str = "length") -> Behaviour:
    """A proper miss of exactly `size` bytes: with `length`, `chunked`, or as `gzip`."""

    def behave(exchange: Exchange) -> None:
        said = b'{"contacts":[' + b" " * (size - 15) + b"]}"
        if how == "length":
            exchange.reply(200, said)
        elif how == "gzip":
            exchange.reply(200, gzip.compress(said), Content_Encoding="gzip")
        else:
            exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
            exchange.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(said), said))

    return behave


def cut(after: int, how: str = "fin") -> Behaviour:
    """The first `after` bytes of a proper answer (counted from its end where negative), then `fin`, `rst` or `hang`."""

    def behave(exchange: Exchange) -> None:
        exchange.send(proper_answer(exchange)[:after])
        if how == "hang":
            exchange.hang()
        elif how == "rst":
            exchange.pause(0.01)
            exchange.reset()
        exchange.finish()

    return behave


def hang_in_headers(exchange: Exchange) -> None:
    """Stops inside a header line."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
    exchange.hang()


def hang_in_body(exchange: Exchange) -> None:
    """Stops inside the JSON."""
    cut(-20, "hang")(exchange)


def chunked_without_end(exchange: Exchange) -> None:
    """All the JSON, but not the last chunk."""
    body = contacts(record(exchange.request.phone or "", "Half", "Said"))
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    exchange.send(b"%x\r\n%s\r\n" % (len(body), body))
    exchange.finish()


def huge_length(exchange: Exchange) -> None:
    """Says 10 GB, and begins."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n")
    exchange.send(b'{"contacts":[')
    exchange.hang()


class HugeChunked:
    """Chunks without end; counts what it got rid of."""

    def __init__(self) -> None:
        self.sent = 0

    def __call__(self, exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        block = b"10000\r\n" + b" " * 65_536 + b"\r\n"
        try:
            while self.sent < 512 * MEBIBYTE:
                exchange.send(block)
                self.sent += 65_536
        except Gone:
            pass
        exchange.finish()


def gzip_bomb(rounds: int = 1) -> Behaviour:
    """100 MiB of blanks around valid JSON in some 100 KB; with two rounds, zipped twice."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as stream:
        stream.write(b'{"contacts":[')
        for _ in range(100):
            stream.write(b" " * MEBIBYTE)
        stream.write(b"]}")
    data = packed.getvalue()
    for _ in range(rounds - 1):
        data = gzip.compress(data)
    encoding = ", ".join(["gzip"] * rounds)
    return lambda exchange: exchange.reply(200, data, Content_Encoding=encoding)


def body(data: bytes, content_type: str = "application/json", status: int = 200, **headers: str) -> Behaviour:
    """This body, whatever was asked."""
    return lambda exchange: exchange.reply(status, data, content_type, **headers)


def status(code: int, **headers: str) -> Behaviour:
    """This status with an error in JSON."""
    return body(b'{"error":"as asked for"}', status=code, **headers)


def raw(data: bytes) -> Behaviour:
    """These bytes instead of an answer, then the end."""

    def behave(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.finish()

    return behave


def many_headers(count: int = 64_000) -> Behaviour:
    """More header lines than anybody needs."""
    return raw(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: y\r\n" * count + b"Content-Length: 15\r\n\r\n" + b'{"contacts":[]}')


def long_header(size: int = MEBIBYTE) -> Behaviour:
    """One header line of that size."""
    return raw(b"HTTP/1.1 200 OK\r\nX-Filler: " + b"y" * size + b"\r\nContent-Length: 15\r\n\r\n" + b'{"contacts":[]}')
