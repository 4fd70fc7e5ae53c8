"""C3 Flows are told what happens to calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from fakes.receiver import Receiver
from kit import contract, flows, team
from kit.flows import SALES, SUPPORT
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import BEN, CODED, PIA
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


def test_c3_a_call_is_told_in_order_and_signed(server: Callcard, receiver: Receiver) -> None:
    """C3: each event once and in order, with the call's facts and what is known of the caller; the signature is the secret's."""
    events = ["created", "queued", "offered", "declined", "accepted", "ended", "concluded"]
    made = flows.subscribe(flows.flow(server), receiver.flow("all"), taskEvents=events)
    call = team.call(server, number=ANNA).queued()
    team.desk(server).knows(call, "Anna Meier")
    call.offered(BEN).declined(BEN).offered(PIA).accepted(PIA).ended()
    team.desk(server).saved(call, **CODED)
    posts = receiver.wait("all", 8)
    assert [post.event for post in posts] == ["created", "queued", "offered", "declined", "offered", "accepted", "ended", "concluded"]
    assert len({post.id for post in posts}) == 8
    for post in posts:
        post.verify(made["secret"])
        with pytest.raises(WebhookVerificationError):
            post.verify("whsec_" + "A" * 43 + "=")
        assert post.json["taskId"] == post.json["callChainId"] == call.session
        assert (post.json["callerTelNumber"], post.json["isAnonymous"]) == (ANNA, False)
        assert (post.json["direction"], post.json["modality"]) == ("Inbound", "Audio")
        assert (post.json["serviceId"], post.json["serviceDisplayName"]) == ("support", "Support")
        assert (post.json["serviceUPN"], post.json["serviceTelNumber"]) == (SUPPORT, "+493023125000")
        assert post.json["created"] == call.at(0)
        assert (post.json["serviceDescription"], post.json["referenceId"]) == ("Support", call.session)
        assert not {"destinationTelNumber", "callerUPN", "updatedParameterName", "updatedParameterValue"} & set(post.json)
    rung = {"offered": [BEN, PIA], "declined": [BEN], "accepted": [PIA]}
    for event in events:
        assert [post.json.get("offeredUserUPN") for post in posts if post.event == event] == rung.get(event, [None])
    customer = posts[2].json["taskInformation"]["customer"]
    assert (customer["firstName"], customer["lastName"], customer["company"]) == ("Anna", "Meier", "ACME AG")
    assert "lastConnectedUserUPN" not in posts[4].json and posts[5].json["lastConnectedUserUPN"] == PIA
    assert "terminated" not in posts[5].json and posts[6].json["terminated"] == call.at(5)


def test_c3_what_becomes_known_later_is_told(server: Callcard, receiver: Receiver) -> None:
    """C3: a new revision of the context is `contextUpdated`, with the caller in it."""
    flows.subscribe(flows.flow(server), receiver.flow("context"), taskEvents=["contextUpdated"])
    call = team.call(server, number=ANNA).queued()
    until(
        lambda: any("taskInformation" in post.json for post in receiver.posts("context")), "the flow is told of the caller"
    )
    assert {post.event for post in receiver.posts("context")} == {"contextUpdated"}
    call.ended()


def test_c3_repetitions_are_not_told(server: Callcard, receiver: Receiver) -> None:
    """C3: an event posted twice is one; what comes after the end is none."""
    flows.subscribe(flows.flow(server), receiver.flow("twice"))
    call = team.call(server).queued()
    event = call.event("offered", user=PIA)
    for _ in range(3):
        assert call.send(event).status == 202
    call.ended()
    call.offered(BEN)
    # A call that begins later, so that all of the first one was told before.
    flows.subscribe(flows.flow(server), receiver.flow("after"), taskEvents=["ended"])
    team.call(server).queued().ended()
    receiver.wait("after", 1)
    receiver.wait("twice", 4)
    told = [post.event for post in receiver.posts("twice") if post.json["taskId"] == call.session]
    assert told == ["created", "queued", "offered", "ended"]


@pytest.mark.parametrize(
    "config, told",
    [
        ({}, ["created", "queued", "ended", "created", "accepted", "ended"]),
        ({"taskEvents": [], "modalities": [], "directions": []}, ["created", "queued", "ended", "created", "accepted", "ended"]),
        ({"taskEvents": None, "modalities": ["Audio"]}, ["created", "queued", "ended", "created", "accepted", "ended"]),
        ({"directions": ["Outbound"]}, ["created", "accepted", "ended"]),
        ({"directions": ["Inbound"], "taskEvents": ["queued"]}, ["queued"]),
        ({"directions": ["Inbound", "Outbound"], "taskEvents": ["ended"]}, ["ended", "ended"]),
    ],
    ids=str,
)
def test_c3_filters(server: Callcard, receiver: Receiver, config: dict[str, Any], told: list[str]) -> None:
    """C3: what is absent or empty means all."""
    flows.subscribe(flows.flow(server), receiver.flow("some"), **config)
    team.call(server).queued().ended()
    outbound = team.call(server, outbound=True).dialing(PIA).accepted().ended()
    posts = receiver.wait("some", len(told))
    assert sorted(post.event for post in posts) == sorted(told)
    for post in posts:
        if post.json["taskId"] == outbound.session:
            assert post.json["direction"] == "Outbound" and "offeredUserUPN" not in post.json
            assert post.json.get("lastConnectedUserUPN") == (PIA if post.event in ("accepted", "ended") else None)


def test_c3_anonymous_callers(server: Callcard, receiver: Receiver) -> None:
    """C3: without a number, or with one that is withheld, there is nothing to tell of the caller."""
    flows.subscribe(flows.flow(server), receiver.flow("nobody"), taskEvents=["ended"])
    for number in (None, "anonymous"):
        team.call(server, number=number).queued().ended()
    team.call(server, outbound=True).dialing(PIA).ended()
    for post in receiver.wait("nobody", 3):
        assert post.json["isAnonymous"] is True
        assert not {"callerTelNumber", "destinationTelNumber", "taskInformation"} & set(post.json)


def test_c3_the_destination_of_outbound_calls(server: Callcard, receiver: Receiver) -> None:
    """C3: its number under both names; of inbound calls under one."""
    flows.subscribe(flows.flow(server), receiver.flow("destination"), taskEvents=["ended"])
    calls = [
        team.call(server, number=ANNA).queued().ended(),
        team.call(server, number="+442079460123", outbound=True).dialing(PIA).accepted().ended(),
    ]
    told = {post.json["taskId"]: post.json for post in receiver.wait("destination", 2)}
    inbound, outbound = (told[call.session] for call in calls)
    assert inbound["callerTelNumber"] == ANNA and "destinationTelNumber" not in inbound
    assert outbound["callerTelNumber"] == outbound["destinationTelNumber"] == "+442079460123"


def test_c3_what_a_flow_has_updated_is_told(server: Callcard, receiver: Receiver) -> None:
    """C3: the parameter that was changed last, with its value, in this and all later posts; and the caller's own UPN."""
    client = flows.flow(server)
    flows.subscribe(client, receiver.flow("updated"), taskEvents=["offered", "accepted", "ended"])
    call = team.call(server, number=ANNA).queued()

    def update(upn: str, **parameters: str) -> None:
        listed = [{"name": name, "value": value} for name, value in parameters.items()]
        body = {"customer": {"upn": upn, "displayName": "Anna Meier"}, "customContextParameters": listed}
        assert client.request("PUT", f"/v1/tasks/{call.session}", body).status == 200

    update("anna@example.com", ticket="4711", queue="a")
    call.offered(PIA)
    receiver.wait("updated", 1)
    update("anna.meier@example.com", ticket="4712", queue="a")
    call.accepted(PIA)
    receiver.wait("updated", 2)
    update("anna.meier@example.com", ticket="4712", queue="a")
    call.ended()
    names = ("updatedParameterName", "updatedParameterValue", "callerUPN")
    assert [tuple(post.json.get(name) for name in names) for post in receiver.wait("updated", 3)] == [
        ("queue", "a", "anna@example.com"),
        ("ticket", "4712", "anna.meier@example.com"),
        ("ticket", "4712", "anna.meier@example.com"),
    ]
    order = list(contract.DOCUMENT["components"]["schemas"]["TaskPost"]["properties"])
    for post in receiver.posts("updated"):
        assert list(post.json) == [name for name in order if name in post.json], "members stand in another order"


def test_c3_only_services_that_were_named(server: Callcard, receiver: Receiver) -> None:
    """C3: services by UPN in any case; calls of others are nobody's business."""
    flows.subscribe(flows.other_flow(server), receiver.flow("both"), SUPPORT, SALES.lower(), taskEvents=["created"])
    flows.subscribe(flows.flow(server), receiver.flow("mine"), SUPPORT.upper(), taskEvents=["created"])
    calls = [team.call(server, service=service).queued().ended().session for service in ("sales", "support")]
    assert {post.json["taskId"] for post in receiver.wait("both", 2)} == set(calls)
    assert [post.json["taskId"] for post in receiver.wait("mine", 1)] == calls[1:]


def test_c3_forgotten_callers_are_not_told(launcher: Launcher, receiver: Receiver) -> None:
    """C3: with no retention, the end is told without number and task information; so is a call whose caller was forgotten."""
    installation = flows.installation(launcher)
    installation.services["support"]["retentionMs"] = 0
    server = launcher.start(installation)
    flows.subscribe(flows.flow(server), receiver.flow("gone"), taskEvents=["offered", "ended"])
    call = team.call(server, number=ANNA).queued()
    call.number = None
    server.client().forget(ANNA)
    call.offered(PIA).ended()
    for post in receiver.wait("gone", 2):
        assert ANNA not in post.request.body.decode() and "Meier" not in post.request.body.decode()
        assert post.json["isAnonymous"] is True
