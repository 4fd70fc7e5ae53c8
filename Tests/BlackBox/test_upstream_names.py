"""A3, A4, A5 Names: those that don't exist, name servers that are silent, and addresses that change under a name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fakes.names import NameServer, binary_that_asks
from fakes.upstream import TOKEN, Upstream, record
from kit import flows
from kit.client import Answer, outcome
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.upstreams import asked, installation_of, threads
from kit.waiting import at_once, until

HOST = "crm.example"


@pytest.fixture
def names() -> Iterator[NameServer]:
    """The only name server that the server under test knows."""
    try:
        server = NameServer()
    except OSError as error:
        pytest.skip(f"port 53 of a loopback address is not to be had: {error.strerror}")
    with server:
        yield server


@pytest.fixture
def binary(tmp_path: Path, names: NameServer) -> Path:
    """The server under test, with that name server."""
    found = binary_that_asks(tmp_path)
    if isinstance(found, str):
        pytest.skip(found)
    return found


def server_of(launcher: Launcher, binary: Path, port: int, *connectors: str, allow: list[str] | None = None) -> Callcard:
    """A server whose connectors reach their CRM by name."""
    more: dict[str, Any] = {"allow": ["127.0.0.0/8"] if allow is None else allow, "openFor": "200ms"}
    return launcher.start(installation_of(launcher, *(connectors or ("crm",)), url=f"http://{HOST}:{port}", **more), binary)


def test_a_name_that_exists(launcher: Launcher, upstream: Upstream, names: NameServer, binary: Path, numbers: Numbers) -> None:
    """What the other tests here rest on: the server under test asks this name server, once for all lookups."""
    names.addresses[HOST] = ["127.0.0.1"]
    client, number = server_of(launcher, binary, upstream.port).client(), numbers()
    upstream.know(record(number, "By", "Name"))
    assert asked(client, number) == "hit" and {asked(client, numbers()) for _ in range(5)} == {"miss"}
    assert names.asked.count(HOST) <= 2, "A and AAAA, once"


def test_a3_no_such_name(launcher: Launcher, upstream: Upstream, names: NameServer, binary: Path, numbers: Numbers) -> None:
    """A3: `dnsError`; for a moment it is believed, so that lookups are no storm of questions; then it is asked for again."""
    server = server_of(launcher, binary, upstream.port, *[f"crm{index}" for index in range(4)])
    client = server.client()
    # Four connectors, four lookups each: no breaker has five failures.
    for _ in range(4):
        answer = client.timed_lookup(numbers(), service="support")
        assert {entry["outcome"] for entry in answer.json["connectors"][1:]} == {"dnsError"} and answer.elapsed < 0.5
    assert 1 <= names.asked.count(HOST) <= 4, f"{names.asked.count(HOST)} questions for 16 requests"
    names.addresses[HOST] = ["127.0.0.1"]
    until(lambda: asked(client, numbers(), "crm0") == "miss", "a name that exists now is believed", seconds=5)


def test_a4_a_silent_name_server(launcher: Launcher, upstream: Upstream, names: NameServer, binary: Path) -> None:
    """A4: a hundred lookups while no name can be resolved: each by its deadline, with few threads; what is known still works."""
    names.is_silent = True
    connectors = [f"crm{index}" for index in range(10)]
    server = server_of(launcher, binary, upstream.port, *connectors)
    calls: list[Callable[[], Answer]] = []
    fresh = Numbers(400)
    for index in range(100):
        service, number, client = connectors[index % 10], fresh(), server.client()
        calls.append(partial(client.timed_lookup, number, service=service, deadlineMs=400))
    before = threads(server)
    answers = [answer for start in range(0, 100, 25) for answer in at_once(calls[start : start + 25])]
    times = sorted(answer.elapsed - 0.4 for answer in answers)
    print(f"over the deadline: median {times[50]:.3f} s, worst {times[-1]:.3f} s; threads {before} -> {threads(server)}")
    assert times[98] <= 0.3 and times[-1] <= 0.6
    words = {entry["outcome"] for answer in answers for entry in answer.json["connectors"][1:]}
    assert words <= {"timeout", "dnsError", "breakerOpen"} and "timeout" in words
    assert threads(server) <= before + 16
    assert server.client().lookup(ANNA, service="support", deadlineMs=400)["status"] == "resolved"


def test_r3_names_count_into_the_total(
    launcher: Launcher, upstream: Upstream, names: NameServer, binary: Path, numbers: Numbers
) -> None:
    """R3, A4: waiting for a name is part of the connector's own time."""
    names.is_silent = True
    installation = installation_of(launcher, "crm", url=f"http://{HOST}:{upstream.port}", total="300ms")
    answer = launcher.start(installation, binary).client().timed_lookup(numbers(), service="crm", deadlineMs=3_000)
    assert outcome(answer.json, "crm") == "timeout" and 0.25 < answer.elapsed < 1


def test_r9_a_subscription_waits_for_no_silent_name_server(launcher: Launcher, names: NameServer, binary: Path) -> None:
    """R9: 503 in under a second: a flow product tries again, which it would not after 422; a name that does not exist is 422."""
    flow = flows.flow(launcher.start(flows.installation(launcher), binary))
    assert flows.ask(flow, "https://nobody.example/run").status == 422
    names.is_silent = True
    begun = time.monotonic()
    answer = flows.ask(flow, "https://flows.example/run")
    assert (answer.status, answer.code) == (503, "overloaded") and int(answer.headers["retry-after"]) >= 1
    assert time.monotonic() - begun < 1
    names.is_silent = False
    names.addresses["flows2.example"] = ["198.41.0.4"]
    assert flows.ask(flow, "https://flows2.example/run").status == 201


FORBIDDEN = [
    "127.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "0.0.0.0",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "fe80::1",
    "fd00::1",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_a5_names_of_private_addresses(
    launcher: Launcher, upstream: Upstream, names: NameServer, binary: Path, numbers: Numbers, address: str
) -> None:
    """A5: a public name that stands for an address inside: refused, and no packet sent."""
    names.addresses[HOST] = [address]
    client = server_of(launcher, binary, upstream.port, allow=["192.0.2.0/24"]).client()
    word = asked(client, numbers(), deadlineMs=3_000)
    if word == "dnsError" and ":" in address:
        pytest.skip("this machine's resolver gives no such IPv6 address out")
    assert word == "blockedDestination" and upstream.connections == 0


def test_a5_rebinding(launcher: Launcher, names: NameServer, binary: Path, numbers: Numbers) -> None:
    """A5: a name first stands for an address that is allowed, then for one that is not: what counts is the one connected to."""
    with Upstream(host="127.0.0.2") as allowed, Upstream() as inside:
        names.addresses[HOST] = ["127.0.0.2"]
        installation = installation_of(launcher, "crm", url=f"http://{HOST}:{allowed.port}", allow=["127.0.0.2/32"])
        installation.add_connector("flipped", f"http://flipped.example:{inside.port}", TOKEN, allow=["127.0.0.2/32"])
        installation.add_service("flipped", ["flipped"])
        client = launcher.start(installation, binary).client()
        assert asked(client, numbers()) == "miss" and allowed.count() == 1
        # Both addresses at once: the one that is allowed has nobody listening, and the other must not be tried instead.
        names.addresses["flipped.example"] = ["127.0.0.2", "127.0.0.1"]
        assert asked(client, numbers(), "flipped") == "blockedDestination"
        assert inside.connections == 0
