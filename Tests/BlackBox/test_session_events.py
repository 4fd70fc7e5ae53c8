"""The contract's rules for `POST /v1/sessions/{id}/events`: what is kept, what is refused, and what a number in it sets off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest

from fakes import faults
from fakes.upstream import Upstream, record
from kit import team
from kit.calls import Call, moment, session_id, stamp
from kit.client import Client, outcome
from kit.desk import Desk
from kit.entries import ANONYMOUS
from kit.keys import Key
from kit.numbers import ANNA, Numbers
from kit.process import Callcard, Launcher
from kit.team import PIA
from kit.waiting import at_once, until

SALES = Key("sales-switch", "sessionService", ("sales",))


@pytest.fixture(scope="module")
def server(module_launcher: Launcher, module_upstream: Upstream) -> Callcard:
    """Two services; one asks a CRM beside the book."""
    installation = team.installation(module_launcher)
    installation.add_connector("crm", module_upstream.url, module_upstream.token)
    installation.add_service("sales", ["contacts", "crm"], **team.settings())
    installation.add_key(SALES)
    return module_launcher.start(installation)


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """A member of both."""
    return team.desk(server, PIA)


@pytest.fixture
def call(server: Callcard) -> Call:
    """A call."""
    return team.call(server)


def context(client: Client, call: Call, **query: int) -> dict[str, Any]:
    """The session's context."""
    text = "&".join(f"{name}={value}" for name, value in query.items())
    answer = client.get(f"/v1/sessions/{call.session}/context" + (f"?{text}" if text else ""))
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.json
    return told


def refused(call: Call, body: Any) -> list[tuple[str, str]]:
    """Sends what is to be refused with 422, and sees that nothing of it was kept."""
    answer = call.send(body)
    assert answer.status == 422, answer.body
    return answer.pointers


def test_the_shortest_events(server: Callcard, call: Call, pia: Desk) -> None:
    """Direction and service on the first to arrive; `at` defaults to receipt."""
    before = datetime.now(UTC)
    assert call.send({"id": "1", "type": "queued", "direction": "inbound", "service": "support"}).json == {"revision": 0}
    assert call.send({"id": "2", "type": "offered", "user": PIA}).status == 202
    entry = pia.entry(call)
    assert entry["state"] == "ringing"
    assert before - timedelta(seconds=1) <= moment(entry["startedAt"]) <= datetime.now(UTC) + timedelta(seconds=1)


@pytest.mark.parametrize("missing", ["id", "type"])
def test_what_every_event_needs(call: Call, pia: Desk, missing: str) -> None:
    """A missing member is 422 `invalidValue` at its place; the session is not known by it."""
    body = call.event("queued")
    del body[missing]
    assert refused(call, body) == [(f"/{missing}", "invalidValue")]
    assert pia.sees(call) is None


@pytest.mark.parametrize("kind, outbound", [(kind, False) for kind in ("offered", "accepted", "declined", "unanswered")] + [("dialing", True)])
def test_who_is_needed(server: Callcard, kind: str, outbound: bool) -> None:
    """`user` for inbound `offered accepted declined unanswered` and for `dialing`."""
    call = team.call(server, outbound=outbound)
    assert refused(call, call.event(kind)) == [("/user", "invalidValue")]


@pytest.mark.parametrize(
    "kind, outbound",
    [(kind, True) for kind in ("queued", "offered", "unanswered")] + [(kind, False) for kind in ("dialing", "ringing")],
)
def test_types_that_do_not_fit(server: Callcard, kind: str, outbound: bool) -> None:
    """An inbound call isn't dialled, an outbound one isn't queued; also where the direction was told before."""
    call = team.call(server, outbound=outbound)
    assert refused(call, call.event(kind, user=PIA)) == [("/type", "invalidValue")]
    call.tell("dialing" if outbound else "queued", PIA)
    assert refused(call, call.event(kind, user=PIA, direction=None)) == [("/type", "invalidValue")]


@pytest.mark.parametrize(
    "change, pointer",
    [
        ({"direction": "outbound", "type": "ended"}, "/direction"),
        ({"service": "sales"}, "/service"),
        ({"direction": "sideways"}, "/direction"),
        ({"type": "answered"}, "/type"),
        ({"type": 1}, "/type"),
        ({"id": ""}, "/id"),
        ({"id": "e 1"}, "/id"),
        ({"id": "x" * 129}, "/id"),
        ({"reason": "not now"}, "/reason"),
        ({"reason": "x" * 129}, "/reason"),
        ({"user": 7}, "/user"),
        ({"at": "yesterday"}, "/at"),
        ({"at": "2026-02-30T00:00:00.000Z"}, "/at"),
        ({"at": "1700000000"}, "/at"),
        ({"caller": "Anna"}, "/caller"),
        ({"caller": {"number": 49}}, "/caller/number"),
        ({"caller": {"ip": "nowhere"}}, "/caller/ip"),
    ],
    ids=str,
)
def test_wrong_members(call: Call, pia: Desk, change: dict[str, Any], pointer: str) -> None:
    """422 at the member; another direction or service later than the first is one of them."""
    call.queued()
    before = pia.entry(call)
    assert refused(call, call.event("offered", user=PIA) | change) == [(pointer, "invalidValue")]
    assert pia.entry(call) == before


@pytest.mark.parametrize("body", [{"surprise": 1}, {"caller": {"name": "Anna"}}], ids=str)
def test_unknown_members(call: Call, body: dict[str, Any]) -> None:
    """Refused, at any depth."""
    assert {code for _, code in refused(call, call.event("queued") | body)} == {"unknownMember"}


def test_same_values_again_are_fine(call: Call) -> None:
    """`direction` and `service` may stand in every event."""
    call.queued().offered(PIA).accepted(PIA).ended()


@pytest.mark.parametrize("ahead, status", [(-86_400, 202), (0, 202), (280, 202), (330, 422), (86_400, 422)])
def test_how_far_ahead(call: Call, ahead: int, status: int) -> None:
    """`at` may be long ago, but at most 5 minutes ahead."""
    body = call.event("queued") | {"at": stamp(datetime.now(UTC) + timedelta(seconds=ahead))}
    answer = call.send(body)
    assert answer.status == status
    assert status == 202 or answer.pointers == [("/at", "invalidValue")]


@pytest.mark.parametrize("hours", [-8, 0, 2])
def test_any_zone(call: Call, pia: Desk, hours: int) -> None:
    """RFC 3339 in any zone, with or without a fraction; told in UTC with milliseconds."""
    when = (datetime.now(UTC) - timedelta(seconds=20)).replace(microsecond=0)
    body = call.event("queued") | {"at": when.astimezone(timezone(timedelta(hours=hours))).isoformat()}
    assert call.send(body).status == 202
    assert pia.entry(call)["startedAt"] == stamp(when)


def test_a_repeated_id_has_no_effect(call: Call, pia: Desk) -> None:
    """202, whatever the body: the first one counts."""
    call.queued(id="same")
    before = pia.entry(call)
    for body in (
        call.event("queued", id="same"),
        call.event("offered", id="same", user=PIA),
        call.event("ended", id="same", at=20),
        call.event("queued", id="same") | {"service": "sales"},
        {"id": "same", "type": "queued"},
        call.event("dialing", id="same"),
    ):
        assert call.send(body).status == 202, body
    assert pia.entry(call) == before


def test_a_repeated_id_names_no_other_caller(server: Callcard, call: Call, pia: Desk) -> None:
    """Its number is not looked up either: the caller stays who they are, and a forgotten one stays forgotten."""
    call.number = ANNA
    call.queued(id="same")
    until(lambda: pia.entry(call)["caller"]["known"], "the caller")
    before = pia.entry(call)
    for number in ("+493023125199", "anonymous", None):
        caller = {"number": number, "ip": "192.0.2.9"} if number else None
        assert call.send(call.event("queued", id="same") | {"caller": caller}).status == 202
    assert pia.entry(call) == before
    server.operator().forget(ANNA)
    call.send(call.event("queued", id="same"))
    assert pia.entry(call)["caller"]["known"] is False


def test_ids_are_unique_within_their_session_only(server: Callcard, pia: Desk) -> None:
    """The same id in another call is another event."""
    calls = [team.call(server).queued(id="one") for _ in range(2)]
    assert all(pia.sees(call) for call in calls)


def test_twenty_times_at_once(server: Callcard, call: Call, pia: Desk) -> None:
    """A switch that repeats itself over twenty connections: one effect, 202 for all."""
    call.queued()
    body = call.event("offered", user=PIA)
    clients = [server.client() for _ in range(20)]
    answers = at_once([lambda client=client: call.send(body, client) for client in clients])
    assert {answer.status for answer in answers} == {202}
    assert pia.entry(call)["attempts"] == 1


@pytest.mark.parametrize("session", ["+493023125123", "+1", "c-030-23125123", "3023125123", "x3023125123y", "tel~0049-30-23125123"])
def test_a_number_is_no_session_id(server: Callcard, session: str) -> None:
    """It would be journaled: an id that begins with `+` or holds the national number of its caller is 422."""
    call = team.call(server, session=session, number=ANNA)
    path = call.path.replace("+", "%2B")
    answer = server.client().post(path, call.event("queued"))
    digits = "".join(filter(str.isdigit, session))
    assert answer.status == (422 if session.startswith("+") or "3023125123" in digits else 202), answer.body


@pytest.mark.parametrize("session", ["c 1", "ä", "x" * 129, "a/b", "c%00"])
def test_what_is_no_session_id(server: Callcard, session: str) -> None:
    """`[A-Za-z0-9._~-]{1,128}`."""
    body = {"id": "1", "type": "queued", "direction": "inbound", "service": "support"}
    answer = server.client().post(f"/v1/sessions/{quote(session, safe='')}/events", body)
    assert answer.status == 422, answer.body


@pytest.mark.parametrize("number", ["nonsense", "%", "+", "1" * 60, "++49", "12345678901234567890", "tel:"])
def test_an_unreadable_number_refuses_nothing(call: Call, pia: Desk, number: str) -> None:
    """202, no lookup, Anonymous."""
    call.number = number
    assert call.tell("queued") == 0
    assert pia.entry(call)["caller"] == ANONYMOUS


@pytest.mark.parametrize("number", ["", "anonymous", "Restricted", "sip:anonymous@anonymous.invalid"])
def test_a_withheld_number(call: Call, pia: Desk, number: str) -> None:
    """S66: Anonymous, and withheld."""
    call.number = number
    call.queued()
    until(lambda: "withheld" in pia.entry(call)["caller"], "the number is known to be withheld")
    assert pia.entry(call)["caller"] == ANONYMOUS | {"withheld": True}


def test_an_event_with_a_number_starts_the_lookup(server: Callcard, call: Call, pia: Desk) -> None:
    """S65: the card is there before it rings; the answer's revision is the context's."""
    call.number = "030 23125 123"
    revision = call.tell("queued")
    told = context(server.client(), call, afterRevision=0, waitMs=5_000)
    assert told["status"] == "resolved" and told["caller"]["displayName"] == "Anna Meier" and told["revision"] >= max(revision, 1)
    entry = pia.entry(call)
    assert entry["caller"] == {"displayName": "Anna Meier", "number": "+49 30 23125123", "known": True}
    call.number = None
    assert call.tell("offered", PIA) == told["revision"]


def test_the_lookup_does_not_hold_the_event(server: Callcard, module_upstream: Upstream, numbers: Numbers, pia: Desk) -> None:
    """A slow CRM: the event is answered first, the caller comes as a later revision. C7, S19."""
    call = team.call(server, service="sales", number=numbers())
    module_upstream.know(record(call.number or "", "Carla", "Wolf"))
    module_upstream.faults[call.number or ""] = faults.slow(1.0)
    answer = call.send(call.event("queued"))
    assert answer.status == 202 and answer.elapsed < 0.9
    assert pia.entry(call)["caller"]["known"] is False
    first = context(server.client(), call, afterRevision=0, waitMs=3_000)
    assert outcome(first, "crm") == "pending" and first["complete"] is False
    assert pia.knows(call, "Carla Wolf")["state"] == "incoming"


def test_the_destination_is_looked_up(server: Callcard, pia: Desk) -> None:
    """For outbound calls `caller` is who is called. S26."""
    call = team.call(server, outbound=True, number=ANNA).dialing(PIA)
    assert pia.knows(call, "Anna Meier")["direction"] == "outbound"


def test_another_number_starts_again(server: Callcard, call: Call, pia: Desk) -> None:
    """A later event with another number: its caller is shown, and nothing is left of the first one."""
    call.number = ANNA
    call.queued()
    pia.knows(call, "Anna Meier")
    call.number = "+493023125199"
    call.offered(PIA)
    until(lambda: pia.entry(call)["caller"] == {"displayName": "Anonymous", "number": "+49 30 23125199", "known": False}, "another caller")
    told = context(server.client(), call)
    assert told["status"] == "unknown" and "caller" not in told and told["matches"] == []


def test_a_live_session_without_a_context(server: Callcard, call: Call) -> None:
    """Revision 0 and empty lists; after the end it is not live."""
    call.queued()
    told = context(server.client(), call)
    assert (told["status"], told["complete"], told["revision"]) == ("unknown", True, 0)
    assert [told[name] for name in ("matches", "contexts", "preferredUsers", "connectors")] == [[], [], [], []]
    call.ended()
    assert server.client().get(f"/v1/sessions/{call.session}/context").code == "sessionNotLive"


def test_a_lookup_before_its_first_event(server: Callcard, call: Call, pia: Desk) -> None:
    """A lookup that names the session, then its events: they are one call."""
    server.client().lookup(ANNA, service="support", session=call.session)
    assert call.tell("queued") == 1
    assert pia.entry(call)["caller"]["displayName"] == "Anna Meier"


@pytest.mark.parametrize("role", ["operator", "owner", "agent", "flow"])
def test_who_may_tell(server: Callcard, call: Call, pia: Desk, role: str) -> None:
    """Session services only."""
    answer = call.send(call.event("queued"), server.client(getattr(server.installation.keys, role)))
    assert (answer.status, answer.code) == (403, "forbidden")
    assert pia.sees(call) is None


def test_a_service_out_of_scope(server: Callcard, pia: Desk) -> None:
    """404, the same for a foreign and an unknown one, and for a call of a foreign service."""
    sales = server.client(SALES)
    foreign, unknown = (Call(sales, name) for name in ("support", "nowhere"))
    answers = [call.send(call.event("queued")) for call in (foreign, unknown)]
    assert [(answer.status, answer.code) for answer in answers] == [(404, "serviceNotFound")] * 2
    assert answers[0].body == answers[1].body
    running = team.call(server).queued()
    hijack = Call(sales, "sales", session=running.session)
    for body in (hijack.event("ended", at=5), {"id": "x", "type": "ended"}):
        answer = hijack.send(body)
        assert (answer.status, answer.code) == (404, "sessionNotLive")
    assert pia.entry(running)["live"]


def test_malformed_bodies(server: Callcard, call: Call) -> None:
    """400, 413, 415, 401, as everywhere."""
    client = server.client()
    assert client.post(call.path, b"{").code == "malformedJson"
    assert client.post(call.path, b'{"id":"a","id":"b"}').code == "malformedJson"
    assert client.post(call.path, [call.event("queued")]).code == "malformedJson"
    assert client.post(call.path, call.event("queued"), headers={"Content-Type": "text/plain"}).code == "notJson"
    assert client.post(call.path, call.event("queued") | {"reason": "x" * 70_000}).code == "tooLarge"
    assert server.anonymous().post(call.path, call.event("queued")).status == 401


def test_errors_hold_no_number(server: Callcard, call: Call) -> None:
    """A refused event repeats nothing of its caller."""
    call.number = ANNA
    for change in ({"type": ANNA}, {"user": 5}, {"id": ANNA}, {"reason": "030 23125 123"}, {ANNA: 1}, {"caller": {"number": ANNA, ANNA: 1}}):
        answer = call.send(call.event("queued") | change)
        assert answer.status == 422 and b"23125" not in answer.body
