"""A switch that looks callers up at a steady pace, whatever others do."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from kit.keys import Key
from kit.process import Callcard
from kit.quick_wire import QuickWire

PER_SECOND, CONNECTIONS = 50, 12


@dataclass
class Times:
    """How lookups fared."""

    milliseconds: list[float] = field(default_factory=list)
    """From when each was due, whether or not it could be sent then, to its whole answer."""
    statuses: Counter[int] = field(default_factory=Counter)

    def percentile(self, percent: float) -> float:
        """The time that so many percent kept."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    @property
    def refused(self) -> int:
        """Lookups that were not answered well; 0 stands for those without any answer."""
        return sum(count for status, count in self.statuses.items() if status != 200)


def look_up(server: Callcard, key: Key, number: str, service: str, seconds: float) -> Times:
    """Looks a caller up 50 times a second for so long, in an open loop: who waits for one answer holds up no other question."""
    times, lock = Times(), threading.Lock()
    begun, count, sent = time.monotonic(), int(PER_SECOND * seconds), 0
    body = json.dumps({"number": number, "service": service}).encode()
    headers = {"Authorization": f"Bearer {key.token}", "Content-Type": "application/json"}

    def work() -> None:
        nonlocal sent
        wire = QuickWire(server.host, server.port, timeout=10)
        while True:
            with lock:
                mine, sent = sent, sent + 1
            if mine >= count:
                return wire.close()
            due = begun + mine / PER_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                status = wire.ask("POST", "/v1/lookups", headers, body).status
            except OSError:
                status = 0
                wire.close()
            with lock:
                times.milliseconds.append((time.monotonic() - due) * 1_000)
                times.statuses[status] += 1

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times
