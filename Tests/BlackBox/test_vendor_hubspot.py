"""C2 The HubSpot connector beyond what all share: companies, keys without their scope, short numbers, limits, and who is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.hubspot import Account
from fakes.hubspot_records import KINDS
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.process import Callcard, Launcher
from kit.waiting import at_once

SHORT = "+493023125"


def start(launcher: Launcher, account: StrictServer, token: str = "t", **settings: str) -> Callcard:
    """A server with this account and its own settings."""
    installation = launcher.installation()
    installation.file("key.txt", token, mode=0o600)
    entry: dict[str, Any] = {"id": "hubspot", "allow": ["127.0.0.0/8"], "http": True, "total": "6s"}
    entry["settings"] = {"baseURL": account.url, "token": {"file": "key.txt"}, "portal": "12345678", **settings}
    installation.config["connectors"] = [entry]
    installation.add_service("s", ["hubspot"])
    return launcher.start(installation)


def client(launcher: Launcher, account: StrictServer, token: str = "t", **settings: str) -> Client:
    """The session service of such a server."""
    return start(launcher, account, token, **settings).client()


@pytest.fixture
def account() -> Iterator[StrictServer]:
    """A fake HubSpot, whose third key may see contacts only."""
    fake = Account("t", "weak")
    fake.scopes["contacts"] = {KINDS["contacts"].scope}
    with StrictServer(fake.answer) as server:
        yield server


def test_a_company_is_asked_for_after_contacts(launcher: Launcher, account: StrictServer) -> None:
    """Where no contact has the number, a company is found, as a number was typed or beside other text, and linked as one."""
    asker = client(launcher, account)
    caller = asker.lookup("+493023125300", service="s")["caller"]
    assert (caller["company"], caller["city"]) == ("Sample KG", "Berlin")
    assert caller["url"] == "https://app.hubspot.com/contacts/12345678/record/0-2/9001"
    assert asker.lookup("+442079460198", service="s")["caller"]["company"] == "Other Ltd"
    asked = account.requests
    assert asker.lookup("+493023125123", service="s")["caller"]["url"].endswith("/record/0-1/51234567890123457")
    assert account.requests == asked + 1


def test_without_wildcards(launcher: Launcher, account: StrictServer) -> None:
    """An account that refuses wildcards is searched without: the usual writings are found, numbers beside other text are not."""
    asker = client(launcher, account, search="equal")
    assert asker.lookup("+493023125200", service="s")["status"] == "resolved"
    assert asker.lookup("+493023125300", service="s")["status"] == "resolved"
    assert asker.lookup("+442079460198", service="s")["status"] == "unknown"


def test_a_key_for_contacts_only(launcher: Launcher, account: StrictServer) -> None:
    """Without the scope of companies none are found, and contacts are all the same; with `also: none` none are asked for."""
    asker = client(launcher, account, token="contacts")
    for number in ("+493023125300", "+442079460198", "+12025550123"):
        assert outcome(asker.lookup(number, service="s"), "hubspot") == "miss"
    assert asker.lookup("+493023125123", service="s")["status"] == "resolved"
    asker, asked = client(launcher, account, token="contacts", also="none"), account.requests
    assert outcome(asker.lookup("+493023125300", service="s"), "hubspot") == "miss" and account.requests == asked + 1


def test_who_is_archived_is_not_shown(launcher: Launcher, account: StrictServer) -> None:
    """The search leaves archived records out."""
    assert client(launcher, account).lookup("+493023125301", service="s")["status"] == "unknown"


def test_a_short_number_among_many(launcher: Launcher) -> None:
    """Others whose numbers hold the digits of a short one do not hide who has it."""
    contacts = [{"id": str(index), "lastname": "Other", "phone": f"{SHORT}{index:03d}"} for index in range(150)]
    contacts.append({"id": "900", "lastname": "Short", "phone": "030 23125"})
    with StrictServer(Account("t", "weak", contacts=contacts).answer) as account:
        answer = client(launcher, account).lookup(SHORT, service="s")
    assert [match["caller"]["lastName"] for match in answer["matches"]] == ["Short"]


def test_the_limit_of_searches(launcher: Launcher) -> None:
    """Beyond what HubSpot allows in a second its answer is no refused key."""
    with StrictServer(Account("t", "weak", per_second=1).answer) as account:
        answer = client(launcher, account).lookup("+12025550123", service="s")
    assert outcome(answer, "hubspot") == "http429"


def test_the_rate_of_searches_is_kept(launcher: Launcher) -> None:
    """Twelve callers at once are searched for at HubSpot's rate, with room for one that the way held up, and all are found."""
    contacts = [{"id": str(index), "lastname": "Caller", "phone": f"{SHORT}{index:03d}"} for index in range(100, 112)]
    with StrictServer(Account("t", "weak", per_second=6, contacts=contacts).answer) as account:
        server = start(launcher, account)
        asked = [(server.client(), contact["phone"]) for contact in contacts]
        calls = [lambda client=client, phone=phone: client.lookup(phone, service="s", deadlineMs=7000) for client, phone in asked]
        assert [outcome(answer, "hubspot") for answer in at_once(calls)] == ["hit"] * 12
