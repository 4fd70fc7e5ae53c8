"""C23 Request Tracker 5, as Debian has it, asked through `connectors/rt`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from installing import serve
from kit.client import Client, outcome
from kit.process import Callcard, Launcher
from kit.waiting import until
from servers.request_tracker import RequestTracker


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTracker]:
    """A Request Tracker that runs."""
    tracker = RequestTracker(tmp_path_factory.mktemp("rt"))
    tracker.start()
    yield tracker
    tracker.stop()


@pytest.fixture(scope="module")
def server(tracker: RequestTracker, launcher: Launcher) -> Callcard:
    """Installations with the right token, a wrong one, and those of users who lack rights."""
    tokens = {"good": tracker.tokens["callcard"], "wrong": "1-1-0123456789abcdef0123456789abcdef"} | {
        name: tracker.tokens[name] for name in ("blind", "customer")
    }
    return serve(launcher, "rt", tracker.url, {name: {"token": token} for name, token in tokens.items()}, "token")


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


def test_found(client: Client, tracker: RequestTracker) -> None:
    """A customer with two tickets is one caller, with all fields."""
    answer = look_up(client, "+493023125123")
    assert answer["status"] == "resolved" and names(answer) == [("exact", "Anna Meier")]
    caller = answer["caller"]
    assert caller.pop("url") == f"{tracker.url}/User/Summary.html?id={caller.pop('id')}"
    assert caller == {
        "displayName": "Anna Meier",
        "company": "ACME AG",
        "email": "anna.meier@acme.example",
        "primaryTelNumber": "+49 30 23125-123",
        "telNumbers": [{"name": "Mobile", "value": "+49 30 23125 199"}],
        "streetAddress": "Teststraße 7, 2. OG",
        "postCode": "10999",
        "city": "Berlin",
        "state": "Berlin",
        "country": "Germany",
    }


@pytest.mark.parametrize(
    ("number", "name"),
    [("+493023125199", "Anna Meier"), ("030 23125600", "Jörg Müller"), ("+493023125600", "Jörg Müller")],
)
def test_other_fields_and_writings(client: Client, number: str, name: str) -> None:
    """A mobile and a home number; with 00, and with letters that are not ASCII in the record."""
    assert names(look_up(client, number)) == [("exact", name)]


def test_several(client: Client) -> None:
    """Two people with one number are both shown, and none is guessed; a longer number is another one."""
    answer = look_up(client, "+493023125200")
    assert names(answer) == [("exact", "Ben Adler"), ("exact", "Cora Busch")]
    assert "displayName" not in answer.get("caller", {})


def test_without_a_ticket(client: Client) -> None:
    """Who never asked for anything is found among the users that were changed last; without the country's code as likely."""
    assert names(look_up(client, "+442079460123")) == [("national", "Eve Dunn")]


@pytest.mark.parametrize("number", ["+12025550123", "+493023125500"])
def test_nobody(client: Client, number: str) -> None:
    """Nobody, and somebody who is disabled: a miss."""
    answer = look_up(client, number)
    assert answer["status"] == "unknown" and outcome(answer, "good") == "miss"


@pytest.mark.parametrize("service", ["wrong", "blind", "customer"])
@pytest.mark.parametrize("number", ["+493023125123", "+12025550123"])
def test_refused(client: Client, service: str, number: str) -> None:
    """A wrong token, and tokens of users who may not see numbers, or no users: never a miss."""
    answer = look_up(client, number, service)
    assert answer["status"] == "partial" and outcome(answer, service) == "authError"


def test_down(client: Client, tracker: RequestTracker) -> None:
    """While it is down that is said; once it is back, callers are found again."""
    tracker.stop()
    answer = look_up(client, "+33199000123")
    assert answer["status"] == "partial" and outcome(answer, "good") == "connectError"
    tracker.start()
    until(lambda: outcome(look_up(client, "+33199000124"), "good") == "miss", "it is asked again", 60)
