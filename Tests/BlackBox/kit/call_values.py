"""Values for the members of calls, by the names of their schemas or of themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from kit import teams
from kit.team import CODED, CODES
from kit.teams import BLUE, NUMBERS, RED, RED_SESSION, SESSIONS, WEBHOOK_IDS

SHARES = {
    "service": 0.9, "direction": 0.9, "session": 0.7, "user": 0.8, "caller": 0.6, "number": 0.7, "explain": 0.1, "at": 1,
    "deadlineMs": 0.1, "region": 0.2, "customer": 0.8, "customContextParameters": 0.4, "preferredUsers": 0.3,
    "primaryCode": 0.9, "secondaryCode": 0.9, "tags": 0.8, "businessPhones": 0.8, "firstName": 0.8, "lastName": 0.8,
    "limit": 0.2, "before": 0.2, "taskEvents": 0.2, "modalities": 0.2, "directions": 0.2,
}  # fmt: skip
"""How often members that may be left out are there."""


class Pool:
    """What one team draws from: what is its own, what is nobody's, and now and then what is the other team's.

    Red knows all of blue's names but its secrets: keys, secrets of webhooks and ids of subscriptions (128 random bits that are a
    secret by the contract). Blue keeps its own service's name and number, which red can't have as long as blue does.
    """

    words = ["alpha", "beta", "gamma"]

    def __init__(self, team: str, draw: random.Random) -> None:
        self.team, self.draw = team, draw
        self.other = BLUE if team == RED else RED
        self._foreign = 0.35 if team == RED else 0.05
        self._hints: dict[str, Callable[[], Any]] = {
            "SessionID": lambda: self._session(),
            "session": lambda: self._session(),
            "InteractionID": lambda: "i-" + self._session(),
            "User": lambda: self.one("me", *self.mine(teams.users)),
            "ServiceID": lambda: self.one(*self.mine(teams.services)),
            "service": lambda: self.one(*self.mine(teams.services)),
            "EventID": lambda: self.one(*[f"e-{index}" for index in range(1, 7)]),
            "Reason": lambda: self.one("busy", "overflow"),
            "PageMark": self._said("mark"),
            "AnyTime": lambda: f"«time {self.draw.randint(0, 50)}»",
            "at": lambda: f"«time {self.draw.randint(0, 50)}»",
            "Region": lambda: self.one("FR", "DE"),
            "ExternalID": self._external,
            "externalIds": lambda: [self._external()],
            "after": self._external,
            "number": self._number,
            "ip": lambda: self.one("192.0.2.7", "192.0.2.8"),
            "text": lambda: self.one("", "Anna", "Of", *self.mine(teams.services)),
            "tag": lambda: self.one("vip", "open-point", f"of-{self.team}"),
            "tags": lambda: [self.one("vip", "open-point", "VIP", f"of-{self.team}")],
            "prefix": lambda: self.one("", "v", "o"),
            "url": self._callback,
            "services": lambda: [self.one(*(teams.upn(one) for one in self.mine(teams.services)))],
            "owners": self._people,
            "members": self._people,
            "aliases": lambda: {self.one("200", "201"): self._person()},
            "connectors": self._connectors,
            "upn": lambda: self.one(*self.mine(teams.users)),
            "UPN": lambda: self.one(*self.mine(teams.users)),
            "primaryCode": lambda: self.one(CODED["primaryCode"], "complaint"),
            "secondaryCode": lambda: self.one(CODED["secondaryCode"], "open"),
            "Codes": lambda: self.one(CODES, {}),
            "template": lambda: self.one("https://crm.example/{Caller.Number}", "https://crm.example/{?Parameter.ticket}"),
            "retentionMs": lambda: self.one(300_000, 900_000),
            "deadlineMs": lambda: self.one(2_000, 7_500),
            "waitMs": lambda: self.one(0, 0, 0, 0, 0, 0, 1, 5, 60),
            "afterRevision": lambda: self.one(0, "«revision»"),
            "max": lambda: self.one("1", "40"),
            "likely": lambda: self.one("yes", "no"),
            "webhook-id": lambda: self.one(*WEBHOOK_IDS),
            "webhook-timestamp": lambda: self.one("«now»", ""),
            "webhook-signature": lambda: "«signature»",
            "Idempotency-Key": lambda: self.one(*WEBHOOK_IDS),
            "If-Match": lambda: self.one("*", "«etag»", f"«etag of {self.whose()}»"),
            "Last-Event-ID": lambda: self.one("«event»", f"«event of {self.whose()}»"),
            "email": lambda: self.one("dora@example.com", "emil@example.com"),
            "lastName": lambda: self.one(f"of {self.team}", "Unknown"),
            "customFields": lambda: [{"name": "Tier", "value": f"of {self.team}"}],
            "customContextParameters": lambda: [{"name": "ticket", "value": f"of {self.team}"}],
        }
        for name in ("businessPhones", "mobilePhones", "homePhones"):
            self._hints[name] = lambda: [self.one(*NUMBERS)]
        for name in ("from", "to"):
            self._hints[name] = lambda: f"«time {self.one(-86_400, 0, 86_400)}»"

    def one(self, *of: Any) -> Any:
        """One of these."""
        return self.draw.choice(of)

    def word(self) -> str:
        """Any word."""
        return self.draw.choice(self.words)

    def share(self, member: str) -> float:
        """How often a member is there that need not be."""
        return SHARES.get(member, 0.4)

    def whose(self) -> str:
        """Itself, or now and then the other team."""
        return self.other if self.draw.random() < self._foreign else self.team

    def mine(self, of: Callable[[str], list[str]]) -> list[str]:
        """Names of a team: its own, or now and then the other team's."""
        return of(self.whose())

    def hint(self, kind: str, name: str, template: str) -> Any:
        """A value where its schema's name, or its own, says what it means; `None` where neither does."""
        if kind == "ConnectorID":
            return self._connector(template) if name != "connectors" else self._connectors()[0]
        if kind == "" and name == "id" and "triggers" in template:
            return "«subscription»"
        # A name inside of another part's means something else: services of flows are UPNs.
        if kind == "" and name == "services" and "triggers" not in template:
            return None
        if kind == "User" or (name == "user" and not kind):
            return self._hints["User"]() if "/users/" in template and self.draw.random() < 0.5 else self._person()
        if name == "url" and "triggers" not in template:
            return self.one("https://crm.example/1", "javascript:alert(1)")
        found = self._hints.get(kind) if kind else self._hints.get(name)
        return found() if found else None

    def _session(self) -> str:
        if self.team == RED and self.draw.random() < 0.2:
            return RED_SESSION
        return SESSIONS[self.draw.choices(range(len(SESSIONS)), [5, 2, 1])[0]]

    def _connector(self, template: str) -> str:
        team = self.whose()
        if "AddressBooks" not in template:
            return teams.hook(team)
        # Nobody fills a book of a file.
        return teams.book(team) if self.draw.random() < 0.9 else teams.file_book(team)

    def _connectors(self) -> list[str]:
        # Settings that name what the other team alone may have are refused.
        return self.draw.sample(["contacts", *teams.private(self.whose())], k=2)

    def _person(self) -> str:
        return str(self.one(*self.mine(teams.users)))

    def _people(self) -> list[str]:
        return [*teams.users(self.team), self._person()]

    def _number(self) -> str:
        number = self.one(*NUMBERS, NUMBERS[1])
        return str(self.one(number, number, number, number, "00" + number[1:], "anonymous"))

    def _external(self) -> str:
        return str(self.one("17", "18"))

    def _callback(self) -> str:
        return f"«callbacks»/{self.team}{{p}}/{self.one('1', '2')}?sig=not-a-secret-0000"

    def _said(self, what: str) -> Callable[[], str]:
        return lambda: str(self.one(f"«{what}»", f"«{what} of {self.whose()}»"))


def _event(pool: Pool, event: dict[str, Any]) -> dict[str, Any]:
    """Most events fit their direction, and name whom they must."""
    if pool.draw.random() < 0.9:
        kind = event["type"]
        if "direction" in event:
            event["direction"] = "outbound" if kind in ("dialing", "ringing") else "inbound"
        if kind in ("queued", "ringing"):
            event.pop("user", None)
        elif kind != "ended":
            event.setdefault("user", teams.users(pool.team)[0])
    return event


def _webhook(pool: Pool, body: dict[str, Any]) -> dict[str, Any]:
    """It is about a session or about a number."""
    if "session" in body:
        body.pop("number", None)
    elif "number" not in body:
        body["session"] = pool.one(*SESSIONS)
    return body


def _settings(pool: Pool, drawn: dict[str, Any]) -> dict[str, Any]:
    """Settings as they were, but for a few members; names stay where they are, as the other team may not take them."""
    service = pool.one(*teams.services(pool.team))
    changed = {name: drawn[name] for name in pool.draw.sample(sorted(drawn), k=min(2, len(drawn))) if name not in ("region",)}
    if pool.team == BLUE:
        changed = {name: value for name, value in changed.items() if name not in ("upn", "telNumber")}
    elif "upn" in changed:
        changed["upn"] = teams.upn(pool.one(*pool.mine(teams.services)))
    return teams.settings(pool.team, service, pool.one(0, 1, 2, 3)) | changed


SHAPES: dict[str, Callable[[Pool, Any], Any]] = {
    "SessionEvent": _event,
    "WebhookRequest": _webhook,
    "ServiceSettings": _settings,
}
"""What whole objects need beyond their schema, by its name."""
