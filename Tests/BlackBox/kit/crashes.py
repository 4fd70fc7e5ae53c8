"""`kill -9` again and again while calls are told, and what must hold each time."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

from kit.installation import Installation
from kit.journal import Load, Told, damage, kept, repeat
from kit.process import Callcard, Launcher
from kit.waiting import until

THREADS = 24
"""Clients, each with an event in flight."""


@dataclass
class Crashes:
    """What came of some rounds."""

    acknowledged: set[Told] = field(default_factory=set)
    waits: list[float] = field(default_factory=list)
    """Seconds from each start until the server was ready."""


def crash(launcher: Launcher, installation: Installation, rounds: int, seed: int) -> Crashes:
    """Kills a server in each round, at a random point under load; in one of five also while it starts.

    After each: the journal is sound, and holds each event that was acknowledged so far. At the end: telling the last of them again has
    no effect.
    """
    chance, crashes = random.Random(seed), Crashes()
    for _ in range(rounds):
        if chance.random() < 0.2:
            starting = launcher.spawn(installation)
            time.sleep(chance.uniform(0, 0.15))
            starting.kill()
        server = launcher.spawn(installation)
        crashes.waits.append(ready(server))
        with Load(server, threads=THREADS) as load:
            time.sleep(chance.uniform(0.02, 0.6))
            server.kill()
        crashes.acknowledged |= load.pairs
        assert damage(installation.journal_path) == []
        assert crashes.acknowledged - kept(installation.journal_path) == set(), "acknowledged events are lost"
    server = launcher.spawn(installation)
    crashes.waits.append(ready(server))
    repeat(server, load)
    assert crashes.acknowledged <= kept(installation.journal_path)
    assert server.stop() == 0 and damage(installation.journal_path) == []
    return crashes


def ready(server: Callcard) -> float:
    """Waits until a server takes calls; returns the seconds from its start."""
    server.wait_until_ready()
    until(lambda: server.anonymous().get("/readyz").status == 200, "it is ready")
    return time.monotonic() - server.started
