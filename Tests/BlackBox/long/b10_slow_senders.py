"""B10, with figures: what slow senders cost everybody else."""

from __future__ import annotations

import pytest

from kit.books import anna
from kit.latency import Noise, skip_if_noisy
from kit.process import Launcher
from kit.slow_senders import SlowSenders

SENDERS = 400
"""As many as `select` can watch beside the rest; a file descriptor above 1,023 can't be."""
FLOOR = 0.02
"""Seconds under which twice as long says more about the machine than about the server."""


def percentile(times: list[float]) -> float:
    """The time that 99 % of them kept."""
    return sorted(times)[len(times) * 99 // 100 - 1]


@pytest.mark.parametrize("kind", ["head", "body"])
@pytest.mark.parametrize("drip", [b"", b"x"], ids=["silent", "dripping"])
def test_b10_nobody_else_waits(launcher: Launcher, kind: str, drip: bytes) -> None:
    """B10: the p99 of others is less than twice the idle one, from the first slow sender to the last that is cut."""
    installation = launcher.installation()
    installation.add_book("contacts", [anna()])
    installation.add_service("support", ["contacts"])
    senders = SlowSenders(launcher.start(installation), kind, drip, count=SENDERS)
    with Noise() as noise:
        senders.run(until=13)
    before, beside = percentile(senders.before), percentile(senders.beside)
    print(f"\nB10 {SENDERS} slow senders: p99 of others {before * 1_000:.1f} ms before, {beside * 1_000:.1f} ms beside")
    assert len(senders.closed) == SENDERS
    if beside > max(2 * before, FLOOR):
        skip_if_noisy(noise)
    assert beside <= max(2 * before, FLOOR)
