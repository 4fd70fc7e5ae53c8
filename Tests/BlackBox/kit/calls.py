"""Calls as a session service tells of them: events with ids and times, in any order."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from kit.client import Answer, Client

_serial = itertools.count(1)
STAMP = time.time_ns() // 1_000_000 % 1_000_000_000


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def session_id() -> str:
    """A session's id that no other call of these tests has."""
    return f"c{STAMP:x}-{next(_serial)}"


class Call:
    """One call of a service. Each event is a second later than the one before, the first a minute ago, unless `at` says
    otherwise: seconds after `start`. What is told is expected to be kept (202)."""

    def __init__(
        self,
        client: Client,
        service: str = "support",
        *,
        session: str | None = None,
        number: str | None = None,
        start: datetime | None = None,
        outbound: bool = False,
    ) -> None:
        self.session = session or session_id()
        self.service = service
        self.start = start or datetime.now(UTC) - timedelta(seconds=60)
        self.number = number
        self.direction = "outbound" if outbound else "inbound"
        self._client = client
        self._next = 0
        self._told = 0

    def told_to(self, client: Client) -> Call:
        """What comes is told through another client, such as one of a server that was started anew."""
        self._client = client
        return self

    @property
    def entry_id(self) -> str:
        """The id of its entries."""
        return f"i-{self.session}"

    @property
    def path(self) -> str:
        """Where its events go."""
        return f"/v1/sessions/{self.session}/events"

    def at(self, seconds: float) -> str:
        """`seconds` after its start, as entries tell it."""
        return stamp(self.start + timedelta(seconds=seconds))

    def event(self, kind: str, *, at: float | None = None, id: str | None = None, **members: Any) -> dict[str, Any]:
        """The body of an event; what is `None` is left out. Direction, service and caller stand in all of them."""
        seconds = self._next if at is None else at
        self._next = max(self._next, int(seconds)) + 1
        self._told += 1
        body: dict[str, Any] = {
            "id": id or f"e-{self._told}",
            "type": kind,
            "at": self.at(seconds),
            "direction": self.direction,
            "service": self.service,
            "caller": {"number": self.number} if self.number is not None else None,
        } | members
        return {name: value for name, value in body.items() if value is not None}

    def send(self, body: Any, client: Client | None = None) -> Answer:
        """Sends one event as it is."""
        return (client or self._client).post(self.path, body)

    def tell(self, kind: str, user: str | None = None, reason: str | None = None, **members: Any) -> int:
        """Tells of an event; returns the revision of the session's context."""
        answer = self.send(self.event(kind, user=user, reason=reason, **members))
        assert answer.status == 202, answer.body
        revision = answer.json["revision"]
        assert isinstance(revision, int)
        return revision

    def queued(self, **members: Any) -> Call:
        """It waits."""
        self.tell("queued", **members)
        return self

    def offered(self, user: str, **members: Any) -> Call:
        """It rings at `user`."""
        self.tell("offered", user, **members)
        return self

    def accepted(self, user: str | None = None, **members: Any) -> Call:
        """`user`, or the destination, takes it."""
        self.tell("accepted", user, **members)
        return self

    def declined(self, user: str | None = None, **members: Any) -> Call:
        """`user`, or the destination, does not want it."""
        self.tell("declined", user, **members)
        return self

    def unanswered(self, user: str, **members: Any) -> Call:
        """It rang at `user` for nothing."""
        self.tell("unanswered", user, **members)
        return self

    def ended(self, reason: str | None = None, user: str | None = None, **members: Any) -> Call:
        """It is over."""
        self.tell("ended", user, reason, **members)
        return self

    def dialing(self, user: str, **members: Any) -> Call:
        """`user` calls somebody."""
        self.tell("dialing", user, **members)
        return self

    def ringing(self, **members: Any) -> Call:
        """It rings at the destination."""
        self.tell("ringing", **members)
        return self
