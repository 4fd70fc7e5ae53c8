"""S2, S4, S68 The services that a user knows of, and in which of them they are active."""

from __future__ import annotations

from typing import Any

import pytest

from kit import team
from kit.desk import Desk
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.settings import Settings
from kit.streams import Streams
from kit.team import BEN, CLEO, OLGA, PIA

SALES_PIA = Key("pia-sales", "agent", ("sales",), PIA)


@pytest.fixture
def server(launcher: Launcher) -> Callcard:
    """Pia and Ben are in `support`, Pia in `sales`, too; Cleo is nowhere, and Olga owns all but `foreign`."""
    installation = team.installation(launcher, PIA, BEN)
    installation.add_service("sales", ["contacts"], **team.settings(PIA, widgets={"status": False}, displayName="Sales & more"))
    installation.add_service("foreign", ["contacts"], **team.settings("zoe@example.com", owners=["zed@example.com"]))
    installation.people[CLEO] = installation.add_key(Key("cleo", "agent", ("*",), CLEO))
    installation.add_key(SALES_PIA)
    return launcher.start(installation)


@pytest.fixture
def pia(server: Callcard) -> Desk:
    """A member of two services."""
    return team.desk(server, PIA)


@pytest.fixture
def ben(server: Callcard) -> Desk:
    """A member of one."""
    return team.desk(server, BEN)


def row(service: str, name: str, *, member: bool, active: bool, owner: bool) -> dict[str, Any]:
    """A line of the list of services."""
    return {"id": service, "displayName": name, "member": member, "active": active, "owner": owner}


def test_s68_members_are_active_from_the_start(pia: Desk, ben: Desk) -> None:
    """S68: nobody has to press a button before their first call."""
    assert pia.active() == {"support", "sales"} and ben.active() == {"support"}
    assert pia.services() == {
        "support": row("support", "Support", member=True, active=True, owner=False),
        "sales": row("sales", "Sales & more", member=True, active=True, owner=False),
    }


def test_services_that_a_user_may_know_of(server: Callcard) -> None:
    """Nothing for who is in none; for an owner what they own; for a key of one service that one."""
    assert team.desk(server, CLEO).services() == {} and team.desk(server, CLEO).active() == set()
    owned = team.desk(server, OLGA).services()
    assert owned["support"] == row("support", "Support", member=False, active=False, owner=True)
    assert owned["sales"]["owner"] and not owned.get("foreign", {"owner": False})["owner"]
    assert set(Desk(server.client(SALES_PIA), PIA).services()) == {"sales"}


@pytest.mark.parametrize("role", ["switch", "operator", "flow"])
def test_who_may_ask(server: Callcard, role: str) -> None:
    """Roles without a user have no services of their own."""
    client = server.client(getattr(server.installation.keys, role))
    assert client.get("/v1/services").status == 403
    assert client.get(f"/v1/users/{PIA}/active-services").status == 403
    assert server.anonymous().get("/v1/services").status == 401


def test_s4_only_who_is_active_is_woken(server: Callcard, pia: Desk, ben: Desk) -> None:
    """S4: a call wakes the page of who is active; for who is not there is nothing, in the list and on the stream."""
    assert pia.activate("sales").json == {"services": ["sales"]}
    with Streams(server) as streams:
        asleep, awake = streams.snapshot(PIA), streams.snapshot(BEN)
        call = team.call(server).queued()
        assert awake.wait_for("entry", call.entry_id).data["state"] == "incoming"
        assert pia.sees(call) is None and not pia.list()["live"] and ben.list()["live"]
        other = team.call(server, service="sales").queued()
        asleep.wait_for("entry", other.entry_id)
        assert not asleep.of("entry", call.entry_id)


def test_s68_several_services_in_one_list(server: Callcard, pia: Desk) -> None:
    """S2, S68: one list, and each entry with the widgets of its service."""
    calls = {service: team.call(server, service=service).queued() for service in ("support", "sales")}
    entries = {entry["service"]["id"]: entry for entry in pia.items()}
    assert {service: entry["session"] for service, entry in entries.items()} == {name: call.session for name, call in calls.items()}
    assert "codes" in entries["support"]["widgets"] and "status" in entries["support"]["widgets"]
    assert not {"codes", "status"} & set(entries["sales"]["widgets"])
    assert pia.detail(calls["support"])["codes"] == team.CODES and "codes" not in pia.detail(calls["sales"])


def test_s68_switching_off_keeps_what_is_there(server: Callcard, pia: Desk) -> None:
    """S68: entries already shown live out their call, past ones stay, new ones don't come."""
    past = team.call(server).queued().offered(PIA).accepted(PIA).ended()
    waiting = team.call(server).queued()
    talking = team.call(server).queued().offered(PIA).accepted(PIA)
    pia.activate()
    assert pia.active() == set()
    assert pia.services()["support"] == row("support", "Support", member=True, active=False, owner=False)
    new = team.call(server).queued()
    assert pia.sees(new) is None
    assert pia.entry(past)["open"] and pia.entry(waiting)["state"] == "incoming" and pia.entry(talking)["state"] == "connected"
    waiting.ended()
    talking.ended()
    assert pia.entry(waiting)["outcome"] == "abandoned" and pia.entry(talking)["state"] == "past"
    pia.saved(talking, **team.CODED)


def test_i1_who_becomes_active_while_it_waits(server: Callcard, pia: Desk) -> None:
    """I1: a call that waits is shown to who comes back, at once and on open pages."""
    pia.activate()
    call = team.call(server).queued()
    assert pia.sees(call) is None
    with Streams(server) as streams:
        stream = streams.snapshot(PIA)
        pia.activate("support")
        assert stream.wait_for("entry", call.entry_id).data["state"] == "incoming"
    assert pia.entry(call)["state"] == "incoming"


def test_a_call_that_was_answered_is_not_shown_to_who_comes_back(server: Callcard, pia: Desk) -> None:
    """I6: it no longer waits."""
    pia.activate()
    call = team.call(server).queued().offered(BEN).accepted(BEN)
    pia.activate("support")
    assert pia.sees(call) is None


def test_i2_an_offer_reaches_who_is_not_active(server: Callcard, pia: Desk) -> None:
    """I2: it rings at Pia all the same, and she can take it."""
    pia.activate()
    call = team.call(server).queued().offered(PIA)
    assert pia.entry(call)["state"] == "ringing"
    call.accepted(PIA)
    assert pia.entry(call)["open"]


def test_o1_outbound_calls_need_no_activity(server: Callcard, pia: Desk) -> None:
    """O1: who dials is there."""
    pia.activate()
    assert pia.entry(team.call(server, outbound=True).dialing(PIA))["state"] == "dialing"


def test_s68_activity_outlives_a_restart(server: Callcard, launcher: Launcher, pia: Desk) -> None:
    """S68: what was switched off stays off; the others are as they were."""
    pia.activate("sales")
    server.kill()
    again = launcher.start(server.installation)
    assert team.desk(again, PIA).active() == {"sales"} and team.desk(again, BEN).active() == {"support"}
    assert team.desk(again, PIA).sees(team.call(again).queued()) is None


def test_s68_a_new_member_is_active(server: Callcard, pia: Desk) -> None:
    """S68: who joins a team takes its next call; whom it has lost is told of none."""
    cleo = team.desk(server, CLEO)
    Settings(server.operator()).change(members=[BEN, CLEO])
    assert cleo.active() == {"support"} and pia.active() == {"sales"}
    call = team.call(server).queued()
    assert cleo.entry(call)["state"] == "incoming" and pia.sees(call) is None
    assert set(pia.services()) == {"sales"}


@pytest.mark.parametrize("service", ["foreign", "nothing", "SUPPORT"])
def test_only_services_that_hold_the_user(server: Callcard, pia: Desk, service: str) -> None:
    """404 for a service without this member, known or not, and nothing is changed."""
    answer = pia.activate("sales", service)
    assert (answer.status, answer.code) == (404, "serviceNotFound")
    assert pia.active() == {"support", "sales"}
    olga = team.desk(server, OLGA)
    assert olga.activate("support").status == 404, "an owner is no member"


def test_out_of_the_keys_scope(server: Callcard, pia: Desk) -> None:
    """A key of one service neither sees nor changes where its user is active elsewhere."""
    scoped = Desk(server.client(SALES_PIA), PIA)
    assert scoped.active() == {"sales"}
    assert scoped.activate("support").status == 404
    assert scoped.activate().status == 200
    assert pia.active() == {"support"}


@pytest.mark.parametrize(
    "body, pointer, code",
    [
        ({}, "/services", "invalidValue"),
        ({"services": "support"}, "/services", "invalidValue"),
        ({"services": [5]}, "/services/0", "invalidValue"),
        ({"services": [], "service": "support"}, "/service", "unknownMember"),
    ],
    ids=str,
)
def test_what_is_no_list(pia: Desk, body: dict[str, Any], pointer: str, code: str) -> None:
    """422 at the member, and nothing is changed."""
    answer = pia.client.request("PUT", f"{pia.path}/active-services", body)
    assert answer.status == 422 and answer.pointers == [(pointer, code)]
    assert pia.active() == {"support", "sales"}


def test_nobody_elses_activity(server: Callcard, pia: Desk, ben: Desk) -> None:
    """404 for another user's; `me` is one's own, in any case of letters."""
    for user in (BEN, "nobody@example.com"):
        assert pia.client.get(f"/v1/users/{user}/active-services").status == 404
        assert pia.client.request("PUT", f"/v1/users/{user}/active-services", {"services": []}).status == 404
    assert ben.active() == {"support"}
    for user in ("me", PIA.upper()):
        assert pia.client.get(f"/v1/users/{user}/active-services").json == {"services": ["sales", "support"]}
