"""What a server answers to bytes that no client library would send, and whether it ends the connection."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from kit.process import Callcard

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""A whole request that is always answered 200."""


@dataclass(frozen=True)
class WireAnswer:
    """One answer, as it came."""

    status: int
    headers: list[tuple[str, str]]
    """Names in lower case, in their order."""
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        """All values of a header, joined; `None` where there is none."""
        values = [value for other, value in self.headers if other == name]
        return ", ".join(values) if values else None

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Heard:
    """All that came on a connection."""

    bytes: bytes = b""
    is_closed: bool = False
    heads: tuple[int, ...] = ()
    """Which answers are to HEAD requests, by their position; interim ones don't count."""
    answers: list[WireAnswer] = field(default_factory=list)
    rest: bytes = b""
    """What is no whole answer."""

    @property
    def statuses(self) -> list[int]:
        """The statuses of all whole answers, interim ones among them."""
        assert self.rest == b"", self.rest[:300]
        return [answer.status for answer in self.answers]

    def parse(self) -> Heard:
        """Takes the bytes apart."""
        self.answers, rest = [], self.bytes
        while b"\r\n\r\n" in rest:
            head, after = rest.split(b"\r\n\r\n", 1)
            first, *lines = head.decode("latin-1").split("\r\n")
            version, status, _ = first.split(" ", 2)
            assert version == "HTTP/1.1", first
            headers = [(name.lower(), value.strip()) for name, value in (line.split(":", 1) for line in lines)]
            found = WireAnswer(int(status), headers, b"")
            final = sum(answer.status >= 200 for answer in self.answers)
            body = b"" if found.status < 200 or found.status in (204, 304) or final in self.heads else _body(found, after)
            if body is None:
                break
            length = len(body) if found["transfer-encoding"] is None else _chunked_length(after)
            self.answers.append(WireAnswer(found.status, headers, body))
            rest = after[length if body else 0 :]
        self.rest = rest
        return self


def _body(answer: WireAnswer, after: bytes) -> bytes | None:
    assert answer["transfer-encoding"] is None or answer["content-length"] is None
    if answer["transfer-encoding"] is not None:
        return None if _chunked_length(after) == 0 else after[: _chunked_length(after)]
    if answer["content-length"] is None:
        return after  # To the end of the connection.
    length = int(answer["content-length"])
    return after[:length] if len(after) >= length else None


def _chunked_length(after: bytes) -> int:
    end = after.find(b"0\r\n\r\n")
    return 0 if end < 0 else end + 5


class Wire:
    """A connection of bytes."""

    def __init__(self, server: Callcard) -> None:
        self.socket = socket.create_connection((server.host, server.port), timeout=10)
        self._heard = b""

    def send(self, data: bytes) -> Wire:
        """Sends bytes."""
        self.socket.sendall(data)
        return self

    def hear(self, seconds: float = 1.0, *heads: int, until: int | None = None) -> Heard:
        """All that came since the beginning, once the server has closed, or for so long; or so many answers came."""
        end = time.monotonic() + seconds
        while True:
            heard = Heard(self._heard, False, heads).parse()
            if until is not None and len(heard.answers) >= until:
                return heard
            left = end - time.monotonic()
            if left <= 0:
                return heard
            self.socket.settimeout(left)
            try:
                block = self.socket.recv(65_536)
            except TimeoutError:
                continue
            except ConnectionResetError:
                block = b""
            if not block:
                heard.is_closed = True
                return heard
            self._heard += block

    def close(self) -> None:
        """Leaves."""
        self.socket.close()


def said_to(server: Callcard, data: bytes, *heads: int, seconds: float = 1.0) -> Heard:
    """What is answered to these bytes within so long."""
    wire = Wire(server).send(data)
    try:
        return wire.hear(seconds, *heads)
    finally:
        wire.close()
