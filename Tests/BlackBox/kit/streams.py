"""A client for server-sent events, read as the HTML standard says."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from kit import contract
from kit.entries import check_entry, check_page
from kit.keys import Key
from kit.process import Callcard
from kit.waiting import until

SCHEMAS = {
    "snapshot": "StreamSnapshot",
    "entry": "Interaction",
    "removed": "StreamRemoval",
    "context": "StreamContext",
    "concluded": "StreamConclusion",
}


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    id: str
    kind: str
    data: Any


class Stream:
    """One open stream, read in the background; every event is checked against the document."""

    def __init__(self, server: Callcard, key: Key, user: str, last: str | None = None, headers: dict[str, str] | None = None) -> None:
        self.events: list[Event] = []
        self.comments = 0
        self.retries: list[int] = []
        self.error: BaseException | None = None
        self._connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        # Whoever brings headers of their own is known by them.
        headers = {"Accept": "text/event-stream"} | (headers or {"Authorization": f"Bearer {key.token}"})
        if last is not None:
            headers["Last-Event-ID"] = last
        path = f"/v1/users/{quote(user)}/events"
        self._connection.request("GET", path, headers=headers)
        self._socket = self._connection.sock
        self._response = self._connection.getresponse()
        self.status = self._response.status
        self.headers = {name.lower(): value for name, value in self._response.getheaders()}
        self.body = b"" if self.status == 200 else self._response.read()
        if self.status != 200:
            contract.check("GET", path, self.status, self.headers, self.body)
        else:
            assert self.headers["content-type"].startswith("text/event-stream")
            assert self.headers["cache-control"] == "no-store"
        self._thread = threading.Thread(target=self._read, daemon=True)
        if self.status == 200:
            self._thread.start()

    def _read(self) -> None:
        fields: dict[str, list[str]] = {}
        try:
            for raw in iter(self._response.readline, b""):
                line = raw.decode("utf-8").rstrip("\r\n")
                if line == "":
                    self._dispatch(fields)
                    fields = {}
                elif line.startswith(":"):
                    self.comments += 1
                else:
                    name, _, value = line.partition(":")
                    fields.setdefault(name, []).append(value.removeprefix(" "))
        except (OSError, http.client.HTTPException, AttributeError, ValueError):
            pass  # Cut, or closed by us.
        except BaseException as error:
            self.error = error

    def _dispatch(self, fields: dict[str, list[str]]) -> None:
        self.retries += [int(value) for value in fields.get("retry", [])]
        if "data" not in fields:
            return
        kind, data = fields["event"][-1], contract.strict_json("\n".join(fields["data"]).encode())
        contract.validator("components", "schemas", SCHEMAS[kind]).validate(data)
        if kind == "snapshot":
            check_page(data)
        elif kind == "entry":
            check_entry(data)
        self.events.append(Event(fields["id"][-1], kind, data))

    @property
    def is_over(self) -> bool:
        """Whether the server has ended it."""
        return not self._thread.is_alive()

    @property
    def last(self) -> str:
        """The id of the last event."""
        return self.events[-1].id

    def close(self) -> None:
        """Leaves."""
        try:
            # A plain close would wait for the reader.
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # The server was faster.
        self._thread.join(5)
        self._connection.close()
        self.raise_error()

    def raise_error(self) -> None:
        """Fails where an event was not as it should be."""
        if self.error is not None:
            raise self.error

    def of(self, kind: str, entry: str | None = None) -> list[Event]:
        """Events of a kind; of one entry, where it is named."""
        return [event for event in list(self.events) if event.kind == kind and (entry is None or event.data.get("id") == entry)]

    def wait(self, true: Callable[[Event], object], what: str, seconds: float = 5) -> Event:
        """Waits for an event."""

        def found() -> bool:
            self.raise_error()
            return any(true(event) for event in list(self.events))

        until(found, f"{what}, in {[(event.kind, event.id) for event in self.events][-8:]}", seconds)
        return next(event for event in list(self.events) if true(event))

    def wait_for(self, kind: str, entry: str | None = None, seconds: float = 5) -> Event:
        """Waits for the first event of a kind; of one entry, where it is named."""
        return self.wait(
            lambda event: event.kind == kind and (entry is None or event.data.get("id") == entry), f"{kind} {entry}", seconds
        )

    def __repr__(self) -> str:
        return json.dumps([(event.id, event.kind) for event in self.events])


class Streams:
    """Opens streams and closes them all at the end: `with Streams(server) as streams`."""

    def __init__(self, server: Callcard) -> None:
        self._server = server
        self._open: list[Stream] = []

    def __enter__(self) -> Streams:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for stream in self._open:
            try:
                stream.close()
            except BaseException:
                if kind is None:
                    raise

    def open(self, user: str, last: str | None = None) -> Stream:
        """A stream of a user of the team; waits for its first event."""
        stream = Stream(self._server, self._server.installation.people[user], user, last)
        self._open.append(stream)
        assert stream.status == 200, stream.body
        return stream

    def snapshot(self, user: str) -> Stream:
        """As `open`, with its snapshot read."""
        stream = self.open(user)
        stream.wait_for("snapshot")
        assert stream.events[0].kind == "snapshot"
        return stream
