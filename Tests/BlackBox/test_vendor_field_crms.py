"""C23 Request Tracker and Tryton, end to end: `callcard serve`, libcurl, and fakes that do as the real ones do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes import request_tracker, tryton
from fakes.strict_server import StrictServer
from kit.client import Client, outcome
from kit.process import Callcard, Launcher

SECRET = "s3cret.of-fiction"
Case = dict[str, str]
CASES: dict[str, tuple[str, Case]] = {
    "rt-good": ("rt", {}),
    "rt-wrong": ("rt", {"token": "x"}),
    "rt-weak": ("rt", {"token": "weak"}),
    "rt-outsider": ("rt", {"token": "outsider"}),
    "tryton-good": ("tryton", {}),
    "tryton-wrong": ("tryton", {"password": "x"}),
    "tryton-stranger": ("tryton", {"login": "nobody"}),
    "tryton-weak": ("tryton", {"login": tryton.WEAK_LOGIN, "password": "weak"}),
    "tryton-elsewhere": ("tryton", {"database": "other"}),
}
"""The manifest of each installation, and what it has unlike the good one."""
GOOD: dict[str, Case] = {
    "rt": {"token": SECRET},
    "tryton": {"database": tryton.DATABASE, "login": tryton.LOGIN, "password": SECRET},
}
KINDS = sorted(GOOD)


@pytest.fixture(scope="module")
def database() -> tryton.Database:
    """A fake Tryton."""
    return tryton.Database(SECRET, "weak")


@pytest.fixture(scope="module")
def fakes(database: tryton.Database) -> Iterator[dict[str, StrictServer]]:
    """A fake of each."""
    tracker = request_tracker.Tracker(SECRET, "weak")
    with StrictServer(tracker.answer) as one, StrictServer(database.answer) as other:
        yield {"rt": one, "tryton": other}


@pytest.fixture(scope="module")
def server(fakes: dict[str, StrictServer], module_launcher: Launcher) -> Callcard:
    """An installation of each case."""
    installation = module_launcher.installation()
    connectors: list[dict[str, Any]] = []
    for name, (manifest, case) in CASES.items():
        settings: dict[str, Any] = {"baseURL": fakes[manifest].url} | GOOD[manifest] | case
        secret = "token" if manifest == "rt" else "password"
        installation.file(f"{name}.secret", settings[secret], mode=0o600)
        settings[secret] = {"file": f"{name}.secret"}
        connectors.append({"id": name, "manifest": manifest, "settings": settings, "allow": ["127.0.0.0/8"], "http": True})
        installation.add_service(name, [name])
    installation.config["connectors"] = connectors
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.mark.parametrize("kind", KINDS)
def test_found(client: Client, fakes: dict[str, StrictServer], kind: str) -> None:
    """One caller, however many tickets there are, and an id of 17 digits to the digit."""
    answer = client.lookup("+493023125123", service=f"{kind}-good")
    caller = answer["caller"]
    assert answer["status"] == "resolved" and [match["grade"] for match in answer["matches"]] == ["exact"]
    assert (caller["displayName"], caller["company"], caller["city"]) == ("Anna Meier", "ACME AG", "Berlin")
    assert caller["id"] == "12345678901234567"
    path = {"rt": "/User/Summary.html?id=", "tryton": f"/#{tryton.DATABASE}/model/party.party/"}[kind]
    assert caller["url"] == fakes[kind].url + path + caller["id"]


@pytest.mark.parametrize("kind", KINDS)
def test_several(client: Client, kind: str) -> None:
    """Two callers with one number are both shown, and none is guessed."""
    answer = client.lookup("+493023125200", service=f"{kind}-good")
    assert sorted(match["caller"]["displayName"] for match in answer["matches"]) == ["Ben Adler", "Cora Busch"]
    assert "displayName" not in answer.get("caller", {})


@pytest.mark.parametrize("kind", KINDS)
def test_national_writing(client: Client, kind: str) -> None:
    """A foreign number without its country's code is a likely match; in Request Tracker without any ticket too."""
    answer = client.lookup("+442079460123", service=f"{kind}-good")
    assert [(match["grade"], match["caller"]["displayName"]) for match in answer["matches"]] == [("national", "Eve Dunn")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", ["+12025550123", "+442079460199", "+493023125300"])
def test_nobody(client: Client, kind: str, number: str) -> None:
    """Nobody, a longer number, and who is disabled or has it as a fax: a miss."""
    answer = client.lookup(number, service=f"{kind}-good")
    assert answer["status"] == "unknown" and outcome(answer, f"{kind}-good") == "miss"


@pytest.mark.parametrize("name", [name for name in CASES if name.split("-")[1] in ("wrong", "weak", "outsider", "stranger")])
def test_A18_refused(client: Client, name: str) -> None:
    """Wrong secrets, and users who lack their rights, whether the caller is there or not."""
    for number in ("+493023125123", "+12025550124"):
        answer = client.lookup(number, service=name)
        assert answer["status"] == "partial" and outcome(answer, name) == "authError"


def test_another_database(client: Client) -> None:
    """It is neither a miss nor a matter of the credentials."""
    answer = client.lookup("+493023125123", service="tryton-elsewhere")
    assert answer["status"] == "partial" and outcome(answer, "tryton-elsewhere") not in ("miss", "authError")


def test_one_session_for_many_lookups(client: Client, database: tryton.Database) -> None:
    """And another one where it has ended, without a lookup lost."""
    assert outcome(client.lookup("+33199000110", service="tryton-good"), "tryton-good") == "miss"
    before = database.signed_in
    for number in ("+33199000111", "+33199000112"):
        assert outcome(client.lookup(number, service="tryton-good"), "tryton-good") == "miss"
    assert database.signed_in == before
    database.sessions.clear()
    assert outcome(client.lookup("+33199000113", service="tryton-good"), "tryton-good") == "miss"
    assert database.signed_in == before + 1


def test_secrets_stay_inside(server: Callcard, client: Client) -> None:
    """Neither the token nor the password, which is in a body, is in what the server says."""
    for name in CASES:
        client.lookup("+33199000114", service=name)
    assert SECRET not in server.said()
