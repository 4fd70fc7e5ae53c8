"""C3 The custom connector that flow makers import says what the server does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV2SpecValidator, validate

from fakes.receiver import Receiver
from kit import contract, definition, flows, team
from kit.books import anna
from kit.client import Answer, Client
from kit.definition import DEFINITION, FLOWS, Operation
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import PIA

OPERATIONS = list(definition.operations())
BOOK = "pushed"


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team whose service looks into a book that flows fill."""
    return module_launcher.start(flows.filled(module_launcher, BOOK))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """The product's end of a trigger."""
    with Receiver() as receiver:
        yield receiver


def call(client: Client, operation: Operation, path: Mapping[str, str], body: Any = None, query: str = "") -> Answer:
    """Does what the definition says, with the key where it says; expects its success, and an answer as it says."""
    security = DEFINITION["securityDefinitions"]["api_key"]
    assert client.key is not None and security["in"] == "header"
    headers = {"Authorization": "", security["name"]: client.key.token}
    place = DEFINITION["basePath"].rstrip("/") + operation.path.format_map(path) + query
    answer = client.request(operation.method, place, body, headers=headers)
    status, said = operation.success
    assert answer.status == status, answer.body
    assert {name.lower() for name in said.get("headers", {})} <= set(answer.headers)
    if "schema" in said:
        definition.check(said["schema"], answer.json)
    else:
        assert answer.body == b""
    return answer


def subscribe(client: Client, receiver: Receiver, name: str) -> Answer:
    """Turns a flow on."""
    operation = definition.operation("Subscribe")
    assert operation.body is not None
    return call(client, operation, {}, definition.example(operation.body, receiver.flow(name)))


def test_c3_it_is_swagger_2_0() -> None:
    """C3: as PyPI's openapi-spec-validator sees it; less than 1 MB, as Power Automate wants it."""
    validate(DEFINITION, cls=OpenAPIV2SpecValidator)
    assert DEFINITION["swagger"] == "2.0" and len(json.dumps(DEFINITION)) < 1_000_000


def test_c3_its_properties_ask_for_the_key() -> None:
    """C3: the connection's one parameter is the security definition's, never shown, and must be there."""
    properties = json.loads((FLOWS / "custom-connector" / "apiProperties.json").read_text())["properties"]
    ((name, parameter),) = properties["connectionParameters"].items()
    assert [*DEFINITION["securityDefinitions"]] == [name] and DEFINITION["security"] == [{name: []}]
    assert parameter["type"] == "securestring" and parameter["uiDefinition"]["constraints"]["required"] == "true"
    assert DEFINITION["securityDefinitions"][name]["name"] == contract.DOCUMENT["components"]["securitySchemes"]["apiKey"]["name"]


def test_c3_everything_for_makers_has_a_name() -> None:
    """C3: operations have a summary, what a maker fills in or picks from has one too; ids are unique and plain."""
    ids = [operation.id for operation in OPERATIONS]
    assert len(set(ids)) == len(ids) and all(id.isalpha() for id in ids)
    for operation in OPERATIONS:
        assert operation.spec["summary"] and operation.spec["description"].endswith(".")
        for parameter in operation.parameters.values():
            assert parameter["in"] == "body" or parameter["x-ms-summary"], (operation.id, parameter["name"])
    for name, schema in DEFINITION["definitions"].items():
        for part in definition.parts(schema):
            for member, inner in part.get("properties", {}).items():
                is_leaf = definition.resolved(inner)["type"] != "object" and inner.get("x-ms-visibility") != "internal"
                assert not is_leaf or "x-ms-summary" in definition.resolved(inner), (name, member)


def document(operation: Operation) -> Mapping[str, Any]:
    """The same operation in the server's own document."""
    found: Mapping[str, Any] = contract.DOCUMENT["paths"][operation.path][operation.method.lower()]
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_c3_it_agrees_with_the_servers_document(operation: Operation) -> None:
    """C3: path, method, id, parameters, and the members of bodies and answers, at every depth."""
    theirs = document(operation)
    assert theirs["operationId"] == operation.id[0].lower() + operation.id[1:]
    beside = contract.DOCUMENT["paths"][operation.path].get("parameters", [])
    parameters = {(parameter["name"], parameter["in"]) for parameter in [*beside, *theirs.get("parameters", [])]}
    assert parameters == {(name, said["in"]) for name, said in operation.parameters.items() if name != "body"}
    assert (operation.body is not None) == ("requestBody" in theirs)
    if operation.body is not None:
        agree(operation.body, theirs["requestBody"]["content"]["application/json"]["schema"], "body")
    status, said = operation.success
    answer, _ = contract.resolve(theirs["responses"][str(status)])
    assert ("schema" in said) == ("content" in answer)
    if "schema" in said:
        agree(said["schema"], answer["content"]["application/json"]["schema"], "answer")


def test_c3_the_trigger_agrees_with_what_is_posted() -> None:
    """C3: what a flow is told has the members that the server's document has."""
    content = definition.operation("Subscribe").item["x-ms-notification-content"]
    agree(content["schema"], {"$ref": "#/components/schemas/TaskPost"}, "post")


def agree(ours: Mapping[str, Any], theirs: Mapping[str, Any], place: str) -> None:
    """Both schemas have the same members, and ours promises and demands no less."""
    ours, (theirs, _) = definition.resolved(ours), contract.resolve(theirs)
    # Of what may come in several shapes makers see the list, or what is not null.
    shapes = [contract.resolve(shape)[0] for shape in theirs.get("oneOf", [])]
    theirs = next((shape for shape in shapes if allows(shape, ours["type"])), theirs)
    if "const" not in theirs and "enum" not in theirs:
        assert allows(theirs, ours["type"]), place
    if "enum" in ours:
        assert set(ours["enum"]) == set(theirs["enum"]), place
    if ours["type"] == "array":
        agree(ours["items"], theirs["items"], f"{place}[]")
    if ours["type"] == "object":
        # `UPN` is another writing of `upn`.
        assert set(ours["properties"]) == set(theirs["properties"]) - {"UPN"}, place
        assert set(theirs.get("required", [])) <= set(ours.get("required", [])), place
        for name, inner in ours["properties"].items():
            agree(inner, theirs["properties"][name], f"{place}.{name}")


def allows(schema: Mapping[str, Any], kind: str) -> bool:
    """Whether a value of this type may be there."""
    types = schema.get("type", [])
    return kind in ([types] if isinstance(types, str) else types)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_c3_every_operation_can_be_called(server: Callcard, receiver: Receiver, operation: Operation) -> None:
    """C3: as the definition says, with its own examples; the answer is as it says."""
    client = flows.flow(server)
    assert client.request("POST", f"/v2/AddressBooks/{BOOK}/contacts", [anna()]).status == 200
    task = team.call(server, number=ANNA).queued()
    path = {"taskId": task.session, "id": BOOK}
    if operation.id == "Unsubscribe":
        path["id"] = subscribe(client, receiver, "before").json["id"]
    body = definition.example(operation.body, receiver.flow("example")) if operation.body is not None else None
    call(client, operation, path, body)
    task.ended()


@pytest.mark.parametrize("operation", [operation for operation in OPERATIONS if operation.body is not None], ids=str)
def test_c3_examples_are_what_the_definition_allows(operation: Operation) -> None:
    """C3: each body has an example, and it is valid."""
    assert operation.body is not None
    definition.check(operation.body, definition.example(operation.body, "https://flows.example/run/17"))


def drop_downs() -> list[tuple[str, Mapping[str, Any]]]:
    """What is picked from a list, by its name, with where the list comes from."""
    found = []
    for operation in OPERATIONS:
        schemas = [schema for parameter in operation.parameters.values() for schema in parts(parameter)]
        picked = [(name, schema["x-ms-dynamic-values"]) for name, schema in schemas if "x-ms-dynamic-values" in schema]
        found += [(f"{operation.id} {name}", source) for name, source in picked]
    return found


def parts(parameter: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A parameter and all that it is made of, with its name."""
    for part in definition.parts(parameter["schema"]) if "schema" in parameter else [parameter]:
        yield part.get("x-ms-summary", parameter["name"]), part


@pytest.mark.parametrize("name, source", drop_downs(), ids=lambda value: value if isinstance(value, str) else "")
def test_c3_drop_downs_are_filled(server: Callcard, name: str, source: Mapping[str, Any]) -> None:
    """C3: the list's operation needs nothing filled in, and its answer has the members that are named."""
    operation = definition.operation(source["operationId"])
    assert not operation.parameters
    choices = call(flows.flow(server), operation, {}).json
    # Without a path the entries are texts, which are shown and taken as they are.
    assert choices and all(value for choice in choices for value in shown(choice, source))


def shown(choice: Any, source: Mapping[str, Any]) -> list[str]:
    """What a drop-down list shows of an entry, and takes from it."""
    if "value-path" not in source:
        assert isinstance(choice, str)
        return [choice]
    return [choice[source["value-path"]], choice[source["value-title"]]]


def test_c3_there_are_drop_downs() -> None:
    """C3: for services, events, directions, modalities, users, and the book of each call that needs one."""
    named = [source["operationId"] for _, source in drop_downs()]
    assert {"ListServiceContacts", "ListTaskEvents", "ListTaskDirections", "ListModalities", "ListRoutingUsers"} < set(named)
    books = [operation for operation in OPERATIONS if operation.path.startswith("/v2/AddressBooks/{id}")]
    assert named.count("ListAddressBooks") == len(books) == 5


def test_c3_a_flow_from_beginning_to_end(server: Callcard, receiver: Receiver) -> None:
    """C3: turned on, told of a call, says who it is, turned off by the address that it was given."""
    client = flows.flow(server)
    made = subscribe(client, receiver, "whole")
    task = team.call(server, number="+493023125198").queued().offered(PIA)
    (post,) = receiver.wait("whole", 1)
    definition.check(definition.operation("Subscribe").item["x-ms-notification-content"]["schema"], post.json)
    update = definition.operation("UpdateTask")
    assert update.body is not None
    call(client, update, {"taskId": post.json["taskId"]}, definition.example(update.body, ""))
    team.desk(server).knows(task, "Anna Meier")
    assert client.request("DELETE", made.headers["location"]).status == 204
    task.ended()
    subscribe(client, receiver, "witness")
    team.call(server).queued().ended()
    receiver.wait("witness", 1)
    assert len(receiver.posts("whole")) == 1
