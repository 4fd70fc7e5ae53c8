"""C3, C12, S20: a flow says who calls, while the call goes on."""

from __future__ import annotations

import time
from typing import Any

import pytest

from fakes.flow import Maker
from kit import flows, team
from kit.calls import Call
from kit.client import Answer
from kit.installation import Installation
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.streams import Streams
from kit.team import PIA
from kit.waiting import at_once

STRANGER = "+493023125777"
"""A number that no book knows."""
MEIER = {"firstName": "Anna", "lastName": "Meier", "company": "Umbrella", "email": "anna.meier@example.com"}


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team, and a flow's key for `support` only."""
    made: Installation = flows.installation(module_launcher)
    made.services["first"] = made.services["support"] | {"connectors": ["flow", "contacts"], "upn": "first@example.com", "telNumber": "+493023125099"}
    made.people["first-flow"] = made.add_key(Key("first-flow", "flow", ("first",)))
    return module_launcher.start(made)


@pytest.fixture
def maker(server: Callcard) -> Maker:
    """The flow."""
    return Maker(flows.flow(server))


def context(server: Callcard, call: Call, **query: Any) -> dict[str, Any]:
    """What is known of a call's caller."""
    text = "&".join(f"{name}={value}" for name, value in query.items())
    answer = server.client().get(f"/v1/sessions/{call.session}/context?{text}")
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def revision(answer: Answer) -> int:
    """The revision that an update came to."""
    assert answer.status == 200, answer.body
    assert set(answer.json) == {"revision"}
    return int(answer.json["revision"])


def test_s20_a_flow_names_the_caller_of_a_running_session(server: Callcard, maker: Maker) -> None:
    """S20, C3: it is a match of connector flow, exact, and the agent's open page shows it at once."""
    call = team.call(server, number=STRANGER).queued()
    with Streams(server) as streams:
        page = streams.snapshot(PIA)
        before = context(server, call)
        assert before["status"] == "unknown" and "caller" not in before
        new = revision(maker.update(call.session, MEIER))
        assert new == before["revision"] + 1
        page.wait_for("context", call.entry_id)
        entry = page.wait(lambda event: event.kind == "entry" and event.data["caller"]["known"], "the name").data
    assert entry["caller"]["displayName"] == "Anna Meier"
    found = context(server, call)
    assert found["status"] == "resolved" and found["complete"] and found["revision"] == new
    assert found["matches"] == [{"connector": "flow", "grade": "exact", "caller": MEIER}]
    assert set(found["sources"].values()) == {"flow"}
    assert {report["id"]: report["outcome"] for report in found["connectors"]} == {"contacts": "miss", "flow": "hit"}
    assert team.desk(server, PIA).detail(call)["context"]["caller"]["company"] == "Umbrella"


def test_c3_who_waits_gets_the_revision_soon(server: Callcard, maker: Maker) -> None:
    """C3: a context call that waits for news is answered by the update."""
    call = team.call(server, number=STRANGER).queued()
    now = context(server, call)["revision"]

    def update() -> float:
        time.sleep(0.3)
        maker.update(call.session, MEIER)
        return time.monotonic()

    def wait() -> float:
        assert context(server, call, afterRevision=now, waitMs=20_000)["revision"] == now + 1
        return time.monotonic()

    posted, seen = at_once([update, wait])
    assert seen - posted < 2


def test_c3_the_place_of_flow_decides(server: Callcard, maker: Maker) -> None:
    """C3: last where the service does not name it, else at its place; of one person the fields are filled in, in that order."""
    book_first = team.call(server, number=ANNA).queued()
    maker.update(book_first.session, MEIER | {"displayName": "Anna Meier"})
    assert context(server, book_first)["caller"]["company"] == "ACME AG"
    assert context(server, book_first)["caller"]["email"] == context(server, book_first)["matches"][0]["caller"].get(
        "email", "anna.meier@example.com"
    )
    flow_first = team.call(server, number=ANNA, service="first").queued()
    Maker(server.client(server.installation.people["first-flow"])).update(flow_first.session, MEIER)
    found = context(server, flow_first)
    assert found["caller"]["company"] == "Umbrella" and found["matches"][0]["connector"] == "flow"


def test_c3_a_second_update_replaces_what_it_names(server: Callcard, maker: Maker) -> None:
    """C3: null clears, what is not named stays, and the same again is no revision."""
    call = team.call(server, number=STRANGER).queued()
    first = {
        "customer": MEIER | {"UPN": "Anna@Example.com", "customFields": [{"name": "Tier", "value": "gold"}]},
        "customContextParameters": [{"name": "ticket", "value": "4711"}, {"name": "queue", "value": "b"}],
        "unknown": {"ignored": True},
    }
    # What an answer shows beside the list is ignored when it comes back.
    first["customer"] |= {"customFieldsByName": {"Tier": "silver", "Other": 7}}
    new = revision(maker.call("PUT", f"/v1/tasks/{call.session}", first))
    assert context(server, call)["caller"]["customFieldsByName"] == {"Tier": "gold"}
    assert revision(maker.call("PUT", f"/v1/tasks/{call.session}", first)) == new
    assert context(server, call)["parameters"] == {"ticket": "4711", "queue": "b"}
    second = {"customer": {"company": None, "customFields": None}, "customContextParameters": [{"name": "ticket", "value": "4712"}]}
    assert revision(maker.call("PUT", f"/v1/tasks/{call.session}", second)) == new + 1
    found = context(server, call)
    assert found["caller"] == {
        "firstName": "Anna",
        "lastName": "Meier",
        "displayName": "Anna Meier",
        "upn": "Anna@Example.com",
        "email": "anna.meier@example.com",
    }
    assert found["parameters"] == {"ticket": "4712"}


def test_c12_preferred_users(server: Callcard, maker: Maker) -> None:
    """C12: up to ten, priority 1 to 99, handed to the session service with the context, first priority first."""
    call = team.call(server, number=STRANGER).queued()
    wanted = [{"upn": f"User{index}@Example.com", "priority": 99 - index} for index in range(10)]
    revision(maker.update(call.session, preferredUsers=wanted))
    users = context(server, call)["preferredUsers"]
    assert [user["priority"] for user in users] == sorted(99 - index for index in range(10))
    assert {user["upn"].lower() for user in users} == {f"user{index}@example.com" for index in range(10)}
    for bad in ([wanted[0]] * 11, [{"upn": "a@example.com", "priority": 0}], [{"upn": "a@example.com", "priority": 100}],
                [{"upn": "a@example.com", "priority": "1"}], [{"priority": 1}], "a@example.com"):
        answer = maker.update(call.session, preferredUsers=bad)
        assert (answer.status, answer.code) == (422, "invalidValue") and answer.pointers[0][0].startswith("/preferredUsers")
    revision(maker.update(call.session, preferredUsers=None))
    assert context(server, call)["preferredUsers"] == []


def test_c12_a_preferred_user_without_priority(server: Callcard, maker: Maker) -> None:
    """C12: is in the middle, at 50, as steps of flows leave the field empty."""
    call = team.call(server, number=STRANGER).queued()
    wanted = [{"upn": "c@example.com", "priority": 51}, {"upn": "b@example.com"}, {"UPN": "a@example.com", "priority": None}]
    revision(maker.update(call.session, preferredUsers=[*wanted, {"upn": "d@example.com", "priority": 49}]))
    users = [(user["upn"], user["priority"]) for user in context(server, call)["preferredUsers"]]
    assert users == [("d@example.com", 49), ("b@example.com", 50), ("a@example.com", 50), ("c@example.com", 51)]


def test_b7_b8_tasks_that_are_not_live(server: Callcard, maker: Maker) -> None:
    """B7, B8: unknown and ended tasks are 404 at once, so that the flow does not repeat itself; nothing is revived."""
    call = team.call(server, number=STRANGER).queued().ended()
    for task in (call.session, "never-heard-of"):
        answer = maker.update(task, MEIER)
        assert (answer.status, answer.code) == (404, "sessionNotLive")
    assert maker.sent == 2
    entry = team.desk(server, PIA).entry(call)
    assert entry["state"] == "past" and not entry["caller"]["known"]


def test_b9_tasks_of_another_service(server: Callcard, maker: Maker) -> None:
    """B9: a foreign task is as unknown as one that never was."""
    call = team.call(server, number=STRANGER, service="sales").queued()
    answer = maker.update(call.session, MEIER)
    assert (answer.status, answer.code) == (404, "sessionNotLive")
    assert revision(Maker(flows.other_flow(server)).update(call.session, MEIER)) >= 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformedJson"),
        (b"[]", 400, "malformedJson"),
        (b'{"customer":{"firstName":"a","firstName":"b"}}', 400, "malformedJson"),
        ({"customer": "Anna"}, 422, "invalidValue"),
        ({"customer": {"firstName": 17}}, 422, "invalidValue"),
        ({"customer": {"telNumbers": [{"value": "1"}]}}, 422, "invalidValue"),
        ({"customContextParameters": {"a": "b"}}, 422, "invalidValue"),
        ({"customer": {"company": "x" * 70_000}}, 413, "tooLarge"),
    ],
)
def test_b13_bad_bodies_are_told_once(server: Callcard, maker: Maker, body: Any, status: int, code: str) -> None:
    """B13: each is a 4xx that a flow maker can read and that no flow repeats; nothing of the session changes."""
    call = team.call(server, number=STRANGER).queued()
    before = context(server, call)["revision"]
    answer = maker.call("PUT", f"/v1/tasks/{call.session}", body)
    assert (answer.status, answer.code) == (status, code) and maker.sent == 1
    assert context(server, call)["revision"] == before


def test_a29_hostile_text_is_data(server: Callcard, maker: Maker) -> None:
    """A29: markup, bidi marks and ten thousand letters are text, cut to the limit."""
    call = team.call(server, number=STRANGER).queued()
    name = "<img src=x onerror=alert(1)>\u202e"
    revision(maker.update(call.session, {"displayName": name, "company": "x" * 10_000}))
    caller = context(server, call)["caller"]
    assert caller["displayName"] == name and len(caller["company"]) == 1_024


def test_forgotten_callers_stay_forgotten(server: Callcard, maker: Maker) -> None:
    """What a flow said goes with the caller; what it says after that is new."""
    call = team.call(server, number="+493023125778").queued()
    revision(maker.update(call.session, MEIER))
    server.client().forget("+493023125778")
    assert "caller" not in context(server, call) and context(server, call)["matches"] == []
