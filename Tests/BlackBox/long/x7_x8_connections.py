"""X7, X8, long form: silent connections of many addresses at once, and lookups beside answers that nobody reads."""

from __future__ import annotations

import time

import pytest

from kit import team
from kit.lines import Line
from kit.process import Callcard, Launcher
from kit.upstreams import resident
from test_shares_connections import DESCRIPTORS, looks_up, pipeline, server, silent

__all__ = ["server"]


def test_x7_silent_connections_of_many_addresses(server: Callcard) -> None:
    """X7: a kept connection of a key goes on, and new ones come through, however many strangers there are."""
    kept = Line(server)
    assert kept.ask("/v1/services/none/settings").read().status in (403, 404)
    with silent(server, 2 * DESCRIPTORS, lambda index: f"127.0.1.{1 + index % 60}"):
        assert kept.ask("/healthz").read().status == 200
        assert max(looks_up(server) for _ in range(20)) < 1
        assert kept.ask("/healthz").read().status == 200, "it has signed in and is nobody's to take"


@pytest.mark.parametrize("path", ["/openapi.json", "/healthz", "/metrics"])
def test_x8_lookups_beside_unread_answers(launcher: Launcher, path: str) -> None:
    """X8: 120 connections ask for 400 documents each and read nothing: lookups beside them are answered, and soon as quickly as ever;
    resident memory stays within 1.3 times that of before."""
    server = launcher.start(team.installation(launcher))
    for _ in range(3):
        for line in [Line(server).ask(path) for _ in range(40)]:
            assert line.read().status == 200
            line.close()
    before = most = resident(server)
    lines = pipeline(server, [path] * 400, 120)
    times = []
    end = time.monotonic() + 5
    while time.monotonic() < end:
        times.append(looks_up(server))
        most = max(most, resident(server))
        time.sleep(0.05)
    times.sort()
    print(f"\nX8 beside {path}: p50 {times[len(times) // 2] * 1_000:.1f}, worst {times[-1] * 1_000:.0f} ms; {before / 1e6:.0f}, then {most / 1e6:.0f} MB")
    assert most < 1.3 * before
    assert times[-1] < 2 and times[len(times) // 2] < 0.1
    for line in lines:
        line.close()
