"""A thousand callers at once, and a CRM that takes 100 ms for each."""

from __future__ import annotations

import gc
import http.client
import json
import math
import resource
import select
import socket
import statistics
import time
from pathlib import Path

from measure import places
from measure.figure import Part
from measure.server import Server
from measure.setup import Setup

CALLERS, CONCURRENCY, DELAY = 1_000, 256, 0.100
IDEAL = math.ceil(CALLERS / CONCURRENCY) * DELAY


def measure(folder: Path, quick: bool) -> Part:
    crm_takes = f"a CRM that takes {DELAY * 1000:.0f} ms, {CONCURRENCY} questions at a time"
    part = Part(f"{CALLERS:,} different callers at once, {crm_takes}")
    # Each caller has a connection of its own, on either side.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    setup = Setup(folder / "burst")
    with Server([places.program("SlowCRM"), str(round(DELAY * 1000))]) as crm:
        setup.add_slow_crm(crm, inFlight=CONCURRENCY, waiting=CALLERS, total="5s")
        with setup.serve() as server:
            bursts = [burst(server, setup.key, index) for index in range(3 if quick else 8)]
        asked = figures(crm)
    hits = sum(hit for _, hit, _ in bursts)
    every = CALLERS * len(bursts)
    warm = [seconds for seconds, _, _ in bursts[1:]]
    part.add("answered with a hit", f"{hits:,} of {every:,}", "all", hits == every)
    part.at_most("until all were answered", statistics.median(warm) * 1000, IDEAL * 1200, "{:.0f} ms")
    part.add("÷ ideal", f"{statistics.median(warm) / IDEAL:.2f} ({min(warm) / IDEAL:.2f}–{max(warm) / IDEAL:.2f})", "≤ 1.20",
             statistics.median(warm) <= IDEAL * 1.2)
    part.add("the first time, connections not yet open", f"{bursts[0][0] * 1000:.0f} ms")
    part.add("half of the callers were answered within", f"{statistics.median(half for _, _, half in bursts[1:]) * 1000:.0f} ms")
    part.add("the CRM saw", f"{asked['asked']:,} questions, {asked['most']} at once at most, {asked['connections']} connections")
    return part


def burst(server: Server, key: str, index: int) -> tuple[float, int, float]:
    """Sends all lookups at once.

    Returns the seconds until the last answer, the number of hits, and the seconds until half were answered.
    """
    lines = [socket.create_connection((server.host, server.port)) for _ in range(CALLERS)]
    requests = [request(f"+49302312{index * CALLERS + caller:06}5", key) for caller in range(CALLERS)]
    time.sleep(0.2)
    poll = select.epoll()
    by_number = {line.fileno(): line for line in lines}
    answers: dict[int, bytes] = dict.fromkeys(by_number, b"")
    open_lines, times = len(lines), []
    gc.disable()
    begun = time.perf_counter()
    for line, content in zip(lines, requests, strict=True):
        line.send(content)
        poll.register(line, select.EPOLLIN)
    while open_lines:
        events = poll.poll(10)
        if not events:
            raise SystemExit("bench: some of the callers got no answer within 10 s")
        for number, _ in events:
            received = by_number[number].recv(65_536)
            answers[number] += received
            if not received or is_whole(answers[number]):
                open_lines -= 1
                times.append(time.perf_counter() - begun)
                poll.unregister(number)
    gc.enable()
    hits = sum(is_hit(answer) for answer in answers.values())
    for line in lines:
        line.close()
    poll.close()
    return times[-1], hits, times[len(times) // 2]


def request(number: str, key: str) -> bytes:
    body = json.dumps({"number": number, "deadlineMs": 5_000})
    head = f"POST /v1/lookups HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json"
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    return bool(end) and len(body) >= int(length or 0)


def is_hit(answer: bytes) -> bool:
    context = json.loads(answer.partition(b"\r\n\r\n")[2] or b"{}")
    return context.get("status") == "resolved" and [report["outcome"] for report in context["connectors"]] == ["hit"]


def figures(crm: Server) -> dict[str, int]:
    connection = http.client.HTTPConnection(crm.host, crm.port, timeout=5)
    connection.request("GET", "/figures")
    return json.loads(connection.getresponse().read())
