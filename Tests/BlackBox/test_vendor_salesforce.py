"""C2 The Salesforce connector, end to end: `callcard serve`, libcurl, and a fake org that gives tokens and reads SOQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.oauth import CLIENT, WEAK_CLIENT
from fakes.salesforce import FIELDS, Org
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.contract import REPOSITORY
from kit.crm_tests import test_A28_other_number_is_dropped, test_national_writing, test_not_found
from kit.process import Callcard, Launcher
from kit.waiting import at_once

SECRET = "s3cret+of/fiction"
APPS = {"good": (CLIENT, SECRET), "wrong": (CLIENT, "x"), "stranger": ("nobody", SECRET), "weak": (WEAK_CLIENT, "weak")}
Fake = tuple[Org, str]


def start(launcher: Launcher, fake: Fake, **more: str) -> Callcard:
    """One manifest, an installation of it for each app; `more` are further settings of each."""
    installation = launcher.installation()
    connectors: list[dict[str, Any]] = []
    for name, (client, secret) in APPS.items():
        installation.file(f"{name}.secret", secret, mode=0o600)
        settings = {"baseURL": fake[1], "clientID": client, "clientSecret": {"file": f"{name}.secret"}, **more}
        connectors.append(
            {"id": f"crm-{name}", "manifest": "salesforce", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config |= {"connectors": connectors, "manifests": [f"{REPOSITORY}/connectors/"]}
    return launcher.start(installation)


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    """An org and its address."""
    org = Org(SECRET, "weak")
    with StrictServer(org.answer) as server:
        yield org, server.url


@pytest.fixture
def own_fake() -> Iterator[Fake]:
    """An org that a test may change."""
    org = Org(SECRET, "weak")
    with StrictServer(org.answer) as server:
        yield org, server.url


@pytest.fixture(scope="module")
def server(fake: Fake, module_launcher: Launcher) -> Callcard:
    """A server that the tests share."""
    return start(module_launcher, fake)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(client: Client, fake: Fake) -> None:
    """One caller with an id of 18 characters, whose case matters, and a link to it."""
    answer = client.lookup("+493023125123", service="good")
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact"
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert (caller["id"], caller["url"]) == ("0035e00000Xy1ZaAAJ", f"{fake[1]}/0035e00000Xy1ZaAAJ")
    assert {"name": "Mobile", "value": "+49 (0)30 23125-199"} in caller["telNumbers"]


def test_several(client: Client) -> None:
    """Two callers with one number, written in two ways, are both shown, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    found = {match["caller"]["firstName"]: match["caller"]["id"] for match in answer["matches"]}
    assert found == {"Ben": "0035e00000XY1ZAAAJ", "Cora": "0035e00000Xy1ZcAAJ"}
    assert answer["caller"].get("firstName") is None and answer["caller"]["company"] == "Example GmbH"


def test_a_lead_is_asked_for_after_contacts(client: Client) -> None:
    """Where no contact has the number, an open lead is found; a converted one is not."""
    caller = client.lookup("+493023125300", service="good")["caller"]
    assert (caller["id"], caller["company"]) == ("00Q5e00000Ab2CdEAF", "Sample KG")
    assert caller["customFields"] == [{"name": "Lead status", "value": "Open"}]
    assert client.lookup("+493023125301", service="good")["status"] == "unknown"


def test_an_account_is_asked_for_last(client: Client, fake: Fake) -> None:
    """Where neither a contact nor a lead has the number, an account is found, here beside other text."""
    caller = client.lookup("+493023125303", service="good")["caller"]
    assert (caller["company"], caller["city"], caller["url"]) == ("Trial AG", "Berlin", f"{fake[1]}/0015e00000Ac3DfAAJ")
    assert caller["customFields"] == [{"name": "Account number", "value": "D-1047"}]


@pytest.mark.parametrize("number", ["+493023125302", "+493023125304"])
def test_who_is_in_the_recycle_bin_is_not_shown(client: Client, number: str) -> None:
    """Queries leave deleted contacts and accounts out."""
    assert client.lookup(number, service="good")["status"] == "unknown"


def test_fields_of_the_org(own_fake: Fake, launcher: Launcher) -> None:
    """Settings name the fields: the org's own numbers are searched and shown, and what is hidden is not asked for."""
    own_fake[0].hidden = {"Contact": {"HomePhone", "OtherPhone", "Department"}, "Lead": FIELDS["Lead"]}
    refused = start(launcher, own_fake).client().lookup("+493023125400", service="good")
    assert outcome(refused, "crm-good") == "http4xx"
    fields = {"contactNumbers": "Phone, MobilePhone, Direct_Dial__c", "contactFields": "FirstName, LastName, Tier__c, VIP__c"}
    client = start(launcher, own_fake, also="Account", **fields).client()
    caller = client.lookup("+493023125400", service="good")["caller"]
    assert caller["telNumbers"] == [{"name": "Direct Dial", "value": "030/23125-400"}]
    assert caller["customFields"] == [{"name": "Tier", "value": "Gold"}, {"name": "VIP", "value": "true"}]
    assert client.lookup("+493023125303", service="good")["caller"]["company"] == "Trial AG"
    assert client.lookup("+493023125300", service="good")["status"] == "unknown"


def test_a_short_number_among_many(own_fake: Fake, launcher: Launcher) -> None:
    """Others whose numbers hold the digits of a short one do not hide who has it."""
    others = [{"Id": f"0035e0000{index:09d}", "LastName": "Other", "Phone": f"+493023125{index:03d}"} for index in range(150)]
    short = {"Id": "0035e00009000000AA", "LastName": "Short", "Phone": "030 23125"}
    own_fake[0].records = {"Contact": [*others, short]}
    answer = start(launcher, own_fake).client().lookup("+493023125", service="good")
    assert [match["caller"]["lastName"] for match in answer["matches"]] == ["Short"]


def test_the_requests_of_the_day(own_fake: Fake, launcher: Launcher) -> None:
    """Once they are used up a lookup ends as a limit does, not as refused credentials do, and no other token is fetched."""
    org, client = own_fake[0], start(launcher, own_fake).client()
    org.left = 1
    assert client.lookup("+493023125123", service="good")["status"] == "resolved"
    assert outcome(client.lookup("+493023125200", service="good"), "crm-good") == "http429"
    assert org.tokens.issued == 1


@pytest.mark.parametrize("name", ["wrong", "stranger", "weak"])
def test_A18_refused(client: Client, server: Callcard, name: str) -> None:
    """A refused secret, an unknown app and one without rights are told as such, and no secret is."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "authError"
    assert SECRET not in server.said()


def test_A18_a_token_taken_back_is_renewed_once(fake: Fake, launcher: Launcher) -> None:
    """A session that ends between two lookups costs one refused call and a new token, and the caller is still found."""
    org, client = fake[0], start(launcher, fake).client()
    issued = org.tokens.issued
    assert client.lookup("+493023125123", service="good")["status"] == "resolved"
    assert client.lookup("+493023125200", service="good")["status"] == "resolved" and org.tokens.issued == issued + 1
    org.tokens.revoke()
    refused = org.tokens.refused
    assert client.lookup("+493023125300", service="good")["status"] == "resolved"
    assert (org.tokens.issued, org.tokens.refused) == (issued + 2, refused + 1)


def test_A19_one_token_for_all_who_wait(fake: Fake, launcher: Launcher) -> None:
    """Lookups at the same time share one token."""
    server = start(launcher, fake)
    issued = fake[0].tokens.issued
    clients = [(server.client(), number) for number in ("+493023125123", "+493023125200", "+493023125300", "+12025550123")]
    at_once([lambda client=client, number=number: client.lookup(number, service="good") for client, number in clients])
    assert fake[0].tokens.issued == issued + 1
