"""A10 An answer that ends too early, at each of its bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes import faults
from fakes.upstream import Exchange, Upstream, record
from kit.client import Client
from kit.numbers import Numbers
from kit.process import Launcher

WIDTH = 4
"""Connectors that ask at once."""


@pytest.fixture(scope="module")
def cutter(module_launcher: Launcher) -> Iterator[tuple[Client, Upstream]]:
    """A server and an upstream for cutting answers off; several connectors, so that none fails too often in a row."""
    with Upstream() as upstream:
        installation = module_launcher.installation()
        for index in range(WIDTH):
            installation.add_connector(f"cut{index}", upstream.url, upstream.token)
        installation.add_service("support", [f"cut{index}" for index in range(WIDTH)])
        yield module_launcher.start(installation).client(), upstream


@pytest.mark.parametrize("how", ["fin", "rst"])
def test_a10_cut_off_at_each_byte(cutter: tuple[Client, Upstream], how: str) -> None:
    """A10: an answer that ends after any number of its bytes is never taken for a whole one.

    Several connectors ask at once, and each meets another cut; healthy lookups in between keep breakers closed.
    """
    client, upstream = cutter
    fresh = Numbers(400 if how == "fin" else 700)
    whole = faults.answer(200, faults.contacts(record("+493023125200", "Half", "Said")))
    length, line = len(whole), whole.index(b"\n")
    for first in range(0, length, WIDTH):
        number = fresh()
        upstream.faults[number] = Cuts(range(first, min(first + WIDTH, length)), how)
        answer = client.lookup(number, service="support")
        for entry in answer["connectors"]:
            assert entry["outcome"] in {"badPayload", "connectError"}, (first, entry)
        # Up to its first line no answer has begun.
        if first > line and how == "fin":
            assert {entry["outcome"] for entry in answer["connectors"]} == {"badPayload"}, first
        for _ in range(2):
            assert client.lookup(fresh(), service="support")["status"] == "unknown"


class Cuts:
    """Cuts each connection's answer at another byte."""

    def __init__(self, places: range, how: str) -> None:
        self._places, self._last = iter(places), places[-1]
        self._how = how

    def __call__(self, exchange: Exchange) -> None:
        # A retry on a fresh connection may find no place left; it gets the last one again.
        faults.cut(next(self._places, self._last), self._how)(exchange)
