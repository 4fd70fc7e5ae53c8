"""X15 A caller's number in ids, reasons and users of events: refused where it is known, else in no file of the journal afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kit import team
from kit.calls import Call, session_id
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import PIA
from kit.waiting import until

DIGITS = b"3023125123"
WRITINGS = [
    "e-3023125123", "+493023125123".removeprefix("+"), "0049-30-23125-123", "030.23125.123", "0_30~2312~5123", "x3023125123y",
    "49-0-30-23125123",
]  # fmt: skip
"""All of one number, in characters that an id may have."""


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """A journal, a team, a book that knows Anna Meier, and German numbers."""
    installation = team.installation(launcher, region="DE")
    return launcher.start(installation)


def is_found(data: bytes) -> bool:
    """Whether the digits stand anywhere, in whatever writing."""
    return bool(re.search(rb"[-._~]*".join(re.escape(bytes([digit])) for digit in DIGITS), data))


def files(server: Callcard) -> list[Path]:
    """The journal's files."""
    return sorted(server.installation.folder.glob("callcard.sqlite*"))


def sightings(server: Callcard) -> list[str]:
    """The files of the journal in which the number is, as they are now."""
    return [path.name for path in files(server) if is_found(path.read_bytes())]


def queued(server: Callcard, **more: str) -> Call:
    """A call that somebody sees, without a number yet."""
    return team.call(server, **more).queued().offered(PIA)


def test_the_scan_finds_every_writing(server: Callcard) -> None:
    """The check itself: what is journaled without a known number is in the files as it came."""
    for writing in WRITINGS:
        call = queued(server)
        call.tell("accepted", PIA, id=writing)
        data = b"".join(path.read_bytes() for path in files(server))
        assert writing.encode() in data and is_found(writing.encode())


@pytest.mark.parametrize("member", ["id", "reason"])
@pytest.mark.parametrize("writing", WRITINGS)
def test_refused_where_it_is_known(server: Callcard, member: str, writing: str) -> None:
    """422 at the member: by the event's own number, and by that of an earlier event; without a number it is a word like others."""
    first = team.call(server, number=ANNA)
    answer = first.send(first.event("queued") | {member: writing})
    assert answer.status == 422 and answer.pointers == [(f"/{member}", "invalidValue")] and not is_found(answer.body)
    first.queued()
    first.number = None
    answer = first.send(first.event("offered", user=PIA) | {member: writing})
    assert answer.status == 422 and answer.pointers == [(f"/{member}", "invalidValue")]
    first.offered(PIA)
    other = team.call(server)
    assert other.send(other.event("queued") | {member: writing}).status == 202
    assert first.session.encode() in b"".join(path.read_bytes() for path in files(server))


def test_another_number_is_a_word(server: Callcard) -> None:
    """Only the session's own number counts."""
    call = team.call(server, number=ANNA).queued()
    call.tell("offered", PIA, id="e-3023125124", reason="4930-23125199")
    assert team.desk(server).entry(call)["caller"]["displayName"] == "Anna Meier"


@pytest.mark.parametrize("writing", WRITINGS)
def test_learnt_later(server: Callcard, launcher: Launcher, writing: str) -> None:
    """The event with the number is taken and its caller is looked up; what stood in ids and reasons before is in no file any more.
    Ids still match, before a restart and after it."""
    call = queued(server, session=f"{session_id()}.{writing}")
    body = call.event("declined", user=PIA, id=writing, reason=writing)
    assert call.send(body).status == 202
    assert sightings(server), "it is journaled as long as nobody knows what it is"
    call.number = ANNA
    assert call.tell("offered", PIA, id="told") >= 1
    pia = team.desk(server)
    until(lambda: pia.entry(call)["caller"].get("displayName") == "Anna Meier", "the caller is found")
    until(lambda: sightings(server) == [], "the number is in no file")
    entry = pia.entry(call)
    assert call.send(body).status == 202 and pia.entry(call) == entry, "a repeated id has no effect"
    assert call.send(call.event("offered", user=PIA, id="told")).status == 202 and pia.entry(call) == entry
    assert server.client().get(f"/v1/sessions/{call.session}/context").json["caller"]["displayName"] == "Anna Meier"
    server.kill()
    assert sightings(server) == []
    again = launcher.start(server.installation)
    call.told_to(again.client())
    assert call.send(body).status == 202
    assert call.tell("accepted", PIA) >= 1
    [kept] = team.desk(again).items()
    assert (kept["state"], kept["attempts"]) == ("connected", entry["attempts"])
    assert kept["caller"]["displayName"] == "Anna Meier", "what comes under the old id is the same call's"
    assert again.client().get(f"/v1/sessions/{call.session}/context").json["caller"]["displayName"] == "Anna Meier"
    call.ended()
    assert [entry["state"] for entry in team.desk(again).items()] == ["past"]
    until(lambda: sightings(again) == [], "nor is it there when the call is over")
    assert again.stop() == 0 and sightings(again) == []


def test_a_user_who_is_the_number(server: Callcard) -> None:
    """Switches that know no agent name the caller: no member, no entry, and not journaled."""
    call = team.call(server, number=ANNA).queued()
    call.tell("offered", "+493023125123")
    call.tell("offered", "493023125123@pbx.example")
    call.offered(PIA).accepted(PIA).ended()
    until(lambda: sightings(server) == [], "the number is in no file")
    assert team.desk(server).entry(call)["outcome"] == "accepted"


def test_early_events(server: Callcard) -> None:
    """Events that wait for their call: what they hold goes with them, once the number is known."""
    call = team.call(server)
    early = {"id": "e-3023125123", "type": "accepted", "user": PIA, "at": call.at(1)}
    assert call.send(early).status == 202 and sightings(server)
    call.number = ANNA
    call.queued(at=0)
    until(lambda: sightings(server) == [], "the number is in no file")
    assert call.send(early).status == 202
    entry = team.desk(server).entry(call)
    assert (entry["state"], entry["caller"]["displayName"]) == ("connected", "Anna Meier")


def test_an_early_event_with_the_number(server: Callcard) -> None:
    """A number whose region is not known yet counts by its digits."""
    call = team.call(server)
    early = {"id": "e-3023125123", "type": "accepted", "user": PIA, "caller": {"number": "030 23125123"}}
    assert call.send(early).status == 422
    assert call.send(early | {"id": "e", "reason": "r.30.23125123"}).status == 422
    assert call.send(early | {"id": "e"}).status == 202
    assert call.send(early | {"id": "f-3023125123", "caller": {}}).status == 422


def test_what_others_know_is_not_told(launcher: Launcher) -> None:
    """A key that does not reach the session learns nothing by an id that holds a number."""
    installation = team.installation(launcher, region="DE")
    installation.add_service("sales", ["contacts"], **team.settings())
    sales = installation.add_key(Key("switch-sales", "sessionService", ("sales",)))
    server = launcher.start(installation)
    call = team.call(server, number=ANNA).queued()
    call.number = None
    answers = [
        server.client(sales).post(call.path, call.event("offered", user=PIA, id=id, service=None))
        for id in ("e-3023125123", "e-3023125124")
    ]
    assert len({(answer.status, answer.body) for answer in answers}) == 1


def test_a_list_finds_the_caller_of_a_call_that_is_over(server: Callcard) -> None:
    """While the caller is held, the past entry has their name, and search finds it."""
    call = queued(server, session=f"{session_id()}-3023125123")
    call.number = ANNA
    call.accepted(PIA).ended()
    pia = team.desk(server)
    [entry] = pia.items()
    assert (entry["state"], entry["caller"]["displayName"]) == ("past", "Anna Meier")
    assert [found["id"] for found in pia.search("Meier")] == [entry["id"]]
