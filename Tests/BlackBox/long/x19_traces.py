"""X19: what of a caller stands in the process's memory a minute after it was forgotten."""

from __future__ import annotations

import os
import re
import time

import pytest

from fakes.upstream import Upstream, record
from kit import team
from kit.flood import Sender, flood, post
from kit.memory import traces
from kit.process import Callcard, Launcher
from kit.waiting import until

CALLERS = 400
RETENTION, REST = 1.0, 60.0
NAME = "Wilhelmine Quastenflosser"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="nobody else may look into the process")


def number(index: int) -> str:
    """One of the numbers, none of which is told anywhere else."""
    return f"+4930231256{index:03d}"


WANTED = re.compile(rb"4930231256\d{3}|" + NAME.encode())


def test_x19_traces_after_forgetting(launcher: Launcher, upstream: Upstream) -> None:
    """X19: callers of lookups, of calls with agents, and of events; an idle minute after the retention nothing is left of them."""
    made = team.installation(launcher, retentionMs=int(RETENTION * 1_000))
    made.add_connector("crm", upstream.url, upstream.token)
    made.services["support"]["connectors"] = ["contacts", "crm"]
    for index in range(CALLERS):
        upstream.know(record(number(index), *NAME.split()))
    server = launcher.start(made)
    switch = made.keys.switch.token
    lookups = Sender(lambda index: post("/v1/lookups", switch, f'{{"number": "{number(index)}", "service": "support"}}'), 16, most=CALLERS)
    flood(server, [lookups], 30)
    assert {shot.status for shot in lookups.shots} == {200}
    for index in range(0, CALLERS, 8):
        team.call(server, number=number(index)).queued().accepted(team.PIA).ended()
    assert traces(server.process.pid, WANTED), "nothing is found at all: the test itself does not work here"
    operator = server.operator()
    for index in range(CALLERS):
        # What a CRM has said is kept for minutes; forgetting does not wait for them.
        assert operator.post("/v1/forget", {"number": number(index)}).status == 200
    ended = time.monotonic()
    until(lambda: all(item["caller"].get("number") is None for item in team.desk(server).items()), "all are forgotten", seconds=20)
    print("\nX19 traces of 400 callers:")
    for seconds in (0.0, 10.0, REST):
        time.sleep(max(0.0, ended + RETENTION + seconds - time.monotonic()))
        left = traces(server.process.pid, WANTED)
        print(f"  {seconds:>4.0f} s after the retention: " + (", ".join(f"{place} {count}" for place, count in left.items()) or "none"))
    assert not left
