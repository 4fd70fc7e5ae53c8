"""R1, C7 The deadline: a lookup answers by it, whatever the upstreams do."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

import pytest

from fakes import faults
from fakes.upstream import Behaviour, Upstream, record
from kit import process
from kit.books import anna
from kit.client import Answer, Client, outcome, report
from kit.crowd import Crowd
from kit.latency import run
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.waiting import at_once, until

PROMISED_SECONDS = 0.05
NOISE_SECONDS = 0.25
"""R1: + 50 ms at p99.9, + 250 ms at most. One request on a busy machine is held to the second."""
CONNECTORS = [f"crm{index}" for index in range(4)]
QUIET = [f"quiet{index}" for index in range(4)]
ONCE = [f"once{index}" for index in range(10)]
"""Connectors that fail once each: none of them is ever left alone for failing too often."""


@pytest.fixture(scope="module")
def upstreams() -> Iterator[list[Upstream]]:
    """Four CRMs."""
    made = [Upstream() for _ in CONNECTORS]
    yield made
    for upstream in made:
        upstream.close()


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, upstreams: list[Upstream]) -> Callcard:
    """A book and four connectors; `support` asks the book and one of them, `all` everybody."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    for connector, upstream in zip(CONNECTORS, upstreams):
        installation.add_connector(connector, upstream.url, upstream.token, total="3000ms")
    for connector, upstream in zip(QUIET, upstreams):
        installation.add_connector(connector, upstream.url, upstream.token, total="3000ms")
    for connector in ONCE:
        installation.add_connector(connector, upstreams[0].url, upstreams[0].token, total="3000ms")
        installation.add_service(connector, ["contacts", connector])
    installation.add_service("quiet", ["contacts", *QUIET])
    installation.add_service("fresh", ["contacts", "crm1"])
    installation.add_service("late", ["contacts", "crm2"])
    installation.add_service("pair", ["contacts", "crm2", "crm3"])
    installation.add_service("all", ["contacts", *CONNECTORS])
    return module_launcher.start(installation)


@pytest.fixture
def client(server: Callcard) -> Client:
    """The session service."""
    return server.client()


@pytest.fixture(scope="module")
def unused() -> Iterator[str]:
    """Connectors that have not failed yet, one after the other; each is a service, too."""
    return iter(ONCE)


@pytest.fixture
def once(unused: Iterator[str]) -> str:
    """A connector that has not failed yet."""
    return next(unused)


def in_time(answer: Answer, deadline_ms: int) -> bool:
    """Whether an answer kept the law; the figure is printed, so that a run tells how close it was."""
    over = answer.elapsed - deadline_ms / 1_000
    print(f"deadline {deadline_ms} ms: answered after {answer.elapsed * 1_000:.1f} ms ({over * 1_000:+.1f})")
    return over <= NOISE_SECONDS


HANGS: dict[str, Behaviour] = {
    "silence": faults.silence,
    "hang in headers": faults.hang_in_headers,
    "hang in body": faults.hang_in_body,
    "drip": faults.drip(0.05),
}


@pytest.mark.parametrize("hang", HANGS)
def test_300_ms_while_an_upstream_hangs(
    client: Client, upstreams: list[Upstream], numbers: Numbers, hang: str, once: str
) -> None:
    """R1: answered within 350 ms, with `timeout` for that connector: without a session nobody could receive what comes later."""
    number = numbers()
    upstreams[0].faults[number] = HANGS[hang]
    answer = client.timed_lookup(number, service=once, deadlineMs=300)
    assert in_time(answer, 300)
    assert answer.json["status"] == "partial" and outcome(answer.json, once) == "timeout" and answer.json["complete"] is True
    assert 250 <= report(answer.json, once)["elapsedMs"] <= 300 + NOISE_SECONDS * 1_000


def test_a_book_hit_still_names_the_caller(client: Client, upstreams: list[Upstream], once: str) -> None:
    """R1, law 3: the same lookup with a hit in an address book."""
    upstreams[0].faults[ANNA] = faults.silence
    answer = client.timed_lookup(ANNA, service=once, deadlineMs=300)
    assert in_time(answer, 300)
    assert answer.json["status"] == "resolved" and answer.json["caller"]["displayName"] == "Anna Meier"
    assert outcome(answer.json, once) == "timeout"


@pytest.mark.parametrize("deadline", [100, 150, 700])
def test_other_deadlines(client: Client, upstreams: list[Upstream], numbers: Numbers, deadline: int, once: str) -> None:
    """R1: the request's own deadline counts."""
    number = numbers()
    upstreams[0].faults[number] = faults.silence
    answer = client.timed_lookup(number, service=once, deadlineMs=deadline)
    assert in_time(answer, deadline) and answer.elapsed >= deadline / 1_000 - 0.02


def test_no_waiting_without_need(client: Client, numbers: Numbers) -> None:
    """A deadline is no delay: when everybody has answered, so does the lookup."""
    assert client.timed_lookup(numbers(), service="all", deadlineMs=7_500).elapsed < 1


def test_pending_with_a_session(client: Client, upstreams: list[Upstream], numbers: Numbers, once: str) -> None:
    """C7: with a session there is somebody to receive a later revision: `pending`, and not complete."""
    number = numbers()
    upstreams[0].faults[number] = faults.silence
    answer = client.timed_lookup(number, service=once, deadlineMs=200, session="c-4711")
    assert in_time(answer, 200)
    assert outcome(answer.json, once) == "pending" and answer.json["complete"] is False and answer.json["revision"] == 1


def test_all_connectors_down(client: Client, upstreams: list[Upstream], numbers: Numbers, server: Callcard) -> None:
    """A25: everybody fails in another way: the number, `partial`, complete, by the deadline; the process is healthy."""
    number = numbers()
    for upstream, fault in zip(upstreams, (faults.silence, faults.status(500), faults.hang_in_body, faults.body(b"<html>"))):
        upstream.faults[number] = fault
    answer = client.timed_lookup(number, service="all", deadlineMs=400)
    assert in_time(answer, 400)
    assert (answer.json["status"], answer.json["complete"]) == ("partial", True) and answer.json["number"]["e164"] == number
    assert [entry["outcome"] for entry in answer.json["connectors"]] == ["miss", "timeout", "http5xx", "timeout", "badPayload"]
    assert server.anonymous().get("/healthz").status == 200


def test_a_fast_connector_is_not_lost(client: Client, upstreams: list[Upstream], numbers: Numbers) -> None:
    """C7: one CRM hangs, another has answered: its answer counts."""
    number = numbers()
    upstreams[0].faults[number] = faults.silence
    upstreams[1].know(record(number, "Fast", "Answer"))
    answer = client.timed_lookup(number, service="all", deadlineMs=500)
    assert in_time(answer, 500) and answer.json["caller"]["displayName"] == "Fast Answer"


def test_what_comes_late_is_kept(client: Client, upstreams: list[Upstream], numbers: Numbers) -> None:
    """A27, law 1: the connector's own time runs on; its answer is there for the next lookup, without another request."""
    number, upstream = numbers(), upstreams[2]
    upstream.know(record(number, "Late", "Answer"))
    upstream.faults[number] = faults.slow(0.5)
    assert outcome(client.lookup(number, service="late", deadlineMs=150), "crm2") == "timeout"

    def arrived() -> bool:
        return outcome(client.lookup(number, service="late", deadlineMs=150), "crm2") == "hit"

    until(arrived, "the late answer is used", seconds=3)
    assert upstream.count(number) == 1


def test_forty_at_once(server: Callcard, upstreams: list[Upstream]) -> None:
    """R1: callers that wait together don't wait longer; half the budget of the bulkhead is in use."""
    fresh = Numbers(600)
    chosen = [fresh() for _ in range(20)]
    for number in chosen:
        upstreams[1].faults[number] = faults.silence

    def call(number: str) -> Callable[[], Answer]:
        return lambda: server.client().timed_lookup(number, service="fresh", deadlineMs=400)

    answers = at_once([call(number) for number in chosen * 2])
    times = sorted(answer.elapsed * 1_000 for answer in answers)
    print(f"40 at once, deadline 400 ms: median {statistics.median(times):.0f} ms, worst {times[-1]:.0f} ms")
    # Forty threads of ours measure, too: twice the noise is theirs.
    assert times[-1] <= 400 + 2 * NOISE_SECONDS * 1_000
    assert {outcome(answer.json, "crm1") for answer in answers} == {"timeout"}


def test_the_promise_on_a_quiet_machine(client: Client, upstreams: list[Upstream], numbers: Numbers) -> None:
    """R1: of ten lookups against a hanging upstream the median keeps the promised 50 ms."""
    times = []
    for index in range(10):
        number = numbers()
        upstreams[index % 4].faults[number] = faults.silence
        answer = client.timed_lookup(number, service="quiet", deadlineMs=100)
        assert outcome(answer.json, QUIET[index % 4]) == "timeout"
        times.append(answer.elapsed * 1_000 - 100)
    print("over the deadline, ms:", ", ".join(f"{time:.1f}" for time in sorted(times)))
    assert statistics.median(times) <= PROMISED_SECONDS * 1_000


def test_r1_three_hundred(launcher: Launcher) -> None:
    """R1, short form: 300 lookups of ten CRMs each, three of which fail in every way (`long/` has 10,000)."""
    with Crowd() as crowd:
        server = crowd.start(launcher)
        fresh = Numbers(200)
        jobs = [(fresh(), {"service": "all"}) for _ in range(300)]
        latencies = run([server.client() for _ in range(16)], jobs, deadline_ms=200, per_second=100)
    print(latencies.table())
    # A debug build that shares its processors; the long run holds the promised 50 ms.
    assert latencies.over(95) <= NOISE_SECONDS * 1_000 and latencies.over(100) <= 2 * NOISE_SECONDS * 1_000
    assert latencies.outcomes["miss"] >= 300 * 6, "healthy CRMs are heard"


def test_c7_a_fast_source_is_never_lost(server: Callcard, upstreams: list[Upstream]) -> None:
    """C7: one slow and one fast CRM, 16 callers at a time: no lookup loses what the fast one knew, by the deadline."""
    fresh = Numbers(700)
    chosen = [fresh() for _ in range(96)]
    for number in chosen:
        upstreams[3].know(record(number, "Fast", "Source"))
        upstreams[2].faults[number] = faults.slow(0.4)
    latencies = run([server.client() for _ in range(16)], [(n, {"service": "pair"}) for n in chosen], 200, per_second=90)
    print(latencies.table())
    assert latencies.outcomes == {"hit": 96, "timeout": 96, "miss": 96}
    assert latencies.over(95) <= NOISE_SECONDS * 1_000


def slow_lines(server: Callcard) -> list[str]:
    """Lines of the log that tell of a slow lookup."""
    return [line for line in server.said().splitlines() if "slow" in line and "listening" not in line]


def test_slow_lookups_are_logged(launcher: Launcher, upstream: Upstream, numbers: Numbers) -> None:
    """A lookup over `lookups: {slow: …}` is a warning with connectors, outcomes and times, and without any caller."""
    installation = launcher.installation()
    installation.config["lookups"] = {"slow": "200ms"}
    installation.add_book("contacts", [anna()])
    installation.add_connector("crm", upstream.url, upstream.token)
    installation.add_service("support", ["contacts", "crm"])
    server = launcher.start(installation)
    quick, slow = numbers(), numbers()
    upstream.know(record(slow, "Unheard", "Name"))
    upstream.faults[slow] = faults.slow(0.3)
    server.client().lookup(quick, service="support", session="c-quick-one")
    assert slow_lines(server) == []
    server.client().lookup(slow, service="support", session="c-slow-one")
    until(lambda: slow_lines(server), "the line")
    (line,) = slow_lines(server)
    assert "crm" in line and "hit" in line and "contacts" in line and "miss" in line and "warn" in line.lower()
    for number in (quick, slow):
        assert number[-7:] not in server.said() and number[3:] not in server.said()
    assert "Unheard" not in server.said() and "Name" not in line


@pytest.mark.parametrize("value", ["0ms", "soon", "2h", "-1s"])
def test_slow_out_of_range(launcher: Launcher, value: str) -> None:
    """A time that makes no sense is a mistake in the configuration."""
    installation = launcher.installation()
    installation.config["lookups"] = {"slow": value}
    done = process.run("check", "--config", str(installation.write()), folder=installation.folder)
    assert done.returncode == 78 and b"lookups.slow" in done.stdout + done.stderr
