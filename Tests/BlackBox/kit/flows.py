"""Flows that are told of calls: a server for them, and subscribing."""

from __future__ import annotations

from typing import Any

from kit import team
from kit.client import Answer, Client
from kit.installation import Installation
from kit.keys import Key
from kit.process import Callcard, Launcher

SUPPORT, SALES = "support@example.com", "Sales@Example.com"
"""UPNs of the services."""
TASKS = "/v1/triggers/tasks"


def installation(launcher: Launcher, **triggers: Any) -> Installation:
    """A journal, a book that knows Anna Meier, services `support` and `sales`, and two keys of flows for the first of them.

    Callbacks on this machine are allowed, unless `triggers` says otherwise.
    """
    made = team.installation(launcher, upn=SUPPORT, telNumber="+493023125000")
    made.add_service("sales", ["contacts"], **team.settings(upn=SALES))
    made.people["flow2"] = made.add_key(Key("flow2", "flow", ("support", "sales")))
    made.config["triggers"] = {"allow": ["127.0.0.0/8"], "http": True} | triggers
    return made


def filled(launcher: Launcher, book: str) -> Installation:
    """The same; `support` looks into a book of this id that flows fill, too."""
    made = installation(launcher)
    made.config["books"].append({"id": book, "api": True})
    made.services["support"]["connectors"].append(book)
    return made


def flow(server: Callcard) -> Client:
    """A client with the key of a flow for `support`."""
    return server.client(server.installation.keys.flow)


def other_flow(server: Callcard) -> Client:
    """A client with the key of a flow for both services."""
    return server.client(server.installation.people["flow2"])


def ask(client: Client, url: str, *services: str, **config: Any) -> Answer:
    """Asks for a subscription."""
    return client.post(TASKS, {"config": {"services": list(services or (SUPPORT,)), "url": url} | config})


def subscribe(client: Client, url: str, *services: str, **config: Any) -> dict[str, str]:
    """Subscribes; returns `id` and `secret`."""
    answer = ask(client, url, *services, **config)
    assert answer.status == 201, answer.body
    made: dict[str, str] = answer.json
    assert answer.headers["location"] == f"{TASKS}/{made['id']}"
    return made


def unsubscribe(client: Client, subscription: str) -> None:
    """Ends a subscription, or does nothing where there is none."""
    answer = client.request("DELETE", f"{TASKS}/{subscription}")
    assert answer.status == 204, answer.body
