"""Events as telephone switches send them: times as numbers, without direction or service, in any order, and extensions for users."""

from __future__ import annotations

import itertools
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from kit import team
from kit.calls import Call, moment, session_id, stamp
from kit.client import Client
from kit.desk import Desk
from kit.installation import Installation
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.prometheus import scrape
from kit.settings import Settings
from kit.team import BEN, CLEO, OLGA, PIA
from kit.waiting import until

SALES = Key("sales-switch", "sessionService", ("sales",))
BOTH = Key("both-switch", "sessionService", ("sales", "back"))
ALIASES = {"200": PIA, "desk": BEN, "+49.30-9": CLEO, "gone": "nobody@example.com"}


def installation(launcher: Launcher) -> Installation:
    """A team with extensions, and another service."""
    made = team.installation(launcher, aliases=ALIASES)
    for service in ("sales", "back"):
        made.add_service(service, ["contacts"], **team.settings())
    for key in (SALES, BOTH):
        made.add_key(key)
    return made


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """One for most tests."""
    return module_launcher.start(installation(module_launcher))


@pytest.fixture
def call(server: Callcard) -> Call:
    """A call."""
    return team.call(server)


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """A member of all services."""
    return team.desk(server, PIA)


def bare(call: Call, kind: str, **members: Any) -> dict[str, Any]:
    """An event that says neither direction nor service, unless told to."""
    return {name: value for name, value in (call.event(kind) | {"direction": None, "service": None, "caller": None} | members).items() if value is not None}


def tell(call: Call, kind: str, client: Client | None = None, **members: Any) -> int:
    """Sends such an event; expects 202."""
    answer = call.send(bare(call, kind, **members), client)
    assert answer.status == 202, answer.body
    revision: int = answer.json["revision"]
    return revision


def dropped(server: Callcard) -> dict[str, float]:
    """Events that waited in vain, by reason."""
    return counts(server, "callcard_early_events_dropped_total")


def counts(server: Callcard, name: str) -> dict[str, float]:
    """A counter by its reasons."""
    return {sample.labels["reason"]: sample.value for sample in scrape(server.anonymous()).samples if sample.name == name and sample.value}


# Times


@pytest.mark.parametrize("form", [int, float, lambda seconds: round(seconds, 2)], ids=["whole", "decimals", "hundredths"])
def test_at_in_seconds(call: Call, pia: Desk, form: Any) -> None:
    """A number is Unix time; decimals count to the millisecond."""
    at = form(time.time() - 30)
    assert tell(call, "queued", at=at, service="support") == 0
    assert abs(moment(pia.entry(call)["startedAt"]).timestamp() - at) < 0.0011


def test_at_to_the_millisecond(call: Call, pia: Desk) -> None:
    """Digits beyond that are cut, not rounded; both writings are one time."""
    second = int(time.time()) - 40
    tell(call, "queued", at=second + 0.1239, service="support")
    tell(call, "offered", at=stamp(datetime.fromtimestamp(second + 5, UTC)), user=PIA)
    tell(call, "accepted", at=second + 6.5, user=PIA)
    entry = pia.entry(call)
    assert entry["startedAt"].endswith(".123Z") and entry["timers"]["ring"]["endedAt"].endswith(".500Z")


@pytest.mark.parametrize("at", [True, "1764410400", "", [1], 1e300, -1e300, 253_402_300_800, 1_764_410_400_000])
def test_no_time(call: Call, at: Any) -> None:
    """422 for what is neither, and for milliseconds, which are far ahead."""
    answer = call.send(bare(call, "queued", service="support", at=at))
    assert answer.status == 422 and answer.pointers == [("/at", "invalidValue")]


@pytest.mark.parametrize("ahead, status", [(280, 202), (330, 422)])
def test_five_minutes_ahead(call: Call, ahead: int, status: int) -> None:
    """As for dates."""
    assert call.send(bare(call, "queued", service="support", at=time.time() + ahead)).status == status


# What a call is


@pytest.mark.parametrize("kind, direction", [("queued", "inbound"), ("offered", "inbound"), ("unanswered", "inbound"), ("dialing", "outbound"), ("ringing", "outbound")])
def test_a_type_tells_the_direction(server: Callcard, call: Call, pia: Desk, kind: str, direction: str) -> None:
    """So that such an event needs no more than its service, or a key of one."""
    switch = server.client(server.installation.keys.support_switch)
    user = {"user": PIA} if kind != "ringing" else {}
    tell(call, kind, switch, **user)
    if kind == "ringing":
        tell(call, "dialing", user=PIA, at=call.at(-5))
    assert pia.entry(call)["direction"] == direction


def test_an_event_that_overtakes_the_first(server: Callcard, call: Call, pia: Desk) -> None:
    """202 with revision 0, and kept; it counts once the call is named. Until then nobody knows the call."""
    assert tell(call, "accepted", at=call.at(9), user=PIA, caller={"number": ANNA}) == 0
    assert pia.sees(call) is None
    client = server.client()
    assert client.get(f"/v1/sessions/{call.session}/context").code == "sessionNotLive"
    flow = server.client(server.installation.keys.flow)
    assert flow.request("PUT", f"/v1/tasks/{call.session}", {}).code == "sessionNotLive"
    assert tell(call, "queued", at=call.at(0), service="support") >= 1
    entry = pia.entry(call)
    assert (entry["state"], entry["timer"], entry["startedAt"]) == ("connected", "connected", call.at(0))
    assert entry["caller"]["displayName"] == "Anna Meier"
    assert client.get(f"/v1/sessions/{call.session}/context").json["caller"]["displayName"] == "Anna Meier"


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=lambda order: "".join(map(str, order)))
def test_any_order(server: Callcard, pia: Desk, order: tuple[int, ...]) -> None:
    """Whichever comes first, and whichever of them says what call it is."""
    kinds = [("queued", {}), ("offered", {"user": PIA}), ("accepted", {"user": PIA}), ("ended", {})]
    named = sum(order[:2]) % 4
    call = team.call(server)
    for place in order:
        kind, members = kinds[place]
        more = {"service": "support", "direction": "inbound"} if place == named else {}
        tell(call, kind, at=call.at(5 * place), **members, **more)
    entry = pia.entry(call)
    assert (entry["state"], entry["outcome"], entry["live"]) == ("past", "accepted", False)
    assert entry["timers"] == {
        name: {"startedAt": call.at(start), "endedAt": call.at(end)} for name, start, end in [("queue", 0, 10), ("ring", 5, 10), ("connected", 10, 15)]
    }


def test_ended_first_and_alone(server: Callcard, call: Call) -> None:
    """It waits for the event that names its call; then the call is over at once, and in the report."""
    assert tell(call, "ended", at=call.at(30), reason="busy") == 0
    assert tell(call, "ended", id="again", at=call.at(40)) == 0
    tell(call, "queued", at=call.at(0), service="support")
    entry = team.desk(server, PIA).entry(call)
    assert (entry["live"], entry["outcome"], entry["reason"]) == (False, "abandoned", "busy")


def test_direction_and_service_between_them(call: Call, pia: Desk) -> None:
    """One event says the one, another the other."""
    assert tell(call, "accepted", direction="outbound") == 0
    tell(call, "ended", at=call.at(50), service="support")
    tell(call, "dialing", at=call.at(-5), user=PIA)
    assert pia.entry(call)["outcome"] == "destinationAccepted"


def test_only_what_the_key_reaches(server: Callcard, call: Call, pia: Desk) -> None:
    """An event counts only if its own key reaches the call's service; and who names the call gets nothing of a foreign one."""
    before = dropped(server)
    tell(call, "accepted", server.client(BOTH), id="foreign", user=BEN, caller={"number": ANNA})
    tell(call, "offered", id="own", user=PIA)
    assert tell(call, "queued", at=call.at(-5), service="support") == 0
    assert pia.entry(call)["state"] == "ringing" and team.desk(server, BEN).entry(call)["state"] == "incoming"
    assert dropped(server).get("scope", 0) == before.get("scope", 0) + 1
    other = team.call(server, session=session_id())
    tell(other, "accepted", server.client(server.installation.keys.support_switch), user=PIA)
    tell(other, "queued", server.client(BOTH), service="back")
    assert pia.entry(other)["state"] == "incoming"


def test_what_does_not_fit_then(server: Callcard, call: Call, pia: Desk) -> None:
    """Another direction or service, or no user where one is needed: dropped and counted, and the rest counts."""
    before = dropped(server)
    tell(call, "accepted", id="a", direction="outbound", user=BEN)
    tell(call, "accepted", id="b")
    tell(call, "accepted", id="c", user=PIA)
    tell(call, "queued", at=call.at(-5), service="support")
    assert pia.entry(call)["state"] == "connected" and team.desk(server, BEN).sees(call) is None
    other = team.call(server)
    tell(other, "accepted", service="sales", user=BEN)
    tell(other, "queued", at=other.at(-5), service="support")
    assert team.desk(server, BEN).entry(other)["state"] == "incoming"
    assert dropped(server).get("unfit", 0) == before.get("unfit", 0) + 3


@pytest.mark.parametrize(
    "change, pointer",
    [({"id": "a b"}, "/id"), ({"reason": "a b"}, "/reason"), ({"user": "a b"}, "/user"), ({"type": "offered"}, "/user"), ({"direction": "outbound", "type": "queued"}, "/type")],
    ids=str,
)
def test_what_is_wrong_whatever_the_call_is(call: Call, pia: Desk, change: dict[str, Any], pointer: str) -> None:
    """Refused at once."""
    answer = call.send(bare(call, "ended") | change)
    assert answer.status == 422 and answer.pointers == [(pointer, "invalidValue")]
    tell(call, "queued", at=call.at(-5), service="support")
    assert pia.entry(call)["state"] == "incoming"


def test_a_foreign_service_is_refused_at_once(server: Callcard, call: Call) -> None:
    """404, as with all that is said."""
    answer = call.send(bare(call, "ended", service="support"), server.client(BOTH))
    assert (answer.status, answer.code) == (404, "serviceNotFound")


def test_a_repeated_id_has_no_effect(call: Call, pia: Desk) -> None:
    """The first one counts, also while it waits."""
    tell(call, "accepted", id="same", user=PIA)
    assert tell(call, "queued", id="same", service="support") == 0
    assert pia.sees(call) is None
    tell(call, "queued", at=call.at(-5), service="support")
    assert pia.entry(call)["state"] == "connected"


def test_members_of_then(launcher: Launcher) -> None:
    """Who is a member, and what an alias means, is taken when the call is named."""
    made, eve = installation(launcher), "eve@example.com"
    made.people[eve] = made.add_key(Key("eve", "agent", ("*",), eve))
    server = launcher.start(made)
    call = team.call(server)
    tell(call, "offered", user="300")
    settings = Settings(server.client(made.people[OLGA]))
    settings.change(members=[PIA, eve], aliases={"300": eve})
    tell(call, "queued", at=call.at(-5), service="support")
    assert team.desk(server, eve).entry(call)["state"] == "ringing"


def test_after_a_restart(launcher: Launcher) -> None:
    """What waits is in the journal, without the number, and counts after kill -9, too."""
    made = installation(launcher)
    server = launcher.start(made)
    call = team.call(server)
    tell(call, "accepted", at=call.at(9), user="200", caller={"number": ANNA, "ip": "192.0.2.7"})
    with closing(sqlite3.connect(f"file:{made.journal_path}?mode=ro", uri=True)) as journal:
        rows = journal.execute("SELECT * FROM early_event").fetchall()
    assert len(rows) == 1 and call.session in rows[0]
    for path in made.folder.glob("callcard.sqlite*"):
        assert b"23125123" not in path.read_bytes() and b"192.0.2.7" not in path.read_bytes()
    server.kill()
    again = launcher.start(made)
    call.told_to(again.client())
    tell(call, "queued", at=call.at(0), service="support")
    entry = team.desk(again, PIA).entry(call)
    assert entry["state"] == "connected" and entry["caller"]["known"] is False
    with closing(sqlite3.connect(f"file:{made.journal_path}?mode=ro", uri=True)) as journal:
        assert journal.execute("SELECT count(*) FROM early_event").fetchone() == (0,)
        assert journal.execute("SELECT user FROM event WHERE type = 'accepted'").fetchall() == [(PIA,)]


def test_a_share_of_each_key(launcher: Launcher) -> None:
    """A key that never names its calls loses its own oldest events, and no other key's."""
    server = launcher.start(installation(launcher))
    first = team.call(server)
    tell(first, "accepted", user=PIA)
    noisy = server.client(BOTH)
    calls = [Call(noisy, "back") for _ in range(1_005)]
    for call in calls:
        tell(call, "ended")
    exposition = scrape(server.anonymous())
    assert exposition.value("callcard_early_events") == 1_001 and dropped(server) == {"share": 5}
    tell(first, "queued", at=first.at(-5), service="support")
    assert team.desk(server, PIA).entry(first)["state"] == "connected"
    for call, live in ((calls[0], True), (calls[-1], False)):
        tell(call, "queued", at=call.at(-5), service="back")
        assert team.desk(server, PIA).entry(call)["live"] is live


def test_forgetting_reaches_them(server: Callcard, call: Call, pia: Desk) -> None:
    """A number that waits is forgotten, too, and counted under `pending`."""
    number = "+493023125188"
    tell(call, "accepted", user=PIA, caller={"number": "030 23125 188"})
    assert server.operator().forget(number)["pending"] == 1
    assert tell(call, "queued", at=call.at(-5), service="support") == 0
    assert pia.entry(call)["caller"]["known"] is False and "number" not in pia.entry(call)["caller"]


# Users


@pytest.mark.parametrize("alias, user", [("200", PIA), ("desk", BEN), ("DESK", BEN), ("+49.30-9", CLEO)])
def test_an_extension_is_a_user(server: Callcard, alias: str, user: str) -> None:
    """In any case, and for every type; entries and the journal have the UPN."""
    call = team.call(server).queued().offered(alias).accepted(alias)
    assert team.desk(server, user).entry(call)["state"] == "connected"
    call.ended(user=alias)
    with closing(sqlite3.connect(f"file:{server.installation.journal_path}?mode=ro", uri=True)) as journal:
        users = {row[0] for row in journal.execute("SELECT user FROM event WHERE session = ?", [call.session])}
    assert users == {None, user}


def test_upn_and_extension_are_one(server: Callcard) -> None:
    """Whichever the switch says when."""
    call = team.call(server).queued().offered("200").accepted(PIA)
    entry = team.desk(server, PIA).entry(call)
    assert (entry["state"], entry["attempts"]) == ("connected", 1)


def test_users_without_an_entry(launcher: Launcher) -> None:
    """Counted by reason, and told in the log, without the user, once a minute."""
    server = launcher.start(installation(launcher))
    name = "callcard_events_without_entry_total"
    assert counts(server, name) == {}
    call = team.call(server).queued()
    for user in ("desk.8-unknown", "desk.9-unknown", "eve@example.com", "gone"):
        call.offered(user)
    assert counts(server, name) == {"noAlias": 2, "noMember": 2}
    team.call(server).ended().offered(PIA)
    assert counts(server, name) == {"noAlias": 2, "noMember": 2, "ended": 1}
    team.call(server).queued().offered(PIA).offered(BEN).accepted(BEN).unanswered(PIA).ended()
    assert counts(server, name) == {"noAlias": 2, "noMember": 2, "ended": 1}
    until(lambda: b"no entry" in server.stderr.bytes, "the log says so")
    said = server.stderr.bytes + server.stdout.bytes
    assert said.count(b"no entry") == 1 and b"support" in said
    assert not any(word in said for word in (b"desk.8", b"desk.9", b"eve@", b"gone"))


def test_a_full_session(server: Callcard, pia: Desk) -> None:
    """10,000 events; beyond that 422 for all but `ended`, also where some of them waited."""
    call = team.call(server)
    tell(call, "accepted", id="early", at=call.at(1), user=PIA)
    client = server.client()
    for index in range(9_999):
        assert client.post(call.path, {"id": f"o{index}", "type": "offered", "user": BEN, "at": call.at(0), "service": "support"}).status == 202
    answer = call.send(bare(call, "offered", user=PIA))
    assert answer.status == 422 and answer.pointers == [("", "invalidValue")]
    tell(call, "ended", at=call.at(90))
    assert pia.entry(call)["outcome"] == "accepted"


# Numbers that can be read once the service is known


@pytest.fixture(scope="module")
def without_region(module_launcher: Launcher) -> Callcard:
    """The configuration has no region; the service `back` has one."""
    made = installation(module_launcher)
    del made.config["region"]
    for book in made.config["books"]:
        book["region"] = "DE"
    made.services["back"]["region"] = "DE"
    return module_launcher.start(made)


def test_a_number_is_read_in_the_region_of_the_service_that_waited(without_region: Callcard) -> None:
    """The event that brings the number names no service; the one before it did."""
    call = Call(without_region.client(BOTH), "back")
    tell(call, "accepted", at=call.at(5), user=PIA, service="back")
    tell(call, "queued", at=call.at(0), caller={"number": "030 23125123"})
    entry = team.desk(without_region, PIA).entry(call)
    assert entry["state"] == "connected" and entry["caller"]["displayName"] == "Anna Meier"


def test_an_id_never_holds_a_number_that_can_not_be_read_yet(without_region: Callcard) -> None:
    """Ids are journaled; which number it is comes out later."""
    call = Call(without_region.client(BOTH), "back")
    call.session = f"{call.session}-3023125177"
    answer = call.send(bare(call, "accepted", user=PIA, caller={"number": "030 23125 177"}))
    assert answer.status == 422
    assert call.send(bare(call, "accepted", user=PIA)).status == 202


def test_an_id_that_turns_out_to_hold_the_number(without_region: Callcard) -> None:
    """Its digits as they came are not in the id, those of the number are: the call has its caller all the same (X15)."""
    call = Call(without_region.client(BOTH), "back")
    call.session = f"{call.session}-3023125123"
    tell(call, "accepted", at=call.at(5), user=PIA, caller={"number": "0049 30 23125123"})
    tell(call, "queued", at=call.at(0), service="back")
    entry = team.desk(without_region, PIA).entry(call)
    assert entry["state"] == "connected" and entry["caller"]["known"] is True
