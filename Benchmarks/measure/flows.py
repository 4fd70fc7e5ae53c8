"""Flows: from a task update to those who wait for it, and what subscriptions cost calls that they don't want to hear of."""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure import progress
from measure.calls import percentile
from measure.figure import Part
from measure.server import Server
from measure.setup import Setup
from measure.wire import Wire

UPDATES, UPDATE_RATE, WANTED = 300, 50, 100
SUBSCRIPTIONS, LINES = 10_000, 8
AGENT = "anna@example.com"
UPN, OTHER = "support@example.com", "sales@example.com"


def measure(folder: Path, quick: bool) -> Part:
    part = Part("Flows: task updates on their way to the page, and subscriptions beside the call path")
    place = installation(folder / "updates")
    with place.setup.serve() as server:
        asyncio.run(updates(part, server, place, UPDATES // 3 if quick else UPDATES))
    asyncio.run(compare(part, folder, SUBSCRIPTIONS // 5 if quick else SUBSCRIPTIONS, rounds=3 if quick else 9))
    return part


@dataclass
class Place:
    """An installation with the keys of a flow and of an agent."""

    setup: Setup
    flow: str
    agent: str


def installation(folder: Path) -> Place:
    """A journal, two services with a UPN each; callbacks may lead to this machine."""
    setup = Setup(folder)
    setup.configuration |= {
        "journal": "callcard.sqlite", "rates": {"perSecond": 1_000_000, "burst": 1_000_000},
        "triggers": {"allow": ["127.0.0.0/8"], "http": True},
    }
    for service, upn in (("support", UPN), ("sales", OTHER)):
        setup.add_service(service, members=[AGENT], connectors=[], upn=upn)
    return Place(setup, setup.add_key("flow"), setup.add_key("agent", user=AGENT))


async def post(line: Wire, session: str, kind: str, **more: Any) -> float:
    """Posts an event; returns the seconds until it was acknowledged."""
    at = time.perf_counter()
    status, _ = await line.ask("POST", f"/v1/sessions/{session}/events", {"id": kind, "type": kind} | more)
    if status != 202:
        raise SystemExit(f"bench: an event was answered {status}")
    return time.perf_counter() - at


def first(number: int) -> dict[str, Any]:
    """What the first event of a call tells."""
    return {"direction": "inbound", "service": "support", "caller": {"number": f"+493023125{number % 1_000:03d}"}}


async def updates(part: Part, server: Server, place: Place, count: int) -> None:
    """A flow updates one task after the other; for each somebody waits for the session's next revision, and an agent's page is open."""
    switch, flow = await Wire.open(server, place.setup.key), await Wire.open(server, place.flow)
    page = await Wire.open(server, place.agent)
    page.send("GET", "/v1/users/me/events")
    await page.head()
    await page.reader.readuntil(b"event: snapshot")
    sent: dict[str, float] = {}
    heard: list[float] = []
    shown: dict[str, float] = {}

    async def wait(session: str, revision: int) -> None:
        line = await Wire.open(server, place.setup.key)
        line.send("GET", f"/v1/sessions/{session}/context?afterRevision={revision}&waitMs=30000")
        waiting.release()
        status, headers = await line.head()
        body = await line.reader.readexactly(int(headers[b"content-length"]))
        if status == 200 and b'"lastName":"Meier"' in body:
            heard.append(time.perf_counter() - sent[session])
        line.close()

    async def watch() -> None:
        while True:
            data = await page.reader.readuntil(b"\n\n")
            if b"event: entry" in data and b"Anna Meier" in data:
                session = data.partition(b'"session":"')[2].split(b'"', 1)[0].decode()
                shown.setdefault(session, time.perf_counter() - sent[session])

    progress.tell("task updates")
    watching = asyncio.create_task(watch())
    waiting, waits = asyncio.Semaphore(0), []
    for number in range(count):
        session = f"told-{number}"
        await post(switch, session, "queued", **first(number))
        await post(switch, session, "offered", user=AGENT)
        _, body = await switch.ask("GET", f"/v1/sessions/{session}/context")
        waits.append(asyncio.create_task(wait(session, json.loads(body)["revision"])))
        await waiting.acquire()
    await asyncio.sleep(0.5)
    begun = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(max(0, begun + number / UPDATE_RATE - time.perf_counter()))
        session = f"told-{number}"
        sent[session] = time.perf_counter()
        status, _ = await flow.ask("PUT", f"/v1/tasks/{session}", {"customer": {"firstName": "Anna", "lastName": "Meier"}})
        if status != 200:
            raise SystemExit(f"bench: a task update was answered {status}")
    await asyncio.gather(*waits)
    await asyncio.sleep(1)
    watching.cancel()
    for line in (switch, flow, page):
        line.close()
    part.add(f"{UPDATE_RATE} task updates/s: arrived where the context is waited for", f"{len(heard):,} of {count:,}", "all",
             len(heard) == count)
    told(part, "from the update's post to the answer of the waiting call", heard)
    part.add("the same updates: arrived on the page's stream", f"{len(shown):,} of {count:,}", "all", len(shown) == count)
    told(part, "from the update's post to the page's stream", list(shown.values()))


def told(part: Part, what: str, times: list[float]) -> None:
    part.add(what, f"p50 {statistics.median(times) * 1000:.1f} ms")
    part.at_most("the same, p99", percentile(times, 0.99) * 1000, WANTED, "{:.1f} ms")


@dataclass
class Side:
    """One of the servers that are compared, and what was measured of it: a median for each round."""

    server: Server
    lines: list[Wire]
    events: list[float] = field(default_factory=list)
    lookups: list[float] = field(default_factory=list)
    used: float = 0.0

    async def play(self, number: int, calls: int) -> None:
        """Calls of two events and a lookup between them."""
        before, events, lookups = self.server.processor_seconds(), [], []
        numbers = iter(range(calls))

        async def play(line: Wire) -> None:
            for index in numbers:
                session = f"c-{number}-{index}"
                events.append(await post(line, session, "queued", **first(index)))
                at = time.perf_counter()
                status, _ = await line.ask("POST", "/v1/lookups", {
                    "number": first(index)["caller"]["number"], "service": "support", "session": session})
                lookups.append(time.perf_counter() - at)
                if status != 200:
                    raise SystemExit(f"bench: a lookup was answered {status}")
                events.append(await post(line, session, "ended"))

        await asyncio.gather(*(play(line) for line in self.lines))
        self.used += self.server.processor_seconds() - before
        self.events.append(statistics.median(events))
        self.lookups.append(statistics.median(lookups))


class Receiver:
    """A flow's end: answers each post at once, and counts them."""

    def __init__(self) -> None:
        self.posts = 0

    async def listen(self) -> str:
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/run"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
                await reader.readexactly(int(length))
                self.posts += 1
                writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def subscribe(line: Wire, url: str, service: str, *events: str) -> None:
    wish = {"services": [service], "url": url, "taskEvents": list(events)}
    status, _ = await line.ask("POST", "/v1/triggers/tasks", {"config": wish})
    if status != 201:
        raise SystemExit(f"bench: a subscription was answered {status}")


async def subscribe_many(server: Server, key: str, count: int) -> None:
    """Half of them to another service, half to another event of the same one."""
    wishes = iter(range(count))

    async def work(line: Wire) -> None:
        for index in wishes:
            if index % 2:
                await subscribe(line, "http://127.0.0.1:9/run", OTHER)
            else:
                await subscribe(line, "http://127.0.0.1:9/run", UPN, "concluded")

    lines = [await Wire.open(server, key) for _ in range(64)]
    await asyncio.gather(*(work(line) for line in lines))
    for line in lines:
        line.close()


async def compare(part: Part, folder: Path, count: int, rounds: int) -> None:
    """The same calls on three servers in turn: without subscriptions, with many that don't match, and with one that does beside them."""
    none, many, one = (installation(folder / name) for name in ("none", "many", "one"))
    progress.tell(f"subscribing {count:,} flows")
    with many.setup.serve() as server:
        begun = time.perf_counter()
        await subscribe_many(server, many.flow, count)
        part.add(f"{count:,} subscriptions made durable in", f"{time.perf_counter() - begun:.1f} s")
    # The same subscriptions again, beside which one more is made.
    for path in many.setup.folder.iterdir():
        if path.name.startswith("callcard.sqlite") or path.name == "triggers.key":
            shutil.copy(path, one.setup.folder / path.name)
    one.setup.configuration["keys"] = many.setup.configuration["keys"]
    one.setup.key, one.flow = many.setup.key, many.flow
    receiver = Receiver()
    with ExitStack() as stack:
        sides = []
        for place in (none, many, one):
            server = stack.enter_context(place.setup.serve())
            sides.append(Side(server, [await Wire.open(server, place.setup.key) for _ in range(LINES)]))
        line = await Wire.open(sides[2].server, one.flow)
        await subscribe(line, await receiver.listen(), UPN, "created", "ended")
        calls = 400
        for number in range(rounds + 1):
            progress.tell(f"round {number} of {rounds}")
            for side in sides if number % 2 else reversed(sides):
                await side.play(number, calls)
        await asyncio.sleep(2)
        for side in sides:
            for each in side.lines:
                each.close()
        line.close()
        report(part, sides, count, rounds)
        expected = 2 * calls * (rounds + 1)
        part.add("the one that matches: told of", f"{receiver.posts:,} of {expected:,} events", "all", receiver.posts == expected)
    # The receiver's connections end with the servers'.
    await asyncio.sleep(0.1)


def report(part: Part, sides: list[Side], count: int, rounds: int) -> None:
    # The first round opens and fills what later ones find there.
    none, many, one = sides
    for side in sides:
        del side.events[0], side.lookups[0]
    part.add("an event's acknowledgement without subscriptions", f"{statistics.median(none.events) * 1000:.2f} ms")
    part.add("a lookup for a session without subscriptions", f"{statistics.median(none.lookups) * 1000:.2f} ms")
    for side, beside in ((many, f"beside {count:,} that don't match"), (one, "the same, and one that matches")):
        for what, values, base in (("acknowledgement", side.events, none.events), ("lookup", side.lookups, none.lookups)):
            ratios = [value / other for value, other in zip(values, base, strict=True)]
            title = f"{beside} ÷ none: {what}"
            if side is many:
                part.at_most(title, statistics.median(ratios), 1.1, "{:.2f}")
            else:
                part.add(title, f"{statistics.median(ratios):.2f}")
        title = f"{beside} ÷ none: processor time"
        part.add(title, f"{side.used / none.used:.2f}")
    memory = (many.server.memory() - none.server.memory()) / 1e6
    part.add(f"resident, with {count:,} − without", f"{memory:.0f} MB")
