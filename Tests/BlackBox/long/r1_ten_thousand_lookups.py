"""R1, long form: 10,000 lookups of ten CRMs each, three of which fail in every way."""

from __future__ import annotations

from kit.crowd import Crowd
from kit.latency import Noise, run, skip_if_noisy
from kit.process import Launcher
from kit.upstreams import resident, threads

LOOKUPS, DEADLINE_MS, PER_SECOND, CLIENTS = 10_000, 300, 60, 24
FRENCH = "+33199{:06d}"
"""+33 1 99 00 00 00 to 99 99: ten thousand numbers that are nobody's."""


def test_r1_ten_thousand(launcher: Launcher) -> None:
    """R1: answered by the deadline and 50 ms at p99.9, and 250 ms at most; nothing grows meanwhile."""
    with Crowd() as crowd, Noise() as noise:
        server = crowd.start(launcher)
        clients = [server.client() for _ in range(CLIENTS)]
        jobs = [(FRENCH.format(index), {"service": "all"}) for index in range(LOOKUPS)]
        warm = run(clients, jobs[:500], DEADLINE_MS, PER_SECOND)
        before, threads_before = resident(server), threads(server)
        latencies = run(clients, jobs[500:], DEADLINE_MS, PER_SECOND)
        grown, more = resident(server) - before, threads(server) - threads_before
    for time in warm.milliseconds:
        latencies.milliseconds.append(time)
    latencies.outcomes.update(warm.outcomes)
    print(f"\nR1 {LOOKUPS} lookups, 3 of 10 upstreams fail at 40 % of their requests\n{latencies.table()}")
    print(f"{'memory':<20}{grown / 2**20:>+12.1f} MiB\n{'threads':<20}{more:>+16d}")
    print(f"{'this machine, p99.9':<20}{noise.worst:>13.1f} ms")
    assert latencies.outcomes["miss"] >= 0.6 * 10 * LOOKUPS and more <= 8
    if latencies.over(99.9) > 50 or latencies.over(100) > 250:
        skip_if_noisy(noise)
    assert latencies.over(99.9) <= 50 and latencies.over(100) <= 250
