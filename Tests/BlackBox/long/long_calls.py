"""D6, long form: an event of a call of thousands costs what that of a young one does."""

from __future__ import annotations

import pytest

from kit import team
from kit.long_calls import grow, middle
from kit.process import Launcher
from kit.waiting import at_once

EVENTS, ROUNDS = 2_000, 150


@pytest.mark.parametrize("kind", ["journal", "memory"])
def test_d6_the_2000th_event(launcher: Launcher, kind: str) -> None:
    """D6: the 2,000th event of a call takes at most 1.5 times as long as the 2nd, measured side by side."""
    installation = team.installation(launcher)
    if kind == "memory":
        del installation.config["journal"]
    server = launcher.start(installation)
    long = team.call(server)
    times = grow(long, EVENTS)
    early, late = [], []
    for number in range(ROUNDS):
        early.append(grow(team.call(server), 2)[1])
        late.append(grow(long, 2, told=EVENTS + 2 * number)[1])
    second, last = middle(early, 0, ROUNDS), middle(late, 0, ROUNDS)
    print(
        f"\nD6 {kind}: the 2nd event {second * 1e3:.2f} ms, the 2,000th {last * 1e3:.2f} ms, × {last / second:.2f}; "
        f"on the way {middle(times, 1, 100) * 1e3:.2f} … {middle(times, EVENTS - 100, EVENTS) * 1e3:.2f} ms"
    )
    assert last <= 1.5 * second


def test_d6_events_that_come_the_other_way_round(launcher: Launcher) -> None:
    """D6: 2,000 events, each before the one before it: the last ones take at most 15 ms more than the first."""
    server = launcher.start(team.installation(launcher))
    times = grow(team.call(server), EVENTS, descending=True)
    first, last = middle(times, 1, 100), middle(times, EVENTS - 100, EVENTS)
    print(f"\nD6 descending: {first * 1e3:.2f} ms at first, {last * 1e3:.2f} ms at the end")
    assert last - first < 0.015


def test_the_limit_over_http(launcher: Launcher) -> None:
    """10,000 events by eight clients at once; each further one is 422, but for `ended`."""
    server = launcher.start(team.installation(launcher))
    call = team.call(server).queued()
    events = [call.event("offered", user=team.PIA, at=1) for _ in range(10_100)]

    def tell(number: int) -> list[int]:
        client = server.client()
        return [call.send(event, client).status for event in events[number::8]]

    statuses = [status for part in at_once([lambda number=number: tell(number) for number in range(8)]) for status in part]
    assert (statuses.count(202), statuses.count(422)) == (9_999, 101)
    call.ended(at=2)
    assert not team.desk(server).entry(call)["live"]
