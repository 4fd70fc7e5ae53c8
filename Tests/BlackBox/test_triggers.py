"""C3 Flows subscribe to what happens to calls, are told, and end that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from fakes.receiver import Receiver
from kit import flows, team
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
            assert post.json["direction"] == "Outbound"
            assert post.json.get("lastConnectedUserUPN") == (PIA if post.event in ("accepted", "ended") else None)


def test_c3_anonymous_callers(server: Callcard, receiver: Receiver) -> None:
    """C3: without a number, or with one that is withheld, there is nothing to tell of the caller."""
    flows.subscribe(flows.flow(server), receiver.flow("nobody"), taskEvents=["ended"])
    for number in (None, "anonymous"):
        team.call(server, number=number).queued().ended()
    for post in receiver.wait("nobody", 2):
        assert post.json["isAnonymous"] is True
        assert not {"callerTelNumber", "taskInformation"} & set(post.json)


def test_c3_only_services_that_were_named(server: Callcard, receiver: Receiver) -> None:
    """C3: services by UPN in any case; calls of others are nobody's business."""
    flows.subscribe(flows.other_flow(server), receiver.flow("both"), SUPPORT, SALES.lower(), taskEvents=["created"])
    flows.subscribe(flows.flow(server), receiver.flow("mine"), SUPPORT.upper(), taskEvents=["created"])
    calls = [team.call(server, service=service).queued().ended().session for service in ("sales", "support")]
    assert {post.json["taskId"] for post in receiver.wait("both", 2)} == set(calls)
    assert [post.json["taskId"] for post in receiver.wait("mine", 1)] == calls[1:]


@pytest.mark.parametrize("service", ["nobody@example.com", SALES, "support", ""])
def test_c3_unknown_and_foreign_services(server: Callcard, receiver: Receiver, service: str) -> None:
    """C3: a UPN that is nobody's, or of a service that the key does not reach, is 404; both look the same."""
    answer = flows.ask(flows.flow(server), receiver.flow("none"), SUPPORT, service)
    assert (answer.status, answer.code) == (404, "serviceNotFound")
    unknown = flows.ask(flows.flow(server), receiver.flow("none"), "unknown@example.com")
    assert answer.body == unknown.body


@pytest.mark.parametrize(
    "config, pointer",
    [
        ({"taskEvents": ["offered", "Offered"]}, "/config/taskEvents/1"),
        ({"modalities": ["Chat"]}, "/config/modalities/0"),
        ({"directions": ["inbound"]}, "/config/directions/0"),
        ({"directions": "Inbound"}, "/config/directions"),
        ({"taskEvents": [7]}, "/config/taskEvents/0"),
        ({"services": []}, "/config/services"),
        ({"services": None}, "/config/services"),
        ({"services": [None]}, "/config/services/0"),
        ({"url": None}, "/config/url"),
        ({"url": 7}, "/config/url"),
        ({"url": "http://127.0.0.1/" + "x" * 4_096}, "/config/url"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_c3_what_can_not_be_used_is_pointed_at(
    server: Callcard, receiver: Receiver, config: dict[str, Any], pointer: str
) -> None:
    """C3: 422 with the place."""
    answer = flows.ask(flows.flow(server), **({"url": receiver.flow("none")} | config))
    assert (answer.status, answer.pointers) == (422, [(pointer, "invalidValue")])


@pytest.mark.parametrize("body", [{}, {"config": None}, {"config": []}])
def test_c3_a_body_without_config(server: Callcard, body: dict[str, Any]) -> None:
    """C3: there is nothing to subscribe to."""
    answer = flows.flow(server).post(flows.TASKS, body)
    assert (answer.status, answer.pointers) == (422, [("/config", "invalidValue")])


def test_c3_what_flow_products_send_beside_is_ignored(server: Callcard, receiver: Receiver) -> None:
    """C3: unknown members at both levels."""
    config = {"services": [SUPPORT], "url": receiver.flow("beside"), "authentication": None, "schemaVersion": 2}
    answer = flows.flow(server).post(flows.TASKS, {"config": config, "name": "My flow", "host": {"connection": {}}})
    assert answer.status == 201, answer.body


def test_c3_ending_a_subscription(server: Callcard, receiver: Receiver) -> None:
    """C3: 204 always; an id of another key's is not touched, one's own is told no more."""
    mine = flows.subscribe(flows.flow(server), receiver.flow("ending"))
    other = flows.other_flow(server)
    for subscription in (mine["id"], "unknown", "%00", "f" * 32):
        flows.unsubscribe(other, subscription)
    team.call(server).queued().ended()
    receiver.wait("ending", 3)
    flows.unsubscribe(flows.flow(server), mine["id"])
    flows.unsubscribe(flows.flow(server), mine["id"])
    flows.subscribe(flows.flow(server), receiver.flow("witness"))
    team.call(server).queued().ended()
    receiver.wait("witness", 3)
    assert len(receiver.posts("ending")) == 3


def test_c3_a_key_that_is_taken_away_hears_no_more(launcher: Launcher, receiver: Receiver) -> None:
    """C3: a reload without the key, or with less reach, and its subscriptions are silent; no restart."""
    server = launcher.start(flows.installation(launcher))
    flows.subscribe(flows.other_flow(server), receiver.flow("taken"), SUPPORT)
    flows.subscribe(flows.flow(server), receiver.flow("stays"), SUPPORT)
    team.call(server).queued()
    receiver.wait("taken", 2)
    installation = server.installation
    installation.config["keys"] = [key for key in installation.config["keys"] if key["id"] != "flow2"]
    installation.write()
    assert server.operator().post("/v1/reload").status == 200
    before = len(receiver.posts("stays"))
    team.call(server).queued().ended()
    receiver.wait("stays", before + 3)
    assert len(receiver.posts("taken")) == 2


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
