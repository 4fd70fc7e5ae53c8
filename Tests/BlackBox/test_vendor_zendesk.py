"""C2 The Zendesk connector, end to end: `callcard serve`, libcurl, and a fake account that gives tokens and reads searches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.oauth import CLIENT, WEAK_CLIENT
from fakes.strict_server import StrictServer
from fakes.zendesk import Account
from kit.client import Client, outcome
from kit.crm_tests import test_A28_other_number_is_dropped, test_national_writing, test_not_found
from kit.process import Callcard, Launcher
from kit.waiting import at_once

SECRET = 's3cret+of/fiction"&more'
APPS = {
    "good": (CLIENT, SECRET, "read"),
    "narrow": (CLIENT, SECRET, "users:read organizations:read"),
    "wrong": (CLIENT, "x", "read"),
    "stranger": ("nobody", SECRET, "read"),
    "weak": (WEAK_CLIENT, "weak", "tickets:read"),
    "excess": (WEAK_CLIENT, "weak", "read"),
}
"""Each with its client, its secret and its scope."""
Fake = tuple[Account, StrictServer]


def start(launcher: Launcher, fake: Fake) -> Callcard:
    """One manifest, an installation of it for each of `APPS`. The scope `read` is left to the manifest."""
    installation = launcher.installation()
    connectors: list[dict[str, Any]] = []
    for name, (client, secret, scope) in APPS.items():
        installation.file(f"{name}.secret", secret, mode=0o600)
        settings = {"baseURL": fake[1].url, "clientID": client, "clientSecret": {"file": f"{name}.secret"}}
        if scope != "read":
            settings["scope"] = scope
        connectors.append(
            {"id": f"crm-{name}", "manifest": "zendesk", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config["connectors"] = connectors
    return launcher.start(installation)


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    """An account and the server that it is behind."""
    account = Account(SECRET, "weak")
    with StrictServer(account.answer) as server:
        yield account, server


@pytest.fixture(scope="module")
def server(fake: Fake, module_launcher: Launcher) -> Callcard:
    """A server that the tests share."""
    return start(module_launcher, fake)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(fake: Fake, launcher: Launcher) -> None:
    """One caller with their organization, by one request for a token and one for the user, and an id of 17 digits to the digit."""
    client, before = start(launcher, fake).client(), fake[1].requests
    answer = client.lookup("+493023125123", service="good")
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact" and fake[1].requests == before + 2
    assert (caller["displayName"], caller["company"], caller["email"]) == ("Anna Meier", "ACME AG", "anna.meier@example.com")
    assert caller["id"] == "12345678901234567" and caller["url"] == f"{fake[1].url}/agent/users/12345678901234567"


def test_a_narrower_scope(client: Client) -> None:
    """Users and organizations are all that must be read."""
    answer = client.lookup("+493023125123", service="narrow")
    assert answer["status"] == "resolved" and answer["caller"]["company"] == "ACME AG"


def test_several(client: Client) -> None:
    """Two users who share a number are both shown, however it is written, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    assert sorted(match["caller"]["displayName"] for match in answer["matches"]) == ["Ben Adler", "Cora Busch"]
    assert answer["caller"].get("email") is None and answer["caller"]["company"] == "Example GmbH"


def test_a_deleted_user_is_nobody(client: Client) -> None:
    """Whom the search still gives and who has been deleted is not shown."""
    answer = client.lookup("+493023125302", service="good")
    assert answer["matches"] == [] and outcome(answer, "crm-good") == "miss"


@pytest.mark.parametrize("name", ["wrong", "stranger", "weak", "excess"])
def test_A18_refused(client: Client, server: Callcard, name: str) -> None:
    """A refused secret, an unknown client, a scope too narrow and one too wide for the client: each is told, and no secret is."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "authError"
    assert SECRET not in server.said()


def test_A18_a_token_taken_back_is_renewed_once(fake: Fake, launcher: Launcher) -> None:
    """A token that is revoked between two lookups costs one refused call and a new one, and the caller is still found."""
    tokens, client = fake[0].tokens, start(launcher, fake).client()
    issued = tokens.issued
    assert client.lookup("+493023125123", service="good")["status"] == "resolved"
    assert client.lookup("+493023125200", service="good")["status"] == "resolved" and tokens.issued == issued + 1
    tokens.revoke()
    refused = tokens.refused
    assert client.lookup("+442079460123", service="good")["status"] == "resolved"
    assert (tokens.issued, tokens.refused) == (issued + 2, refused + 1)


def test_A19_a_token_that_ended_is_renewed(launcher: Launcher) -> None:
    """Once a token's time is over, a new one is fetched; at most one call is refused for it."""
    account = Account(SECRET, "weak", lifetime=1)
    with StrictServer(account.answer) as server:
        client = start(launcher, (account, server)).client()
        assert client.lookup("+493023125123", service="good")["status"] == "resolved"
        time.sleep(1.1)
        assert client.lookup("+493023125200", service="good")["status"] == "resolved"
    assert account.tokens.issued == 2 and account.tokens.refused <= 1


def test_A19_one_token_for_all_who_wait(fake: Fake, launcher: Launcher) -> None:
    """Lookups at the same time share one token."""
    server = start(launcher, fake)
    issued = fake[0].tokens.issued
    clients = [(server.client(), number) for number in ("+493023125123", "+493023125200", "+442079460123", "+12025550123")]
    at_once([lambda client=client, number=number: client.lookup(number, service="good") for client, number in clients])
    assert fake[0].tokens.issued == issued + 1
