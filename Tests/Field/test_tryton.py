"""C23 Tryton 6, as Debian has it, asked through `connectors/tryton`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from installing import serve
from kit.client import Client, outcome
from kit.process import Callcard, Launcher
from kit.waiting import until
from servers.tryton import DATABASE, PASSWORDS, Tryton

CASES = {
    "good": {},
    "wrong": {"password": "x"},
    "stranger": {"login": "nobody"},
    "blind": {"login": "blind", "password": PASSWORDS["blind"]},
    "elsewhere": {"database": "other"},
}
"""What each installation has unlike the good one."""


@pytest.fixture(scope="module")
def tryton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tryton]:
    """A Tryton that runs."""
    tryton = Tryton(tmp_path_factory.mktemp("tryton"))
    tryton.start()
    try:
        tryton.fill()
        yield tryton
    finally:
        tryton.stop()


@pytest.fixture(scope="module")
def server(tryton: Tryton, launcher: Launcher) -> Callcard:
    """An installation for each case."""
    good = {"database": DATABASE, "login": "callcard", "password": PASSWORDS["callcard"]}
    return serve(launcher, "tryton", tryton.url, {name: good | case for name, case in CASES.items()}, "password")


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def look_up(client: Client, number: str, service: str = "good") -> dict[str, Any]:
    """One lookup with all the time that there is."""
    return client.lookup(number, service=service, deadlineMs=7500)


def names(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Grade and name of each match."""
    return sorted((match["grade"], match["caller"]["displayName"]) for match in answer["matches"])


def test_found(client: Client, tryton: Tryton) -> None:
    """A party with all fields. Tryton writes numbers in international form, whatever was typed."""
    answer = look_up(client, "+493023125123")
    assert answer["status"] == "resolved" and names(answer) == [("exact", "Anna Meier")]
    caller = answer["caller"]
    assert caller.pop("url") == f"{tryton.url}/#{DATABASE}/model/party.party/{caller.pop('id')}"
    assert caller == {
        "displayName": "Anna Meier",
        "email": "anna.meier@example.com",
        "primaryTelNumber": "+49 30 23125123",
        "telNumbers": [{"name": "Mobile", "value": "+49 30 23125199"}],
        "streetAddress": "Teststraße 7, 2. OG",
        "postCode": "10999",
        "city": "Berlin",
        "country": "Germany",
        "customFields": [{"name": "Code", "value": "K-17"}],
        "customFieldsByName": {"Code": "K-17"},
    }


@pytest.mark.parametrize(
    ("number", "name"),
    [("030 23125199", "Anna Meier"), ("+493023125600", "Jörg Müller"), ("+493023125502", "Gina Falk")],
)
def test_other_numbers(client: Client, number: str, name: str) -> None:
    """A mobile number, one with the name of a person beside it, one that was typed without its country's code."""
    assert names(look_up(client, number)) == [("exact", name)]


def test_person_of_a_company(client: Client) -> None:
    """The party is the company of the person whose number it is."""
    assert look_up(client, "+493023125600")["caller"]["company"] == "Größe & Söhne"


def test_several(client: Client) -> None:
    """Two parties with one number are both shown, and none is guessed; a longer number is another one."""
    answer = look_up(client, "+493023125200")
    assert names(answer) == [("exact", "Ben Adler"), ("exact", "Cora Busch")]
    assert "displayName" not in answer.get("caller", {})


@pytest.mark.parametrize("number", ["+12025550123", "+493023125500", "+493023125501", "+493023125609"])
def test_nobody(client: Client, number: str) -> None:
    """Nobody, an archived party, an archived number, a fax: a miss."""
    answer = look_up(client, number)
    assert answer["status"] == "unknown" and outcome(answer, "good") == "miss"


@pytest.mark.parametrize("service", ["wrong", "stranger", "blind"])
@pytest.mark.parametrize("number", ["+493023125123", "+12025550123"])
def test_refused(client: Client, service: str, number: str) -> None:
    """A wrong password, a login that is not known, a user who may not read parties: never a miss."""
    answer = look_up(client, number, service)
    assert answer["status"] == "partial" and outcome(answer, service) == "authError"


def test_another_database(client: Client) -> None:
    """A database that does not exist is neither a miss nor a matter of the credentials."""
    answer = look_up(client, "+493023125123", "elsewhere")
    assert answer["status"] == "partial" and outcome(answer, "elsewhere") not in ("miss", "authError")


def test_a_session_that_has_ended(client: Client, tryton: Tryton) -> None:
    """Callcard signs in anew, and the caller is found."""
    assert outcome(look_up(client, "+33199000120"), "good") == "miss"
    tryton.end_sessions("callcard")
    assert outcome(look_up(client, "+33199000121"), "good") == "miss"


def test_down(client: Client, tryton: Tryton) -> None:
    """While it is down that is said; once it is back, callers are looked for again."""
    tryton.stop()
    answer = look_up(client, "+33199000123")
    assert answer["status"] == "partial" and outcome(answer, "good") == "connectError"
    tryton.start()
    until(lambda: outcome(look_up(client, "+33199000124"), "good") == "miss", "it is asked again", 60)
