"""Rows of A again, under load and for longer than the suite has time for."""

from __future__ import annotations

import time

import pytest

from fakes import faults
from fakes.faults import MEBIBYTE
from fakes.tokens import SECRET, Tokens
from fakes.upstream import Behaviour, Upstream
from kit.latency import Noise, run, skip_if_noisy
from kit.numbers import Numbers
from kit.process import Launcher
from kit.upstreams import add_shared_manifest, asked, crm, installation_of, resident, sockets_to, threads
from kit.waiting import until

HANGS: dict[str, Behaviour] = {
    "A7 silence": faults.silence,
    "A8 hang in body": faults.hang_in_body,
    "A9 drip": faults.drip(0.05),
    "A14 huge chunked": faults.HugeChunked(),
    "A15 gzip bomb": faults.gzip_bomb(),
    "A16 long header": faults.long_header(),
}


@pytest.mark.parametrize("fault", HANGS)
def test_hundreds_of_them(launcher: Launcher, upstream: Upstream, fault: str) -> None:
    """A7–A16: 400 lookups in ten seconds, nine in ten of which meet the fault: in time, and nothing is left behind."""
    connectors = [f"crm{index}" for index in range(8)]
    server = launcher.start(
        installation_of(launcher, *connectors, url=upstream.url, total="600ms", openFor="100ms", missFor="0s")
    )
    fresh = Numbers(0)
    upstream.fault = faults.Turns(None, *[HANGS[fault]] * 9)
    clients = [server.client() for _ in range(8)]
    run(clients, [(fresh(), {"service": connectors[i % 8]}) for i in range(80)], 250, per_second=40)
    before, threads_before = resident(server), threads(server)
    with Noise() as noise:
        latencies = run(clients, [(fresh(), {"service": connectors[i % 8]}) for i in range(400)], 250, per_second=40)
    print(f"\n{fault}\n{latencies.table()}\n{'this machine, p99.9':<20}{noise.worst:>13.1f} ms")
    until(lambda: upstream.busy == 0, "hung calls taken down", seconds=5)
    assert resident(server) - before <= 8 * MEBIBYTE and threads(server) - threads_before <= 4
    assert sockets_to(server, upstream.port) <= 64
    if latencies.over(100) > 250:
        skip_if_noisy(noise)
    assert latencies.over(100) <= 250


def test_a19_a_minute_of_short_tokens(launcher: Launcher, upstream: Upstream) -> None:
    """A19: tokens of 5 s for half a minute, their endpoint now slow, now down: never a bad token, never a lookup that waits."""
    tokens = Tokens(upstream, life=5)
    installation = launcher.installation()
    add_shared_manifest(installation, "plainoauth")
    installation.add_connector("crm", upstream.url, SECRET, manifest="plainoauth", missFor="1s")
    installation.config["connectors"][0]["settings"]["clientID"] = "callcard"
    installation.add_service("crm", ["crm"])
    client, fresh = launcher.start(installation).client(), Numbers(0)
    assert asked(client, fresh()) == "miss"
    end, worst, turn = time.monotonic() + 30, 0.0, 0
    while time.monotonic() < end:
        turn += 1
        tokens.delay = 0.3 if turn % 100 < 50 else 0.0
        tokens.fault = faults.status(500) if turn % 40 == 0 else None
        answer = client.timed_lookup(fresh(), service="crm")
        assert answer.json["connectors"][0]["outcome"] == "miss"
        worst = max(worst, answer.elapsed)
        time.sleep(0.05)
    print(f"{tokens.count} tokens in 30 s; worst lookup {worst * 1_000:.0f} ms")
    assert all(good for _, good in tokens.shown) and 6 <= tokens.count <= 12 and worst < 0.3


def test_a30_connections_that_end(launcher: Launcher, upstream: Upstream) -> None:
    """A30: 400 questions to a server that closes each connection after twelve answers, without a word: nobody notices."""
    client, fresh = crm(launcher, upstream, missFor="1s").client(), Numbers(0)
    served: dict[int, int] = {}

    def behave(exchange: faults.Exchange) -> None:
        index = exchange.request.connection
        served[index] = served.get(index, 0) + 1
        exchange.upstream.proper(exchange)
        if served[index] == 12:
            exchange.finish()

    upstream.fault = behave
    assert {asked(client, fresh()) for _ in range(400)} == {"miss"}
    assert upstream.connections >= 400 // 12
