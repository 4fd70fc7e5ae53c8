"""R4, A1, A18, A20, A22, A23, A24 The breaker: who fails too often is left alone for a while, then tried once."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

import pytest

from fakes import faults
from fakes.certificates import Certificates
from fakes.upstream import TOKEN, Behaviour, Upstream, closed_port, record
from kit import process
from kit.client import Client, outcome, report
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.upstreams import asked, crm, installation_of, item
from kit.waiting import at_once, until

ROW = 5
"""Failures in a row that open it."""
CLOSED, HALF_OPEN, OPEN = 0, 1, 2
"""Values of `callcard_breaker_state`."""
JITTER = 0.2


def gauge(server: Callcard, connector: str = "crm") -> float | None:
    """The metric."""
    return scrape(server.anonymous()).value("callcard_breaker_state", connector=connector)


def fail(client: Client, numbers: Numbers, times: int = ROW, connector: str = "crm") -> list[str]:
    """Asks about that many new numbers."""
    return [asked(client, numbers(), connector) for _ in range(times)]


def seconds_to_retry(server: Callcard, connector: str = "crm") -> float:
    """How far ahead `retryAt` is."""
    return (datetime.fromisoformat(item(server, connector)["retryAt"]) - datetime.now(UTC)).total_seconds()


COUNTED: dict[str, tuple[Behaviour, str]] = {
    "timeout": (faults.silence, "timeout"),
    "A23 http5xx": (faults.status(500), "http5xx"),
    "badPayload": (faults.body(b"<html>"), "badPayload"),
    "tooLarge": (faults.huge_length, "tooLarge"),
    "A18 401": (faults.status(401), "authError"),
    "A18 403": (faults.status(403), "authError"),
}
NOT_COUNTED: dict[str, tuple[Behaviour | None, str]] = {
    "miss": (None, "miss"),
    "A20 404": (faults.status(404), "miss"),
    "A20 400": (faults.status(400), "http4xx"),
    "redirectRefused": (faults.status(302, Location="/elsewhere"), "redirectRefused"),
}


@pytest.mark.parametrize("fault", COUNTED)
def test_five_in_a_row(launcher: Launcher, upstream: Upstream, numbers: Numbers, fault: str) -> None:
    """R4: each of these failures counts; the sixth lookup is not made any more."""
    upstream.fault, expected = COUNTED[fault]
    server = crm(launcher, upstream, total="150ms")
    assert fail(server.client(), numbers) == [expected] * ROW
    before = upstream.count()
    assert asked(server.client(), numbers()) == "breakerOpen" and upstream.count() == before
    assert gauge(server) == OPEN


def test_a1_a_closed_port_opens_it_and_others_go_on(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A1: the fifth refused connection opens this connector's breaker; the other connector and the lookup don't suffer."""
    installation = installation_of(launcher, "crm", url=f"http://127.0.0.1:{closed_port()}")
    installation.add_connector("well", upstream.url, TOKEN)
    installation.add_service("both", ["contacts", "crm", "well"])
    server = launcher.start(installation)
    client = server.client()
    seen = []
    for _ in range(ROW + 2):
        number = numbers()
        upstream.know(record(number, "Well", "Known"))
        answer = client.lookup(number, service="both")
        assert answer["caller"]["displayName"] == "Well Known" and answer["status"] == "resolved"
        seen.append(outcome(answer, "crm"))
    assert seen == ["connectError"] * ROW + ["breakerOpen"] * 2
    assert (gauge(server, "crm"), gauge(server, "well")) == (OPEN, CLOSED)
    assert server.anonymous().get("/readyz").status == 200, "a CRM that is down is no reason to stop taking calls"


def test_a6_certificates_count(launcher: Launcher, certificates: Certificates, numbers: Numbers) -> None:
    """A6, R4: five refused certificates, then nobody even connects."""
    with Upstream(tls=certificates.expired()) as upstream:
        client = crm(launcher, upstream, authorities=str(certificates.authorities)).client()
        assert fail(client, numbers, ROW + 2) == ["tlsError"] * ROW + ["breakerOpen"] * 2
        assert upstream.connections <= 2 * ROW


@pytest.mark.parametrize("fault", NOT_COUNTED)
def test_what_does_not_count(launcher: Launcher, upstream: Upstream, numbers: Numbers, fault: str) -> None:
    """R4, A20: these are answers, or faults of ours; a CRM is not left alone for them."""
    upstream.fault, expected = NOT_COUNTED[fault]
    server = crm(launcher, upstream)
    assert fail(server.client(), numbers, 25) == [expected] * 25
    assert gauge(server) == CLOSED and upstream.count() == 25


def test_a_refused_destination_does_not_count(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4, A5: a destination of ours that is not allowed says nothing about a CRM."""
    client = crm(launcher, upstream, allow=[]).client()
    assert fail(client, numbers, ROW + 3) == ["blockedDestination"] * (ROW + 3)


def test_a_good_answer_ends_the_row(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: four failures, a miss, four failures: still asked."""
    client = crm(launcher, upstream).client()
    for word in ["http5xx"] * 4 + ["miss"] + ["http5xx"] * 4 + ["miss"]:
        number = numbers()
        upstream.faults[number] = upstream.proper if word == "miss" else faults.status(500)
        assert asked(client, number) == word


def is_odd(phone: str) -> bool:
    """Every second number."""
    return int(phone[-1]) % 2 == 1


def test_half_of_twenty(launcher: Launcher, upstream: Upstream) -> None:
    """R4: never two failures in a row, but ten of twenty within ten seconds."""
    client, fresh = crm(launcher, upstream).client(), Numbers(400)
    upstream.fault = faults.for_some(is_odd, faults.status(500))
    assert fail(client, fresh, 20) == ["miss", "http5xx"] * 10
    before = upstream.count()
    assert asked(client, fresh()) == "breakerOpen" and upstream.count() == before <= 20 * 1.1


def test_less_than_half_of_twenty(launcher: Launcher, upstream: Upstream) -> None:
    """R4: nine of twenty are not enough, and neither are half of nineteen."""
    client, fresh = crm(launcher, upstream).client(), Numbers(401)
    upstream.fault = faults.for_some(lambda phone: is_odd(phone) and phone < "+493023125419", faults.status(500))
    assert fail(client, fresh, 40).count("http5xx") == 9
    assert len({request.phone for request in upstream.requests}) == 40


def test_open_answers_at_once(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: under a millisecond, and what others know is there."""
    upstream.fault = faults.silence
    client = crm(launcher, upstream, total="100ms").client()
    fail(client, numbers)
    times = []
    for _ in range(40):
        answer = client.lookup(numbers(), service="crm")
        assert outcome(answer, "crm") == "breakerOpen" and answer["complete"] is True and answer["status"] == "partial"
        times.append(report(answer, "crm")["elapsedMs"])
    print(f"elapsedMs while open: median {sorted(times)[20]}, worst {max(times)}")
    assert sorted(times)[35] < 1 and upstream.count() == ROW


def test_open_with_a_session(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4, A25: an open breaker is an end, not something to wait for."""
    upstream.fault = faults.status(500)
    client = crm(launcher, upstream).client()
    fail(client, numbers)
    answer = client.lookup(numbers(), service="crm", session="c-open")
    assert outcome(answer, "crm") == "breakerOpen" and answer["complete"] is True


def test_kept_answers_are_given_while_open(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: what was asked before the trouble is still there."""
    client = crm(launcher, upstream).client()
    known = numbers()
    upstream.know(record(known, "Carla", "Wolf"))
    assert asked(client, known) == "hit"
    upstream.fault = faults.status(500)
    fail(client, numbers)
    answer = client.lookup(known, service="crm")
    assert outcome(answer, "crm") == "hit" and report(answer, "crm")["cached"] is True


def test_one_probe(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: when the pause is over one question goes out, however many lookups come; its answer closes the breaker."""
    server = crm(launcher, upstream, openFor="400ms")
    upstream.fault = faults.status(500)
    fail(server.client(), numbers)
    upstream.fault = faults.slow(0.3)
    time.sleep(0.4 * (1 + JITTER) + 0.1)
    calls = [partial(asked, server.client(), numbers()) for _ in range(12)]
    outcomes = at_once(calls)
    upstream.fault = None
    assert sorted(outcomes) == ["breakerOpen"] * 11 + ["miss"] and upstream.count() == ROW + 1
    assert fail(server.client(), numbers, 3) == ["miss"] * 3
    assert gauge(server) == CLOSED


def test_a_probe_that_is_forgotten(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: its number is forgotten while the one probe is out: the next lookup may try, and nothing stays half open for ever."""
    server, probe = crm(launcher, upstream, openFor="200ms", total="5s"), numbers()
    client = server.client()
    upstream.fault = faults.status(500)
    fail(client, numbers)
    time.sleep(0.2 * (1 + JITTER) + 0.05)
    upstream.fault, upstream.faults[probe] = None, faults.silence
    client.lookup(probe, service="crm", session="c-probe", deadlineMs=100)
    assert upstream.count(probe) == 1
    client.forget(probe)
    until(lambda: asked(client, numbers()) == "miss", "tried again", seconds=3)
    assert gauge(server) == CLOSED


def test_a_failed_probe_doubles_the_pause(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: 500 ms, then a second, each give or take a fifth."""
    server = crm(launcher, upstream, openFor="500ms")
    upstream.fault = faults.status(500)
    fail(server.client(), numbers)
    assert 0.5 * (1 - JITTER) - 0.2 <= seconds_to_retry(server) <= 0.5 * (1 + JITTER)
    time.sleep(0.5 * (1 + JITTER) + 0.05)
    assert asked(server.client(), numbers()) == "http5xx"
    assert 1 * (1 - JITTER) - 0.2 <= seconds_to_retry(server) <= 1 * (1 + JITTER)
    time.sleep(0.6)
    assert asked(server.client(), numbers()) == "breakerOpen" and upstream.count() == ROW + 1


def test_the_first_pause_is_five_seconds(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: unless the configuration says otherwise."""
    server = crm(launcher, upstream)
    upstream.fault = faults.status(500)
    fail(server.client(), numbers)
    assert 5 * (1 - JITTER) - 1 <= seconds_to_retry(server) <= 5 * (1 + JITTER)


@pytest.mark.parametrize("status", [401, 403])
def test_a18_refused_credentials_open_it_for_longer(
    launcher: Launcher, upstream: Upstream, numbers: Numbers, status: int
) -> None:
    """A18: nobody mends a password within five seconds: a minute at once. The metric tells whom to wake."""
    server = crm(launcher, upstream, openFor="100ms")
    upstream.fault = faults.status(status)
    assert fail(server.client(), numbers) == ["authError"] * ROW
    assert 60 * (1 - JITTER) - 2 <= seconds_to_retry(server) <= 60 * (1 + JITTER)
    time.sleep(0.3)
    assert asked(server.client(), numbers()) == "breakerOpen" and gauge(server) == OPEN
    wrong = scrape(server.anonymous()).value("callcard_connector_answers_total", connector="crm", outcome="authError")
    assert wrong == ROW


def test_a23_a_burst_of_errors(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A23: 500s for a while, fifty lookups a second: five questions, then one a pause; well again after one probe."""
    server, first_pause = crm(launcher, upstream, openFor="200ms"), 0.2
    client = server.client()
    upstream.fault = faults.status(500)
    end, lookups = time.monotonic() + 1.05, 0
    while time.monotonic() < end:
        asked(client, numbers())
        lookups += 1
        time.sleep(0.02)
    # Pauses of 0.2, 0.4 and 0.8 s, give or take a fifth: two probes within 0.72 s, the third after 1.12 s at the earliest.
    assert upstream.count() == ROW + 2, f"{upstream.count()} of {lookups} lookups went out"
    times = [request.at for request in upstream.requests[ROW - 1 :]]
    for probe, (earlier, later) in enumerate(pairwise(times)):
        assert later - earlier >= first_pause * 2**probe * (1 - JITTER) - 0.02
    upstream.fault = None
    before = upstream.count()
    until(lambda: asked(client, numbers()) == "miss", "asked again once it is well", seconds=3)
    assert upstream.count() == before + 1 and gauge(server) == CLOSED
    assert fail(client, numbers, 5) == ["miss"] * 5


def test_a24_flapping(launcher: Launcher, upstream: Upstream) -> None:
    """A24: every second answer fails: no more questions than lookups and a tenth, and no opening more often than it may."""
    fresh, pause = Numbers(400), 0.2
    server = crm(launcher, upstream, openFor="200ms")
    client = server.client()
    upstream.fault = faults.for_some(is_odd, faults.status(500))
    end, outcomes = time.monotonic() + 1.5, []
    while time.monotonic() < end:
        sent = time.monotonic()
        outcomes.append((sent, asked(client, fresh())))
        time.sleep(0.01)
    let_through = sum(1 for _, word in outcomes if word != "breakerOpen")
    assert "breakerOpen" in {word for _, word in outcomes}
    assert upstream.count() <= let_through * 1.1 + 1
    opened = [later[0] for earlier, later in pairwise(outcomes) if later[1] == "breakerOpen" != earlier[1]]
    gaps = [round(later - earlier, 2) for earlier, later in pairwise(opened)]
    print("seconds between openings:", gaps)
    assert gaps and all(gap >= pause * (1 - JITTER) for gap in gaps)


def test_each_connector_has_its_own(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """R4: two connectors to one CRM, of two teams: each is judged by its own answers."""
    server = launcher.start(installation_of(launcher, "sick", "well", url=upstream.url))
    bad = numbers()
    for _ in range(ROW):
        upstream.faults[bad] = faults.status(500)
        asked(server.client(), bad, "sick")
    assert asked(server.client(), numbers(), "sick") == "breakerOpen"
    assert asked(server.client(), numbers(), "well") == "miss"
    answer = server.client().lookup(numbers(), service="support")
    assert (outcome(answer, "sick"), outcome(answer, "well")) == ("breakerOpen", "miss")


@pytest.mark.parametrize("value", ["99ms", "301s", "-5s", "soon"])
def test_pauses_out_of_range(launcher: Launcher, upstream: Upstream, value: str) -> None:
    """R4: 100 ms to 5 minutes; anything else is a mistake in the configuration, with its line."""
    installation = installation_of(launcher, "crm", url=upstream.url, openFor=value)
    done = process.run("check", "--config", str(installation.write()), folder=installation.folder)
    said = (done.stdout + done.stderr).decode()
    line = next(index for index, text in enumerate(installation.config_path.read_text().split("\n"), 1) if "openFor" in text)
    assert done.returncode == 78 and f"callcard.yaml:{line}" in said and "unknown" not in said
