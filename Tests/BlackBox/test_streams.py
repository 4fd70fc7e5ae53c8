"""R2, B17, S4, S62 Event streams: what an open page is told, in which order, and what happens when the line breaks."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit import team
from kit.calls import Call
from kit.desk import Desk
from kit.keys import Key
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.streams import Event, Stream, Streams
from kit.team import BEN, CLEO, CODED, OLGA, PIA

MEMORY = 256
"""Events that a stream can be told again."""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Support asks the book; sales asks a CRM beside it."""
    installation = team.installation(module_launcher)
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_service("sales", ["contacts", "crm"], **team.settings())
    return module_launcher.start(installation)


@pytest.fixture
def streams(server: Callcard) -> Iterator[Streams]:
    """Opens streams and closes them."""
    with Streams(server) as streams:
        yield streams


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """A member of both services."""
    return team.desk(server, PIA)


@pytest.fixture
def call(server: Callcard) -> Call:
    """A call."""
    return team.call(server)


def state(event: Event) -> str:
    """The state of an entry that an event tells."""
    return str(event.data["state"]) if event.kind == "entry" else event.kind


def is_told(event: Event, entry: str, expected: str) -> bool:
    """Whether an event tells that state of an entry."""
    return state(event) == expected and bool(event.data["id"] == entry)


def story(stream: Stream, call: Call) -> list[str]:
    """All that a stream told of a call: states of its entry, and the names of other events."""
    stream.raise_error()
    return [state(event) for event in list(stream.events) if event.data.get("id") == call.entry_id]


def settle(server: Callcard, stream: Stream) -> None:
    """Waits until all that was told so far has arrived: what comes after it has."""
    last = team.call(server).queued()
    stream.wait_for("entry", last.entry_id)
    last.ended()


def test_the_beginning(streams: Streams, call: Call, pia: Desk) -> None:
    """First how long to wait before coming back, then the first page of the list."""
    call.queued()
    stream = streams.snapshot(PIA)
    page = pia.list()
    assert stream.events[0].data == {"items": page["items"], "live": True}
    assert len(stream.retries) == 1 and 1_000 <= stream.retries[0] <= 3_000
    call.ended()


def test_waits_differ(streams: Streams) -> None:
    """B17: `retry` is 2 s ± 50 %, another for each, so that not all come back at once."""
    waits = [streams.snapshot(PIA).retries[0] for _ in range(12)]
    assert all(1_000 <= wait <= 3_000 for wait in waits) and len(set(waits)) > 1


def test_ids_count_on(server: Callcard, streams: Streams) -> None:
    """`<boot>-<n>`: one boot for all streams, and growing numbers."""
    stream, other = streams.snapshot(PIA), streams.snapshot(BEN)
    for _ in range(5):
        team.call(server).queued().ended()
    settle(server, stream)
    settle(server, other)
    for events in (stream.events, other.events):
        boots, numbers = zip(*(event.id.rsplit("-", 1) for event in events), strict=True)
        assert set(boots) == {stream.last.rsplit("-", 1)[0]}
        ordered = [int(number) for number in numbers]
        assert ordered == sorted(ordered)


def test_s4_r2_a_call_wakes_the_page(server: Callcard, streams: Streams) -> None:
    """S4, R2: the card of an incoming call, with the name from the book, is on the open page within 300 ms."""
    stream = streams.snapshot(PIA)
    waits = []
    for _ in range(10):
        call = team.call(server, number=ANNA)
        begun = time.monotonic()
        call.queued()
        card = call.entry_id
        stream.wait(lambda event, card=card: is_told(event, card, "incoming") and event.data["caller"]["known"], "the card")
        waits.append(time.monotonic() - begun)
        call.ended()
    print(f"\nfrom the event to the card: {min(waits) * 1e3:.0f} to {max(waits) * 1e3:.0f} ms")
    # The usual run shares its processors; the long run holds the figure at p99.
    assert min(waits) < 0.3 and max(waits) < 3


def test_s4_dormant_where_not_active(server: Callcard, streams: Streams) -> None:
    """S4, S68: who is inactive in the service hears nothing of its calls, and of those of another service all."""
    cleo = team.desk(server, CLEO)
    assert cleo.activate("sales").status == 200
    try:
        stream = streams.snapshot(CLEO)
        silent, told = team.call(server).queued(), team.call(server, service="sales").queued()
        stream.wait_for("entry", told.entry_id)
        assert story(stream, silent) == []
    finally:
        cleo.activate("support", "sales")
    # Who becomes active while it waits sees it at once.
    stream.wait_for("entry", silent.entry_id)
    silent.ended()
    told.ended()


def test_an_accepted_call(server: Callcard, streams: Streams, call: Call) -> None:
    """I1, I2, I6, I11: who takes it is told each step; for the others it goes when it is answered elsewhere."""
    pia, ben = streams.snapshot(PIA), streams.snapshot(BEN)
    call.queued().offered(PIA).accepted(PIA).ended()
    settle(server, pia)
    settle(server, ben)
    # A step may be told as what is true by then; none is left out at the end.
    told = story(pia, call)
    assert told[-1] == "past" and set(told) <= {"incoming", "ringing", "connected", "past"}
    assert story(ben, call)[-1] == "removed" and set(story(ben, call)) <= {"incoming", "removed"}
    assert pia.of("entry", call.entry_id)[-1].data == team.desk(server, PIA).entry(call)


def test_each_step_is_told(streams: Streams, call: Call) -> None:
    """Who reads at once sees all states, one after the other."""
    stream = streams.snapshot(PIA)
    for step, expected in [
        (call.queued, "incoming"),
        (lambda: call.offered(PIA), "ringing"),
        (lambda: call.accepted(PIA), "connected"),
        (call.ended, "past"),
    ]:
        step()
        stream.wait(lambda event, expected=expected: is_told(event, call.entry_id, expected), expected)
    assert list(dict.fromkeys(story(stream, call))) == ["incoming", "ringing", "connected", "past"]


def test_a_repeated_event_is_not_told(server: Callcard, streams: Streams, call: Call) -> None:
    """Without effect means without a sound."""
    call.queued(id="same")
    stream = streams.snapshot(PIA)
    assert call.send(call.event("offered", id="same", user=PIA)).status == 202
    settle(server, stream)
    assert story(stream, call) == []


def test_outbound_calls_are_the_callers_own(server: Callcard, streams: Streams) -> None:
    """O1: nobody else ever hears of it."""
    pia, ben = streams.snapshot(PIA), streams.snapshot(BEN)
    call = team.call(server, outbound=True).dialing(PIA)
    pia.wait_for("entry", call.entry_id)
    settle(server, ben)
    assert story(ben, call) == []
    call.ended()


def test_a_late_caller(server: Callcard, streams: Streams, module_upstream: Upstream, numbers: Numbers) -> None:
    """R2, S19, A27: what the CRM says late comes as `context`, followed by the entry with the new caller."""
    stream = streams.snapshot(PIA)
    call = team.call(server, service="sales", number=numbers())
    module_upstream.know(record(call.number or "", "Carla", "Wolf"))
    module_upstream.faults[call.number or ""] = faults.slow(0.7)
    call.queued()
    first = stream.wait_for("entry", call.entry_id)
    assert first.data["caller"]["known"] is False
    named = stream.wait(lambda event: state(event) == "incoming" and event.data["caller"]["known"], "the caller")
    assert named.data["caller"]["displayName"] == "Carla Wolf"
    place = stream.events.index(named)
    before = [event for event in stream.events[:place] if event.kind == "context" and event.data["id"] == call.entry_id]
    assert before, "the entry changed its caller, and no context was told before it"
    revision = server.client().get(f"/v1/sessions/{call.session}/context").json["revision"]
    assert before[-1].data["revision"] <= revision
    assert named.data["updatedAt"] == first.data["updatedAt"], "late caller data move nothing in the list"
    call.ended()


def test_s62_concluded_in_two_tabs(streams: Streams, call: Call, pia: Desk) -> None:
    """S62: after the save the entry is not open any more, on every page of that user; nobody else hears of it."""
    call.queued().accepted(PIA).ended()
    tabs, other = [streams.snapshot(PIA) for _ in range(2)], streams.snapshot(BEN)
    saved = pia.saved(call, **CODED)
    for tab in tabs:
        tab.wait_for("concluded", call.entry_id)
        entry = tab.wait_for("entry", call.entry_id)
        assert entry.data == saved and not entry.data["open"]
    assert other.of("concluded") == []


def test_removed_in_two_tabs(streams: Streams, call: Call) -> None:
    """SESSIONS.md: one user in two tabs; what is removed goes from both."""
    call.queued()
    tabs = [streams.snapshot(BEN) for _ in range(2)]
    call.accepted(PIA)
    for tab in tabs:
        tab.wait_for("removed", call.entry_id)
    call.ended()


def test_who_leaves_the_team(launcher: Launcher) -> None:
    """Leaving `members` takes live entries away at once, on the open page too."""
    server = launcher.start(team.installation(launcher))
    call = team.call(server).queued()
    past = team.call(server).queued().offered(BEN).declined(BEN)
    with Streams(server) as streams:
        stay, leave = streams.snapshot(PIA), streams.snapshot(BEN)
        olga = server.client(server.installation.people[OLGA])
        path = "/v1/services/support/settings"
        current = olga.get(path)
        fewer = current.json | {"members": [PIA, CLEO]}
        assert olga.request("PUT", path, fewer, headers={"If-Match": current.headers["etag"]}).status == 200
        leave.wait_for("removed", call.entry_id)
        later = team.call(server).queued()
        stay.wait_for("entry", later.entry_id)
        assert story(leave, later) == [] and story(stay, call) == []
        assert leave.of("removed", past.entry_id) == [], "what is past stays"


def test_what_was_missed(server: Callcard, streams: Streams, call: Call) -> None:
    """A page that comes back with the id of what it heard last is told what it missed, and no snapshot."""
    stream = streams.snapshot(PIA)
    call.queued()
    stream.wait_for("entry", call.entry_id)
    last = stream.last
    stream.close()
    call.accepted(PIA)
    missed = team.call(server).queued()
    again = streams.open(PIA, last)
    again.wait_for("entry", missed.entry_id)
    assert [state(event) for event in again.events] == ["connected", "incoming"]
    assert len(again.retries) == 1
    call.ended()
    again.wait(lambda event: is_told(event, call.entry_id, "past"), "the stream goes on")
    missed.ended()


def test_nothing_missed(server: Callcard, streams: Streams) -> None:
    """Nothing is told twice."""
    stream = streams.snapshot(PIA)
    settle(server, stream)
    time.sleep(0.2)
    again = streams.open(PIA, stream.last)
    call = team.call(server).queued()
    again.wait_for("entry", call.entry_id)
    assert [event.data.get("id") for event in again.events] == [call.entry_id]
    call.ended()


@pytest.mark.parametrize(
    "last", ["unknown-1", "nonsense", "{boot}-99999999", "{boot}", "{boot}-", "{boot}--1", "{boot}-1e3", "-", "x" * 2_000]
)
def test_b17_unknown_ids(streams: Streams, last: str) -> None:
    """B17: an id of another start, of the future or of no kind at all gives a snapshot."""
    boot = streams.snapshot(PIA).last.rsplit("-", 1)[0]
    stream = streams.open(PIA, last.format(boot=boot))
    stream.wait_for("snapshot")
    assert stream.events[0].kind == "snapshot"


@pytest.mark.parametrize("gap, expected", [(MEMORY - 6, "entry"), (MEMORY + 6, "snapshot")])
def test_gaps(server: Callcard, streams: Streams, gap: int, expected: str) -> None:
    """A gap of more than 256 events is bridged by a snapshot, a smaller one event by event."""
    stream = streams.snapshot(CLEO)
    stream.close()
    call = team.call(server).queued()
    for _ in range(gap - 1):
        call.offered(CLEO)
    again = streams.open(CLEO, stream.last)
    again.wait_for(expected)
    assert again.events[0].kind == expected
    if expected == "entry":
        again.wait(lambda _: len(again.of("entry", call.entry_id)) == gap, "each of them")
    call.ended()


def test_a_comment_where_nothing_happens(streams: Streams) -> None:
    """R8: every 15 s, so that both sides know that the line is open."""
    stream = streams.snapshot(OLGA)
    begun = time.monotonic()
    while stream.comments == 0:
        assert time.monotonic() - begun < 20, "no comment in 20 s"
        time.sleep(0.1)
    assert time.monotonic() - begun > 5, "comments are rare"
    assert [event.kind for event in stream.events] == ["snapshot"] and not stream.is_over


@pytest.mark.parametrize("role", ["switch", "flow", "operator"])
def test_roles(server: Callcard, role: str) -> None:
    """403 before the stream begins: only agents and owners have a list."""
    stream = Stream(server, getattr(server.installation.keys, role), PIA)
    assert stream.status == 403 and b'"forbidden"' in stream.body


def test_credentials(server: Callcard) -> None:
    """401 before the stream begins, with a challenge; whose list it is makes no difference."""
    for user in (PIA, "nobody@example.com", "me"):
        stream = Stream(server, Key("pia", "agent", ("*",), PIA), user)
        assert stream.status == 401 and "www-authenticate" in stream.headers
        assert stream.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("user", [BEN, OLGA, "nobody@example.com", "pia@example.com.example"])
def test_other_users(server: Callcard, user: str) -> None:
    """404, the same for others and for nobody."""
    stream = Stream(server, server.installation.people[PIA], user)
    assert stream.status == 404 and b'"notFound"' in stream.body


@pytest.mark.parametrize("user", ["me", "PIA@Example.com"])
def test_names_of_oneself(server: Callcard, user: str) -> None:
    """`me`, and any case."""
    stream = Stream(server, server.installation.people[PIA], user)
    stream.wait_for("snapshot")
    stream.close()


def test_b17_a_body_does_no_harm(server: Callcard) -> None:
    """B17: a client that sends a body with its request for a stream is served all the same, and so is the next one."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    headers = {"Authorization": f"Bearer {server.installation.people[PIA].token}", "Content-Type": "application/json"}
    connection.request("GET", "/v1/users/me/events", b'{"last": "nothing"}' * 100, headers)
    answer = connection.getresponse()
    assert answer.status == 200 and answer.readline().startswith(b"retry:")
    connection.close()
    with Streams(server) as streams:
        streams.snapshot(PIA)
