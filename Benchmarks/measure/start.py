"""A server with nothing to load: how soon it answers, and what it weighs."""

from __future__ import annotations

import time
from pathlib import Path

from measure.client import Client
from measure.figure import Part, spread
from measure.setup import Setup


def measure(folder: Path, quick: bool) -> Part:
    part = Part("The start with an empty configuration: one key, no books, no connectors")
    setup = Setup(folder / "start")
    listening, answered, resident, after = [], [], [], []
    for _ in range(5 if quick else 30):
        with setup.serve() as server:
            resident.append(server.memory() / 1e6)
            Client(server, setup.key).look_up(number="+493023125123")
            answered.append((time.perf_counter() - server.started_at) * 1000)
            listening.append(server.ready_after * 1000)
            after.append(server.memory() / 1e6)
    part.add("listening after", spread(listening, "{:.0f}") + " ms")
    part.add("first lookup answered after", spread(answered, "{:.0f}") + " ms")
    part.add("resident once listening", spread(resident, "{:.0f}") + " MB")
    part.add("resident after the first lookup", spread(after, "{:.0f}") + " MB")
    return part
