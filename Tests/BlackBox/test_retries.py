"""R6, A30 Asking again: at most once, only where it can do no harm, and never as a storm."""

from __future__ import annotations

import pytest

from fakes import faults
from fakes.certificates import Certificates
from fakes.http2 import Leaver
from fakes.upstream import Exchange, Upstream, record
from kit.client import Client
from kit.numbers import Numbers
from kit.process import Launcher
from kit.upstreams import asked, counter, crm

SHARE = 0.1
"""R6: of the questions, how many may be asked twice."""
ALLOWANCE = 3
"""So many may be asked twice before a tenth of anything is a whole one."""


def warm(client: Client, numbers: Numbers, times: int = 25) -> None:
    """Good answers, so that a tenth of them is more than one."""
    assert {asked(client, numbers()) for _ in range(times)} == {"miss"}


class EndsReused:
    """Answers the first request of each connection; closes on the next one instead of answering it."""

    def __init__(self) -> None:
        self._used: set[int] = set()

    def __call__(self, exchange: Exchange) -> None:
        if exchange.request.connection in self._used:
            return exchange.finish()
        self._used.add(exchange.request.connection)
        exchange.upstream.proper(exchange)


@pytest.mark.parametrize("how", ["rst", "fin"])
def test_a_get_that_nobody_answered_is_sent_once_more(launcher: Launcher, upstream: Upstream, numbers: Numbers, how: str) -> None:
    """R6: the connection broke before a byte of the answer; asking again is safe, and finds the caller."""
    server = crm(launcher, upstream)
    client, number = server.client(), numbers()
    warm(client, numbers)
    upstream.know(record(number, "Second", "Try"))
    upstream.faults[number] = faults.First(faults.unheard if how == "rst" else faults.raw(b""))
    assert asked(client, number) == "hit" and upstream.count(number) == 2
    assert counter(server, "callcard_connector_retries_total") <= 1


def test_never_twice_more(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R6: one retry, not two, however much time is left."""
    client, number = crm(launcher, upstream, total="5s").client(), numbers()
    warm(client, numbers)
    upstream.faults[number] = faults.unheard
    assert asked(client, number, deadlineMs=5_000) == "connectError"
    assert upstream.count(number) == 2


@pytest.mark.parametrize("fault, word", [("unheard", "connectError"), ("cut", "badPayload"), ("500", "http5xx")])
def test_a_post_is_never_sent_twice(launcher: Launcher, upstream: Upstream, numbers: Numbers, fault: str, word: str) -> None:
    """R6: what was sent may have had an effect."""
    client, number = crm(launcher, upstream, manifest="plainpost").client(), numbers()
    warm(client, numbers, 10)
    upstream.faults[number] = {"unheard": faults.unheard, "cut": faults.cut(-20), "500": faults.status(500)}[fault]
    assert asked(client, number) == word
    assert upstream.count(number) == 1


@pytest.mark.parametrize("fault", ["A17 redirect", "A18 401", "A20 404", "A20 400", "A21 429", "A12 HTML"])
def test_answers_are_not_asked_for_again(launcher: Launcher, upstream: Upstream, numbers: Numbers, fault: str) -> None:
    """R6: a CRM that has answered has answered."""
    client, number = crm(launcher, upstream).client(), numbers()
    warm(client, numbers, 10)
    upstream.faults[number] = {
        "A17 redirect": faults.status(302, Location="/contacts"),
        "A18 401": faults.status(401),
        "A20 404": faults.status(404),
        "A20 400": faults.status(400),
        "A21 429": faults.status(429, Retry_After="1"),
        "A12 HTML": faults.body(b"<html>", "text/html"),
    }[fault]
    asked(client, number)
    assert upstream.count(number) == 1


def test_not_when_most_of_the_time_is_gone(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R6: with less than 40 % of the budget left it would only be another request, not another answer."""
    client, late, early = crm(launcher, upstream, total="1000ms").client(), numbers(), numbers()
    warm(client, numbers)

    def broken_after(seconds: float) -> faults.Behaviour:
        def behave(exchange: Exchange) -> None:
            exchange.pause(seconds)
            exchange.reset()

        return behave

    upstream.faults[late], upstream.faults[early] = broken_after(0.7), faults.First(broken_after(0.3))
    asked(client, late, deadlineMs=3_000)
    assert upstream.count(late) == 1
    assert asked(client, early, deadlineMs=3_000) == "miss" and upstream.count(early) == 2


def test_at_most_a_tenth(launcher: Launcher, upstream: Upstream) -> None:
    """R6, A24: where every fourth question breaks, still only a tenth of all is asked twice."""
    fresh = Numbers(400)
    server = crm(launcher, upstream)
    client, chosen = server.client(), [fresh() for _ in range(200)]
    for number in chosen[::4]:
        upstream.faults[number] = faults.First(faults.unheard)
    for number in chosen:
        asked(client, number)
    twice = upstream.count() - len(chosen)
    print(f"{twice} of {len(chosen)} were asked twice, {counter(server, 'callcard_connector_retries_total'):.0f} by the engine")
    assert 1 <= twice <= SHARE * len(chosen) + ALLOWANCE


def test_a30_closed_just_as_we_send(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A30: an idle connection that the server closes under a GET is replaced; nobody notices."""
    client = crm(launcher, upstream).client()
    warm(client, numbers)
    upstream.fault = EndsReused()
    for _ in range(3):
        number = numbers()
        upstream.know(record(number, "Fresh", "Line"))
        assert asked(client, number) == "hit"
        attempts = [request.connection for request in upstream.requests if request.phone == number]
        assert len(attempts) == len(set(attempts)) <= 2, "again on the same connection"


@pytest.mark.parametrize("then, words", [("rst", "connectError"), ("fin", "connectError"), ("500", "http5xx")])
def test_a30_no_third_time(launcher: Launcher, upstream: Upstream, numbers: Numbers, then: str, words: str) -> None:
    """A30, R6: a GET that went out once more on a fresh connection, and failed there too, is not sent again by anybody."""
    server = crm(launcher, upstream, total="5s")
    client, number = server.client(), numbers()
    warm(client, numbers)
    known = {request.connection for request in upstream.requests}
    last = {"rst": faults.unheard, "fin": faults.raw(b""), "500": faults.status(500)}[then]

    def twice(exchange: Exchange) -> None:
        (faults.raw(b"") if exchange.request.connection in known else last)(exchange)

    upstream.faults[number] = twice
    assert asked(client, number, deadlineMs=5_000) == words
    lines = [request.connection in known for request in upstream.requests if request.phone == number]
    assert lines == [True, False], "once on the connection that was closed, once on a fresh one"
    assert counter(server, "callcard_connector_retries_total") == 0


def test_a30_closed_just_as_we_post(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A30: the same under a POST is a failure, and the POST was sent once."""
    client = crm(launcher, upstream, manifest="plainpost").client()
    upstream.fault = EndsReused()
    words, lines = [], []
    for _ in range(4):
        number = numbers()
        words.append(asked(client, number))
        assert upstream.count(number) == 1
        lines.append(upstream.requests[-1].connection)
    reused = [line in lines[:index] for index, line in enumerate(lines)]
    assert words == ["connectError" if is_reused else "miss" for is_reused in reused] and any(reused)


def test_a30_goaway(launcher: Launcher, certificates: Certificates, numbers: Numbers) -> None:
    """A30: HTTP/2: the server says GOAWAY to a question; it goes out once more, on a fresh connection."""
    phones = [numbers() for _ in range(30)]
    with Leaver(certificates.good(), phones, after=25) as leaver:
        client = crm(launcher, leaver.url, authorities=str(certificates.authorities)).client()
        assert [asked(client, phone) for phone in phones] == ["hit"] * len(phones)
        assert (leaver.left, leaver.answered, leaver.connections) == (1, len(phones), 2)
