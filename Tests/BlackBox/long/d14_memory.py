"""D14: what caches say that they take is what they take, and a server of 128 MiB lives whatever comes."""

from __future__ import annotations

import http.client
import resource
import time
from collections.abc import Callable

import pytest

from fakes.upstream import Upstream, record
from kit import team
from kit.calls import session_id
from kit.cgroup import MemoryGroup
from kit.flood import FRENCH, Sender, flood, post
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.upstreams import resident
from kit.webhooks import add_webhook

WARM, MEASURED = 2_000, 12_000
STREAMS = 2_000
"""Twenty for each of a hundred agents, as many as a user may have."""
FLOW = Key("pusher", "flow", ("support",))
TEXT = "Gesellschaft für Telefonie und vieles mehr, Zweigstelle "


def counted(server: Callcard) -> float:
    """Bytes that all caches together say they take."""
    names = ("answers", "contexts", "pushed", "memo")
    exposition = scrape(server.anonymous())
    return sum(exposition.value("callcard_cache_memory_bytes", cache=name) or 0 for name in names)


def send(server: Callcard, message: Callable[[int], bytes], first: int, count: int, expected: int) -> None:
    """Sends so many messages, all of which must have this answer; slowly, since a question's timers outlive it a little."""
    sender = Sender(lambda index: message(first + index), 8, per_second=1_000, most=count)
    flood(server, [sender], 60)
    assert {shot.status for shot in sender.shots} == {expected} and len(sender.shots) == count


@pytest.mark.parametrize("cache", ["memo", "contexts", "answers", "pushed"])
def test_d14_footprints_are_true(launcher: Launcher, upstream: Upstream, cache: str) -> None:
    """D14: by how much caches say they grow, and by how much the process does, is the same within 1.3 times."""
    made = team.installation(launcher)
    made.config["memory"] = "1GiB"
    made.config["lookups"] = {"waiting": 20_000}
    made.add_connector("crm", upstream.url, upstream.token, total="500ms")
    add_webhook(made, "pushing", ["support"])
    made.services["support"]["connectors"] = ["contacts", "crm", "pushing"] if cache == "answers" else ["contacts", "pushing"]
    made.add_key(FLOW)
    switch, session = made.keys.switch.token, session_id()

    def message(index: int) -> bytes:
        number = FRENCH.format(index % 10_000)
        match cache:
            case "memo":
                return post("/v1/lookups", switch, f'{{"number": "{number}", "service": "support", "deadlineMs": {500 + index // 10_000}}}')
            case "contexts":
                return post("/v1/lookups", switch, f'{{"number": "{number}", "service": "support", "session": "{session}-{index}"}}')
            case "answers":
                return post("/v1/lookups", switch, f'{{"number": "{number}", "service": "support"}}')
            case _:
                customer = f'{{"company": "{TEXT}{index}", "firstName": "Maximiliane-{index}", "jobTitle": "{TEXT}"}}'
                return post("/v1/webhooks/pushing", FLOW.token, f'{{"number": "{number}", "customer": {customer}}}')

    if cache == "answers":
        for index in range(10_000):
            number = FRENCH.format(index)
            upstream.know(record(number, f"Maximiliane-{index}", f"{TEXT}{index}"))
    server = launcher.start(made)
    expected = 202 if cache == "pushed" else 200
    last = WARM + MEASURED if cache in ("memo", "contexts") else 10_000
    send(server, message, 0, WARM, expected)
    before, told = resident(server), counted(server)
    send(server, message, WARM, last - WARM, expected)
    grown, said = resident(server) - before, counted(server) - told
    if cache == "pushed":
        # Each delivery is known again for a quarter of an hour, whatever becomes of what it said.
        def of_one(index: int) -> bytes:
            return message(index).replace(FRENCH.format(index % 10_000).encode(), FRENCH.format(0).encode())

        before = resident(server)
        send(server, of_one, last, last - WARM, expected)
        grown -= resident(server) - before
    each = grown / (last - WARM)
    print(f"\nD14 {cache}: {grown / 2**20:.1f} MiB, said {said / 2**20:.1f} MiB, {each:.0f} and {said / (last - WARM):.0f} bytes each")
    assert said / 1.3 <= grown <= said * 1.3


@pytest.mark.skipif(resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 3_000, reason="it takes 2,000 sockets, and as many descriptors")
def test_d14_a_server_of_128_mib(launcher: Launcher, tmp_path_factory: pytest.TempPathFactory) -> None:
    """D14: 200,000 lookups that are each kept, for calls and not, and 2,000 streams: it lives, and answers."""
    agents = [f"agent-{index}@example.com" for index in range(STREAMS // 20)]
    made = team.installation(launcher, *agents)
    switch, session = made.keys.switch.token, session_id()
    with MemoryGroup(128 << 20, tmp_path_factory.mktemp("group")) as group:
        server = launcher.start(made, group.binary)
        try:
            assert scrape(server.anonymous()).value("callcard_memory_limit_bytes") == group.limit
            assert scrape(server.anonymous()).value("callcard_cache_budget_bytes") == group.limit / 4

            def message(index: int) -> bytes:
                number, rest = FRENCH.format(index % 10_000), f', "session": "{session}-{index}"' if index % 2 else ""
                deadline = 500 + index // 10_000
                return post("/v1/lookups", switch, f'{{"number": "{number}", "service": "support", "deadlineMs": {deadline}{rest}}}')

            sender = Sender(message, 64, most=200_000)
            flood(server, [sender], 1_500)
            assert {shot.status for shot in sender.shots} <= {200, 503} and server.process.poll() is None
            streams = []
            statuses: dict[int, int] = {}
            for index in range(STREAMS):
                user = agents[index % len(agents)]
                connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
                signed_in = {"Authorization": f"Bearer {made.people[user].token}"}
                connection.request("GET", f"/v1/users/{user}/events", headers=signed_in)
                answer = connection.getresponse()
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
                streams.append((connection, answer))
            assert statuses.keys() <= {200, 503}, statuses
            time.sleep(3)
            assert server.process.poll() is None
            lookup = server.client().lookup(ANNA, service="support")
            assert lookup["caller"]["displayName"] == "Anna Meier"
            exposition = scrape(server.anonymous())
            caches = counted(server)
            print(
                f"\nD14 128 MiB: resident {resident(server) / 2**20:.0f} MiB, caches {caches / 2**20:.1f} MiB, streams {statuses}, "
                f"short {exposition.value('callcard_memory_short'):.0f}"
            )
            assert caches <= group.limit / 4 * 1.1
            for connection, _ in streams:
                connection.close()
        finally:
            server.stop()
