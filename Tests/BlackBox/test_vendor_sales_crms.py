"""C2 The connectors of Pipedrive and its like, end to end: `callcard serve`, libcurl, and a fake that searches as it does.

Each fake holds the same people under the same numbers, written as its vendor lets people write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from fakes import bitrix24, espocrm, freshdesk, pipedrive, zoho
from fakes.strict_server import Reply, Request, StrictServer
from kit.client import Client, outcome
from kit.crm_tests import (
    shown,
    test_A28_other_number_is_dropped,
    test_national_writing,
    test_not_found,
)
from kit.installation import Installation
from kit.process import Callcard, Launcher
from kit.sign_in_command import sign_in_by_code

SECRETS = {"good": "t", "wrong": "x", "weak": "weak"}


@dataclass(frozen=True)
class Vendor:
    """One connector, what it is tried with, and what it tells of a caller."""

    answer: Callable[[Request], Reply]
    record: str
    """Anna's page: behind the CRM's address, or the whole of it."""
    company: str | None = "ACME AG"
    """Anna's company; `None` where the CRM gives no more than its id."""
    secret: str = "token"
    settings: dict[str, str] = field(default_factory=dict)
    """`{url}` in a value is the fake's address."""
    weak: dict[str, str] = field(default_factory=dict)
    """Other settings of whoever lacks the rights."""
    later: dict[str, str] = field(default_factory=dict)
    """Who is found only if there is no such contact, by number: companies, accounts, leads."""
    codes: str = ""
    """Where somebody has to sign in first: a code of the console begins with this, and ends with `good`, `wrong` or `weak`."""


VENDORS = {
    "bitrix24": Vendor(
        bitrix24.Portal("t", "weak").answer,
        "/crm/contact/details/12345678901234567/",
        company=None,
        secret="code",
        settings={"userID": bitrix24.USER},
        later={"+33199001234": "Example SARL", "+33199001235": "Ida Jung"},
    ),
    "espocrm": Vendor(
        espocrm.CRM("t", "weak").answer,
        "/#Contact/view/55643ca033f7ab4c5",
        secret="apiKey",
        later={"+33199001234": "Example SARL", "+33199001235": "Ida Jung", "+33199001238": "Other SARL"},
    ),
    "freshdesk": Vendor(freshdesk.Account("t", "weak").answer, "/a/contacts/12345678901234567", company=None, secret="apiKey"),
    "pipedrive": Vendor(
        pipedrive.Account("t", "weak").answer,
        "/person/12345678901234567",
        later={"+33199001234": "Example SARL", "+33199001237": "Ida Jung"},
    ),
    "zoho": Vendor(
        zoho.CRM("t", "weak").answer,
        "https://crm.zoho.example/crm/tab/Contacts/4150868000003194003",
        secret="clientSecret",
        settings=zoho.SETTINGS,
        later={"+33199001234": "Example SARL", "+33199001235": "Ida Jung"},
        weak={"clientID": zoho.WEAK_CLIENT},
        codes="1000.",
    ),
}


@pytest.fixture(scope="module", params=sorted(VENDORS))
def name(request: pytest.FixtureRequest) -> str:
    """A connector's manifest."""
    return str(request.param)


@pytest.fixture(scope="module")
def fake(name: str) -> Iterator[StrictServer]:
    """Its vendor."""
    with StrictServer(VENDORS[name].answer) as server:
        yield server


@pytest.fixture(scope="module")
def server(name: str, fake: StrictServer, module_launcher: Launcher) -> Callcard:
    """One manifest, three installations of it: with the right secret, a wrong one, and one that lacks its rights."""
    vendor, installation = VENDORS[name], module_launcher.installation()
    connectors: list[dict[str, Any]] = []
    for kind, secret in SECRETS.items():
        installation.file(f"{kind}.secret", secret, mode=0o600)
        plain = vendor.settings | (vendor.weak if kind == "weak" else {})
        settings: dict[str, Any] = {key: value.replace("{url}", fake.url) for key, value in plain.items()}
        settings |= {"baseURL": fake.url, vendor.secret: {"file": f"{kind}.secret"}}
        connectors.append({"id": f"crm-{kind}", "manifest": name, "settings": settings, "allow": ["127.0.0.0/8"], "http": True})
        installation.add_service(kind, [f"crm-{kind}"])
    installation.config["connectors"] = connectors
    if vendor.codes:
        sign_in(installation, vendor.codes)
    return module_launcher.start(installation)


def sign_in(installation: Installation, codes: str) -> None:
    """Signs in for each; the wrong secret becomes wrong only afterwards."""
    for kind, secret in SECRETS.items():
        installation.file(f"{kind}.secret", SECRETS["good"] if kind == "wrong" else secret, mode=0o600)
        sign_in_by_code(installation, f"crm-{kind}", codes + kind)
        installation.file(f"{kind}.secret", secret, mode=0o600)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(name: str, client: Client, fake: StrictServer) -> None:
    """One caller with their company and page; their second number is theirs too."""
    vendor = VENDORS[name]
    answer = client.lookup("+493023125123", service="good")
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact" and shown(answer) == ["Anna Meier"]
    caller = answer["matches"][0]["caller"]
    assert (caller.get("company"), caller["email"]) == (vendor.company, "anna.meier@example.com")
    assert caller["url"] in (vendor.record, fake.url + vendor.record)
    assert shown(client.lookup("+491712312599", service="good")) == ["Anna Meier"]


def test_several(client: Client) -> None:
    """Two who share a number are both shown, however it is written, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    assert shown(answer) == ["Ben Adler", "Cora Busch"] and answer.get("caller", {}).get("email") is None


def test_companies_and_leads_come_after_contacts(name: str, client: Client) -> None:
    """They are asked for if there is no contact, and not beside one who has the same number."""
    for number, found in VENDORS[name].later.items():
        answer = client.lookup(number, service="good")
        assert shown(answer) == [found] and outcome(answer, "crm-good") == "hit"


def test_gone_records_are_left_out(client: Client) -> None:
    """Who was deleted, archived or became another record is nobody."""
    answer = client.lookup("+33199001236", service="good")
    assert answer["matches"] == [] and outcome(answer, "crm-good") == "miss"


@pytest.mark.parametrize("kind", ["wrong", "weak"])
def test_A18_refused(client: Client, server: Callcard, kind: str) -> None:
    """A refused secret, and one that lacks its rights, are told as such."""
    answer = client.lookup("+493023125123", service=kind)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{kind}") == "authError"


def test_A18_the_secret_is_never_said(server: Callcard, client: Client) -> None:
    """Neither when it is taken nor when it is refused."""
    for kind in SECRETS:
        client.lookup("+493023125123", service=kind)
    said = server.said()
    assert not any(f"/{secret}/" in said or f'"{secret}"' in said for secret in SECRETS.values())
