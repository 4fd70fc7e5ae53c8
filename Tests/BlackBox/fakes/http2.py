"""A server that speaks HTTP/2 by hand, as far as it takes to say GOAWAY at the worst moment."""

from __future__ import annotations

import socket
import ssl
import struct
import threading

from fakes.upstream import contacts, record

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, GOAWAY = 0, 1, 4, 7
ACKNOWLEDGED, END_STREAM, END_HEADERS = 1, 1, 4
STATUS_200 = b"\x88"
"""Entry 8 of the static table (RFC 7541)."""
CONTENT_TYPE = b"\x0f\x10" + bytes([len(b"application/json")]) + b"application/json"
"""A literal with the name of entry 31, not indexed."""


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """One frame (RFC 9113, 4.1)."""
    return struct.pack("!I", len(payload))[1:] + bytes([kind, flags]) + struct.pack("!I", stream) + payload


class Leaver:
    """Answers `after` requests of each connection with one record; to the next it says GOAWAY, "I have not seen it"."""

    def __init__(self, tls: ssl.SSLContext, phones: list[str], after: int) -> None:
        tls.set_alpn_protocols(["h2"])
        self._tls, self._phones, self._after = tls, phones, after
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.answered = self.left = self.connections = 0

    def __enter__(self) -> Leaver:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone would leave the thread in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def url(self) -> str:
        """What a connector's `baseURL` is set to."""
        return f"https://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        try:
            with self._tls.wrap_socket(raw, server_side=True) as connection:
                self.connections += 1
                self._speak(connection)
        except OSError:
            return  # The other side has left.

    def _speak(self, connection: ssl.SSLSocket) -> None:
        stream = connection.makefile("rb")
        if stream.read(len(PREFACE)) != PREFACE:
            return
        connection.sendall(frame(SETTINGS, 0, 0))
        last, answered = 0, 0
        while len(head := stream.read(9)) == 9:
            size, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
            (number,) = struct.unpack("!I", head[5:])
            stream.read(size)
            if kind == SETTINGS and not flags & ACKNOWLEDGED:
                connection.sendall(frame(SETTINGS, ACKNOWLEDGED, 0))
            elif kind == HEADERS and answered < self._after:
                last, answered = number, answered + 1
                body = contacts(record(self._phones[0], "Second", "Protocol", phones=self._phones))
                connection.sendall(frame(HEADERS, END_HEADERS, number, STATUS_200 + CONTENT_TYPE))
                connection.sendall(frame(DATA, END_STREAM, number, body))
                self.answered += 1
            elif kind == HEADERS:
                self.left += 1
                connection.sendall(frame(GOAWAY, 0, 0, struct.pack("!II", last, 0)))
                return
