"""C2 Both Odoo connectors, end to end: `callcard serve`, libcurl, and fake databases that search by SQL as Odoo does."""

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
    "narrow": {"server": "narrow"},
    "contacts": {"server": "narrow", "leads": "no"},
    "small": {"server": "small"},
    "json2": {"manifest": "odoo19", "server": "new"},
    "json2-wrong": {"manifest": "odoo19", "server": "new", "password": "x"},
    "json2-weak": {"manifest": "odoo19", "server": "new", "password": "weak"},
    "json2-elsewhere": {"manifest": "odoo19", "server": "new", "database": "other"},
    "json2-older": {"manifest": "odoo19", "server": "old"},
    "json2-narrow": {"manifest": "odoo19", "server": "new-narrow"},
    "json2-plain": {"manifest": "odoo19", "server": "new-bare", "fields": "phone"},
    "json2-small": {"manifest": "odoo19", "server": "new-bare", "fields": "phone"},
}
"""What each installation has unlike the good one."""
Databases = dict[str, tuple[Database, str]]


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    """An Odoo 18, one of version 19, ones without the module that searches numbers, without CRM, and with leads hidden."""
    made = {
        "old": Database(KEY, "weak"),
        "new": Database(KEY, "weak", version=19.0),
        "bare": Database(KEY, "weak", phone_search=False),
        "small": Database(KEY, "weak", has_crm=False),
        "narrow": Database(KEY, "weak", hidden=frozenset({"crm.lead"})),
        "new-narrow": Database(KEY, "weak", version=19.0, hidden=frozenset({"crm.lead"})),
        "new-bare": Database(KEY, "weak", version=19.0, phone_search=False, has_crm=False),
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
        manifest = case.get("manifest", "odoo")
        key = "password" if manifest == "odoo" else "apiKey"
        own = {setting: value for setting, value in case.items() if setting not in ("manifest", "server", "password")}
        settings: dict[str, Any] = {"database": DATABASE} | own
        settings |= {"baseURL": databases[case.get("server", "old")][1], key: {"file": f"{name}.key"}}
        if manifest == "odoo":
            settings = {"login": LOGIN, "version": "18.0"} | settings
        connectors.append(
            {"id": f"crm-{name}", "manifest": manifest, "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        )
        installation.add_service(name, [f"crm-{name}"])
    installation.config["connectors"] = connectors
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize("name", ["good", "new", "plain", "json2", "json2-plain"])
def test_found(client: Client, databases: Databases, name: str) -> None:
    """One caller in each version, and an id of 17 digits to the digit."""
    answer = client.lookup("+493023125123", service=name)
    caller = answer["caller"]
    assert answer["status"] == "resolved" and answer["matches"][0]["grade"] == "exact"
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert (caller["state"], caller["country"], caller["id"]) == ("Berlin (DE)", "Germany", "12345678901234567")
    address = databases[CASES[name].get("server", "old")][1]
    assert caller["url"] == f"{address}/mail/view?model=res.partner&res_id=12345678901234567"


def test_calls(client: Client, databases: Databases) -> None:
    """A lookup is a sign-in and a search, with JSON-2 the search alone; and another one for leads."""
    old, new = databases["old"][0].calls, databases["new"][0].calls
    old.clear()
    client.lookup("+12025550199", service="good")
    assert old == ["common.authenticate", "object.execute_kw", "object.execute_kw"]
    new.clear()
    client.lookup("+12025550199", service="json2")
    assert new == ["res.partner.search_read", "crm.lead.search_read"]


@pytest.mark.parametrize("name", ["good", "new", "json2"])
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


@pytest.mark.parametrize("name", ["good", "plain", "json2"])
def test_leads(client: Client, name: str) -> None:
    """Where no contact has the number a lead is found, with what it is about."""
    caller = client.lookup("+493023125304", service=name)["caller"]
    assert (caller["displayName"], caller["company"], caller["email"]) == ("Ida Hahn", "Sample KG", "ida.hahn@example.com")
    about = {entry["name"]: entry["value"] for entry in caller["customFields"]}
    assert about == {"Lead": "Shelves for Ida", "Stage": "Qualified"}
    assert caller["url"].endswith("/mail/view?model=crm.lead&res_id=71")


@pytest.mark.parametrize("name", ["good", "small", "contacts", "json2", "json2-small"])
def test_not_found(client: Client, name: str) -> None:
    """Nobody is a miss, with the app CRM, without it, and where leads are not asked for."""
    answer = client.lookup("+12025550123", service=name)
    assert answer["status"] == "unknown" and outcome(answer, f"crm-{name}") == "miss"


@pytest.mark.parametrize("name", ["good", "json2"])
@pytest.mark.parametrize("number", ["+493023125302", "+493023125306"])
def test_archived(client: Client, name: str, number: str) -> None:
    """An archived contact and a lost lead are nobody."""
    answer = client.lookup(number, service=name)
    assert answer["matches"] == [] and outcome(answer, f"crm-{name}") == "miss"


@pytest.mark.parametrize("name", ["narrow", "json2-narrow"])
def test_hidden_leads(client: Client, name: str) -> None:
    """A user who may not read leads finds contacts, and no leads."""
    assert outcome(client.lookup("+493023125304", service=name), f"crm-{name}") == "miss"
    assert client.lookup("+493023125123", service=name)["status"] == "resolved"


def test_A28_other_number_is_dropped(client: Client) -> None:
    """Whom the search finds and who has another number is no match."""
    answer = client.lookup("+442079460199", service="good")
    assert answer["matches"] == [] and outcome(answer, "crm-good") == "miss"


def test_national_writing(client: Client) -> None:
    """A foreign number without its country's code is a likely match."""
    answer = client.lookup("+442079460123", service="good")
    assert [(match["grade"], match["caller"]["displayName"]) for match in answer["matches"]] == [("national", "Eve Dunn")]


@pytest.mark.parametrize("name", ["wrong", "stranger", "weak", "json2-wrong", "json2-weak"])
def test_A18_refused(client: Client, name: str) -> None:
    """Odoo says with status 200 that a key is wrong, a user not known, or not allowed to read contacts."""
    answer = client.lookup("+493023125123", service=name)
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == "authError"


@pytest.mark.parametrize("name", ["elsewhere", "behind", "bare", "json2-elsewhere", "json2-older"])
def test_wrong_settings_are_seen(client: Client, name: str) -> None:
    """Another database's name, a field that this version hasn't, a search field that is missing: neither a miss nor refused."""
    answer = client.lookup("+493023125123", service=name)
    wanted = "http4xx" if name.startswith("json2") else "badPayload"
    assert answer["status"] == "partial" and outcome(answer, f"crm-{name}") == wanted


def test_key_stays_inside(server: Callcard, client: Client) -> None:
    """The key, which is in the requests' bodies, is not in what the server says of failures."""
    for name in ("wrong", "behind"):
        client.lookup("+493023125401", service=name)
    assert KEY not in server.said()
