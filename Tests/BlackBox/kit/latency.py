"""How long lookups took, against their deadline."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest

from kit.client import Answer, Client
from kit.waiting import at_once

QUIET_MS = 10
"""How late a machine may wake threads that can still tell whether 50 ms were kept."""
Job = tuple[str, dict[str, Any]]
"""A number, and the other members of its lookup."""


class Latencies:
    """The times of many lookups with one deadline."""

    def __init__(self, deadline_ms: int) -> None:
        self.deadline_ms = deadline_ms
        self.milliseconds: list[float] = []
        self.outcomes: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, answer: Answer) -> None:
        """Takes one answer."""
        with self._lock:
            self.milliseconds.append(answer.elapsed * 1_000)
            self.outcomes.update(entry["outcome"] for entry in answer.json["connectors"])

    def percentile(self, percent: float) -> float:
        """The time that so many percent of the lookups kept, in milliseconds."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    def over(self, percent: float) -> float:
        """That time beyond the deadline; negative where it was earlier."""
        return self.percentile(percent) - self.deadline_ms

    def table(self) -> str:
        """A small report."""
        rows = [("lookups", f"{len(self.milliseconds)}"), ("deadline", f"{self.deadline_ms} ms")]
        rows += [(f"p{percent:g}", f"{self.percentile(percent):.1f} ms") for percent in (50, 90, 99, 99.9)]
        rows += [("worst", f"{max(self.milliseconds):.1f} ms")]
        rows += [("late", f"{sum(time > self.deadline_ms + 50 for time in self.milliseconds)} by over 50 ms")]
        rows += [(word, f"{count}") for word, count in self.outcomes.most_common()]
        return "\n".join(f"{name:<20}{value:>16}" for name, value in rows)


class Noise:
    """How late this machine wakes a thread of ours that slept: what no server can be blamed for. A context manager."""

    def __init__(self) -> None:
        self._milliseconds: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._measure, daemon=True)

    def __enter__(self) -> Noise:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _measure(self) -> None:
        while not self._over.is_set():
            begun = time.monotonic()
            time.sleep(0.002)
            self._milliseconds.append((time.monotonic() - begun) * 1_000 - 2)

    @property
    def worst(self) -> float:
        """Milliseconds that one wake-up in a thousand was late."""
        ordered = sorted(self._milliseconds)
        return ordered[int(len(ordered) * 0.999)]


def skip_if_noisy(noise: Noise) -> None:
    """Skips a test whose figures can't be told from the machine's own; for tests that missed them."""
    if noise.worst > QUIET_MS:
        pytest.skip(f"this machine wakes threads up to {noise.worst:.0f} ms late: nothing can be said about 50 ms")


def run(clients: list[Client], jobs: Iterable[Job], deadline_ms: int, per_second: float) -> Latencies:
    """Makes lookups at that pace, on as many connections as there are clients, and measures each."""
    latencies, waiting = Latencies(deadline_ms), iter(jobs)
    lock, begun, sent = threading.Lock(), time.monotonic(), 0

    def next_job() -> Job | None:
        nonlocal sent
        with lock:
            job, due = next(waiting, None), begun + sent / per_second
            sent += 1
        time.sleep(max(0.0, due - time.monotonic()))
        return job

    def work(client: Client) -> None:
        while (job := next_job()) is not None:
            latencies.add(client.timed_lookup(job[0], deadlineMs=deadline_ms, **job[1]))

    at_once([partial(work, client) for client in clients])
    return latencies
