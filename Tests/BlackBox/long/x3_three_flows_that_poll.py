"""X3, long form: 4,150 calls that wait for news, of three flows."""

from __future__ import annotations

import resource
import time

import pytest

from fakes.upstream import Upstream, record
from kit import polling, team
from kit.client import outcome
from kit.lines import Line
from kit.numbers import ANNA, Numbers
from kit.polling import FLOWS, waits
from kit.process import Launcher
from kit.prometheus import scrape
from kit.waiting import until


@pytest.mark.skipif(resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 5_000, reason="it takes 4,150 sockets, and as many descriptors")
def test_x3_three_flows_that_poll(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """X3: 4,150 calls of three flows wait, or are refused; the switch's lookups don't notice, nor when all have left."""
    server = launcher.start(polling.installation(launcher, upstream))
    client = server.client()
    client.lookup(ANNA, service="support", session="c-polled")
    lines = [Line(server, FLOWS[index % 3]).wait_for("c-polled") for index in range(4_150)]
    time.sleep(2)

    def look() -> None:
        number = numbers()
        upstream.know(record(number, "Carla", "Wolf"))
        assert outcome(client.lookup(number, service="support", session=f"c-{number[1:]}"), "crm") == "hit"
        assert team.call(server, number=number).tell("queued") >= 1

    for _ in range(5):
        look()
    assert waits(server) == 3 * 1_024, "each has its share"
    assert (scrape(server.anonymous()).value("callcard_context_waits_refused_total", reason="share") or 0) == 4_150 - 3 * 1_024
    begun = time.monotonic()
    for line in lines:
        line.close()
    until(lambda: waits(server) == 0, "all places are given back", seconds=20)
    print(f"\nall given back {time.monotonic() - begun:.1f} s after the first left")
    look()
