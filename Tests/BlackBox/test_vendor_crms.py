"""C2 The connectors of the shelf, end to end: `callcard serve`, libcurl, TLS, and a fake of the vendor's system."""

from __future__ import annotations

from typing import Any, Iterator

import pytest

from fakes import hubspot, zammad
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.process import Callcard, Launcher

FAKES = {"hubspot": hubspot.Account, "zammad": zammad.HelpDesk}
SECRETS = {"good": "t", "wrong": "x", "weak": "weak"}


@pytest.fixture(scope="module", params=sorted(FAKES))
def crm(request: pytest.FixtureRequest) -> Iterator[tuple[str, StrictServer]]:
    """A fake of each vendor."""
    with StrictServer(FAKES[request.param]("t", "weak").answer) as server:
        yield request.param, server


@pytest.fixture(scope="module")
def server(crm: tuple[str, StrictServer], module_launcher: Launcher) -> Callcard:
    """One manifest, three installations of it: with the right token, a wrong one, and one that lacks its rights."""
    manifest, fake = crm
    installation = module_launcher.installation()
    connectors: list[dict[str, Any]] = []
    for name, secret in SECRETS.items():
        installation.file(f"{name}.token", secret, mode=0o600)
        settings = {"baseURL": fake.url, "token": {"file": f"{name}.token"}}
        connectors.append(
            {"id": f"{manifest}-{name}", "manifest": manifest, "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"{manifest}-{name}"])
    installation.config["connectors"] = connectors
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(crm: tuple[str, StrictServer], client: Client) -> None:
    """One caller, and an id of 17 digits to the digit."""
    answer = client.lookup("+493023125123", service="good")
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact"
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert caller["id"] == {"hubspot": "51234567890123457", "zammad": "12345678901234567"}[crm[0]]


def test_several(client: Client) -> None:
    """Two callers with one number are both shown, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    assert sorted(match["caller"]["firstName"] for match in answer["matches"]) == ["Ben", "Cora"]
    assert answer["caller"].get("firstName") is None and answer["caller"]["company"] == "Example GmbH"


def test_not_found(client: Client, crm: tuple[str, StrictServer]) -> None:
    """Nobody is a miss."""
    answer = client.lookup("+12025550123", service="good")
    assert answer["status"] == "unknown" and outcome(answer, f"{crm[0]}-good") == "miss"


def test_A28_other_number_is_dropped(client: Client, crm: tuple[str, StrictServer]) -> None:
    """What the search finds and is somebody else's is no match."""
    answer = client.lookup("+442079460199", service="good")
    assert answer["matches"] == [] and outcome(answer, f"{crm[0]}-good") == "miss"


def test_national_writing(client: Client) -> None:
    """A foreign number without its country's code is a likely match."""
    answer = client.lookup("+442079460123", service="good")
    assert [(match["grade"], match["caller"]["firstName"]) for match in answer["matches"]] == [("national", "Eve")]


@pytest.mark.parametrize("name", ["wrong", "weak"])
def test_A18_refused(client: Client, crm: tuple[str, StrictServer], name: str) -> None:
    """A refused token is told as such."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"{crm[0]}-{name}") == "authError"
