"""C2 The REST example, end to end: `callcard serve`, libcurl, and the made-up system that its README describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.rest import Contacts
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.contract import REPOSITORY
from kit.crm_tests import test_A28_other_number_is_dropped, test_national_writing, test_not_found
from kit.process import Callcard, Launcher

TOKENS = {"good": "t", "wrong": "x", "weak": "weak"}


@pytest.fixture(scope="module")
def system() -> Iterator[StrictServer]:
    """The made-up system."""
    with StrictServer(Contacts("t", "weak").answer) as server:
        yield server


@pytest.fixture(scope="module")
def server(system: StrictServer, module_launcher: Launcher) -> Callcard:
    """An installation of the manifest for each token; `copied` uses a copy under a name of its own, as the README advises."""
    installation = module_launcher.installation()
    manifest = (REPOSITORY / "connectors" / "rest" / "connector.yaml").read_text()
    assert manifest.count("\nid: rest\n") == 1
    installation.file("connectors/ours/connector.yaml", manifest.replace("\nid: rest\n", "\nid: ours\n"))
    connectors: list[dict[str, Any]] = []
    for name, token in (TOKENS | {"copied": "t"}).items():
        installation.file(f"{name}.token", token, mode=0o600)
        settings = {"baseURL": system.url, "token": {"file": f"{name}.token"}}
        settings |= {"pages": "https://crm.example"} if name == "copied" else {}
        kind = "ours" if name == "copied" else "rest"
        connectors.append(
            {"id": f"crm-{name}", "manifest": kind, "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config |= {"connectors": connectors, "manifests": ["connectors/"]}
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_found(client: Client) -> None:
    """One caller with all fields, and an id of 17 digits to the digit; without `pages` there is no link."""
    answer = client.lookup("+493023125123", service="good")
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact"
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert caller["id"] == "12345678901234567" and "url" not in caller
    assert caller["customFields"] == [{"name": "Tier", "value": "Gold"}]


def test_copied(client: Client) -> None:
    """A copy under another name works beside the example."""
    caller = client.lookup("+493023125123", service="copied")["caller"]
    assert caller["url"] == "https://crm.example/contacts/12345678901234567"


def test_several(client: Client) -> None:
    """Two callers with one number are both shown, however it is written, and none is guessed."""
    answer = client.lookup("+493023125200", service="good")
    assert sorted(match["caller"]["firstName"] for match in answer["matches"]) == ["Ben", "Cora"]
    assert answer["caller"].get("firstName") is None and answer["caller"]["company"] == "Example GmbH"


@pytest.mark.parametrize("name", ["wrong", "weak"])
def test_A18_refused(client: Client, name: str) -> None:
    """A token that is not known, or may not read contacts, is told as refused."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "authError"
