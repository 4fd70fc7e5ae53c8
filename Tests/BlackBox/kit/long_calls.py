"""Calls of thousands of events, and what an event of one costs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from kit.calls import Call
from kit.team import PIA

STEPS = ["offered", "declined", "offered", "unanswered", "offered", "accepted"]


def grow(call: Call, events: int, *, told: int = 0, descending: bool = False) -> list[float]:
    """Tells so many events of a call that has `told` ones already, one after the other; returns the seconds that each took."""
    times = []
    for number in range(told, told + events):
        at = (events - number if descending else number) / 100
        answer = call.send(call.event(STEPS[number % len(STEPS)], user=PIA, at=at))
        assert answer.status == 202, answer.body
        times.append(answer.elapsed)
    return times


def middle(values: list[float], begin: int, end: int) -> float:
    """The median of a part."""
    return median(values[begin:end])


@contextmanager
def growing_log(journal: Path) -> Iterator[Path]:
    """The journal's log, which only grows while somebody reads."""
    with closing(sqlite3.connect(journal, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM session").fetchone()
        yield journal.with_name(f"{journal.name}-wal")
