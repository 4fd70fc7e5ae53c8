"""Calls of very many events: how many they take, and that none is dearer than the one before."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from kit import team
from kit.journal import kept
from kit.long_calls import grow, growing_log, middle
from kit.process import Launcher
from kit.team import PIA

MOST = 10_000
"""Events of one session."""


def test_the_limit(launcher: Launcher) -> None:
    """A session takes 10,000 events. Beyond that: 422 for all but `ended`, 202 for what it holds already; and a second `ended` adds
    nothing."""
    installation = team.installation(launcher)
    server = launcher.start(installation)
    call = team.call(server).queued()
    assert server.stop() == 0
    with closing(sqlite3.connect(installation.journal_path)) as journal, journal:
        row = "SELECT session, 'more-' || value, 'offered', at + 1, 'ben@example.com', NULL, 0 FROM event, json_each(?)"
        numbers = "[" + ",".join(str(number) for number in range(MOST - 2)) + "]"
        journal.execute(f"INSERT INTO event {row}", [numbers])
    server = launcher.start(installation)
    call.told_to(server.client())
    pia = team.desk(server, PIA)
    last = call.event("offered", user=PIA, id="last")
    assert call.send(last).status == 202 and pia.entry(call)["state"] == "ringing"
    for kind in ("accepted", "declined", "offered", "unanswered", "queued"):
        refused = call.send(call.event(kind, user=PIA))
        assert refused.status == 422 and refused.pointers == [("", "invalidValue")], refused.body
        assert "10000" in refused.json["errors"][0]["detail"]
    assert call.send(last).status == 202 and pia.entry(call)["state"] == "ringing"
    call.ended(id="end")
    assert not pia.entry(call)["live"]
    for _ in range(3):
        assert call.send(call.event("ended")).status == 202
    assert call.send(call.event("accepted", user=PIA)).status == 422
    assert server.stop() == 0
    assert len(kept(installation.journal_path)) == MOST + 1


def test_d6_no_event_writes_more_than_another(launcher: Launcher) -> None:
    """D6: what an event adds to the journal's log is the same for the first hundred events of a call and for the last of 600."""
    installation = team.installation(launcher)
    server = launcher.start(installation)
    call = team.call(server).queued()
    with growing_log(installation.journal_path) as log:
        sizes = []
        for number in range(600):
            grow(call, 1, told=number)
            sizes.append(float(log.stat().st_size))
    written = [after - before for before, after in zip(sizes, sizes[1:], strict=False)]
    early, late = middle(written, 0, 100), middle(written, 500, 600)
    print(f"\n{early:.0f} bytes for an event, {late:.0f} for the 600th")
    assert 0 < late <= 1.5 * early
