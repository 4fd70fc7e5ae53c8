"""C2 The Dynamics 365 connector, end to end: `callcard serve`, libcurl, and a fake environment that reads OData filters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.dynamics import Environment
from fakes.oauth import CLIENT, WEAK_CLIENT, EntraTokens
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.contract import REPOSITORY
from kit.process import Callcard, Launcher
from kit.waiting import at_once

SECRET = "s3cret~of.fiction&more"
APPS = {"good": (CLIENT, SECRET), "wrong": (CLIENT, "x"), "stranger": ("nobody", SECRET), "weak": (WEAK_CLIENT, "weak")}
Fake = tuple[Environment, str]


def start(launcher: Launcher, fake: Fake, tenant: str = EntraTokens.tenant, **more: str) -> Callcard:
    """One manifest, an installation of it for each app; `more` are further settings of each. Only its sign-in is moved, from
    Microsoft's host to the fake."""
    installation = launcher.installation()
    manifest = (REPOSITORY / "connectors" / "dynamics" / "connector.yaml").read_text()
    assert manifest.count("https://login.microsoftonline.com/") == 1
    moved = manifest.replace("https://login.microsoftonline.com/", "/")
    installation.file("connectors/dynamics/connector.yaml", moved)
    connectors: list[dict[str, Any]] = []
    for name, (client, secret) in APPS.items():
        installation.file(f"{name}.secret", secret, mode=0o600)
        settings = {"baseURL": fake[1], "tenant": tenant, "clientID": client, "clientSecret": {"file": f"{name}.secret"}, **more}
        connectors.append(
            {"id": f"crm-{name}", "manifest": "dynamics", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config |= {"connectors": connectors, "manifests": ["connectors/"]}
    return launcher.start(installation)


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    """An environment and its address."""
    environment = Environment(SECRET, "weak")
    with StrictServer(environment.answer) as server:
        yield environment, server.url


@pytest.fixture
def own_fake() -> Iterator[Fake]:
    """An environment that a test may change."""
    environment = Environment(SECRET, "weak")
    with StrictServer(environment.answer) as server:
        yield environment, server.url


@pytest.fixture(scope="module")
def server(fake: Fake, module_launcher: Launcher) -> Callcard:
    """A server that the tests share."""
    return start(module_launcher, fake)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(client: Client, fake: Fake) -> None:
    """One caller with the account it belongs to, its GUID to the digit, and a link to it."""
    answer = client.lookup("+493023125123", service="good")
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact"
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert caller["id"] == "6f1c2b3a-9d4e-4f50-8a61-7b2c3d4e5f60"
    assert caller["url"] == f"{fake[1]}/main.aspx?etn=contact&pagetype=entityrecord&id={caller['id']}"



def test_several(client: Client) -> None:
    """Two callers with one number, written in two ways, are both shown, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    assert sorted(match["caller"]["firstName"] for match in answer["matches"]) == ["Ben", "Cora"]
    assert answer["caller"].get("firstName") is None and answer["caller"]["company"] == "Example GmbH"


def test_a_lead_is_asked_for_after_contacts(client: Client, fake: Fake) -> None:
    """Where no contact has the number, an open lead is found, here beside other text."""
    caller = client.lookup("+493023125303", service="good")["caller"]
    assert (caller["displayName"], caller["company"]) == ("Gina Frank", "Trial AG")
    assert caller["customFields"] == [{"name": "Lead status", "value": "New"}]
    assert caller["url"] == f"{fake[1]}/main.aspx?etn=lead&pagetype=entityrecord&id={caller['id']}"


def test_an_account_is_asked_for_last(client: Client) -> None:
    """Where neither a contact nor a lead has the number, an account is found."""
    caller = client.lookup("+493023125300", service="good")["caller"]
    assert (caller["id"], caller["company"]) == ("0b7d1a2c-1111-4222-8333-94a5b6c7d8eb", "Sample KG")
    assert caller["customFields"] == [{"name": "Account number", "value": "D-1047"}] and "etn=account&" in caller["url"]


@pytest.mark.parametrize("number", ["+493023125302", "+493023125304", "+493023125305"])
def test_who_is_inactive_is_not_shown(client: Client, number: str) -> None:
    """A contact and an account that are deactivated, and a lead that is qualified, are left out."""
    assert client.lookup(number, service="good")["status"] == "unknown"


def test_without_sales(own_fake: Fake, launcher: Launcher) -> None:
    """An environment without leads is none at fault: accounts are asked for all the same."""
    environment = own_fake[0]
    environment.rows = {table: rows for table, rows in environment.rows.items() if table != "leads"}
    client = start(launcher, own_fake).client()
    assert client.lookup("+493023125300", service="good")["caller"]["company"] == "Sample KG"


def test_a_narrow_role(own_fake: Fake, launcher: Launcher) -> None:
    """Leads and accounts that a role may not read are nobody; whatever else it reads is found."""
    environment = own_fake[0]
    environment.privileges = {"prvReadContact", "prvReadAccount"}
    client = start(launcher, own_fake).client()
    assert outcome(client.lookup("+493023125303", service="good"), "crm-good") == "miss"
    assert client.lookup("+493023125300", service="good")["caller"]["company"] == "Sample KG"
    environment.privileges = {"prvReadContact"}
    assert outcome(client.lookup("+12025550123", service="good"), "crm-good") == "miss"
    assert client.lookup("+493023125123", service="good")["status"] == "resolved"


def test_without_wildcards(own_fake: Fake, launcher: Launcher) -> None:
    """With `search: equal` usual writings are found, numbers beside other text are not."""
    client = start(launcher, own_fake, search="equal").client()
    answer = client.lookup("+493023125200", service="good")
    assert sorted(match["caller"]["firstName"] for match in answer["matches"]) == ["Ben", "Cora"]
    assert client.lookup("+493023125300", service="good")["caller"]["company"] == "Sample KG"
    assert client.lookup("+493023125303", service="good")["status"] == "unknown"


def test_words_before_a_number(own_fake: Fake, launcher: Launcher) -> None:
    """A setting has the first letters of words before numbers; without any only what begins with a number is found."""
    assert start(launcher, own_fake, before="none").client().lookup("+493023125303", service="good")["status"] == "unknown"
    assert start(launcher, own_fake, before="Handy").client().lookup("+493023125303", service="good")["status"] == "resolved"


def test_a_short_number_among_many(own_fake: Fake, launcher: Launcher) -> None:
    """Others whose numbers hold the digits of a short one do not hide who has it."""
    others = [{"contactid": f"0{index}", "lastname": "Other", "telephone1": f"+493023125{index:03d}"} for index in range(150)]
    own_fake[0].rows = {"contacts": [*others, {"contactid": "9", "lastname": "Short", "telephone1": "030 23125"}]}
    answer = start(launcher, own_fake).client().lookup("+493023125", service="good")
    assert [match["caller"]["lastName"] for match in answer["matches"]] == ["Short"]


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
    environment = Environment(SECRET, "weak", lifetime=1)
    with StrictServer(environment.answer) as server:
        client = start(launcher, (environment, server.url)).client()
        assert client.lookup("+493023125123", service="good")["status"] == "resolved"
        time.sleep(1.1)
        assert client.lookup("+493023125200", service="good")["status"] == "resolved"
    assert environment.tokens.issued == 2 and environment.tokens.refused <= 1


def test_A19_one_token_for_all_who_wait(fake: Fake, launcher: Launcher) -> None:
    """Lookups at the same time share one token."""
    server = start(launcher, fake)
    issued = fake[0].tokens.issued
    clients = [(server.client(), number) for number in ("+493023125123", "+493023125200", "+493023125300", "+12025550123")]
    at_once([lambda client=client, number=number: client.lookup(number, service="good") for client, number in clients])
    assert fake[0].tokens.issued == issued + 1
