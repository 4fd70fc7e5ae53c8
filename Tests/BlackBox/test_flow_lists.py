"""C3 What the drop-downs of flow products are filled from, and the test of a connection."""

from __future__ import annotations

from typing import Any

import pytest

from kit import contract, flows, team
from kit.client import Client
from kit.flows import SALES, SUPPORT
from kit.keys import Key
from kit.process import Callcard, Launcher
from kit.team import BEN, CLEO, PIA

SCHEMAS = contract.DOCUMENT["components"]["schemas"]
LISTS = ["events", "modalities", "directions", "service-contacts", "users-for-preferred-routing"]
ROUTES = [f"/v1/tasks/{name}" for name in LISTS] + ["/v1/diagnostics/testconnection"]


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """Services `support` and `sales`, one without a UPN, and a key of a flow for each combination that matters."""
    installation = flows.installation(module_launcher)
    installation.services["sales"]["members"] = [BEN, "zoe@example.com"]
    installation.add_service("back", ["contacts"], **team.settings("amy@example.com"))
    for name, services in [("all", ("*",)), ("back", ("back",)), ("nothing", ("closed-long-ago",))]:
        installation.people[name] = installation.add_key(Key(f"flow-{name}", "flow", services))
    return module_launcher.start(installation)


def flow(server: Callcard, name: str) -> Client:
    """A client with a key of a flow."""
    return server.client(server.installation.people[name])


def listed(client: Client, name: str) -> list[Any]:
    """What a list has."""
    answer = client.get(f"/v1/tasks/{name}")
    assert answer.status == 200, answer.body
    entries: list[Any] = answer.json
    return entries


def choices(client: Client, name: str) -> list[tuple[str, str]]:
    """(name, value) of each entry of a list of words."""
    entries = listed(client, name)
    assert all(set(entry) == {"name", "value"} for entry in entries)
    return [(entry["name"], entry["value"]) for entry in entries]


@pytest.mark.parametrize("name, schema", [("events", "TaskEvent"), ("modalities", "Modality"), ("directions", "TaskDirection")])
def test_c3_words_are_those_that_subscriptions_take(server: Callcard, name: str, schema: str) -> None:
    """C3: each word of the contract once, in its order, with a name of its own for people."""
    found = choices(flows.flow(server), name)
    assert [value for _, value in found] == SCHEMAS[schema]["enum"]
    assert len({title for title, _ in found}) == len(found) and all(title for title, _ in found)


def test_c3_services_that_the_key_reaches(server: Callcard) -> None:
    """C3: UPNs as texts, in the order of names; of others' services nothing is told."""
    assert listed(flows.flow(server), "service-contacts") == [SUPPORT]
    both = listed(flows.other_flow(server), "service-contacts")
    assert [upn.lower() for upn in both] == [SALES.lower(), SUPPORT]
    assert listed(flow(server, "all"), "service-contacts") == both
    assert listed(flow(server, "back"), "service-contacts") == listed(flow(server, "nothing"), "service-contacts") == []


def test_c3_every_service_of_the_list_can_be_subscribed_to(server: Callcard) -> None:
    """C3: the list's values are what a subscription takes."""
    client = flows.other_flow(server)
    made = flows.subscribe(client, "http://127.0.0.1:9/run", *listed(client, "service-contacts"))
    flows.unsubscribe(client, made["id"])


def test_c3_users_of_the_keys_services(server: Callcard) -> None:
    """C3: members, each once and in order; of others' services nobody."""
    expected = [
        (flows.flow(server), [PIA, BEN, CLEO]),
        (flows.other_flow(server), [PIA, BEN, CLEO, "zoe@example.com"]),
        (flow(server, "back"), ["amy@example.com"]),
        (flow(server, "all"), [PIA, BEN, CLEO, "zoe@example.com", "amy@example.com"]),
        (flow(server, "nothing"), []),
    ]
    for client, users in expected:
        assert listed(client, "users-for-preferred-routing") == sorted(users)


def test_c3_lists_follow_the_settings(launcher: Launcher) -> None:
    """C3: what an owner changes is in the next list; no restart."""
    server = launcher.start(flows.installation(launcher))
    client = flows.flow(server)
    operator = server.operator()
    current = operator.get("/v1/services/support/settings")
    changed = current.json | {"upn": "help@example.com", "members": ["new@example.com"]}
    put = operator.request("PUT", "/v1/services/support/settings", changed, headers={"If-Match": current.headers["etag"]})
    assert put.status == 200, put.body
    assert listed(client, "service-contacts") == ["help@example.com"]
    assert listed(client, "users-for-preferred-routing") == ["new@example.com"]


def test_c3_a_connection_is_tested(server: Callcard) -> None:
    """C3: a good key is told so, by either header, and nothing else."""
    client = flows.flow(server)
    assert client.key is not None
    for headers in ({}, {"Authorization": "", "X-Api-Key": client.key.token}):
        answer = client.get("/v1/diagnostics/testconnection", headers=headers)
        assert (answer.status, answer.json) == (200, {"status": "ok"})
    wrong = client.get("/v1/diagnostics/testconnection", headers={"Authorization": "", "X-Api-Key": client.key.token[:-1] + "!"})
    assert (wrong.status, wrong.code) == (401, "unauthenticated")


@pytest.mark.parametrize("path", ROUTES)
def test_c3_lists_are_for_flows(server: Callcard, path: str) -> None:
    """C3: other roles are turned away, and so is who has no key."""
    assert server.anonymous().get(path).status == 401
    for key in server.installation.keys.all():
        assert server.client(key).get(path).status == (200 if key.role == "flow" else 403), key.role
