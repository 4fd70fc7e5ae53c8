"""A plain-REST CRM on raw sockets, so that it can misbehave at every byte.

It knows one question, with a bearer token: `GET /contacts?phone=+49…`, or `POST /contacts` with `{"phone": "+49…"}`. It refuses
anything else as a strict server would. What it does for one number can be replaced by a fault (`fakes/faults.py`), and calls
of other names can be added (`Upstream.routes`).
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Record = dict[str, Any]

TOKEN = "upstream-token-of-the-tests"
"""What the CRM takes unless it is told otherwise."""


@dataclass(frozen=True)
class Request:
    """One request, as it was read."""

    method: str
    target: str
    headers: dict[str, str] = field(repr=False)
    """Names in lower case."""
    at: float
    """`time.monotonic()` when it was complete."""
    body: bytes = field(default=b"", repr=False)
    connection: int = 0
    """The how-manyth connection it came on."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @cached_property
    def phone(self) -> str | None:
        """The number asked for; `None` where query and body have another shape."""
        query = parse_qsl(urlsplit(self.target).query, keep_blank_values=True, strict_parsing=False)
        if self.method == "POST":
            return self._phone_of_body() if not query else None
        return query[0][1] if len(query) == 1 and query[0][0] == "phone" else None

    def _phone_of_body(self) -> str | None:
        try:
            body = json.loads(self.body)
        except ValueError:
            return None
        phone = body.get("phone") if isinstance(body, dict) and set(body) == {"phone"} else None
        return phone if isinstance(phone, str) else None


class Gone(Exception):
    """The other side has closed, or the upstream is stopping."""


class Exchange:
    """One request and the connection to answer it on."""

    def __init__(self, upstream: Upstream, connection: socket.socket, request: Request) -> None:
        self.upstream, self.connection, self.request = upstream, connection, request
        self.keeps_alive = True

    def send(self, data: bytes) -> None:
        """Sends bytes as they are."""
        try:
            self.connection.sendall(data)
        except OSError as error:
            raise Gone from error

    def reply(self, status: int, body: bytes = b"", content_type: str = "application/json", **headers: str) -> None:
        """Sends a whole, correct answer; underscores in header names stand for hyphens."""
        self.send(answer(status, body, content_type, **headers))

    def hang(self, seconds: float = 30) -> None:
        """Waits until the other side closes, the upstream stops, or the time is over."""
        self.connection.settimeout(0.05)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.upstream.stopping.is_set():
            try:
                if self.connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.connection.settimeout(None)

    def pause(self, seconds: float) -> None:
        """Waits that long, less if the upstream stops."""
        if self.upstream.stopping.wait(seconds):
            raise Gone

    def finish(self) -> None:
        """Closes the connection in order (FIN)."""
        self.keeps_alive = False

    def reset(self) -> None:
        """Breaks the connection off (RST)."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.keeps_alive = False


Behaviour = Callable[[Exchange], None]


def answer(status: int, body: bytes, content_type: str = "application/json", **headers: str) -> bytes:
    """The bytes of a whole answer."""
    lines = [f"HTTP/1.1 {status} Status", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def contacts(*records: Record) -> bytes:
    """The body of an answer that holds these records."""
    return json.dumps({"contacts": list(records)}, ensure_ascii=False).encode()


def record(phone: str, first: str, last: str, **more: Any) -> Record:
    """A record of the CRM that holds `phone`."""
    return {"id": f"crm-{phone[-3:]}", "first": first, "last": last, "phones": [phone]} | more


class Upstream:
    """The running CRM. Use it as a context manager."""

    def __init__(self, tls: ssl.SSLContext | None = None, token: str = TOKEN, host: str = "127.0.0.1") -> None:
        self.token = token
        self.takes: Callable[[str], bool] = lambda shown: shown == self.token
        """Whether a bearer token is good."""
        self.routes: dict[tuple[str, str], Behaviour] = {}
        """Calls beside the question, by method and path; no token is asked for there."""
        self.records: dict[str, list[Record]] = {}
        self.faults: dict[str, Behaviour] = {}
        """What happens for a number instead of a proper answer."""
        self.fault: Behaviour | None = None
        """What happens for every number without an entry in `faults`."""
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self.handshake_failures = 0
        self.connections = 0
        self.busy = 0
        """Requests that wait for their answer."""
        self.busiest = 0
        """The most that ever did."""
        self._tls = tls
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server((host, 0), backlog=512)
        self.host, self.port = host, int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Upstream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stops listening and drops every connection."""
        self.stopping.set()
        # Closing alone would leave the thread in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    @property
    def url(self) -> str:
        """What a connector's `baseURL` is set to."""
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}"

    def know(self, *records: Record) -> None:
        """Adds records; each is found by all its numbers."""
        for entry in records:
            for phone in entry["phones"]:
                self.records.setdefault(phone, []).append(entry)

    def count(self, phone: str | None = None) -> int:
        """Requests so far, all or for one number."""
        with self._lock:
            return sum(1 for request in self.requests if phone is None or request.phone == phone)

    @property
    def open_connections(self) -> int:
        """Connections that nobody has closed yet."""
        with self._lock:
            return len(self._open)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
                index = self.connections
            threading.Thread(target=self._serve, args=(connection, index), daemon=True).start()

    def _serve(self, raw: socket.socket, index: int) -> None:
        connection = raw
        try:
            if self._tls is not None:
                connection = self._shake_hands(raw)
            while (request := self._read(connection, index)) is not None:
                exchange = Exchange(self, connection, request)
                self._attend(exchange)
                if not exchange.keeps_alive:
                    return
        except (Gone, OSError):
            pass
        finally:
            connection.close()
            with self._lock:
                self._open -= {raw, connection}

    def _shake_hands(self, raw: socket.socket) -> ssl.SSLSocket:
        assert self._tls is not None
        try:
            connection = self._tls.wrap_socket(raw, server_side=True)
        except OSError:
            with self._lock:
                self.handshake_failures += 1
            raise
        with self._lock:
            # The descriptor has moved.
            self._open.discard(raw)
            self._open.add(connection)
        return connection

    def _attend(self, exchange: Exchange) -> None:
        with self._lock:
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        try:
            self._answer(exchange)
        finally:
            with self._lock:
                self.busy -= 1

    def _read(self, connection: socket.socket, index: int) -> Request | None:
        head = b""
        while b"\r\n\r\n" not in head:
            block = connection.recv(65_536)
            if not block:
                return None
            head += block
        lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        body = head.split(b"\r\n\r\n", 1)[1]
        while len(body) < int(headers.get("content-length", "0")):
            block = connection.recv(65_536)
            if not block:
                return None
            body += block
        request = Request(method, target, headers, time.monotonic(), body, index)
        with self._lock:
            self.requests.append(request)
        return request

    def _answer(self, exchange: Exchange) -> None:
        request = exchange.request
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if route := self.routes.get((request.method, request.path)):
            route(exchange)
        elif scheme != "Bearer" or not self.takes(token):
            exchange.reply(401, b'{"error":"token"}')
        elif request.method not in ("GET", "POST") or request.path != "/contacts":
            exchange.reply(405, b'{"error":"no such call"}')
        elif request.phone is None or not request.phone.startswith("+"):
            exchange.reply(400, b'{"error":"phone is needed, in E.164"}')
        else:
            fault = self.faults.get(request.phone, self.fault)
            (fault or self.proper)(exchange)

    def proper(self, exchange: Exchange) -> None:
        """What a healthy CRM answers."""
        exchange.reply(200, contacts(*self.records.get(exchange.request.phone or "", [])))


class FullBacklog:
    """A port that never completes another handshake: its queue is full (a SYN black hole)."""

    def __init__(self) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._waiting = []
        for _ in range(4):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", self.port))
            self._waiting.append(connection)
        time.sleep(0.05)

    def __enter__(self) -> FullBacklog:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in [*self._waiting, self._listener]:
            connection.close()

    @property
    def url(self) -> str:
        """What a connector's `baseURL` is set to."""
        return f"http://127.0.0.1:{self.port}"


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
