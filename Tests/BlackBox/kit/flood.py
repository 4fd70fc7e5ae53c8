"""More requests than a server can answer, over many connections at once, and how long each answer took."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kit.process import Callcard

READ = 65_536
FRENCH = "+33199{:06d}"
"""+33 1 99 00 00 00 to 99 99: ten thousand numbers that are nobody's."""


@dataclass
class Shot:
    """One request: when it was sent, since the flood's beginning, and its answer."""

    at: float
    index: int
    seconds: float = 0.0
    status: int = 0
    """0 where the connection ended without an answer."""
    head: bytes = b""

    @property
    def milliseconds(self) -> float:
        """From the last byte sent to the last byte read."""
        return self.seconds * 1_000


@dataclass
class Sender:
    """One key's requests: as many as its connections can carry, or evenly so many a second as far as connections are free."""

    message: Callable[[int], bytes]
    connections: int
    per_second: float | None = None
    most: int | None = None
    """How many in all; `None` for as many as there is time for."""
    shots: list[Shot] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether as many as there are to be were sent and answered."""
        return self.most is not None and len(self.shots) >= self.most and all(shot.status for shot in self.shots[-2 * self.connections :])

    def took(self, *statuses: int) -> list[float]:
        """The times of the answers with one of these statuses, in milliseconds, sorted."""
        return sorted(shot.milliseconds for shot in self.shots if shot.status in statuses)


def percentile(ordered: list[float], percent: float) -> float:
    """The value that so many percent don't exceed; 0 of none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


class _Wire:
    """A connection of a sender: idle, or with one request under way."""

    def __init__(self, server: Callcard, sender: Sender) -> None:
        self.socket = socket.create_connection((server.host, server.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sender = sender
        self.shot: Shot | None = None
        self.read = b""

    def send(self, index: int, begun: float) -> None:
        """Sends one request; they are small enough for any socket's buffer."""
        message = self.sender.message(index)
        self.shot = Shot(time.monotonic() - begun, index)
        self.sender.shots.append(self.shot)
        try:
            self.socket.sendall(message)
        except OSError:
            pass  # Reading tells.

    def receive(self, begun: float) -> bool:
        """Reads what is there; returns whether the connection goes on."""
        try:
            data = self.socket.recv(READ)
        except OSError:
            data = b""
        self.read += data
        head, gap, body = self.read.partition(b"\r\n\r\n")
        if self.shot and gap:
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), 0
            )
            if len(body) >= length:
                self.shot.seconds = time.monotonic() - begun - self.shot.at
                self.shot.status, self.shot.head = int(head[9:12]), head
                self.shot, self.read = None, b""
        return bool(data)


def flood(server: Callcard, senders: Iterable[Sender], seconds: float, patience: float = 30) -> float:
    """Sends for so long, then waits for the answers that are missing.

    Returns how late the flood itself was, in milliseconds: the longest time that it was busy with sending and reading, in which an answer
    may have waited for it.
    """
    late = 0.0
    senders = list(senders)
    with selectors.DefaultSelector() as selector:
        wires = [_Wire(server, sender) for sender in senders for _ in range(sender.connections)]
        idle: dict[int, list[_Wire]] = {id(sender): [] for sender in senders}
        for wire in wires:
            selector.register(wire.socket, selectors.EVENT_READ, wire)
            idle[id(wire.sender)].append(wire)
        sent = {id(sender): 0 for sender in senders}
        begun = looked = time.monotonic()
        while True:
            now = time.monotonic() - begun
            if now < seconds and not all(sender.is_done for sender in senders):
                for sender in senders:
                    due = len(idle[id(sender)])
                    if sender.per_second is not None:
                        due = min(due, int(now * sender.per_second) - sent[id(sender)])
                    if sender.most is not None:
                        due = min(due, sender.most - len(sender.shots))
                    for _ in range(due):
                        idle[id(sender)].pop().send(len(sender.shots), begun)
                        sent[id(sender)] += 1
            elif now > seconds + patience or all(wire.shot is None for wire in wires):
                break
            late = max(late, time.monotonic() - looked)
            ready = selector.select(0.001)
            looked = time.monotonic()
            for key, _ in ready:
                wire: _Wire = key.data
                was_busy = wire.shot is not None
                if not wire.receive(begun):
                    selector.unregister(wire.socket)
                    wire.shot = None
                    if wire in idle[id(wire.sender)]:
                        idle[id(wire.sender)].remove(wire)
                elif was_busy and wire.shot is None:
                    idle[id(wire.sender)].append(wire)
        for wire in wires:
            wire.socket.close()
    return late * 1_000


def post(path: str, token: str, body: str) -> bytes:
    """A POST request with a JSON body."""
    data = body.encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    ).encode() + data


def lookups(token: str) -> Callable[[int], bytes]:
    """Lookups of one number after the other."""
    return lambda index: post("/v1/lookups", token, f'{{"number": "{FRENCH.format(index % 10_000)}"}}')
