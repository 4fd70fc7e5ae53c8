"""One connection to a server, byte by byte: what a client library would not do."""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import struct
import time
from dataclasses import dataclass
from typing import Any

from kit.keys import Key
from kit.process import Callcard


@dataclass(frozen=True)
class Reply:
    """An answer on a line."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class _Kept(io.BufferedReader):
    """What came on a line, read ahead or not. `http.client` closes what it reads an answer from; the next answer is in here, too."""

    def close(self) -> None:
        """Leaves it open."""

    def makefile(self, *_: object, **__: object) -> _Kept:
        """Itself, in the place of a socket."""
        return self


class Line:
    """A connection that sends requests, several ahead if it likes, and reads answers in their order."""

    def __init__(
        self, server: Callcard, key: Key | None = None, *, tls: ssl.SSLContext | None = None, source: str | None = None
    ) -> None:
        self.key = key or server.installation.keys.switch
        address = (source, 0) if source else None
        self.socket = socket.create_connection((server.host, server.port), timeout=40, source_address=address)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self._kept = _Kept(socket.SocketIO(self.socket, "r"))

    def ask(self, *paths: str) -> Line:
        """Sends a GET request for each path, all at once."""
        head = f"Host: localhost\r\nAuthorization: Bearer {self.key.token}\r\n\r\n"
        self.socket.sendall("".join(f"GET {path} HTTP/1.1\r\n{head}" for path in paths).encode())
        return self

    def post(self, path: str, body: Any) -> Line:
        """Sends a POST request with JSON."""
        data = json.dumps(body).encode()
        head = f"Host: localhost\r\nAuthorization: Bearer {self.key.token}\r\nContent-Length: {len(data)}\r\n\r\n"
        self.socket.sendall(f"POST {path} HTTP/1.1\r\n{head}".encode() + data)
        return self

    def wait_for(self, session: str, after: int = 1, wait: int = 30_000) -> Line:
        """Asks for a session's context, to be told of the next revision."""
        return self.ask(f"/v1/sessions/{session}/context?afterRevision={after}&waitMs={wait}")

    def read(self) -> Reply:
        """The next answer."""
        response = http.client.HTTPResponse(self._kept)  # type: ignore[arg-type]
        response.begin()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, names, response.read())

    def is_silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes for so long. Not for TLS."""
        self.socket.settimeout(seconds)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
            return False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(40)

    def ends_within(self, seconds: float) -> bool:
        """Whether the server closes the line within so long; what comes before that is thrown away."""
        end = time.monotonic() + seconds
        try:
            while (left := end - time.monotonic()) > 0:
                self.socket.settimeout(left)
                if not self.socket.recv(65_536):
                    return True
        except ConnectionError:
            return True
        except TimeoutError:
            pass
        return False

    def half_close(self) -> None:
        """Sends nothing more, and still reads."""
        self.socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Leaves as programs do that end: FIN."""
        self.socket.close()

    def reset(self) -> None:
        """Leaves as programs do that crash: RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
