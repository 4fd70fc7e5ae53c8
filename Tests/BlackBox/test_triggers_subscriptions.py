"""C3 Flows subscribe to what happens to calls, see that, and end it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fakes import faults
from fakes.receiver import Receiver
from kit import contract, flows, team
from kit.flows import SALES, SUPPORT
from kit.process import Callcard, Launcher
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


@pytest.mark.parametrize("whose", ["flow", "other_flow", "nobody"])
def test_c3_ending_a_subscription(server: Callcard, receiver: Receiver, whose: str) -> None:
    """C3: its id ends it, with the key that made it, another flow's or none; 204 always, also for what there never was."""
    mine = flows.subscribe(flows.flow(server), receiver.flow("ending"))
    client = server.anonymous() if whose == "nobody" else getattr(flows, whose)(server)
    for subscription in ("unknown", "%00", "f" * 32, mine["id"].upper()[:-1]):
        flows.unsubscribe(client, subscription)
    team.call(server).queued().ended()
    receiver.wait("ending", 3)
    flows.unsubscribe(client, mine["id"])
    flows.unsubscribe(client, mine["id"])
    flows.subscribe(flows.flow(server), receiver.flow("witness"))
    team.call(server).queued().ended()
    receiver.wait("witness", 3)
    assert len(receiver.posts("ending")) == 3


def test_c3_others_end_no_subscription(server: Callcard, receiver: Receiver) -> None:
    """C3: a key of another role is told so, a bad one is bad; the flow is told as before."""
    mine = flows.subscribe(flows.flow(server), receiver.flow("stays"))
    keys = [key for key in server.installation.keys.all() if key.role != "flow"]
    assert {"operator", "sessionService"} <= {key.role for key in keys}
    for key in keys:
        answer = server.client(key).request("DELETE", f"{flows.TASKS}/{mine['id']}")
        assert (answer.status, answer.code) == (403, "forbidden"), key.role
    bad = server.anonymous().request("DELETE", f"{flows.TASKS}/{mine['id']}", headers={"X-Api-Key": "cc_nobody_x"})
    assert (bad.status, bad.code) == (401, "unauthenticated")
    team.call(server).queued().ended()
    receiver.wait("stays", 3)


def test_c3_subscriptions_of_a_key(launcher: Launcher, receiver: Receiver) -> None:
    """C3: each with what it is told and whether it answers; nobody else's, and nothing that could start the flow."""
    server = launcher.start(flows.installation(launcher))
    client, other = flows.flow(server), flows.other_flow(server)
    assert client.get(flows.TASKS).json == []
    failing = receiver.flow("failing", faults.status(500), faults.status(404), sig="canary-sig-4711")
    first = flows.subscribe(client, failing, taskEvents=["created"])
    both = flows.subscribe(other, receiver.flow("both", sig="canary-sig-4712"), SALES.lower(), SUPPORT, taskEvents=["ended", "queued"])
    every = flows.subscribe(client, receiver.flow("every", sig="canary-sig-4713"))
    shown = lambda answer: [(each["id"], each["services"], each["taskEvents"], each["callback"]) for each in answer.json]  # noqa: E731
    host = f"127.0.0.1:{receiver.port}"
    words = contract.DOCUMENT["components"]["schemas"]["TaskEvent"]["enum"]
    mine = [(first["id"], [SUPPORT], ["created"], f"{host}…4711"), (every["id"], [SUPPORT], words, f"{host}…4713")]
    assert shown(client.get(flows.TASKS)) == mine
    assert shown(other.get(flows.TASKS)) == [(both["id"], [SALES.lower(), SUPPORT], ["queued", "ended"], f"{host}…4712")]
    assert b"canary" not in client.get(flows.TASKS).body and b"whsec" not in client.get(flows.TASKS).body

    state = lambda: [each["failing"] for each in client.get(flows.TASKS).json]  # noqa: E731
    assert state() == [0, 0]
    call = team.call(server).queued()
    receiver.wait("failing", 2)
    until(lambda: state() == [2, 0], "the second failure is counted")
    receiver.wait("failing", 3)
    until(lambda: state() == [0, 0], "the success is")
    call.ended()
    flows.unsubscribe(other, first["id"])
    assert shown(client.get(flows.TASKS)) == mine[1:]


def test_c3_services_out_of_reach_are_not_listed(launcher: Launcher, receiver: Receiver) -> None:
    """C3: a key with less reach sees its subscription, and of its services those that it still may know of."""
    server = launcher.start(flows.installation(launcher))
    made = flows.subscribe(flows.other_flow(server), receiver.flow("narrowed"), SUPPORT, SALES)
    installation = server.installation
    for key in installation.config["keys"]:
        if key["id"] == "flow2":
            key["services"] = ["support"]
    installation.write()
    assert server.operator().post("/v1/reload").status == 200
    listed = flows.other_flow(server).get(flows.TASKS).json
    assert [(each["id"], each["services"]) for each in listed] == [(made["id"], [SUPPORT])]


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
