"""HTTP/1.1 over one kept connection, as quick as Python can be: for tests that make very many calls."""

from __future__ import annotations

import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class QuickAnswer:
    """One answer; where it is a stream, its head and what had come of its body."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


class QuickWire:
    """One connection to a server. Not for use by two threads at once."""

    def __init__(self, host: str, port: int, timeout: float = 60) -> None:
        self._place, self._timeout = (host, port), timeout
        self._socket: socket.socket | None = None
        self._rest = b""

    def close(self) -> None:
        """Ends the connection; the next request opens another one."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def send(self, method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> None:
        """Sends a request; a connection that the server has closed meanwhile is replaced."""
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        data = ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")
        if self._socket is None or self._is_closed():
            self.close()
            self._socket = socket.create_connection(self._place, timeout=self._timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(data)

    def hear(self) -> QuickAnswer:
        """The answer to the last request; of a stream its head alone."""
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        status = int(first.split(" ", 2)[1])
        if headers.get("content-type", "").startswith("text/event-stream"):
            return QuickAnswer(status, headers, b"")
        answer = QuickAnswer(status, headers, self._body(status, headers))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def ask(self, method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> QuickAnswer:
        """One request and its answer."""
        self.send(method, target, headers, body)
        return self.hear()

    def give_away(self) -> tuple[socket.socket, bytes]:
        """The connection, for somebody else to read on, with what was read too much."""
        assert self._socket is not None
        given = self._socket, self._rest
        self._socket, self._rest = None, b""
        return given

    def _is_closed(self) -> bool:
        assert self._socket is not None
        self._socket.setblocking(False)
        try:
            return self._socket.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self._socket.settimeout(self._timeout)

    def _body(self, status: int, headers: dict[str, str]) -> bytes:
        if status in (204, 304):
            return b""
        if "chunked" not in headers.get("transfer-encoding", ""):
            return self._take(int(headers.get("content-length", "0")))
        body = b""
        while True:
            while b"\r\n" not in self._rest:
                self._more()
            size, _, self._rest = self._rest.partition(b"\r\n")
            block = self._take(int(size, 16) + 2)
            if len(block) == 2:
                return body
            body += block[:-2]

    def _take(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._more()
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken

    def _more(self) -> None:
        assert self._socket is not None
        block = self._socket.recv(65_536)
        if not block:
            raise ConnectionError("the server closed the connection inside of an answer")
        self._rest += block
