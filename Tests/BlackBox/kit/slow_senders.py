"""Clients that begin a request and never end it (slow loris), and lookups beside them."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from kit.numbers import ANNA
from kit.process import Callcard

POST = b"POST /v1/lookups HTTP/1.1\r\nHost: a\r\n"


class SlowSenders:
    """Connections that all send the start of one request; then nothing more, or something that drips twice a second."""

    def __init__(self, server: Callcard, kind: str, drip: bytes, *, count: int) -> None:
        """`kind` is the part that is never whole: `head` or `body`."""
        self._server, self._drip, self._count = server, drip, count
        key = f"X-Api-Key: {server.installation.keys.switch.token}\r\nContent-Type: application/json\r\n".encode()
        self._start = POST + (b"X-A: " if kind == "head" else key + b'Content-Length: 1000\r\n\r\n{"number":"')
        self.before: list[float] = []
        """Seconds that lookups took before there were any slow senders."""
        self.beside: list[float] = []
        """Seconds that lookups took meanwhile."""
        self.closed: list[float] = []
        """Seconds until the server closed each connection; those that it never closed are missing."""

    def run(self, *, until: float) -> None:
        """Opens the connections, and makes lookups until all are closed or so many seconds are over."""
        client = self._server.client()
        self.before = [client.timed_lookup(ANNA).elapsed for _ in range(200)]
        address = self._server.host, self._server.port
        lines = [socket.create_connection(address, timeout=8) for _ in range(self._count)]
        for line in lines:
            line.sendall(self._start)
        with ThreadPoolExecutor(1) as pool:
            closing = pool.submit(self._closing_times, lines, until)
            # To the end: what cuts them all at once must not stop anybody either.
            while not closing.done():
                self.beside.append(client.timed_lookup(ANNA).elapsed)
                time.sleep(0.005)
            self.closed = closing.result()

    def _closing_times(self, lines: list[socket.socket], limit: float) -> list[float]:
        started, times = time.monotonic(), []
        left, next_drip = list(lines), started + 0.5
        while left and time.monotonic() < started + limit:
            for line in select.select(left, [], [], 0.05)[0]:
                with contextlib.suppress(ConnectionError):
                    if line.recv(65_536):
                        continue
                times.append(time.monotonic() - started)
                left.remove(line)
            if self._drip and time.monotonic() >= next_drip:
                next_drip += 0.5
                for line in left:
                    with contextlib.suppress(ConnectionError):
                        line.send(self._drip)
        for line in lines:
            line.close()
        return times
