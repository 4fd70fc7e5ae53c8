"""A team that takes calls: a service with codes, tags and a journal, and a key for each of its people."""

from __future__ import annotations

from typing import Any

from kit.books import anna
from kit.calls import Call
from kit.desk import Desk
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher

PIA, BEN, CLEO = "pia@example.com", "ben@example.com", "cleo@example.com"
"""Agents."""
OLGA = "olga@example.com"
"""Owns the services."""
CODES = {
    "primary": [{"id": "question", "name": "Question"}, {"id": "complaint", "name": "Complaint"}],
    "secondary": [{"id": "solved", "name": "Solved"}, {"id": "open", "name": "Still open"}],
}
ALL_WIDGETS = {"callerInformation": True, "status": True, "context": True, "map": False, "codes": True, "tags": True}
CODED = {"primaryCode": "question", "secondaryCode": "solved"}
"""A conclusion that such a service takes."""


def settings(*members: str, **more: Any) -> dict[str, Any]:
    """Settings with every widget that needs nothing from outside; members are Pia, Ben and Cleo where none is named."""
    return {
        "members": list(members or (PIA, BEN, CLEO)),
        "licence": {"enterpriseRouting": True},
        "widgets": ALL_WIDGETS,
        "codes": CODES,
    } | more


def people(*users: str) -> list[Key]:
    """A key of role `agent` for each user, for all services."""
    return [Key(user.partition("@")[0], "agent", ("*",), user) for user in users]


def installation(launcher: Launcher, *users: str, **more: Any) -> Installation:
    """A journal, a book that knows Anna Meier, and service `support`; keys for the agents and for Olga everywhere.

    `more` are settings of the service.
    """
    made = launcher.installation()
    made.config["journal"] = "callcard.sqlite"
    made.config["rates"] = {"perSecond": 10_000, "burst": 10_000}
    made.add_book("contacts", [anna()])
    made.add_service("support", **settings(*users, **{"connectors": ["contacts"]} | more))
    for key in people(*(users or (PIA, BEN, CLEO))):
        made.add_key(key)
        made.people[key.user or ""] = key
    made.people[OLGA] = made.add_key(Key("olga-all", "owner", ("*",), OLGA))
    return made


def sign_in_by_links(made: Installation) -> Installation:
    """Switches on the pages: everybody signs in by a link that the server prints."""
    people = [{"user": user, "role": key.role, "services": ["*"]} for user, key in made.people.items()]
    made.config["pages"] = {"signInLinks": people}
    return made


def desk(server: Callcard, user: str = PIA) -> Desk:
    """What `user` sees, over a connection of its own."""
    return Desk(server.client(server.installation.people[user]), user)


def call(server: Callcard, *, service: str = "support", **more: Any) -> Call:
    """A call of its own, told by the session service."""
    return Call(server.client(), service, **more)
