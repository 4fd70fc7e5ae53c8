"""X9 Flows: one key's callbacks that hang, however many, leave turns and room for another team's; equal subscriptions are one delivery."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from fakes import faults
from fakes.receiver import Receiver
from kit import flows, team
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import until

MANY = 1_500


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A server for two keys of flows."""
    return launcher.start(flows.installation(launcher))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A flow's end."""
    with Receiver() as receiver:
        yield receiver


def subscribe_many(server: Callcard, url: str, count: int, distinct: bool) -> None:
    """So many subscriptions of one key, each with a callback of its own or all with one."""

    def some(start: int) -> None:
        client = flows.other_flow(server)
        for index in range(start, count, 8):
            flows.subscribe(client, f"{url}&n={index}" if distinct else url)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(some, range(8)))


def told_after(server: Callcard, receiver: Receiver, name: str) -> float:
    """Seconds from a call's event to the post at a flow."""
    before = len(receiver.posts(name))
    begun = time.monotonic()
    call = team.call(server).queued()
    receiver.wait(name, before + 2)
    taken = time.monotonic() - begun
    call.ended("abandoned")
    receiver.wait(name, before + 3)
    return taken


@pytest.mark.parametrize("where", ["hosts of its own", "the same host"])
def test_x9_callbacks_that_hang(server: Callcard, receiver: Receiver, where: str) -> None:
    """X9: 1,500 subscriptions of one key to callbacks that hang, at hosts of its own or at that of another team: this one is told at once."""
    flows.subscribe(flows.flow(server), receiver.flow("good"))
    with contextlib.ExitStack() as stack:
        own = [stack.enter_context(Receiver()) for _ in range(4)]
        bad = [receiver] if where == "the same host" else own
        for index, host in enumerate(bad):
            subscribe_many(server, host.flow(f"hangs{index}", *[faults.silence] * 50_000), MANY // len(bad), distinct=True)
        slowest = max(told_after(server, receiver, "good") for _ in range(10))
        print(f"\ntold within {slowest:.2f} s")
        assert slowest < 2
        assert (scrape(server.anonymous()).value("callcard_trigger_posts_waiting") or 0) > 10_000
        assert (scrape(server.anonymous()).value("callcard_trigger_dropped_total", reason="full") or 0) > 0


def test_x9_equal_subscriptions(server: Callcard, receiver: Receiver) -> None:
    """X9: one post for all of them, signed by each; it goes on until the last is ended."""
    client = flows.flow(server)
    url = receiver.flow("equal")
    made = [flows.subscribe(client, url, taskEvents=["created"]) for _ in range(3)]
    other = flows.subscribe(flows.other_flow(server), url, taskEvents=["created"])
    assert len({one["id"] for one in made} | {other["id"]}) == 4
    team.call(server).queued().ended("abandoned")
    posts = receiver.wait("equal", 2)
    assert sorted(len(post.request.headers["webhook-signature"].split()) for post in posts) == [1, 3]
    shared = next(post for post in posts if " " in post.request.headers["webhook-signature"])
    for one in made:
        shared.verify(one["secret"])
    flows.unsubscribe(flows.other_flow(server), other["id"])
    for index, one in enumerate(made):
        flows.unsubscribe(client, one["id"])
        team.call(server).queued().ended("abandoned")
        if index < 2:
            posts = receiver.wait("equal", 3 + index)
            assert len(posts[-1].request.headers["webhook-signature"].split()) == 2 - index
            posts[-1].verify(made[-1]["secret"])
    done = receiver.flow("done")
    flows.subscribe(client, done, taskEvents=["created"])
    team.call(server).queued().ended("abandoned")
    receiver.wait("done", 1)
    assert len(receiver.posts("equal")) == 4


def test_x9_many_equal_subscriptions(server: Callcard, receiver: Receiver) -> None:
    """X9: a flow that subscribes again and again with the same words has eight of them, the newest, and one post an event."""
    client = flows.other_flow(server)
    url = receiver.flow("again")
    made = [flows.subscribe(client, url, taskEvents=["created"]) for _ in range(20)]
    assert [one["id"] for one in client.get(flows.TASKS).json] == [one["id"] for one in made[-8:]]
    team.call(server).queued().ended("abandoned")
    (post,) = receiver.wait("again", 1)
    for one in made[-8:]:
        post.verify(one["secret"])
    until(lambda: scrape(server.anonymous()).value("callcard_trigger_posts_waiting") == 0, "nothing waits")
    assert len(receiver.posts("again")) == 1
