"""X7, long form: silent connections of many addresses at once."""

from __future__ import annotations

from kit.lines import Line
from kit.process import Callcard
from test_shares_connections import DESCRIPTORS, looks_up, server, silent

__all__ = ["server"]


def test_x7_silent_connections_of_many_addresses(server: Callcard) -> None:
    """X7: a kept connection of a key goes on, and new ones come through, however many strangers there are."""
    kept = Line(server)
    assert kept.ask("/v1/services/none/settings").read().status in (403, 404)
    with silent(server, 2 * DESCRIPTORS, lambda index: f"127.0.1.{1 + index % 60}"):
        assert kept.ask("/healthz").read().status == 200
        assert max(looks_up(server) for _ in range(20)) < 1
        assert kept.ask("/healthz").read().status == 200, "it has signed in and is nobody's to take"
