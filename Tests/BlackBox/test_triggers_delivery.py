"""R10, B16 Receivers that fail: when a post is tried again, and when not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes import faults
from fakes.receiver import Receiver
from fakes.upstream import Behaviour, Exchange
from kit import flows, team
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.waiting import until


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One for all: each test has a flow of its own."""
    return module_launcher.start(flows.installation(module_launcher))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A flow's end."""
    with Receiver() as receiver:
        yield receiver


def posted(server: Callcard, result: str) -> float:
    """Attempts so far that came to `result`."""
    return scrape(server.anonymous()).value("callcard_trigger_posts_total", result=result) or 0


@pytest.mark.parametrize(
    "behaviour",
    [faults.status(500), faults.status(503), faults.status(404), faults.unheard, faults.raw(b"SIP/2.0 200 OK\r\n\r\n")],
    ids=["500", "503", "404", "broken off", "no HTTP"],
)
def test_b16_what_fails_is_tried_again(server: Callcard, receiver: Receiver, behaviour: Behaviour) -> None:
    """B16, R10: after about 1 s, then 2 s, under the same id, each time with a fresh signature."""
    made = flows.subscribe(flows.flow(server), receiver.flow("bad", behaviour, behaviour), taskEvents=["created"])
    call = team.call(server).queued()
    posts = receiver.wait("bad", 3)
    assert len({post.id for post in posts}) == 1 and {post.json["taskId"] for post in posts} == {call.session}
    for post in posts:
        post.verify(made["secret"])
    first, second, third = (post.request.at for post in posts)
    assert second - first > 0.7 and third - second > 1.4, "no pause between attempts"
    call.ended()


def test_b16_redirects_are_not_followed(server: Callcard, receiver: Receiver) -> None:
    """B16: 3xx is a failure like any other; nobody calls where it leads."""
    elsewhere = receiver.flow("elsewhere")
    moved = [faults.status(status, Location=elsewhere) for status in (302, 307)]
    flows.subscribe(flows.flow(server), receiver.flow("moved", *moved), taskEvents=["created"])
    team.call(server).queued().ended()
    assert len({post.id for post in receiver.wait("moved", 3)}) == 1
    assert receiver.posts("elsewhere") == []


def test_b16_410_ends_the_subscription(server: Callcard, receiver: Receiver) -> None:
    """B16, R10: one post, and never again; the log tells which, without the callback's secret."""
    made = flows.subscribe(flows.flow(server), receiver.flow("left", faults.status(410), sig="canary-sig-4711"))
    flows.subscribe(flows.flow(server), receiver.flow("stays"))
    team.call(server).queued().ended()
    receiver.wait("stays", 3)
    until(lambda: made["id"] in server.said(), "the log tells of the end")
    team.call(server).queued().ended()
    receiver.wait("stays", 6)
    assert len(receiver.posts("left")) == 1
    assert "canary" not in server.said() and f"127.0.0.1:{receiver.port}…4711" in server.said()
    assert posted(server, "gone") >= 1


@pytest.mark.parametrize("how", ["length", "without end"])
def test_b16_a_huge_body_is_not_read(server: Callcard, receiver: Receiver, how: str) -> None:
    """B16: 200 with a huge body is a success; no more than 64 KiB of it (and what is on the way) is taken."""
    endless = faults.HugeChunked()
    behaviour = faults.huge_length if how == "length" else endless
    flows.subscribe(flows.flow(server), receiver.flow("huge", behaviour), taskEvents=["created", "ended"])
    team.call(server).queued().ended()
    posts = receiver.wait("huge", 2, seconds=8)
    assert [post.event for post in posts] == ["created", "ended"]
    assert endless.sent < 64 * faults.MEBIBYTE, "the body is read to no end"


def test_b16_retry_after_is_honoured(server: Callcard, receiver: Receiver) -> None:
    """B16, R10: 3 s instead of 1 s, for all that this flow is told; other flows don't wait."""
    busy = faults.status(429, Retry_After="3")
    flows.subscribe(flows.flow(server), receiver.flow("busy", busy), taskEvents=["created"])
    flows.subscribe(flows.flow(server), receiver.flow("idle"), taskEvents=["created"])
    failed = posted(server, "failed")
    first = team.call(server).queued()
    receiver.wait("busy", 1)
    receiver.wait("idle", 1)
    until(lambda: posted(server, "failed") > failed, "the answer is counted")
    second = team.call(server).queued()
    receiver.wait("idle", 2, seconds=2)
    posts = receiver.wait("busy", 3)
    assert {post.json["taskId"] for post in posts} == {first.session, second.session}
    assert posts[1].request.at - posts[0].request.at > 2.9


def test_b16_r10_a_receiver_that_hangs_is_cut_off(server: Callcard, receiver: Receiver) -> None:
    """B16, R10: after 15 s, then it is tried again. Meanwhile events and other flows go on."""
    hung: list[Exchange] = []

    def hang(exchange: Exchange) -> None:
        hung.append(exchange)
        exchange.hang()

    flows.subscribe(flows.flow(server), receiver.flow("hangs", hang), taskEvents=["created"])
    flows.subscribe(flows.flow(server), receiver.flow("quick"), taskEvents=["created", "ended"])
    call = team.call(server).queued()
    receiver.wait("hangs", 1)
    team.call(server).queued().ended()
    receiver.wait("quick", 3, seconds=3)
    posts = [post for post in receiver.wait("hangs", 3, seconds=19) if post.json["taskId"] == call.session]
    assert len(posts) == 2 and posts[0].id == posts[1].id
    assert 14.5 < posts[1].request.at - posts[0].request.at


def test_r10_order_is_kept_where_nothing_fails(server: Callcard, receiver: Receiver) -> None:
    """R10: one post of a call at a time, many calls at once."""
    slow = [faults.body(b"", status=202) for _ in range(3)]
    flows.subscribe(flows.flow(server), receiver.flow("order", *slow), taskEvents=["created", "queued", "offered", "ended"])
    calls = [team.call(server).queued().offered(team.PIA).ended() for _ in range(12)]
    posts = receiver.wait("order", 48)
    for call in calls:
        told = [post.event for post in posts if post.json["taskId"] == call.session]
        assert told == ["created", "queued", "offered", "ended"]


def test_r10_what_fails_holds_up_nothing(server: Callcard, receiver: Receiver) -> None:
    """R10: the first event is tried again while the later ones go on; in the end all are there, each taken once."""
    flows.subscribe(flows.flow(server), receiver.flow("late", faults.status(500)), taskEvents=["created", "queued", "ended"])
    team.call(server).queued().ended()
    posts = receiver.wait("late", 4)
    assert [post.event for post in posts] == ["created", "queued", "ended", "created"]


def test_r10_nobody_is_told_is_told_to_nobody(server: Callcard, receiver: Receiver) -> None:
    """R10: a subscription that ends takes what waits for it along."""
    made = flows.subscribe(flows.flow(server), receiver.flow("ends", faults.status(500)), taskEvents=["created"])
    team.call(server).queued().ended()
    receiver.wait("ends", 1)
    unwanted = posted(server, "unwanted")
    flows.unsubscribe(flows.flow(server), made["id"])
    until(lambda: posted(server, "unwanted") > unwanted, "what waited is given up")
    assert len(receiver.posts("ends")) == 1
