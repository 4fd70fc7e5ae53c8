"""R5, R12 Bulkheads: one slow connector takes only its own places, and the rest is turned away at once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from fakes import faults
from fakes.upstream import TOKEN, Exchange, Upstream
from kit.client import Answer, outcome
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import crm, installation_of, item
from kit.waiting import at_once, until

IN_FLIGHT, WAITING, IN_ALL = 32, 64, 256


def call(
    server: Callcard, number: str, service: str = "crm", deadline: int = 4_500, session: str | None = None
) -> Callable[[], Answer]:
    """A lookup for `at_once`, with a client of its own."""
    members = {"service": service, "deadlineMs": deadline} | ({"session": session} if session else {})
    return partial(server.client().timed_lookup, number, **members)


def test_r5_in_flight_and_waiting(launcher: Launcher, upstream: Upstream) -> None:
    """R5: of 110 questions at once 32 go out, 64 wait for a place, 14 are shed; those at once."""
    server, fresh = crm(launcher, upstream, total="5s"), Numbers(200)
    upstream.fault = faults.slow(0.8)
    answers = at_once([call(server, fresh()) for _ in range(110)])
    words = Counter(outcome(answer.json, "crm") for answer in answers)
    assert upstream.busiest == IN_FLIGHT
    assert words == {"miss": IN_FLIGHT + WAITING, "shed": 110 - IN_FLIGHT - WAITING}
    shed = [answer.json["connectors"][1]["elapsedMs"] for answer in answers if outcome(answer.json, "crm") == "shed"]
    assert max(shed) < 500, "who is turned away is told at once"
    assert all(answer.json["status"] == "partial" for answer in answers if outcome(answer.json, "crm") == "shed")


def test_r5_as_configured(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R5: `inFlight` and `waiting` of a connector; shedding is no failure of the CRM's."""
    server = crm(launcher, upstream, inFlight=2, waiting=3, total="5s")
    upstream.fault = faults.slow(0.8)
    answers = at_once([call(server, numbers()) for _ in range(20)])
    assert Counter(outcome(answer.json, "crm") for answer in answers) == {"miss": 5, "shed": 15} and upstream.busiest == 2
    assert item(server)["breaker"] == "closed"


def test_r5_a_place_dies_with_its_deadline(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R5: who waited too long has left the queue: its place is there for others, round after round."""
    server = crm(launcher, upstream, inFlight=1, waiting=1, total="300ms", openFor="100ms")
    upstream.fault = faults.silence
    for _ in range(2):
        words = {outcome(answer.json, "crm") for answer in at_once([call(server, numbers()), call(server, numbers())])}
        assert "timeout" in words <= {"timeout", "shed"}, "who was never asked is shed, the other one timed out"
        until(lambda: item(server)["inFlight"] == item(server)["waiting"] == 0, "places are given back")
    upstream.fault = None
    assert outcome(call(server, numbers())().json, "crm") == "miss"


def test_r5_shown(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R5: how many are out and how many wait is there to be seen."""
    server = crm(launcher, upstream, inFlight=2, waiting=5, total="2s")
    upstream.fault = faults.slow(0.3)

    with ThreadPoolExecutor(5) as pool:
        for _ in range(5):
            pool.submit(call(server, numbers()))
        until(lambda: upstream.busy == 2, "two are out")
        time.sleep(0.1)
        shown = item(server)
    assert (shown["inFlight"], shown["waiting"]) == (2, 3)


@pytest.fixture
def crowd() -> Iterator[list[Upstream]]:
    """Ten CRMs."""
    made = [Upstream() for _ in range(10)]
    yield made
    for upstream in made:
        upstream.close()


def test_r5_in_all(launcher: Launcher, crowd: list[Upstream]) -> None:
    """R5: 320 questions to ten connectors, each within its own bound: never more than 256 are out, and all are answered."""
    installation = installation_of(launcher, "none", url=crowd[0].url)
    gauge = Gauge()
    for index, upstream in enumerate(crowd):
        installation.add_connector(f"crm{index}", upstream.url, TOKEN, total="5s")
        upstream.fault = gauge
    installation.add_service("all", [f"crm{index}" for index in range(10)])
    server, fresh = launcher.start(installation), Numbers(200)
    answers = at_once([call(server, fresh(), "all", 5_000) for _ in range(IN_FLIGHT)])
    words = Counter(entry["outcome"] for answer in answers for entry in answer.json["connectors"])
    print(f"at most {gauge.most} were out at once; {dict(words)}")
    assert 200 <= gauge.most <= IN_ALL
    assert words["miss"] >= IN_ALL and set(words) <= {"miss", "shed"}


class Gauge:
    """A slow, proper answer that counts how many are waited for, over all upstreams."""

    def __init__(self) -> None:
        self._now, self.most = 0, 0
        self._lock = threading.Lock()

    def __call__(self, exchange: Exchange) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        exchange.pause(0.5)
        # Before the answer: with it the next question may come, sooner than this thread goes on.
        with self._lock:
            self._now -= 1
        exchange.upstream.proper(exchange)


def test_r5_others_are_not_held_back(launcher: Launcher, crowd: list[Upstream]) -> None:
    """R5: one CRM hangs with all its places taken; lookups that ask another one don't notice."""
    installation = installation_of(launcher, "hung", url=crowd[0].url, inFlight=4, waiting=4)
    installation.add_connector("well", crowd[1].url, TOKEN)
    installation.add_service("well", ["well"])
    server, fresh = launcher.start(installation), Numbers(200)
    crowd[0].fault = faults.silence
    calls = [call(server, fresh(), "hung", 4_000) for _ in range(20)] + [call(server, fresh(), "well") for _ in range(20)]
    answers = at_once(calls)
    assert {outcome(answer.json, "well") for answer in answers[20:]} == {"miss"}
    assert max(answer.elapsed for answer in answers[20:]) < 2.5


def test_r12_one_call_for_all(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R12: a hundred lookups of one number at once, some for calls: one question, and no place in the queue for the others."""
    server, number = crm(launcher, upstream, inFlight=1, waiting=1), numbers()
    upstream.faults[number] = faults.slow(0.3)
    calls = [call(server, number, session=f"c-{index}" if index % 3 == 0 else None) for index in range(100)]
    answers = at_once(calls)
    assert {outcome(answer.json, "crm") for answer in answers} == {"miss"} and upstream.count(number) == 1
