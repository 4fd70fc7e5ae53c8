"""R7: beyond what can be answered within a quarter of a second, lookups are refused at once; nobody waits for seconds."""

from __future__ import annotations

import time

import pytest

from kit import team
from kit.flood import FRENCH, Sender, flood, lookups, percentile
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.slowness import slowed
from kit.waiting import until

CROWD = 1_200
"""Connections that each have a lookup under way: on a slow machine that is more than are answered in a quarter of a second."""
OTHER = Key("other", "sessionService")


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A service, a book that knows Anna Meier, and two switches."""
    made = team.installation(module_launcher)
    made.add_key(OTHER)
    return module_launcher.start(made)


def report(name: str, times: list[float]) -> None:
    """One line of figures."""
    print(f"{name:<22}{len(times):>7}  p50 {percentile(times, 50):>7.1f}  p99 {percentile(times, 99):>7.1f} ms")


def test_r7_more_lookups_than_can_be_answered(server: Callcard) -> None:
    """R7: each is answered in time or refused with a pause, sooner than an answer would have come; 5 s later all is as before."""
    switch = server.installation.keys.switch.token
    sender = Sender(lookups(switch), CROWD)
    with slowed(server):
        flood(server, [sender], 3)
    assert {shot.status for shot in sender.shots} == {200, 503}
    answered, refused = sender.took(200), sender.took(503)
    report("answered", answered)
    report("refused", refused)
    shed = next(shot for shot in sender.shots if shot.status == 503).head.lower()
    assert b"retry-after: 1" in shed and b"application/problem+json" in shed and b"no-store" in shed
    # Without a limit the wait is that of the whole crowd, for everybody.
    assert percentile(answered, 50) < 1_000
    assert percentile(refused, 50) < percentile(answered, 50)
    ended = time.monotonic()
    client = server.client()
    until(lambda: client.post("/v1/lookups", {"number": "+493023125123"}).status == 200, "it answers again", seconds=5)
    calm = Sender(lookups(switch), 4, per_second=20)
    flood(server, [calm], 3)
    assert time.monotonic() - ended < 9 and {shot.status for shot in calm.shots[20:]} == {200}


def test_r7_refused_before_anything_else(server: Callcard) -> None:
    """R7: neither a body nor a credential is looked at first; probes are answered."""
    broken = Sender(lambda _: b"POST /v1/lookups HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{{{{{{{{{", CROWD)
    probes = Sender(lambda _: b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 1)
    with slowed(server):
        flood(server, [broken, probes], 3)
    assert {shot.status for shot in broken.shots} == {401, 503} and {shot.status for shot in probes.shots} == {200}


def test_r7_a_switch_that_asks_for_a_name_gets_none(server: Callcard) -> None:
    """R7: a dialplan would play an error to the caller; so it is answered like a number that nobody knows."""
    switch = server.installation.keys.switch.token.encode()

    def question(index: int) -> bytes:
        body = b"number=%2B" + FRENCH.format(index % 10_000)[1:].encode()
        head = b"Host: a\r\nX-Api-Key: " + switch + b"\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        return b"POST /v1/callername HTTP/1.1\r\n" + head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    names = Sender(question, CROWD)
    before = scrape(server.anonymous()).value("callcard_caller_names_total", result="overloaded") or 0
    with slowed(server):
        flood(server, [names], 3)
    assert {shot.status for shot in names.shots} == {200}
    assert (scrape(server.anonymous()).value("callcard_caller_names_total", result="overloaded") or 0) > before


def test_r7_an_honest_key_beside_one_that_floods(server: Callcard) -> None:
    """R7: whoever floods is refused before whoever does not."""
    crowd = Sender(lookups(server.installation.keys.switch.token), CROWD)
    honest = Sender(lookups(OTHER.token), 20, per_second=10)
    with slowed(server):
        flood(server, [crowd, honest], 3)
    refused = sum(shot.status == 503 for shot in honest.shots)
    assert sum(shot.status == 503 for shot in crowd.shots) > 100
    assert len(honest.shots) >= 15 and refused <= len(honest.shots) / 20, f"{refused} of {len(honest.shots)}"
