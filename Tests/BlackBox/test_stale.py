"""Stale answers: past its fresh life a caller is still named at once, while the CRM is asked behind."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit import process
from kit.client import Client, outcome, report
from kit.numbers import Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import asked, counter, installation_of
from kit.waiting import at_once, until

FRESH, STALE = 0.2, 3.0
AFTER = FRESH + 0.05


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Answers are fresh for 200 ms; `crm` and `brief` give older ones for another 3 s and 400 ms, `plain` does not."""
    fresh = f"{FRESH * 1_000:.0f}ms"
    installation = installation_of(
        module_launcher, "crm", url=module_upstream.url, hitFor=fresh, missFor=fresh, staleFor=f"{STALE * 1_000:.0f}ms"
    )
    for connector, more in {"brief": {"staleFor": "400ms"}, "plain": {"staleFor": "0s"}, "sick": {"staleFor": "10s"}}.items():
        installation.add_connector(connector, module_upstream.url, module_upstream.token, hitFor=fresh, missFor=fresh, **more)
        installation.add_service(connector, [connector])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


def known(client: Client, upstream: Upstream, numbers: Numbers, connector: str = "crm") -> str:
    """A number whose answer is no longer fresh."""
    number = numbers()
    upstream.records[number] = [record(number, "Carla", "Wolf")]
    assert asked(client, number, connector) == "hit"
    time.sleep(AFTER)
    return number


def test_given_at_once_and_asked_anew(client: Client, server: Callcard, module_upstream: Upstream, numbers: Numbers) -> None:
    """An old answer is given without waiting, and says so; behind it one question goes out; the next lookup has its answer."""
    number = known(client, module_upstream, numbers)
    counted = counter(server, "callcard_connector_stale_total")
    module_upstream.records[number] = [record(number, "Carla", "Wolf", company="New AG")]
    module_upstream.faults[number] = faults.slow(0.8)
    answer = client.timed_lookup(number, service="crm")
    entry = report(answer.json, "crm")
    assert (entry["outcome"], entry["stale"], entry["cached"]) == ("hit", True, True) and answer.elapsed < 0.7
    assert answer.json["caller"]["displayName"] == "Carla Wolf" and "company" not in answer.json["caller"]
    until(lambda: client.lookup(number, service="crm")["caller"].get("company") == "New AG", "the new answer")
    assert module_upstream.count(number) == 2
    assert "stale" not in report(client.lookup(number, service="crm"), "crm")
    assert counter(server, "callcard_connector_stale_total") > counted


def test_many_ask_once(server: Callcard, client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """R12: twenty callers get the old answer, one question goes out."""
    number = known(client, module_upstream, numbers)
    module_upstream.faults[number] = faults.slow(0.5)
    answers = at_once([lambda: server.client().lookup(number, service="crm")] * 20)
    assert all(report(answer, "crm")["stale"] for answer in answers)
    until(lambda: module_upstream.count(number) == 2, "asked behind")
    time.sleep(0.1)
    assert module_upstream.count(number) == 2


def test_a_failing_crm_does_not_take_it_away(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """While the CRM fails the old answer stands, until its time is over."""
    number = known(client, module_upstream, numbers, "brief")
    module_upstream.faults[number] = faults.status(500)
    assert report(client.lookup(number, service="brief"), "brief").get("stale") is True
    time.sleep(0.05)
    assert asked(client, number, "brief") == "hit"
    time.sleep(0.5)
    assert asked(client, number, "brief") == "http5xx"


def test_gone_is_gone(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Once the CRM has said that it knows nobody, the old answer is no answer."""
    number = known(client, module_upstream, numbers)
    module_upstream.records.pop(number)
    client.lookup(number, service="crm")
    until(lambda: asked(client, number) == "miss", "the new answer: nobody", seconds=2)


def test_a_miss_is_never_stale(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Only findings are given past their life: a new contact is found."""
    number = numbers()
    assert asked(client, number) == "miss"
    module_upstream.know(record(number, "New", "Contact"))
    time.sleep(AFTER)
    answer = client.lookup(number, service="crm")
    assert outcome(answer, "crm") == "hit" and "stale" not in report(answer, "crm")


def test_switched_off(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """`staleFor: 0s`: after its life an answer is asked for, and waited for."""
    number = known(client, module_upstream, numbers, "plain")
    module_upstream.records[number] = [record(number, "Dora", "Fuchs")]
    answer = client.lookup(number, service="plain")
    assert answer["caller"]["displayName"] == "Dora Fuchs" and "stale" not in report(answer, "plain")


def test_forgotten_is_not_given(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """C4: forgetting takes old answers too."""
    number = known(client, module_upstream, numbers)
    client.forget(number)
    answer = client.lookup(number, service="crm")
    assert report(answer, "crm")["cached"] is False and "stale" not in report(answer, "crm")


def test_it_ends_when_it_was_said_to_end(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """Law 2: reading an old answer does not make it live longer: `expiresAt` is at most both lifetimes after the asking."""
    number = known(client, module_upstream, numbers)
    module_upstream.faults[number] = faults.status(500)
    first, second = (datetime.fromisoformat(client.lookup(number, service="crm")["expiresAt"]) for _ in range(2))
    assert abs((second - first).total_seconds()) < 0.1
    assert (first - datetime.now(UTC)).total_seconds() <= STALE


def test_with_an_open_breaker(client: Client, module_upstream: Upstream, numbers: Numbers) -> None:
    """R4: nobody is asked, and the old answer still names the caller."""
    number = known(client, module_upstream, numbers, "sick")
    bad = [numbers() for _ in range(6)]
    for other in bad:
        module_upstream.faults[other] = faults.status(500)
    assert [asked(client, other, "sick") for other in bad] == ["http5xx"] * 5 + ["breakerOpen"]
    before = module_upstream.count(number)
    answer = client.lookup(number, service="sick")
    assert outcome(answer, "sick") == "hit" and report(answer, "sick")["stale"] is True
    time.sleep(0.1)
    assert module_upstream.count(number) == before


@pytest.mark.parametrize(
    "hit, stale, fits", [("5m", "10m", True), ("14m", "61s", False), ("15m", "0s", True), ("1s", "15m", False)]
)
def test_never_more_than_fifteen_minutes(launcher: Launcher, upstream: Upstream, hit: str, stale: str, fits: bool) -> None:
    """Law 2: both lifetimes together."""
    installation = installation_of(launcher, "crm", url=upstream.url, hitFor=hit, staleFor=stale)
    done = process.run("check", "--config", str(installation.write()), folder=installation.folder)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == (0 if fits else 78), said
    assert fits or "staleFor" in said and "unknown" not in said
