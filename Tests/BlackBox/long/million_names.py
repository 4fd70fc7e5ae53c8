"""A million random questions of switches: nothing but a name or nothing ever comes out."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from types import SimpleNamespace
from typing import Any

from kit import caller_names
from kit.process import Callcard, Launcher

COUNT = 1_000_000
PIECES = 40


def test_a_million_random_bodies(launcher: Launcher) -> None:
    """In two processes, over forty connections, with as many seeds."""
    server: Callcard = launcher.start(caller_names.installation(launcher))
    started = time.monotonic()
    seen: dict[bytes, int] = {}
    # The processes ask by themselves; the server is this one's.
    place = SimpleNamespace(host=server.host, port=server.port, installation=server.installation)
    with ProcessPoolExecutor(2) as pool:
        pieces = pool.map(_piece, [(place, seed) for seed in range(PIECES)])
        for counts in pieces:
            for body, count in counts.items():
                seen[body] = seen.get(body, 0) + count
    assert sum(seen.values()) == COUNT and caller_names.missing(seen) == set()
    named = COUNT - seen[b""]
    print(f"\n{COUNT} questions in {time.monotonic() - started:.0f} s: {named} names or beginnings of names, {seen[b'']} times nothing")


def _piece(task: tuple[Any, int]) -> dict[bytes, int]:
    place, seed = task
    return caller_names.ask_at_random(place, COUNT // PIECES, seed)
