"""C2 The connectors of ServiceNow, weclapp and their like, end to end, against fakes that search as the vendors do.

Each fake holds the same people under the same numbers, written as its vendor lets people write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from fakes import centralstationcrm, intercom, servicenow, weclapp
from fakes.oauth import CLIENT, WEAK_CLIENT
from fakes.strict_server import Reply, Request, StrictServer
from kit.client import Client, outcome
from kit.crm_tests import (
    shown,
    test_A28_other_number_is_dropped,
    test_national_writing,
    test_not_found,
)
from kit.process import Callcard, Launcher

SECRETS = {"good": "t", "wrong": "x", "weak": "weak"}


@dataclass(frozen=True)
class Vendor:
    """One connector, what it is tried with, and what it tells of a caller."""

    answer: Callable[[Request], Reply]
    page: str
    """Anna's page; `{url}` stands for the CRM's address."""
    company: str | None = "ACME AG"
    """Anna's company; `None` where the CRM gives no more than its id."""
    second: bool = True
    """Whether a contact has more than one number."""
    later: dict[str, str] = field(default_factory=dict)
    """Who is found only if there is no such contact, by number."""
    gone: str | None = None
    """The number of a contact who is inactive."""
    secret: str = "token"
    secrets: dict[str, str] = field(default_factory=lambda: SECRETS)
    settings: dict[str, str] = field(default_factory=dict)
    weak: dict[str, str] = field(default_factory=dict)
    """Settings of the installation that lacks its rights."""


VENDORS = {
    "centralstationcrm": Vendor(
        centralstationcrm.Account("t", "weak").answer,
        "https://acme.centralstationcrm.net/people/12345678901234567",
        later={"+493023125400": "Sample KG", "+33199001234": "Ida Jung"},
    ),
    "intercom": Vendor(
        intercom.Workspace("t", "weak").answer,
        "https://app.intercom.com/a/apps/ecahpwf5/users/5ba682d23d7cf92bef87bfd4",
        company=None,
        second=False,
    ),
    "servicenow": Vendor(
        servicenow.Instance("t", "weak").answer,
        "{url}/nav_to.do?uri=sys_user.do%3Fsys_id%3D5137153cc611227c000bbd1bd8cd2005",
        later={"+493023125400": "Sample KG"},
        gone="+493023125300",
        secret="clientSecret",
        settings={"clientID": CLIENT},
        weak={"clientID": WEAK_CLIENT},
    ),
    "weclapp": Vendor(
        weclapp.Tenant("t", "weak").answer,
        "{url}/webapp/view/party/PartyDetail.page?entityId=12345678901234567",
        later={"+493023125400": "Sample KG", "+493023125500": "Gina Falk"},
    ),
}


@pytest.fixture(scope="module", params=sorted(VENDORS))
def vendor(request: pytest.FixtureRequest) -> tuple[str, Vendor]:
    """A connector's manifest, and what it is tried with."""
    return str(request.param), VENDORS[request.param]


@pytest.fixture(scope="module")
def fake(vendor: tuple[str, Vendor]) -> Iterator[StrictServer]:
    """The vendor's system."""
    with StrictServer(vendor[1].answer) as server:
        yield server


@pytest.fixture(scope="module")
def server(vendor: tuple[str, Vendor], fake: StrictServer, module_launcher: Launcher) -> Callcard:
    """One manifest, three installations of it: with the right secret, a wrong one, and one that lacks its rights."""
    (manifest, tried), installation = vendor, module_launcher.installation()
    connectors: list[dict[str, Any]] = []
    for kind, secret in tried.secrets.items():
        installation.file(f"{kind}.secret", secret, mode=0o600)
        settings: dict[str, Any] = tried.settings | (tried.weak if kind == "weak" else {})
        settings |= {"baseURL": fake.url, tried.secret: {"file": f"{kind}.secret"}}
        connectors.append(
            {"id": f"crm-{kind}", "manifest": manifest, "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(kind, [f"crm-{kind}"])
    installation.config["connectors"] = connectors
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(vendor: tuple[str, Vendor], client: Client, fake: StrictServer) -> None:
    """One caller with their company and page; a second number is theirs too."""
    answer = client.lookup("+493023125123", service="good")
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact" and shown(answer) == ["Anna Meier"]
    caller = answer["matches"][0]["caller"]
    assert (caller.get("company"), caller["email"]) == (vendor[1].company, "anna.meier@example.com")
    assert caller["url"] == vendor[1].page.format(url=fake.url)
    if vendor[1].second:
        assert shown(client.lookup("+493023125199", service="good")) == ["Anna Meier"]


def test_several(client: Client) -> None:
    """Two who share a number are both shown, however it is written, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    assert shown(answer) == ["Ben Adler", "Cora Busch"] and answer.get("caller", {}).get("displayName") not in shown(answer)


def test_later_requests(vendor: tuple[str, Vendor], client: Client) -> None:
    """Companies, and what the first request can't find, are asked for if there is no contact."""
    for number, name in vendor[1].later.items():
        answer = client.lookup(number, service="good")
        assert shown(answer) == [name] and outcome(answer, "crm-good") == "hit"


def test_gone_records_are_left_out(vendor: tuple[str, Vendor], client: Client) -> None:
    """Whoever is inactive is nobody."""
    if vendor[1].gone is not None:
        assert client.lookup(vendor[1].gone, service="good")["matches"] == []


def test_an_internal_number_asks_for_no_more_than_it_has(client: Client) -> None:
    """A short number is a request like others, and finds nobody by chance."""
    answer = client.lookup("4711", service="good")
    assert answer["matches"] == [] and outcome(answer, "crm-good") in ("miss", "skipped")


@pytest.mark.parametrize("kind", ["wrong", "weak"])
def test_A18_refused(client: Client, kind: str) -> None:
    """A refused secret, and one that lacks its rights, are told as such."""
    answer = client.lookup("+493023125123", service=kind)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{kind}") == "authError"
