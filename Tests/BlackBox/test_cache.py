"""C4, R12 The transient cache: what is held, for whom, and that one question goes out once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fakes import faults
from fakes.upstream import Exchange, Upstream, record
from kit.books import anna
from kit.client import Client, outcome, report
from kit.numbers import ANNA, Numbers, national
from kit.process import Callcard, Launcher
from kit.waiting import at_once


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """A book and a CRM, which two services ask; one more with a CRM of its own."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_connector("wobbly", module_upstream.url, module_upstream.token)
    installation.add_service("support", ["contacts", "crm"])
    installation.add_service("sales", ["crm"])
    installation.add_service("wobbly", ["wobbly"])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def test_a_hit_is_held(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4: the second lookup is answered from what is held, and says so."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    first, second = (client.lookup(number, service="support") for _ in range(2))
    assert report(first, "crm")["cached"] is False and report(second, "crm")["cached"] is True
    assert first["caller"] == second["caller"] and first["matches"] == second["matches"]
    assert module_upstream.count(number) == 1


def test_a_miss_is_held(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4: "asked, nothing known" is an answer like any other."""
    number = numbers()
    assert [outcome(client.lookup(number, service="support"), "crm") for _ in range(3)] == ["miss"] * 3
    assert module_upstream.count(number) == 1


def test_a_failure_is_not_held(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4: once the upstream is well again, so is the answer."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    module_upstream.faults[number] = faults.body(b"<html>")
    assert outcome(client.lookup(number, service="wobbly"), "wobbly") == "badPayload"
    del module_upstream.faults[number]
    assert outcome(client.lookup(number, service="wobbly"), "wobbly") == "hit"


def test_every_writing_is_the_same_number(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4, C8: held by number, not by what was typed."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    for text in (number, national(number), f"00{number[1:]}", f"tel:{number}", f"sip:{number}@pbx.example"):
        assert client.lookup(text, service="support")["caller"]["displayName"] == "Carla Wolf"
    assert module_upstream.count(number) == 1


def test_services_share_what_a_connector_said(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4: an answer belongs to the connector; each service merges it in its own way."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    assert report(client.lookup(number, service="support"), "crm")["cached"] is False
    assert report(client.lookup(number, service="sales"), "crm")["cached"] is True
    assert module_upstream.count(number) == 1


def test_numbers_do_not_share(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Two numbers are two questions."""
    first, second = numbers(), numbers()
    module_upstream.know(record(first, "Carla", "Wolf"))
    assert client.lookup(first, service="support")["status"] == "resolved"
    assert client.lookup(second, service="support")["status"] == "unknown"


def test_books_are_never_cached(client: Client) -> None:
    """An address book is in memory anyway: a changed file counts at once."""
    for _ in range(3):
        assert report(client.lookup(ANNA, service="support"), "contacts")["cached"] is False


def test_the_end_is_told_and_does_not_move(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Law 2: reading again does not make caller data live longer."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    client.lookup(number, service="support")
    first, *later = (datetime.fromisoformat(client.lookup(number, service="support")["expiresAt"]) for _ in range(4))
    # A wall clock and a monotonic one meet here: the last digit may differ.
    assert all(abs(time - first) < timedelta(milliseconds=20) for time in later)


@pytest.mark.parametrize("known", [True, False])
def test_single_flight(server: Callcard, module_upstream: Upstream, numbers: Numbers, known: bool) -> None:
    """R12: 50 lookups of one number at once make one request, and all get its answer."""
    number = numbers()
    if known:
        module_upstream.know(record(number, "Carla", "Wolf"))
    module_upstream.faults[number] = faults.slow(0.4)
    answers = at_once([lambda: server.client().lookup(number, service="support")] * 50)
    assert module_upstream.count(number) == 1
    assert {outcome(answer, "crm") for answer in answers} == {"hit" if known else "miss"}


def test_single_flight_of_several_deadlines(server: Callcard, module_upstream: Upstream, numbers: Numbers) -> None:
    """R12, R1: who can't wait is answered by its own deadline; the others still get what they wait for, from one request."""
    number = numbers()
    module_upstream.know(record(number, "Carla", "Wolf"))
    module_upstream.faults[number] = faults.slow(0.6)
    calls = [
        lambda wait=wait: server.client().timed_lookup(number, service="sales", deadlineMs=wait)
        for wait in (150, 300, 2_000, 3_000)
    ]
    answers = at_once(calls)
    assert [outcome(answer.json, "crm") for answer in answers] == ["timeout", "timeout", "hit", "hit"]
    assert answers[0].elapsed < 0.55 and module_upstream.count(number) == 1


def test_a_failing_flight_fails_for_all_of_its_passengers(server: Callcard, module_upstream: Upstream, numbers: Numbers) -> None:
    """R12: an error is shared like an answer: no storm of retries."""
    number = numbers()
    module_upstream.faults[number] = late_page
    answers = at_once([lambda: server.client().lookup(number, service="wobbly")] * 20)
    assert {outcome(answer, "wobbly") for answer in answers} == {"badPayload"}
    assert module_upstream.count(number) == 1


def late_page(exchange: Exchange) -> None:
    """HTML instead of JSON, after a while."""
    exchange.pause(0.3)
    exchange.reply(200, b"<html>")
