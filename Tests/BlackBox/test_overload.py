"""R7: beyond what the journal takes within a quarter of a second, events are refused at once; nobody waits for seconds.

For lookups `long/overload.py` shows it: that takes a machine with nothing else to do.
"""

from __future__ import annotations

import pytest

from kit import journal, team
from kit.calls import session_id
from kit.flood import Sender, Shot, flood, percentile, post
from kit.process import Callcard, Launcher
from kit.slowness import slowed
from kit.waiting import until

CROWD = 500
"""Connections that each have an event under way."""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A service, a journal, and a switch."""
    return module_launcher.start(team.installation(module_launcher))


def test_r7_more_events_than_the_journal_takes(server: Callcard) -> None:
    """R7: each event is durable in time, or refused at once; what was acknowledged is in the journal, what was refused is not."""
    switch = server.installation.keys.switch.token
    flooded = session_id()

    def event(index: int) -> bytes:
        body = f'{{"id": "e-{index}", "type": "queued", "direction": "inbound", "service": "support"}}'
        return post(f"/v1/sessions/{flooded}-{index}/events", switch, body)

    sender = Sender(event, CROWD, most=3_000)
    with slowed(server):
        flood(server, [sender], 5)
    assert {shot.status for shot in sender.shots} == {202, 503}
    acknowledged, refused = sender.took(202), sender.took(503)
    assert percentile(acknowledged, 90) < 2_000
    assert percentile(refused, 50) < percentile(acknowledged, 50)
    again = Sender(event, 1, most=1)
    until(lambda: _sent(server, again).status == 202, "events are taken again", seconds=5)
    kept = journal.kept(server.installation.folder / "callcard.sqlite")
    told = {(f"{flooded}-{shot.index}", f"e-{shot.index}") for shot in sender.shots if shot.status == 202}
    untold = {(f"{flooded}-{shot.index}", f"e-{shot.index}") for shot in sender.shots if shot.status == 503}
    assert told <= kept and not (untold - {(f"{flooded}-0", "e-0")}) & kept


def _sent(server: Callcard, sender: Sender) -> Shot:
    """One more request of a sender."""
    sender.shots.clear()
    flood(server, [sender], 1)
    return sender.shots[0]
