"""C3 The schemas and samples that flow makers start from are what is really posted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from fakes.receiver import Receiver
from fakes.upstream import Exchange, Upstream
from kit import contract, flows, team
from kit.definition import DEFINITION, FLOWS
from kit.numbers import ANNA
from kit.process import Launcher
from kit.team import BEN, CODED, PIA
from kit.waiting import until

EVENTS = contract.DOCUMENT["components"]["schemas"]["TaskEvent"]["enum"]
SCHEMAS = {path.name.removesuffix(".schema.json"): path for path in (FLOWS / "schemas").iterdir()}


def load(path: Path) -> Any:
    """A file of JSON."""
    return contract.strict_json(path.read_bytes())


def sample(name: str) -> Any:
    """One sample."""
    return load(FLOWS / "samples" / f"{name}.json")


def validator(name: str) -> Draft202012Validator:
    """Checks against one schema."""
    return Draft202012Validator(load(SCHEMAS[name]), format_checker=FormatChecker())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A flow's end."""
    with Receiver() as receiver:
        yield receiver


@pytest.mark.parametrize("name", SCHEMAS)
def test_c3_schemas_are_schemas(name: str) -> None:
    """C3: of JSON Schema 2020-12, of an object, without references: designers of flows follow none."""
    schema = load(SCHEMAS[name])
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] == "object" and "$ref" not in json.dumps(schema)


def test_c3_there_is_a_sample_of_each_event() -> None:
    """C3: and one of a lookup, and of its answer; no others."""
    assert {path.stem for path in (FLOWS / "samples").iterdir()} == {*EVENTS, "lookup", "task"}


@pytest.mark.parametrize("event", EVENTS)
def test_c3_samples_of_events_are_valid(event: str) -> None:
    """C3: by the makers' schema and by the server's document, which allows no member beyond its own."""
    assert sample(event)["event"] == event
    validator("task-event").validate(sample(event))
    contract.validator("components", "schemas", "TaskPost").validate(sample(event))


@pytest.mark.parametrize("name", ["lookup", "task"])
def test_c3_samples_of_being_called_are_valid(name: str) -> None:
    """C3: what a flow is called with, and what it answers."""
    validator(name).validate(sample(name))


@pytest.mark.parametrize(
    "name, change",
    [
        ("task-event", {"event": "Offered"}),
        ("task-event", {"created": "yesterday"}),
        ("task-event", {"isAnonymous": "false"}),
        ("task-event", {"taskInformation": {"preferredUsers": [{"upn": "anna@example.com"}]}}),
        ("lookup", {"event": "offered"}),
        ("lookup", {"callerTelNumber": 493023125123}),
        ("task", {"customer": {"firstName": 7}}),
        ("task", {"preferredUsers": [{"upn": "anna@example.com", "priority": 0}]}),
        ("task", {"preferredUsers": [{"priority": 1}]}),
    ],
    ids=str,
)
def test_c3_the_schemas_can_refuse(name: str, change: dict[str, Any]) -> None:
    """C3: words that are none, wrong types, missing members."""
    value = sample("offered" if name == "task-event" else name)
    assert not validator(name).is_valid(value | change)


def test_c3_a_preferred_user_needs_no_priority() -> None:
    """C12: in what a flow says; in what it is told there always is one."""
    validator("task").validate(sample("task") | {"preferredUsers": [{"upn": "anna@example.com"}]})


def test_c3_the_schemas_have_the_definitions_members() -> None:
    """C3: a maker who takes the schema sees what one sees who takes the custom connector."""
    for name, schema in [("TaskEvent", "task-event"), ("TaskUpdate", "task")]:
        assert set(load(SCHEMAS[schema])["properties"]) == set(DEFINITION["definitions"][name]["properties"])
    customer = load(SCHEMAS["task"])["properties"]["customer"]
    assert set(customer["properties"]) == set(DEFINITION["definitions"]["Customer"]["properties"])


def test_c3_samples_are_like_real_posts(launcher: Launcher, receiver: Receiver) -> None:
    """C3: a call with all nine events; each post is valid, and has its sample's members, but for what is known of the caller."""
    server = launcher.start(flows.installation(launcher))
    flows.subscribe(flows.flow(server), receiver.flow("all"))
    call = team.call(server, number=ANNA).queued().offered(BEN).declined(BEN).offered(PIA).unanswered(PIA)
    team.desk(server).knows(call, "Anna Meier")
    call.offered(PIA).accepted(PIA).ended()
    team.desk(server).saved(call, **CODED)
    until(lambda: set(receiver.events("all")) == set(EVENTS), "all nine events are told")
    for post in receiver.posts("all"):
        validator("task-event").validate(post.json)
        if post.event != "contextUpdated":
            assert set(post.json) - {"taskInformation"} == set(sample(post.event)) - {"taskInformation"}, post.event


def test_c3_the_sample_of_a_lookup_is_like_a_real_one(launcher: Launcher) -> None:
    """C3: a flow that is called with a lookup gets the members of the sample, and its answer may be the sample."""
    with Upstream() as flow:

        def answer(exchange: Exchange) -> None:
            exchange.reply(200, json.dumps(sample("task")).encode())

        flow.routes["POST", "/invoke"] = answer
        installation = team.installation(launcher, upn="support@example.com", telNumber="+493023125000")
        installation.file("flow.url", f"http://127.0.0.1:{flow.port}/invoke?sig=not-a-secret", mode=0o600)
        settings = {"triggerURL": {"file": "flow.url"}}
        installation.config["connectors"] = [
            {"id": "power-automate", "settings": settings, "allow": ["127.0.0.0/8"], "http": True}
        ]
        installation.services["support"]["connectors"] = ["power-automate"]
        client = launcher.start(installation).client()
        found = client.lookup(ANNA, service="support", session="c-4711")
        assert found["caller"]["displayName"] == "Anna Meier" and found["parameters"] == {"ticket": "4711"}
        (request,) = flow.requests
        asked = contract.strict_json(request.body)
    validator("lookup").validate(asked)
    assert set(asked) == set(sample("lookup")) == set(load(SCHEMAS["lookup"])["properties"])
