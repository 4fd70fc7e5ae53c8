"""Events while too many lookups wait: acknowledged all the same, looked up as soon as there is room, and shed after ten seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit import team
from kit.calls import Call
from kit.client import outcome
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.rules import check_lookup
from kit.waiting import until


def start(launcher: Launcher, busy: Upstream, crm: Upstream, **lookups: Any) -> Callcard:
    """One place for lookups, which service `busy` takes; calls come for `support`."""
    made = team.installation(launcher)
    made.add_connector("busy", busy.url, busy.token, total="10s", inFlight=256)
    made.add_connector("crm", crm.url, crm.token)
    made.add_service("busy", ["busy"])
    made.services["support"]["connectors"] = ["contacts", "crm"]
    made.config["lookups"] = {"waiting": 1} | lookups
    return launcher.start(made)


@pytest.fixture
def busy() -> Iterator[Upstream]:
    """A CRM that never answers."""
    with Upstream() as upstream:
        upstream.fault = faults.silence
        yield upstream


@contextmanager
def crowded(server: Callcard) -> Iterator[None]:
    """Keeps the place taken, by clients that ask again at once when they are refused."""
    over = threading.Event()

    def press() -> None:
        client = server.client()
        while not over.is_set():
            answer = client.post("/v1/lookups", {"number": "+493023125499", "service": "busy", "deadlineMs": 7_000})
            assert answer.status == 200 or (answer.status, answer.code) == (503, "overloaded"), answer.body

    with ThreadPoolExecutor(3) as pool:
        pressing = [pool.submit(press) for _ in range(3)]
        until(lambda: scrape(server.anonymous()).value("callcard_lookups_waiting") == 1, "the place is taken")
        try:
            yield
        finally:
            over.set()
            for one in pressing:
                one.result()


def context(server: Callcard, call: Call, after: int = 0, wait: int = 0) -> dict[str, Any]:
    """The session's context."""
    answer = server.client().get(f"/v1/sessions/{call.session}/context?afterRevision={after}&waitMs={wait}")
    assert answer.status == 200, answer.body
    check_lookup(answer.json)
    told: dict[str, Any] = answer.json
    return told


def postponed(server: Callcard) -> float | None:
    """How many lookups are tried again."""
    return scrape(server.anonymous()).value("callcard_lookups_postponed")


def shed(server: Callcard, reason: str) -> float:
    """How many were given up for a reason."""
    return scrape(server.anonymous()).value("callcard_lookups_shed_total", reason=reason) or 0


def take_the_place(server: Callcard, seconds: float) -> threading.Thread:
    """Takes the place for so long."""
    client = server.client()
    thread = threading.Thread(target=client.lookup, args=["+493023125499"], kwargs={"service": "busy", "deadlineMs": int(seconds * 1_000)})
    thread.start()
    until(lambda: scrape(server.anonymous()).value("callcard_lookups_waiting") == 1, "the place is taken")
    return thread


def test_it_is_looked_up_when_there_is_room(launcher: Launcher, busy: Upstream, upstream: Upstream) -> None:
    """The event is acknowledged at once, with what the book knows; the CRM is asked as soon as the place is free."""
    upstream.know(record(ANNA, "Anna", "Meier", company="ACME AG"))
    server = start(launcher, busy, upstream)
    place = take_the_place(server, 1.5)
    call = team.call(server, number=ANNA)
    begun = time.monotonic()
    assert call.tell("queued") == 1 and time.monotonic() - begun < 0.5
    first = context(server, call)
    assert (outcome(first, "contacts"), outcome(first, "crm"), first["complete"]) == ("hit", "pending", False)
    assert postponed(server) == 1 and upstream.count(ANNA) == 0
    second = context(server, call, after=1, wait=5_000)
    assert 1 < time.monotonic() - begun < 3.5
    assert (outcome(second, "crm"), second["complete"]) == ("hit", True)
    assert [match["connector"] for match in second["matches"]] == ["contacts", "crm"]
    assert postponed(server) == 0 and upstream.count(ANNA) == 1
    place.join()


def test_after_ten_seconds_it_is_shed(launcher: Launcher, busy: Upstream, upstream: Upstream) -> None:
    """There is no room for ten seconds: the context becomes visible as a revision that says so, partial and complete."""
    server, number = start(launcher, busy, upstream), "+493023125201"
    with crowded(server):
        call = team.call(server, number=number)
        begun = time.monotonic()
        first = call.tell("queued")
        assert not context(server, call)["complete"]
        told = context(server, call, after=first, wait=15_000)
        taken = time.monotonic() - begun
    print(f"\nshed after {taken:.1f} s")
    assert 9.5 < taken < 11.5 and told["revision"] == first + 1
    assert (told["status"], told["complete"]) == ("partial", True)
    assert (outcome(told, "contacts"), outcome(told, "crm")) == ("miss", "shed")
    assert upstream.count(number) == 0 and shed(server, "late") == 1 and postponed(server) == 0
    # The next event asks again.
    assert call.tell("offered", team.PIA) >= 1
    until(lambda: outcome(context(server, call), "crm") == "miss", "the CRM was asked")


def test_what_does_not_fit_is_shed_at_once(launcher: Launcher, busy: Upstream, upstream: Upstream) -> None:
    """Beyond `lookups: {postponed: 1}`; the card of the book is there all the same."""
    server = start(launcher, busy, upstream, postponed=1)
    place = take_the_place(server, 1.5)
    first, second = team.call(server, number=ANNA).queued(), team.call(server, number=ANNA).queued()
    told = context(server, second)
    assert (outcome(told, "contacts"), outcome(told, "crm")) == ("hit", "shed")
    assert (told["status"], told["complete"], told["revision"]) == ("resolved", True, 1)
    assert outcome(context(server, first), "crm") == "pending" and shed(server, "full") == 1
    place.join()
    until(lambda: outcome(context(server, first), "crm") == "miss", "the first is looked up")


@pytest.mark.parametrize("end", ["ended", "forgotten", "another number"])
def test_it_ends_early(launcher: Launcher, busy: Upstream, upstream: Upstream, end: str) -> None:
    """With the call, with its caller, and with a later number nobody is asked about the first one any more."""
    server, number, other = start(launcher, busy, upstream), "+493023125202", "+493023125203"
    place = take_the_place(server, 1.5)
    call = team.call(server, number=number).queued()
    match end:
        case "ended":
            call.number = None
            call.ended()
        case "forgotten":
            assert server.client().forget(number)["pending"] == 1
        case _:
            call.number = other
            call.offered(team.PIA)
    assert postponed(server) == (1 if end == "another number" else 0)
    place.join()
    if end == "another number":
        until(lambda: outcome(context(server, call), "crm") == "miss", "the later number is looked up")
        assert context(server, call)["number"]["e164"] == other
    else:
        time.sleep(1.5)
    assert upstream.count(number) == 0 and postponed(server) == 0
