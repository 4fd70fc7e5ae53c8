"""R4, A23, A24, long forms: what a breaker does in half a minute and more."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

from fakes import faults
from fakes.upstream import Upstream
from kit.numbers import Numbers
from kit.process import Launcher
from kit.upstreams import asked, crm

ROW, JITTER = 5, 0.2


def ask_for(seconds: float, ask: Callable[[], object], pause: float) -> int:
    """Asks again and again; returns how often."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        ask()
        count += 1
        time.sleep(pause)
    return count


def test_r4_failures_grow_old(launcher: Launcher, upstream: Upstream) -> None:
    """R4: eight failures among sixteen; eleven seconds later they are forgotten, and sixteen more of that kind open nothing."""
    client, fresh = crm(launcher, upstream).client(), Numbers(0)
    for _ in range(2):
        for _ in range(8):
            # Set for each question: where one is asked again, its second request fails too.
            for upstream.fault, outcome in ((None, "miss"), (faults.status(500), "http5xx")):
                assert asked(client, fresh()) == outcome
        time.sleep(11)
    upstream.fault = None
    assert asked(client, fresh()) == "miss"


def test_r4_the_usual_pauses(launcher: Launcher, upstream: Upstream) -> None:
    """R4: without `openFor`: about 5 s, then about 10 s."""
    client, fresh = crm(launcher, upstream).client(), Numbers(0)
    upstream.fault = faults.status(500)
    ask_for(19, lambda: asked(client, fresh()), 0.05)
    times = [request.at for request in upstream.requests[ROW - 1 :]]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    print("pauses:", [f"{pause:.2f} s" for pause in pauses])
    assert len(pauses) == 2 or len(pauses) == 1 and pauses[0] > 5.5
    assert all(5 * 2**n * (1 - JITTER) <= pause <= 5 * 2**n * (1 + JITTER) + 0.2 for n, pause in enumerate(pauses))


def test_a23_thirty_seconds_of_errors(launcher: Launcher, upstream: Upstream) -> None:
    """A23: a burst of 30 s, 20 lookups a second: five questions and one a pause; well again within a pause, after one probe."""
    client, fresh = crm(launcher, upstream, openFor="1s", missFor="1s").client(), Numbers(0)
    upstream.fault = faults.status(500)
    lookups = ask_for(30, lambda: asked(client, fresh()), 0.045)
    # Pauses of 1, 2, 4, 8 s and so on, each give or take a fifth.
    print(f"{upstream.count()} requests for {lookups} lookups")
    assert ROW + 4 <= upstream.count() <= ROW + 5
    upstream.fault, before = None, upstream.count()
    while asked(client, fresh()) != "miss":
        time.sleep(0.05)
    assert upstream.count() == before + 1
    assert {asked(client, fresh()) for _ in range(20)} == {"miss"}


def test_a24_a_minute_of_flapping(launcher: Launcher, upstream: Upstream) -> None:
    """A24: half of all answers break off: a tenth is asked twice at most, and it never opens sooner than its pause allows."""
    client, fresh = crm(launcher, upstream, openFor="500ms", missFor="1s").client(), Numbers(0)
    upstream.fault = faults.Turns(faults.unheard, None)
    outcomes: list[tuple[float, str]] = []

    def ask() -> None:
        outcomes.append((time.monotonic(), asked(client, fresh())))

    ask_for(30, ask, 0.035)
    let_through = sum(1 for _, word in outcomes if word != "breakerOpen")
    opened = [later[0] for earlier, later in pairwise(outcomes) if later[1] == "breakerOpen" != earlier[1]]
    print(f"{upstream.count()} requests for {let_through} questions; opened {len(opened)} times in 30 s")
    assert upstream.count() <= let_through * 1.1 + 3
    assert all(later - earlier >= 0.5 * (1 - JITTER) for earlier, later in pairwise(opened))
