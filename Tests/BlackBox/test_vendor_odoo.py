"""C2 The Odoo connector, end to end: `callcard serve`, libcurl, and fake databases that read Odoo's domains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from fakes.odoo import DATABASE, LOGIN, WEAK_LOGIN, Database
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.process import Callcard, Launcher

KEY = "k3y.of-fiction"
CASES: dict[str, dict[str, str]] = {
    "good": {},
    "wrong": {"password": "x"},
    "stranger": {"login": "nobody@example.com"},
    "weak": {"login": WEAK_LOGIN, "password": "weak"},
    "elsewhere": {"database": "other"},
    "new": {"server": "new", "version": "19.0"},
    "behind": {"server": "new", "version": "18.0"},
    "bare": {"server": "bare"},
    "plain": {"server": "bare", "fields": "phone,mobile"},
}
"""What each installation has unlike the good one."""
Databases = dict[str, tuple[Database, str]]


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    """An Odoo 18, one of version 19, and one without the module that searches numbers."""
    made = {
        "old": Database(KEY, "weak"),
        "new": Database(KEY, "weak", version=19.0),
        "bare": Database(KEY, "weak", phone_search=False),
    }
    with ExitStack() as stack:
        yield {name: (each, stack.enter_context(StrictServer(each.answer)).url) for name, each in made.items()}


@pytest.fixture(scope="module")
def server(databases: Databases, module_launcher: Launcher) -> Callcard:
    """One manifest, an installation of it for each case."""
    installation = module_launcher.installation()
    connectors: list[dict[str, Any]] = []
    for name, case in CASES.items():
        installation.file(f"{name}.key", case.get("password", KEY), mode=0o600)
        settings: dict[str, Any] = {"database": DATABASE, "login": LOGIN, "version": "18.0"} | case
        settings |= {"baseURL": databases[settings.pop("server", "old")][1], "password": {"file": f"{name}.key"}}
        connectors.append(
            {"id": f"crm-{name}", "manifest": "odoo", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config["connectors"] = connectors
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize("name", ["good", "new", "plain"])
def test_found(client: Client, databases: Databases, name: str) -> None:
    """One caller in each version, and an id of 17 digits to the digit."""
    answer = client.lookup("+493023125123", service=name)
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact"
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert (caller["state"], caller["country"], caller["id"]) == ("Berlin (DE)", "Germany", "12345678901234567")
    address = databases[CASES[name].get("server", "old")][1]
    assert caller["url"] == f"{address}/mail/view?model=res.partner&res_id=12345678901234567"


def test_two_calls(client: Client, databases: Databases) -> None:
    """A lookup is a sign-in and a search."""
    database, _ = databases["old"]
    database.calls.clear()
    client.lookup("+12025550199", service="good")
    assert database.calls == ["common.authenticate", "object.execute_kw"]


@pytest.mark.parametrize("name", ["good", "new"])
def test_several(client: Client, name: str) -> None:
    """Two callers with one number are both shown, behind 00 and with punctuation, and none is guessed."""
    answer = client.lookup("+493023125200", service=name)
    assert sorted(match["caller"]["displayName"] for match in answer["matches"]) == ["Ben Adler", "Cora Busch"]
    assert answer["caller"] == {"displayName": "Example GmbH", "company": "Example GmbH"}


@pytest.mark.parametrize("name", ["good", "plain"])
def test_mobile(client: Client, name: str) -> None:
    """Up to Odoo 18 mobile numbers are searched and shown."""
    caller = client.lookup("+493023125300", service=name)["caller"]
    assert caller["displayName"] == "Gina Falk"
    assert caller["telNumbers"] == [{"name": "Mobile", "value": "+49 30 23125300"}]


def test_not_found(client: Client) -> None:
    """Nobody is a miss."""
    answer = client.lookup("+12025550123", service="good")
    assert answer["status"] == "unknown" and outcome(answer, "crm-good") == "miss"


def test_A28_other_number_is_dropped(client: Client) -> None:
    """Whom the search finds and who has another number is no match."""
    answer = client.lookup("+442079460199", service="good")
    assert answer["matches"] == [] and outcome(answer, "crm-good") == "miss"


def test_national_writing(client: Client) -> None:
    """A foreign number without its country's code is a likely match."""
    answer = client.lookup("+442079460123", service="good")
    assert [(match["grade"], match["caller"]["displayName"]) for match in answer["matches"]] == [("national", "Eve Dunn")]


@pytest.mark.parametrize("name", ["wrong", "stranger", "weak"])
def test_A18_refused(client: Client, name: str) -> None:
    """Odoo says with status 200 that a key is wrong, a user not known, or not allowed to read contacts."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "authError"


@pytest.mark.parametrize("name", ["elsewhere", "behind", "bare"])
def test_wrong_settings_are_seen(client: Client, name: str) -> None:
    """Another database's name, a field that this version hasn't, a search field that is missing: neither a miss nor refused."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "badPayload"


def test_key_stays_inside(server: Callcard, client: Client) -> None:
    """The key, which is in the requests' bodies, is not in what the server says of failures."""
    for name in ("wrong", "behind"):
        client.lookup("+493023125401", service=name)
    assert KEY not in server.said()
