"""Address books that flows fill: contacts one at a time and in lists, into a full book and an empty one, while lookups go on."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path
from typing import Any

from measure.figure import Part, spread
from measure.server import Server
from measure.setup import Setup
from measure.wire import Wire

PRESENT, LIST = 50_000, 1_000
FULL, EMPTY = "/v2/AddressBooks/full/contacts", "/v2/AddressBooks/empty/contacts"
WANTED = 1_000


def measure(folder: Path, quick: bool) -> Part:
    part = Part(f"Address books that flows fill: {PRESENT:,} contacts present, two numbers each")
    setup = Setup(folder / "pushed")
    setup.configuration |= {
        "rates": {"perSecond": 1_000_000, "burst": 1_000_000},
        "books": [{"id": "full", "api": True, "file": "full.json"}, {"id": "empty", "api": True}],
    }
    setup.add_service(connectors=["full", "empty"])
    flow = setup.add_key("flow")
    with setup.serve() as server:
        asyncio.run(adds(part, server, setup, flow, rounds=3 if quick else 9))
    return part


def contacts(first: int, count: int) -> list[dict[str, Any]]:
    """Contacts with two numbers that nobody else has, as in `books/generate.py`: longer than any number in use."""
    return [
        {"externalId": f"c-{index}", "firstName": "Anna", "lastName": f"Meier {index}", "company": "ACME AG",
         "businessPhones": [f"030 2312 {index * 2:06d}1"], "mobilePhones": [f"+49 30 2312 {index * 2 + 1:06d}1"]}
        for index in range(first, first + count)
    ]


async def put(line: Wire, path: str, body: Any, count: int) -> None:
    status, answer = await line.ask("POST", path, body)
    if status != 200 or f'"added":{count},'.encode() not in answer:
        raise SystemExit(f"bench: contacts were answered {status}")


async def one_by_one(line: Wire, path: str, first: int, count: int) -> float:
    """Contacts a second, one a request."""
    many = contacts(first, count)
    begun = time.perf_counter()
    for contact in many:
        await put(line, path, contact, 1)
    return count / (time.perf_counter() - begun)


async def in_lists(line: Wire, path: str, first: int, count: int) -> float:
    """Contacts a second, a list a request."""
    lists = [contacts(start, LIST) for start in range(first, first + count, LIST)]
    begun = time.perf_counter()
    for each in lists:
        await put(line, path, each, LIST)
    return count / (time.perf_counter() - begun)


async def waits(line: Wire, stop: asyncio.Event) -> list[float]:
    """Seconds that lookups took, one after the other."""
    times = []
    while not stop.is_set():
        # Another deadline each time, so that no finished answer is given again.
        body = {"number": "+493023125123", "service": "support", "deadlineMs": 1_000 + len(times) % 6_000}
        at = time.perf_counter()
        status, _ = await line.ask("POST", "/v1/lookups", body)
        times.append(time.perf_counter() - at)
        if status != 200:
            raise SystemExit(f"bench: a lookup was answered {status}")
        await asyncio.sleep(0.002)
    return times


async def adds(part: Part, server: Server, setup: Setup, flow: str, rounds: int) -> None:
    line, caller = await Wire.open(server, flow), await Wire.open(server, setup.key)
    await in_lists(line, FULL, 0, PRESENT)
    single, listed, bare, next_full, next_empty = [], [], [], PRESENT, 0
    for _ in range(rounds):
        single.append(await one_by_one(line, FULL, next_full, 1_000))
        listed.append(await in_lists(line, FULL, next_full + 1_000, 3 * LIST))
        bare.append(await one_by_one(line, EMPTY, next_empty, 1_000))
        next_full, next_empty = next_full + 1_000 + 3 * LIST, next_empty + 1_000
    part.add("added one a request", spread(single, "{:,.0f}") + "/s", f"≥ {WANTED:,}/s", statistics.median(single) >= WANTED)
    part.add("the same into an empty book", spread(bare, "{:,.0f}") + "/s")
    part.at_most("an empty book's adds ÷ a full one's", ratio(bare, single), 1.25, "{:.2f}")
    part.add(f"added in lists of {LIST:,}", spread(listed, "{:,.0f}") + "/s")
    part.add("in lists ÷ one a request", f"{ratio(listed, single):.1f}")
    stop = asyncio.Event()
    lookups = asyncio.create_task(waits(caller, stop))
    await in_lists(line, FULL, next_full, 10 * LIST)
    stop.set()
    times = sorted(await lookups)
    part.add("a lookup while lists are added", f"p50 {statistics.median(times) * 1000:.1f} ms, longest {times[-1] * 1000:.0f} ms")
    line.close()
    caller.close()


def ratio(ones: list[float], others: list[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(one / other for one, other in zip(ones, others, strict=True))
