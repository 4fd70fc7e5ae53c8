"""S3–S7, S22–S25, S46, S57, S68 Inbound calls: rows I1 to I11 of `SESSIONS.md` and its traps, told over HTTP and seen in lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from kit import team
from kit.calls import Call
from kit.desk import Desk
from kit.entries import Entry
from kit.process import Callcard, Launcher
from kit.team import BEN, CLEO, CODED, OLGA, PIA
from kit.waiting import until


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team of three."""
    return module_launcher.start(team.installation(module_launcher))


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """Takes part in most calls."""
    return team.desk(server, PIA)


@pytest.fixture
def ben(server: Callcard) -> Desk:
    """Looks on, or takes over."""
    return team.desk(server, BEN)


@pytest.fixture
def cleo(server: Callcard) -> Desk:
    """Looks on."""
    return team.desk(server, CLEO)


@pytest.fixture
def call(server: Callcard) -> Call:
    """A call."""
    return team.call(server)


def span(call: Call, start: float, end: float | None = None) -> dict[str, str]:
    """A timer by seconds of the call."""
    return {"startedAt": call.at(start)} | ({"endedAt": call.at(end)} if end is not None else {})


def tells(entry: Entry, **members: Any) -> None:
    """The entry has these members; `None` stands for an absent one."""
    assert {name: entry.get(name) for name in members} == members


def test_i1_queued_is_incoming_for_each_member(call: Call, pia: Desk, ben: Desk, cleo: Desk) -> None:
    """I1, S4, S24: each member sees it, with the queue's time running."""
    call.queued()
    for desk in (pia, ben, cleo):
        entry = desk.entry(call)
        tells(entry, state="incoming", live=True, open=False, outcome=None, attempts=0, direction="inbound", timer="queue")
        tells(entry, timers={"queue": span(call, 0)}, startedAt=call.at(0), updatedAt=call.at(0), reason=None, conclusion=None)


def test_i2_offered_rings_at_one(call: Call, pia: Desk, ben: Desk) -> None:
    """I2, S25: it rings at Pia, the others still see it wait."""
    call.queued().offered(PIA, at=5)
    entry = pia.entry(call)
    tells(entry, state="ringing", live=True, open=False, outcome=None, attempts=1, updatedAt=call.at(5), startedAt=call.at(0))
    tells(entry, timer="ring", timers={"queue": span(call, 0), "ring": span(call, 5)})
    tells(ben.entry(call), state="incoming", timer="queue", timers={"queue": span(call, 0)}, updatedAt=call.at(0), attempts=0)


def test_i2_makes_an_entry_where_there_was_none(call: Call, pia: Desk, ben: Desk) -> None:
    """I2: an offer without a queue before it."""
    call.offered(PIA)
    tells(pia.entry(call), state="ringing", timer="ring", timers={"ring": span(call, 0)}, attempts=1)
    assert ben.sees(call) is None


@pytest.mark.parametrize("word, outcome", [("declined", "declined"), ("unanswered", "unanswered")])
def test_i3_i4_not_taken(call: Call, pia: Desk, ben: Desk, word: str, outcome: str) -> None:
    """I3, I4, S6, S25, S46: past for Pia, with its ring time final; the others still see it wait."""
    call.queued().offered(PIA, at=4)
    call.tell(word, PIA, at=16)
    entry = pia.entry(call)
    tells(entry, state="past", live=False, outcome=outcome, open=False, timer="ring", updatedAt=call.at(16))
    assert entry["timers"]["ring"] == span(call, 4, 16)
    tells(ben.entry(call), state="incoming", live=True, outcome=None)


def test_i3_reason_is_shown(call: Call, pia: Desk) -> None:
    """S46: the reason that was told stands beside the outcome."""
    call.queued().offered(PIA)
    call.tell("declined", PIA, "doNotDisturb")
    tells(pia.entry(call), outcome="declined", reason="doNotDisturb")


def test_i5_offered_to_the_next(call: Call, pia: Desk, ben: Desk) -> None:
    """I5: after Pia declined it rings at Ben; her entry stays as it is."""
    call.queued().offered(PIA).declined(PIA).offered(BEN, at=9)
    tells(pia.entry(call), state="past", outcome="declined")
    tells(ben.entry(call), state="ringing", attempts=1, timer="ring")
    assert ben.entry(call)["timers"]["ring"] == span(call, 9)


def test_i5_parallel_ringing(call: Call, pia: Desk, ben: Desk, cleo: Desk) -> None:
    """I5: it rings at two at once; who is slower has nothing missed."""
    call.queued().offered(PIA).offered(BEN)
    tells(pia.entry(call), state="ringing")
    tells(ben.entry(call), state="ringing")
    tells(cleo.entry(call), state="incoming")
    call.accepted(BEN)
    assert pia.sees(call) is None and cleo.sees(call) is None
    tells(ben.entry(call), state="connected", outcome="accepted")


def test_i6_accepted(call: Call, pia: Desk, ben: Desk, cleo: Desk) -> None:
    """I6, S22, S23, S57: connected and open for Pia, gone for who only looked on, kept by who declined."""
    call.queued().offered(CLEO, at=2).declined(CLEO, at=4).offered(PIA, at=6).accepted(PIA, at=11)
    entry = pia.entry(call)
    tells(entry, state="connected", live=True, outcome="accepted", open=True, timer="connected", attempts=1, updatedAt=call.at(11))
    assert entry["timers"] == {"queue": span(call, 0, 11), "ring": span(call, 6, 11), "connected": span(call, 11)}
    assert ben.sees(call) is None
    tells(cleo.entry(call), state="past", outcome="declined", updatedAt=call.at(4))


def test_i6_rona_stays(call: Call, pia: Desk, ben: Desk) -> None:
    """I6: an unanswered entry stays when another one answers."""
    call.queued().offered(BEN).unanswered(BEN).offered(PIA).accepted(PIA).ended()
    tells(ben.entry(call), outcome="unanswered", state="past")
    assert call.session in {entry["session"] for entry in ben.items(outcome="missed")}


def test_i6_picked_from_the_queue(call: Call, pia: Desk, ben: Desk) -> None:
    """I6: taken without an offer."""
    call.queued().accepted(PIA, at=7)
    entry = pia.entry(call)
    tells(entry, state="connected", outcome="accepted", open=True, attempts=0)
    assert entry["timers"]["queue"] == span(call, 0, 7) and entry["timers"]["connected"] == span(call, 7)
    assert ben.sees(call) is None


def test_accepted_without_offered_and_queued(call: Call, pia: Desk) -> None:
    """Trap: the first thing that is known is that Pia talks."""
    call.accepted(PIA, at=3)
    tells(pia.entry(call), state="connected", outcome="accepted", open=True, timer="connected", startedAt=call.at(3))
    assert pia.entry(call)["timers"]["connected"] == span(call, 3)


def test_i7_i8_transfer(call: Call, pia: Desk, ben: Desk, cleo: Desk) -> None:
    """I7, I8, S57: it rings at Ben only; then he is connected and Pia's time is final; both conclude, each for themselves."""
    call.queued().offered(PIA).accepted(PIA, at=10).offered(BEN, at=30)
    tells(pia.entry(call), state="connected", updatedAt=call.at(10))
    tells(ben.entry(call), state="ringing", timer="ring", open=False)
    assert cleo.sees(call) is None
    call.accepted(BEN, at=35)
    entry = pia.entry(call)
    tells(entry, state="past", outcome="accepted", open=True, timer="connected", updatedAt=call.at(35))
    assert entry["timers"]["connected"] == span(call, 10, 35)
    tells(ben.entry(call), state="connected", outcome="accepted", open=True, timer="connected")
    assert ben.entry(call)["timers"]["connected"] == span(call, 35)
    pia.saved(call, **CODED)
    tells(ben.entry(call), open=True, conclusion=None)
    ben.saved(call, primaryCode="complaint", secondaryCode="open")
    assert pia.entry(call)["conclusion"]["primaryCode"] == "question"


@pytest.mark.parametrize("word", ["declined", "unanswered"])
def test_i9_transfer_refused(call: Call, pia: Desk, ben: Desk, word: str) -> None:
    """I9: Ben's entry is past; Pia still talks."""
    call.queued().offered(PIA).accepted(PIA, at=10).offered(BEN, at=30)
    call.tell(word, BEN, at=38)
    tells(ben.entry(call), state="past", outcome=word, open=False, timer="ring")
    assert ben.entry(call)["timers"]["ring"] == span(call, 30, 38)
    tells(pia.entry(call), state="connected", updatedAt=call.at(10), open=True)


@pytest.mark.parametrize("reason", [None, "overflow", "abandoned"])
def test_i10_abandoned(call: Call, pia: Desk, ben: Desk, cleo: Desk, reason: str | None) -> None:
    """I10, S6: nobody took it: cancelled for who it rang at and who looked on; RONA stays what it is."""
    call.queued().offered(CLEO, at=2).unanswered(CLEO, at=8).offered(PIA, at=9).ended(reason, at=14)
    for desk in (pia, ben):
        entry = desk.entry(call)
        tells(entry, state="past", live=False, outcome="abandoned", open=False, timer="queue", reason=reason, updatedAt=call.at(14))
        assert entry["timers"]["queue"] == span(call, 0, 14)
        assert call.session in {item["session"] for item in desk.items(outcome="missed")}
    assert pia.entry(call)["timers"]["ring"] == span(call, 9, 14)
    tells(cleo.entry(call), outcome="unanswered", updatedAt=call.at(8))


def test_i10_without_a_queue_shows_ring(call: Call, pia: Desk) -> None:
    """I10: where there was no queue the ring's time is shown."""
    call.offered(PIA, at=0).ended(at=6)
    tells(pia.entry(call), outcome="abandoned", timer="ring", timers={"ring": span(call, 0, 6)})


def test_i11_ended(call: Call, pia: Desk) -> None:
    """I11, S23, S57: past, with its time final; open until saved."""
    call.queued().offered(PIA).accepted(PIA, at=10).ended(at=70)
    entry = pia.entry(call)
    tells(entry, state="past", live=False, outcome="accepted", open=True, timer="connected", updatedAt=call.at(70))
    assert entry["timers"]["connected"] == span(call, 10, 70)
    tells(pia.saved(call, **CODED), open=False, state="past", outcome="accepted")


def test_second_offer_revives(call: Call, pia: Desk) -> None:
    """One interaction a session and user: a second offer wakes the declined entry; the ring timer is the last one's."""
    call.queued().offered(PIA, at=2).declined(PIA, at=5).offered(PIA, at=20)
    entry = pia.entry(call)
    tells(entry, state="ringing", live=True, attempts=2, updatedAt=call.at(20))
    assert entry["timers"]["ring"] == span(call, 20)
    call.accepted(PIA, at=24)
    tells(pia.entry(call), state="connected", outcome="accepted", attempts=2, open=True)
    assert pia.entry(call)["timers"]["ring"] == span(call, 20, 24)


def test_ended_overtakes_accepted(call: Call, pia: Desk) -> None:
    """An `accepted` that arrives after its `ended` makes it accepted, and never live again."""
    call.queued(at=0).offered(PIA, at=3).ended(at=60)
    tells(pia.entry(call), outcome="abandoned", open=False)
    call.accepted(PIA, at=8)
    entry = pia.entry(call)
    tells(entry, state="past", live=False, outcome="accepted", open=True, timer="connected", updatedAt=call.at(60))
    assert entry["timers"]["connected"] == span(call, 8, 60)


def test_what_follows_the_end_is_ignored(call: Call, pia: Desk, ben: Desk) -> None:
    """Events that sort after the first `ended` change nothing."""
    call.queued().offered(PIA).accepted(PIA).ended(at=20)
    before = pia.entry(call)
    call.offered(BEN, at=25).accepted(BEN, at=26).ended("late", at=30)
    assert pia.entry(call) == before and ben.sees(call) is None


def test_a_saved_outcome_stays(call: Call, pia: Desk) -> None:
    """After its conclusion is saved an entry's outcome no longer changes; its timers still do."""
    call.queued().offered(PIA).accepted(PIA, at=10)
    pia.saved(call, **CODED)
    tells(pia.entry(call), state="connected", open=False, outcome="accepted")
    call.ended(at=50)
    entry = pia.entry(call)
    tells(entry, state="past", live=False, open=False, outcome="accepted")
    assert entry["timers"]["connected"] == span(call, 10, 50)


def test_repeated_and_shuffled_events(server: Callcard, pia: Desk, ben: Desk, cleo: Desk) -> None:
    """The state is that of the set: every order of arrival, each event twice, ends the same. S22."""
    start = datetime.now(UTC) - timedelta(seconds=50)
    steps = [("queued", None, 0), ("offered", PIA, 2), ("declined", PIA, 5), ("offered", BEN, 6), ("accepted", BEN, 9), ("ended", None, 30)]
    told: list[Call] = []
    for order in list(permutations(range(len(steps))))[:: 61]:
        call = team.call(server, start=start)
        for index in (*order, *reversed(order)):
            word, user, at = steps[index]
            call.tell(word, user, at=at, id=f"e-{index}")
        told.append(call)
    seen = [{desk.user: desk.sees(call) for desk in (pia, ben, cleo)} for call in told]
    for states in seen:
        tells(states[PIA] or {}, outcome="declined", state="past", attempts=1)
        tells(states[BEN] or {}, outcome="accepted", state="past", open=True)
        assert states[CLEO] is None

    def bare(entry: Entry | None) -> Any:
        return entry and {name: value for name, value in entry.items() if name not in {"id", "session"}}

    assert all({user: bare(entry) for user, entry in states.items()} == {user: bare(entry) for user, entry in seen[0].items()} for states in seen)


def test_two_accept_at_once(call: Call, pia: Desk, ben: Desk) -> None:
    """Trap: at the same `at` the lower event id is row I6, the other row I8: it ends connected, the first is past, accepted, open."""
    call.queued().offered(PIA, at=3).offered(BEN, at=3)
    call.accepted(BEN, at=8, id="b-2").accepted(PIA, at=8, id="a-1")
    tells(pia.entry(call), state="past", outcome="accepted", open=True)
    tells(ben.entry(call), state="connected", outcome="accepted", open=True)


@pytest.mark.parametrize("word", ["declined", "unanswered"])
def test_accepted_beats_declined_at_the_same_time(call: Call, pia: Desk, word: str) -> None:
    """Rank: at the same time `accepted` sorts after `declined` and `unanswered`, whatever their ids."""
    call.queued().offered(PIA, at=3)
    call.accepted(PIA, at=8, id="a")
    call.tell(word, PIA, at=8, id="z")
    tells(pia.entry(call), state="connected", outcome="accepted")


def test_all_at_the_same_time(call: Call, pia: Desk) -> None:
    """Rank: a whole call in one millisecond, told backwards."""
    call.ended(at=4, id="a").accepted(PIA, at=4, id="b").offered(PIA, at=4, id="c").queued(at=4, id="d")
    tells(pia.entry(call), state="past", outcome="accepted", open=True, attempts=1)


def test_ended_first_and_alone(call: Call, server: Callcard, pia: Desk) -> None:
    """Trap: kept, and where it lacks `direction` and `service` until another event names them; nobody has an entry, and nothing is live."""
    assert call.send(call.event("ended", direction=None, service=None)).json == {"revision": 0}
    assert pia.sees(call) is None
    call.ended()
    assert pia.sees(call) is None
    call.queued(at=30).offered(PIA, at=31)
    assert pia.sees(call) is None, "an ended call is never revived"
    assert server.client().get(f"/v1/sessions/{call.session}/context").code == "sessionNotLive"


def test_a_stranger_gets_no_entry(server: Callcard, call: Call, ben: Desk) -> None:
    """A user outside `members` gets no entry; the session goes on as told."""
    call.queued().offered(OLGA)
    owner = team.desk(server, OLGA)
    assert owner.sees(call) is None
    call.accepted(OLGA)
    assert owner.sees(call) is None and ben.sees(call) is None
    call.offered(BEN, at=20).accepted(BEN, at=22)
    tells(ben.entry(call), state="connected", outcome="accepted")


def test_users_compare_in_lower_case(call: Call, pia: Desk, server: Callcard) -> None:
    """UPNs: as they are written, in events and paths."""
    call.queued().offered(PIA.upper()).accepted("Pia@Example.com")
    tells(pia.entry(call), state="connected", attempts=1)
    path = f"/v1/users/PIA%40example.COM/interactions/{call.entry_id}"
    assert server.client(server.installation.people[PIA]).get(path).status == 200


def test_me_is_who_is_signed_in(call: Call, pia: Desk, server: Callcard) -> None:
    """S5: `me` is the key's user."""
    call.queued()
    client = server.client(server.installation.people[PIA])
    assert client.get(f"/v1/users/me/interactions/{call.entry_id}").json == pia.detail(call)
    assert client.get("/v1/users/me/interactions?limit=1").json["items"] == pia.list(limit=1)["items"]


def test_s3_s5_dormant(launcher: Launcher) -> None:
    """S3, S5: dormant before and after; what others do is nobody's business."""
    server = launcher.start(team.installation(launcher))
    pia, ben = team.desk(server, PIA), team.desk(server, BEN)
    assert pia.list() == {"items": [], "live": False}
    call = team.call(server).offered(PIA)
    assert pia.list()["live"] and not ben.list()["live"] and ben.items() == []
    call.accepted(PIA)
    assert pia.list(limit=1)["live"]
    call.ended()
    assert not pia.list()["live"] and [entry["session"] for entry in pia.items()] == [call.session]


def test_s3_live_tells_of_all_pages(launcher: Launcher) -> None:
    """S3: `live` is about the user, not about the page: true although the live entry is on another one."""
    server = launcher.start(team.installation(launcher))
    pia = team.desk(server, PIA)
    team.call(server, start=datetime.now(UTC) - timedelta(seconds=600)).offered(PIA)
    for _ in range(3):
        team.call(server).offered(PIA).declined(PIA)
    first = pia.list(limit=2)
    assert [entry["state"] for entry in first["items"]] == ["past", "past"] and first["live"]


def test_an_abandoned_call_before_200_members(launcher: Launcher) -> None:
    """Trap: 200 members see it, all of them as abandoned in the end, and as fast as before."""
    members = [f"agent{index}@example.com" for index in range(200)]
    installation = team.installation(launcher, *members)
    server = launcher.start(installation)
    call = team.call(server).queued()
    some = [team.desk(server, members[index]) for index in (0, 99, 199)]
    for desk in some:
        tells(desk.entry(call), state="incoming")
    call.ended("overflow")
    for desk in some:
        tells(desk.entry(call), state="past", outcome="abandoned", reason="overflow")
    with_journal = installation.journal_path.stat().st_size
    assert with_journal < 2_000_000


def test_t1_lost(launcher: Launcher) -> None:
    """T1: without an event for `maxIdle` it ends as lost: abandoned, accepted, or not accepted."""
    installation = team.installation(launcher)
    installation.config["sessions"] = {"maxIdle": "1s"}
    server = launcher.start(installation)
    pia, ben = team.desk(server, PIA), team.desk(server, BEN)
    waiting = team.call(server).queued()
    talking = team.call(server).offered(PIA).accepted(PIA)
    out = team.call(server, outbound=True).dialing(BEN)
    until(lambda: not pia.list()["live"] and not ben.list()["live"], "all of them are lost", 15)
    tells(pia.entry(waiting), outcome="abandoned", reason="lost", state="past")
    tells(pia.entry(talking), outcome="accepted", reason="lost", state="past", open=True)
    tells(ben.entry(out), outcome="notAccepted", reason="lost", state="past")
