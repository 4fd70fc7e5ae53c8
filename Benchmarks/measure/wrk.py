"""Load by wrk."""

from __future__ import annotations

import json
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from measure import progress
from measure.server import Server

CONNECTIONS = 32
SCRIPT = Path(__file__).parent / "lookups.lua"


@dataclass(frozen=True)
class Round:
    """What one server did under one load."""

    rate: float
    """Requests a second."""
    cost: float
    """Microseconds of processor time of the server for one request."""
    p99: float
    """Milliseconds."""


@dataclass
class Contender:
    """A server with the load that it is given, and what it did so far."""

    server: Server
    key: str
    numbers: Path
    service: str = "-"
    varies: bool = False
    rounds: list[Round] = field(default_factory=list)
    answered: int = 0
    sent: int = 0

    def run(self, seconds: float) -> None:
        """One more round."""
        load = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "-s", str(SCRIPT), self.server.url, "--"]
        command = [*load, self.key, str(self.numbers), self.service, *([str(self.sent)] if self.varies else [])]
        before = self.server.processor_seconds()
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        used = self.server.processor_seconds() - before
        result = json.loads(output.partition("RESULT ")[2])
        if result["failed"] or not result["requests"]:
            raise SystemExit(f"bench: wrk saw {result['failed']} failures:\n{output}")
        self.answered += result["requests"]
        # Those that were under way at the end were sent, too.
        self.sent += result["requests"] + 2 * CONNECTIONS
        self.rounds.append(Round(result["requests"] / result["seconds"], used / result["requests"] * 1e6, result["p99"]))

    def median(self, what: str) -> float:
        return statistics.median(getattr(round, what) for round in self.rounds)


def interleave(contenders: list[Contender], rounds: int, seconds: float) -> None:
    """A B, B A, A B, …: what else the machine does meets all alike. The first round warms up and does not count."""
    for contender in contenders:
        contender.run(min(seconds, 1))
        contender.rounds.clear()
    for count in range(rounds):
        progress.tell(f"round {count + 1} of {rounds}")
        for contender in contenders if count % 2 == 0 else reversed(contenders):
            contender.run(seconds)


def ratio(contender: Contender, base: Contender, what: str) -> float:
    """The median of the ratios of rounds that stood side by side."""
    pairs = zip(contender.rounds, base.rounds, strict=True)
    return statistics.median(getattr(ours, what) / getattr(theirs, what) for ours, theirs in pairs)
