"""My Sessions as an agent sees it: how long a call's event takes from the post to the page."""

from __future__ import annotations

import asyncio
import csv
import statistics
import time
from pathlib import Path

from measure.browser import Browser
from measure.calls import percentile
from measure.figure import Part
from measure.server import Server
from measure.setup import Setup
from measure.wire import Wire

EVENTS, WANTED = 200, 300
AGENT = "pia@example.com"
# Notes when each call's row has its caller's name: in the document, and in the first picture after that. Time is the machine's.
WATCH = """
window.seen = {};
const now = () => performance.timeOrigin + performance.now();
new MutationObserver(() => {
  const at = now();
  for (const row of document.querySelectorAll('#list [role="option"]')) {
    if (window.seen[row.dataset.id] || !row.textContent.includes('Meier')) continue;
    window.seen[row.dataset.id] = [at];
    requestAnimationFrame(() => requestAnimationFrame(() => window.seen[row.dataset.id].push(now())));
  }
}).observe(document.getElementById('list'), {childList: true, subtree: true, characterData: true});
"""


def measure(folder: Path, quick: bool) -> Part:
    count = EVENTS // 4 if quick else EVENTS
    part = Part("An open page: from a call's event to what the agent sees")
    setup = Setup(folder / "page")
    book = folder / "page.csv"
    with book.open("w", newline="") as file:
        csv.writer(file).writerows([("First name", "Last name", "Phone"), *(("Anna", f"Meier {n}", number(n)) for n in range(count))])
    setup.add_book(book)
    setup.configuration |= {
        "journal": "callcard.sqlite",
        "pages": {"signInLinks": [{"user": AGENT, "role": "agent", "services": ["*"]}]},
    }
    setup.add_service(members=[AGENT], connectors=["contacts"])
    with setup.serve() as server, Browser() as browser:
        open_page(browser, server)
        times = asyncio.run(post(setup, server, count))
        until_seen(browser, count)
        seen = browser.run("return window.seen")
    found = [(seen[f"i-{name}"], at) for name, at in times.items() if len(seen.get(f"i-{name}", [])) == 2]
    part.add("calls that the page showed with their caller", f"{len(found):,} of {count:,}", "all", len(found) == count)
    for place, what in enumerate(["the caller's name is in the list", "it is drawn"]):
        delays = [stamps[place] - at for stamps, at in found]
        part.add(f"from the post: {what}", f"p50 {statistics.median(delays):.0f} ms")
        part.at_most("the same, p99", percentile(delays, 0.99), WANTED, "{:.0f} ms")
    return part


def number(index: int) -> str:
    """Longer than any number in use, as in `books/generate.py`."""
    return f"+49 30 2312 {index:06d}1"


def open_page(browser: Browser, server: Server) -> None:
    """Signs in by the button of the link that the server has printed, and waits for the stream."""
    link = next(line.split()[-1] for line in server.said if line.startswith(f"sign in as {AGENT}"))
    browser.go(link)
    browser.run("document.querySelector('form button').click()")
    end = time.monotonic() + 20
    while browser.run("return document.body?.dataset.ready") != "true":
        if time.monotonic() > end:
            raise SystemExit("bench: My Sessions did not open")
        time.sleep(0.05)
    browser.run(WATCH)


async def post(setup: Setup, server: Server, count: int) -> dict[str, float]:
    """Posts a call's first event ten times a second; each is over before the next, so that the list grows and the page works as
    on a busy day. Returns when each was posted, in milliseconds since 1970."""
    line, times = await Wire.open(server, setup.key), {}
    begun = time.monotonic()
    for index in range(count):
        await asyncio.sleep(max(0, begun + index / 10 - time.monotonic()))
        name = f"seen-{index}"
        first = {"id": "q", "type": "queued", "direction": "inbound", "service": "support", "caller": {"number": number(index)}}
        times[name] = time.time() * 1_000
        for event in (first, {"id": "o", "type": "offered", "user": AGENT}, {"id": "e", "type": "ended"}):
            status, _ = await line.ask("POST", f"/v1/sessions/{name}/events", event)
            if status != 202:
                raise SystemExit(f"bench: an event was answered {status}")
    line.close()
    return times


def until_seen(browser: Browser, count: int) -> None:
    """Waits until the page has shown all, or for five seconds."""
    end = time.monotonic() + 5
    while time.monotonic() < end and browser.run("return Object.values(window.seen).filter((at) => at.length === 2).length") < count:
        time.sleep(0.1)
