"""What keys with a limit and strangers do to a server at their worst: each attack runs in a process of its own until it is told to stop.

They run at low priority and at a pace, as what they cost the machine by themselves is nobody's fault but the test's.
"""

from __future__ import annotations

import itertools
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from typing import Any

from kit.quick_wire import QuickWire

PER_SECOND = 200.0
"""Requests of one attack: four times what a key with the usual limit may send."""
NUMBER = "+4420794600{:02d}"


@dataclass(frozen=True)
class Target:
    """The server, and what an adversary has of it."""

    host: str
    port: int
    tokens: dict[str, str] = field(repr=False)
    """By role; all of the adversary's own service."""
    service: str
    user: str
    book: str
    hook: str
    upn: str
    callback: str
    """Takes a post and never answers."""
    settings: dict[str, Any]
    live: str
    """A live session of the service."""

    def head(self, role: str | None) -> dict[str, str]:
        """Headers of a role's key."""
        return {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}


Ask = tuple[str, str, dict[str, str], Any]
"""Method, path, headers, body."""
Attack = Callable[[Target, Event], None]


def repeated(target: Target, stop: Event, asks: Iterator[Ask], connections: int = 4, per_second: float = PER_SECOND) -> None:
    """Sends these at a pace, whatever is answered."""
    lock, begun, sent = threading.Lock(), time.monotonic(), 0

    def work() -> None:
        nonlocal sent
        wire = QuickWire(target.host, target.port)
        while not stop.is_set():
            with lock:
                method, path, headers, body = next(asks)
                due = begun + sent / per_second
                sent += 1
            stop.wait(max(0.0, due - time.monotonic()))
            data = None if body is None else json.dumps(body).encode()
            kind = {"Content-Type": "application/json"} if data else {}
            try:
                wire.ask(method, path, headers | kind, data)
            except OSError:
                wire.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def held_open(target: Target, stop: Event, data: bytes, count: int, *, again: bool = True) -> None:
    """Opens so many connections, sends this on each, reads nothing, and opens those anew that the server closes."""
    lines: list[socket.socket] = []
    while not stop.is_set():
        while len(lines) < count and not stop.is_set():
            try:
                line = socket.create_connection((target.host, target.port), timeout=1)
                line.setblocking(False)
                lines.append(line)
                line.send(data)
            except OSError:
                break
        stop.wait(0.2)
        if again:
            lines = [line for line in lines if not is_closed(line)]
    for line in lines:
        line.close()


def is_closed(line: socket.socket) -> bool:
    """Whether the server has closed a connection of which nothing is read."""
    try:
        return line.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def written(method: str, path: str, headers: dict[str, str]) -> bytes:
    """A request without a body."""
    lines = [f"{method} {path} HTTP/1.1", "Host: callcard", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


# Connections


def event_streams(target: Target, stop: Event) -> None:
    """400 streams of one agent."""
    headers = target.head("agent") | {"Accept": "text/event-stream"}
    held_open(target, stop, written("GET", "/v1/users/me/events", headers), 400)


def unread_documents(target: Target, stop: Event) -> None:
    """120 connections that ask for the document 200 times and read nothing."""
    held_open(target, stop, written("GET", "/openapi.json", {}) * 200, 120)


def silent_connections(target: Target, stop: Event) -> None:
    """700 connections that say nothing."""
    held_open(target, stop, b"", 700)


def context_waits(target: Target, stop: Event) -> None:
    """400 calls of a flow that wait for a session's news for 30 s."""
    path = f"/v1/sessions/{target.live}/context?afterRevision=1000&waitMs=30000"
    held_open(target, stop, written("GET", path, target.head("flow")), 400)


# Calls of keys with a limit


def hanging_callbacks(target: Target, stop: Event) -> None:
    """Subscriptions without end to a callback that hangs, told of the adversary's calls."""

    def asks() -> Iterator[Ask]:
        for index in itertools.count():
            body = {"config": {"services": [target.upn], "url": f"{target.callback}/{index}?sig=not-a-secret"}}
            yield "POST", "/v1/triggers/tasks", target.head("flow"), body
            event = {"id": "1", "type": "queued", "direction": "inbound", "service": target.service}
            session = f"h-{os.getpid()}-{index}"
            yield "POST", f"/v1/sessions/{session}/events", target.head("sessionService"), event

    repeated(target, stop, asks())


def pushed_findings(target: Target, stop: Event) -> None:
    """A webhook that says something of every number."""

    def asks() -> Iterator[Ask]:
        for index in itertools.count():
            body = {"number": f"+3319900{index % 10_000:04d}", "customer": {"company": "x" * 4_000}}
            yield "POST", f"/v1/webhooks/{target.hook}", target.head("flow"), body

    repeated(target, stop, asks())


def held_webhooks(target: Target, stop: Event) -> None:
    """A webhook that speaks of sessions that never come."""

    def asks() -> Iterator[Ask]:
        for index in itertools.count():
            body = {"session": f"w-{os.getpid()}-{index}", "customer": {"company": "x" * 40_000}}
            yield "POST", f"/v1/webhooks/{target.hook}", target.head("flow"), body

    repeated(target, stop, asks())


def tag_searches(target: Target, stop: Event) -> None:
    """Searches for the most used tags."""
    body = {"service": target.service, "prefix": ""}
    repeated(target, stop, itertools.repeat(("POST", "/v1/tags/search", target.head("agent"), body)))


def reports(target: Target, stop: Event) -> None:
    """The report of all calls, as a table."""
    headers = target.head("owner") | {"Accept": "text/csv"}
    repeated(target, stop, itertools.repeat(("GET", "/v1/reports/interactions", headers, None)))


def settings(target: Target, stop: Event) -> None:
    """New settings, each time other ones."""

    def asks() -> Iterator[Ask]:
        for index in itertools.count():
            body = target.settings | {"displayName": f"Adversary {index}"}
            yield "PUT", f"/v1/services/{target.service}/settings", target.head("owner") | {"If-Match": "*"}, body

    repeated(target, stop, asks())


def heavy_previews(target: Target, stop: Event) -> None:
    """Templates as long as a body may be."""
    template = "https://crm.example/?" + "&".join(f"a{index}={{Caller.Number}}" for index in range(2_400))
    body = {"template": template, "service": target.service}
    repeated(target, stop, itertools.repeat(("POST", "/v1/templates/preview", target.head("owner"), body)))


def book_uploads(target: Target, stop: Event) -> None:
    """A thousand contacts with each call."""

    def asks() -> Iterator[Ask]:
        path = f"/v2/AddressBooks/{target.book}/contacts"
        for index in itertools.count():
            contacts = [
                {"externalId": f"{one}", "firstName": f"A{index}", "businessPhones": [f"+3319900{one:04d}"]} for one in range(1_000)
            ]
            yield "POST", path, target.head("flow"), contacts

    repeated(target, stop, asks(), per_second=50)


# Strangers


def sign_ins(target: Target, stop: Event) -> None:
    """Attempts to sign in that nobody ends."""
    repeated(target, stop, itertools.repeat(("GET", "/sign-in", {}, None)), per_second=500)


def bad_tokens(target: Target, stop: Event) -> None:
    """Keys and tokens that are none."""

    def asks() -> Iterator[Ask]:
        for token in itertools.cycle(["cc_switch_" + secrets.token_urlsafe(32), "eyJhbGciOiJub25lIn0.e30.", "x" * 8_000]):
            yield "POST", "/v1/lookups", {"Authorization": f"Bearer {token}"}, {"number": NUMBER.format(1)}

    repeated(target, stop, asks(), per_second=500)


# Keys without a limit


def early_events(target: Target, stop: Event) -> None:
    """Events of calls whose service nobody ever names."""

    def asks() -> Iterator[Ask]:
        for index in itertools.count():
            body = {"id": "1", "type": "ended", "caller": {"number": NUMBER.format(index % 100)}}
            yield "POST", f"/v1/sessions/e-{os.getpid()}-{index}/events", target.head("wide"), body

    repeated(target, stop, asks(), connections=8, per_second=400)


def lookups(target: Target, stop: Event) -> None:
    """Lookups of a switch that goes mad."""

    def asks() -> Iterator[Ask]:
        for index in itertools.count():
            body = {"number": f"+3319900{index % 10_000:04d}", "service": target.service}
            yield "POST", "/v1/lookups", target.head("sessionService"), body

    repeated(target, stop, asks(), connections=32, per_second=100_000)


LIMITED: dict[str, Attack] = {
    "event streams": event_streams,
    "unread documents": unread_documents,
    "silent connections": silent_connections,
    "context waits": context_waits,
    "hanging callbacks": hanging_callbacks,
    "pushed findings": pushed_findings,
    "held webhooks": held_webhooks,
    "tag searches": tag_searches,
    "reports": reports,
    "settings": settings,
    "heavy previews": heavy_previews,
    "book uploads": book_uploads,
    "sign-ins": sign_ins,
    "bad tokens": bad_tokens,
}
"""Attacks of strangers and of keys with a limit."""
UNLIMITED: dict[str, Attack] = {"early events": early_events, "lookups": lookups}
"""Attacks of `sessionService` keys, which have none."""


def run(name: str, target: Target, stop: Event) -> None:
    """Runs one attack; a process's whole work."""
    os.nice(10)
    (LIMITED | UNLIMITED)[name](target, stop)
