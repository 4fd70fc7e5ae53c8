"""C2 The Microsoft Graph connector, end to end: `callcard serve`, libcurl, and a fake tenant that reads OData filters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.graph import Tenant
from fakes.oauth import CLIENT, WEAK_CLIENT, EntraTokens
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.contract import REPOSITORY
from kit.process import Callcard, Launcher
from kit.waiting import at_once

SECRET = "s3cret~of.fiction&more"
APPS = {"good": (CLIENT, SECRET), "wrong": (CLIENT, "x"), "stranger": ("nobody", SECRET), "weak": (WEAK_CLIENT, "weak")}
Fake = tuple[Tenant, str]


def start(launcher: Launcher, fake: Fake, tenant: str = EntraTokens.tenant, **more: str) -> Callcard:
    """One manifest, an installation of it for each app. Only its sign-in is moved, from Microsoft's host to the fake."""
    installation = launcher.installation()
    manifest = (REPOSITORY / "connectors" / "graph" / "connector.yaml").read_text()
    assert manifest.count("https://login.microsoftonline.com/") == 1
    moved = manifest.replace("https://login.microsoftonline.com/", "/")
    installation.file("connectors/graph/connector.yaml", moved)
    connectors: list[dict[str, Any]] = []
    for name, (client, secret) in APPS.items():
        installation.file(f"{name}.secret", secret, mode=0o600)
        settings: dict[str, Any] = {"baseURL": fake[1], "tenant": tenant, "clientID": client} | more
        settings["clientSecret"] = {"file": f"{name}.secret"}
        connectors.append(
            {"id": f"crm-{name}", "manifest": "graph", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config |= {"connectors": connectors, "manifests": ["connectors/"]}
    return launcher.start(installation)


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    """A tenant and its address."""
    directory = Tenant(SECRET, "weak")
    with StrictServer(directory.answer) as server:
        yield directory, server.url


@pytest.fixture(scope="module")
def server(fake: Fake, module_launcher: Launcher) -> Callcard:
    """A server that the tests share."""
    return start(module_launcher, fake)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(client: Client) -> None:
    """One caller with its GUID to the digit."""
    answer = client.lookup("+493023125123", service="good")
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact"
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert (caller["id"], caller["upn"]) == ("87d349ed-44d7-43e1-9a83-5f2406dee5bd", "anna.meier@example.com")



def test_several(client: Client) -> None:
    """Two callers with one number, written in two ways, are both shown, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    assert sorted(match["caller"]["firstName"] for match in answer["matches"]) == ["Ben", "Cora"]
    assert answer["caller"].get("firstName") is None and answer["caller"]["company"] == "Example GmbH"


def test_an_organizational_contact_is_asked_for_after_users(client: Client) -> None:
    """Where no user has the number, a contact is found, in whatever writing."""
    caller = client.lookup("+493023125300", service="good")["caller"]
    assert (caller["id"], caller["displayName"]) == ("25caf6a2-d5cb-470d-8940-20ba795ef62d", "Gina Frank")
    assert (caller["company"], caller["streetAddress"]) == ("Sample KG", "Teststraße 9")



def test_another_writing_is_found_on_the_page_of_users(client: Client, fake: Fake) -> None:
    """A writing that no filter finds costs one more request, and none for contacts."""
    fake[0].asked.clear()
    assert client.lookup("+493023125301", service="good")["caller"]["displayName"] == "Ida Hahn"
    assert fake[0].asked == ["users", "users"]


@pytest.mark.parametrize("number", ["+493023125302", "+493023125303"])
def test_who_may_not_sign_in_is_nobody(client: Client, number: str) -> None:
    """Neither by the filter nor on the page of users."""
    answer = client.lookup(number, service="good")
    assert answer["matches"] == [] and outcome(answer, "crm-good") == "miss"


def test_the_page_alone(launcher: Launcher) -> None:
    """Where Graph refuses to filter business phones, one request finds users in all writings."""
    directory = Tenant(SECRET, "weak", filters_phones=False)
    with StrictServer(directory.answer) as server:
        client = start(launcher, (directory, server.url), search="page").client()
        for number, name in (("+493023125123", "Anna Meier"), ("+493023125301", "Ida Hahn")):
            assert client.lookup(number, service="good")["caller"]["displayName"] == name
        assert directory.asked == ["users", "users"]
        assert client.lookup("+493023125300", service="good")["caller"]["displayName"] == "Gina Frank"
        assert directory.asked[2:] == ["users", "contacts"]


def test_a_refused_filter_is_seen(launcher: Launcher) -> None:
    """Such a tenant with the default search: told as a fault, not as nobody."""
    directory = Tenant(SECRET, "weak", filters_phones=False)
    with StrictServer(directory.answer) as server:
        answer = start(launcher, (directory, server.url)).client().lookup("+493023125123", service="good")
    assert answer["status"] == "partial" and outcome(answer, "crm-good") == "http4xx"


def test_neither_page(launcher: Launcher) -> None:
    """With 0 users and 0 contacts to look through, the filter is all that is asked."""
    directory = Tenant(SECRET, "weak")
    with StrictServer(directory.answer) as server:
        client = start(launcher, (directory, server.url), users="0", contacts="0").client()
        assert client.lookup("+493023125123", service="good")["status"] == "resolved"
        assert client.lookup("+493023125301", service="good")["status"] == "unknown"
    assert directory.asked == ["users", "users"]


def test_999_users(launcher: Launcher) -> None:
    """As many as a page has, with all their properties filled, are read in time; the last of them is found."""
    filled = "x" * 40
    users = [
        {
            "id": f"87d349ed-44d7-43e1-9a83-{index:012x}",
            "displayName": f"Contact {index:03d}",
            "businessPhones": ["030 / 231 25 123" if index == 998 else "+44 20 7946 0123"],
        }
        | dict.fromkeys(("companyName", "jobTitle", "department", "mail", "userPrincipalName", "streetAddress", "city"), filled)
        for index in range(999)
    ]
    directory = Tenant(SECRET, "weak", users=users)
    with StrictServer(directory.answer) as server:
        answer = start(launcher, (directory, server.url)).client().lookup("+493023125123", service="good", deadlineMs=7000)
    assert answer["caller"]["displayName"] == "Contact 998"


def test_not_found(client: Client) -> None:
    """Nobody is a miss."""
    answer = client.lookup("+12025550123", service="good")
    assert answer["status"] == "unknown" and outcome(answer, "crm-good") == "miss"


def test_national_writing(client: Client) -> None:
    """A foreign number without its country's code is a likely match."""
    answer = client.lookup("+442079460123", service="good")
    assert [(match["grade"], match["caller"]["firstName"]) for match in answer["matches"]] == [("national", "Eve")]


@pytest.mark.parametrize("name", ["wrong", "stranger", "weak"])
def test_A18_refused(client: Client, server: Callcard, name: str) -> None:
    """A refused secret, an unknown app and one without rights are told as such, and no secret is."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "authError"
    assert SECRET not in server.said()


def test_A18_another_tenant_is_refused(fake: Fake, launcher: Launcher) -> None:
    """A tenant that Entra ID does not know gives no token."""
    answer = start(launcher, fake, tenant="other.example").client().lookup("+493023125123", service="good")
    assert outcome(answer, "crm-good") == "authError"


def test_A18_a_token_taken_back_is_renewed_once(fake: Fake, launcher: Launcher) -> None:
    """A token that ends between two lookups costs one refused call and a new one, and the caller is still found."""
    tokens, client = fake[0].tokens, start(launcher, fake).client()
    issued = tokens.issued
    assert client.lookup("+493023125123", service="good")["status"] == "resolved"
    assert client.lookup("+493023125200", service="good")["status"] == "resolved" and tokens.issued == issued + 1
    tokens.revoke()
    refused = tokens.refused
    assert client.lookup("+493023125300", service="good")["status"] == "resolved"
    assert (tokens.issued, tokens.refused) == (issued + 2, refused + 1)


def test_A19_a_token_that_ended_is_renewed(launcher: Launcher) -> None:
    """Once a token's time is over, a new one is fetched; at most one call is refused for it."""
    directory = Tenant(SECRET, "weak", lifetime=1)
    with StrictServer(directory.answer) as server:
        client = start(launcher, (directory, server.url)).client()
        assert client.lookup("+493023125123", service="good")["status"] == "resolved"
        time.sleep(1.1)
        assert client.lookup("+493023125200", service="good")["status"] == "resolved"
    assert directory.tokens.issued == 2 and directory.tokens.refused <= 1


def test_A19_one_token_for_all_who_wait(fake: Fake, launcher: Launcher) -> None:
    """Lookups at the same time share one token."""
    server = start(launcher, fake)
    issued = fake[0].tokens.issued
    clients = [(server.client(), number) for number in ("+493023125123", "+493023125200", "+493023125300", "+12025550123")]
    at_once([lambda client=client, number=number: client.lookup(number, service="good") for client, number in clients])
    assert fake[0].tokens.issued == issued + 1
