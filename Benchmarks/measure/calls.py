"""Calls: events that are journaled and acknowledged, open event streams, and a user with a long past."""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure import progress
from measure.figure import Part
from measure.server import Server
from measure.setup import Setup
from measure.wire import Wire

RATE, CONNECTIONS = 500, 64
STREAMS, STREAM_RATE = 1_000, 25
PAST = 100_000
TEAM = [f"agent{index}@example.com" for index in range(200)]


def measure(folder: Path, quick: bool) -> Part:
    part = Part("Calls: events, open pages, and a long past")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    setup = Setup(folder / "calls")
    setup.configuration |= {"journal": "callcard.sqlite", "rates": {"perSecond": 100_000, "burst": 100_000}}
    setup.add_service(members=TEAM, connectors=[])
    agent = setup.add_key("agent", user=TEAM[0])
    with setup.serve() as server:
        asyncio.run(events(part, server, setup, seconds=4 if quick else 20))
        asyncio.run(streams(part, server, setup, agent, seconds=4 if quick else 20))
    setup.configuration["sessions"] = {"keepDays": 90}
    count = PAST // 10 if quick else PAST
    with setup.serve() as server:
        asyncio.run(take(server, setup, count))
    # Started anew: what has just ended is still in memory, which a long past is not.
    with setup.serve() as server:
        asyncio.run(look_back(part, server, agent, count))
    return part


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def call(session: str, user: str, answered: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a call, each with its path."""
    first = {"direction": "inbound", "service": "support"}
    steps = [("queued", first), ("offered", {"user": user})]
    steps += [("accepted", {"user": user})] if answered else []
    for kind, more in [*steps, ("ended", {})]:
        yield f"/v1/sessions/{session}/events", {"id": kind, "type": kind} | more


async def events(part: Part, server: Server, setup: Setup, seconds: int) -> None:
    """A steady rate, one call in a hundred abandoned in front of 200 members; then as fast as it goes."""
    progress.tell(f"{RATE} events a second")
    lines = [await Wire.open(server, setup.key) for _ in range(CONNECTIONS)]
    steady = await send(lines, "steady", RATE * seconds, RATE)
    part.add(f"{RATE} events/s: answered 202", f"{len(steady.times):,} of {RATE * seconds:,}", "all", not steady.failed)
    part.add("the same: rate held", f"{len(steady.times) / steady.seconds:.0f}/s", f"≥ {RATE * 0.98:.0f}/s",
             len(steady.times) / steady.seconds >= RATE * 0.98)
    part.add("the same: time to the acknowledgement",
             f"p50 {statistics.median(steady.times) * 1000:.1f} ms, p99 {percentile(steady.times, 0.99) * 1000:.1f} ms")
    fast = await send(lines, "fast", RATE * seconds, None)
    part.add(f"as fast as it goes, {CONNECTIONS} at once", f"{len(fast.times) / fast.seconds:,.0f}/s")
    for line in lines:
        line.close()


class Sent:
    """What became of many events."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.failed = 0
        self.seconds = 0.0


async def send(lines: list[Wire], name: str, count: int, rate: int | None) -> Sent:
    """Plays calls on all lines together, at `rate` events a second where there is one."""
    sent, calls = Sent(), iter(range(count))
    begun = time.perf_counter()
    step = iter(range(count))

    async def play(line: Wire) -> None:
        for number in calls:
            answered = number % 100 != 7
            for path, body in call(f"{name}-{number}", TEAM[number % len(TEAM)], answered):
                index = next(step, None)
                if index is None:
                    return
                if rate:
                    await asyncio.sleep(max(0, begun + index / rate - time.perf_counter()))
                at = time.perf_counter()
                status, _ = await line.ask("POST", path, body)
                sent.times.append(time.perf_counter() - at)
                sent.failed += status != 202

    await asyncio.gather(*(play(line) for line in lines))
    sent.seconds = time.perf_counter() - begun
    return sent


async def warm(server: Server, agent: str) -> None:
    """Reads lists from all of the journal's readers, whose caches are not a stream's memory."""
    lines = [await Wire.open(server, agent) for _ in range(20)]

    async def read(line: Wire) -> None:
        for _ in range(50):
            await line.ask("GET", "/v1/users/me/interactions")

    await asyncio.gather(*(read(line) for line in lines))
    for line in lines:
        line.close()


async def streams(part: Part, server: Server, setup: Setup, agent: str, seconds: int) -> None:
    """Each event is told on every stream."""
    await warm(server, agent)
    progress.tell(f"{STREAMS:,} open streams")
    before = server.memory()
    lines = [await Wire.open(server, agent) for _ in range(STREAMS)]
    for line in lines:
        line.send("GET", "/v1/users/me/events")
    for line in lines:
        await line.head()
        await line.reader.readuntil(b"event: snapshot")
    await asyncio.sleep(1)
    part.at_most(f"memory of an open stream, {STREAMS:,} open", (server.memory() - before) / STREAMS / 1024, 24, "{:.1f} KiB")
    posted: dict[str, float] = {}
    delays: list[float] = []

    async def listen(line: Wire) -> None:
        while True:
            data = await line.reader.readuntil(b"\n\n")
            if b'"session":"live-' in data and b"event: entry" in data:
                session = data.partition(b'"session":"')[2].split(b'"', 1)[0].decode()
                delays.append(time.perf_counter() - posted[session])

    tasks = [asyncio.create_task(listen(line)) for line in lines]
    poster = await Wire.open(server, setup.key)
    used = server.processor_seconds()
    begun = time.perf_counter()
    for number in range(STREAM_RATE * seconds):
        await asyncio.sleep(max(0, begun + number / STREAM_RATE - time.perf_counter()))
        session = f"live-{number}"
        posted[session] = time.perf_counter()
        body = {"id": "e", "type": "offered", "direction": "inbound", "service": "support", "user": TEAM[0]}
        await poster.ask("POST", f"/v1/sessions/{session}/events", body)
    await asyncio.sleep(2)
    used = server.processor_seconds() - used
    for task in tasks:
        task.cancel()
    expected = STREAMS * STREAM_RATE * seconds
    part.add(f"{STREAM_RATE} events/s to each of them: arrived", f"{len(delays):,} of {expected:,}", "all", len(delays) == expected)
    part.add("from the post to the page", f"p50 {statistics.median(delays) * 1000:.0f} ms")
    part.at_most("the same, p99", percentile(delays, 0.99) * 1000, 250, "{:.0f} ms")
    part.add("processor time of the server for one delivery", f"{used / max(1, len(delays)) * 1e6:.0f} µs")
    for line in [*lines, poster]:
        line.close()


async def take(server: Server, setup: Setup, count: int) -> None:
    """A user takes very many calls."""
    progress.tell(f"{count:,} calls of the past")
    lines = [await Wire.open(server, setup.key) for _ in range(CONNECTIONS)]
    numbers = iter(range(count))

    async def play(line: Wire) -> None:
        for number in numbers:
            body = {"id": "e", "type": "dialing", "direction": "outbound", "service": "support", "user": TEAM[0]}
            await line.ask("POST", f"/v1/sessions/past-{number}/events", body)
            await line.ask("POST", f"/v1/sessions/past-{number}/events", {"id": "f", "type": "ended", "reason": "busy"})

    await asyncio.gather(*(play(line) for line in lines))
    for line in lines:
        line.close()


async def look_back(part: Part, server: Server, agent: str, count: int) -> None:
    """The first page of that user, and a search that finds little."""
    line = await Wire.open(server, agent)
    asked = {
        "first page": ("GET", "/v1/users/me/interactions", None),
        "the missed ones": ("GET", "/v1/users/me/interactions?outcome=missed", None),
        "a search by service": ("POST", "/v1/users/me/interactions/search", {"text": "supp"}),
        "a search that finds nothing": ("POST", "/v1/users/me/interactions/search", {"text": "nobody"}),
    }
    for what, request in asked.items():
        times = []
        for _ in range(30):
            at = time.perf_counter()
            status, _ = await line.ask(*request)
            times.append(time.perf_counter() - at)
            if status != 200:
                raise SystemExit(f"bench: {what} was answered {status}")
        part.at_most(f"{count:,} past entries: {what}", statistics.median(times) * 1000, 20, "{:.1f} ms")
    line.close()
