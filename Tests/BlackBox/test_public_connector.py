"""C3, C10 Flows that were made with the public connector: each operation that is served answers in its declared type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest

from fakes.receiver import Receiver
from kit import contract, flows, public_connector, team
from kit.client import Answer, Client
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.public_connector import NOT_SERVED, SERVED, Operation
from kit.team import BEN, PIA
from kit.waiting import until

BOOK = "pushed"
CONTACT: dict[str, Any] = {
    "externalId": "17",
    "firstName": "Anna",
    "lastName": "Meier",
    "displayName": "Anna Meier",
    "initials": "AM",
    "company": "ACME AG",
    "department": "Sales",
    "jobTitle": "Head",
    "userPrincipalName": "anna@example.com",
    "imAddresses": ["anna@im.example"],
    "emailAddresses": ["anna.meier@example.com"],
    "businessPhones": ["+49 30 23125 600"],
    "mobilePhones": ["+49 30 23125 601"],
    "homePhones": ["+49 30 23125 602"],
    "addresses": [
        {"street": "Teststraße 7", "city": "Berlin", "country": "Germany", "state": "Berlin", "postalCode": "10999"}
    ],
    "customFields": [{"name": "Tier", "value": "gold"}],
}
"""A contact with every field that is declared."""
UPDATE: dict[str, Any] = {
    "customer": {
        "firstName": "Anna",
        "lastName": "Meier",
        "displayName": "Anna Meier",
        "company": "ACME AG",
        "jobTitle": "Head",
        "department": "Sales",
        "streetAddress": "Teststraße 7",
        "postCode": "10999",
        "city": "Berlin",
        "state": "Berlin",
        "country": "Germany",
        "primaryTelNumber": "+49 30 23125 600",
        "UPN": "anna@example.com",
        "imAddress": "anna@im.example",
        "email": "anna.meier@example.com",
        "telNumbers": [{"name": "Mobile", "value": "+49 30 23125 601"}],
        "customFields": [{"name": "Tier", "value": "gold"}],
    },
    "customContextParameters": [{"name": "ticket", "value": "4711"}],
    "preferredUsers": [{"upn": BEN, "priority": 7}],
}
"""What a flow may say of a task, with every field that is declared."""
NEVER_TOLD = {
    # Accounts and mailboxes of a directory that Callcard does not ask.
    *("tenantId", "lastConnectedUserId", "LastConnectedUserEmail", "microsoftCallerId", "callerId", "microsoftDestinationId"),
    *("destinationId", "destinationUPN", "acsId", "emailServiceMailboxUPN"),
    # What other tasks than calls have.
    *("customerIdentifier", "initialMessage", "emailSubject", "emailBodyUniqueRichText", "emailBodyUniquePlainText"),
    # A call that is dialled again is another session.
    "outboundAttempt",
}
"""Declared members of a told event that are always absent."""


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A team whose service looks into a book that flows fill."""
    return module_launcher.start(flows.filled(module_launcher, BOOK))


@pytest.fixture
def client(server: Callcard) -> Client:
    """The connector, with a book that has one contact."""
    client = flows.flow(server)
    call(client, "ClearContacts")
    call(client, "AddContact", CONTACT)
    return client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """The product's end of a trigger."""
    with Receiver() as receiver:
        yield receiver


def call(client: Client, id: str, body: Any = None, query: str = "", **path: str) -> Answer:
    """Does what the connector does for a step; expects success, and the answer's declared type."""
    operation = public_connector.operation(id)
    if operation.body is not None:
        public_connector.check(operation.body, body)
    answer = client.request(operation.method, filled(operation, path) + query, body)
    assert answer.status == operation.status, answer.body
    if operation.answer is not None:
        public_connector.check(operation.answer, answer.json)
    return answer


def filled(operation: Operation, path: Mapping[str, str] = {}) -> str:
    """An operation's path with its parameters."""
    return re.sub(r"{(\w+)}", lambda name: quote({"AddressBook": BOOK, **path}[name[1]], safe=""), operation.path)


def test_c3_what_is_served_is_in_the_document() -> None:
    """C3: the connector's 28 operations are those that the server's document has, and those that are said not to be."""
    documented = {(method, re.sub(r"{\w+}", "{}", path)) for method, path, _ in contract.operations()}
    place = lambda operation: (operation.method, re.sub(r"{\w+}", "{}", operation.path))  # noqa: E731
    assert (len(SERVED), len(NOT_SERVED)) == (15, 13)
    assert {place(operation) for operation in SERVED} <= documented
    assert {place(operation) for operation in NOT_SERVED}.isdisjoint(documented)


@pytest.mark.parametrize("id", ["GetServices", "GetUsersForPreferredRouting"])
def test_c3_lists_of_upns_are_texts(client: Client, id: str) -> None:
    """C3: a drop-down without a path to a value shows what stands in the list."""
    found = call(client, id).json
    assert found and all(re.fullmatch(r"[^@\s]+@[^@\s]+", upn) for upn in found)


@pytest.mark.parametrize("id, member", [
    ("GetTaskEvents", "taskEvents"), ("GetTaskModalities", "modalities"), ("GetTaskDirections", "directions")
])
def test_c3_each_choice_can_be_subscribed_to(client: Client, receiver: Receiver, id: str, member: str) -> None:
    """C3: lists with a name and a value; the value is what a subscription takes."""
    choices = call(client, id).json
    assert choices and all(choice["name"] and choice["value"] for choice in choices)
    config = {"services": call(client, "GetServices").json, "taskEvents": [], "url": receiver.flow("none")}
    made = call(client, "RegisterTaskWebHook", {"config": config | {member: [choice["value"] for choice in choices]}})
    call(client, "DeleteTaskEventsTrigger", triggerId=made.json["id"])


def test_c3_a_subscription_ends_where_its_answer_says(client: Client, receiver: Receiver) -> None:
    """C3: products keep `Location`, and end the subscription there."""
    config = {"services": [flows.SUPPORT], "taskEvents": ["created"], "url": receiver.flow("ends")}
    place = call(client, "RegisterTaskWebHook", {"config": config}).headers["location"]
    assert place.startswith("/v1/triggers/tasks/") and client.request("DELETE", place).status == 204
    assert place.rsplit("/", 1)[-1] not in {each["id"] for each in client.get("/v1/triggers/tasks").json}


def test_c10_books_and_contacts_have_their_types(client: Client) -> None:
    """C10: a single contact is answered with itself, a list of ids comes joined by commas, and nothing is lost."""
    assert set(public_connector.fields(public_connector.CONTACT)) == set(public_connector.places(CONTACT)), "a field is missing"
    assert BOOK in {book["id"] for book in call(client, "GetAddressBooks").json}
    for id in ("AddContact", "UpdateContact"):
        answer = call(client, id, CONTACT).json
        assert {name: answer[name] for name in CONTACT} == CONTACT
    second = {"externalId": "18"}
    assert call(client, "AddContact", second).json["externalId"] == "18"
    assert call(client, "GetContacts").json == [CONTACT, second]
    assert call(client, "GetContacts", query="?externalIds=18,17").json == [second, CONTACT]
    call(client, "RemoveContacts", ["17"])
    assert call(client, "GetContacts").json == [second]
    call(client, "ClearContacts")
    assert call(client, "GetContacts").json == []


def test_c10_pages_follow_one_another(client: Client) -> None:
    """C10: more than a thousand contacts come in pages; each has its type and names the next."""
    sent = [{"externalId": f"p-{index:04d}"} for index in range(1_001)]
    for part in (sent[:1_000], sent[1_000:]):
        assert client.post(f"/v2/AddressBooks/{BOOK}/contacts", part).status == 200
    first = call(client, "GetContacts")
    (query,) = re.findall(r"<[^?>]*(\?[^>]*)>; rel=\"next\"", first.headers["link"])
    second = call(client, "GetContacts", query=query)
    assert "link" not in second.headers
    assert [each["externalId"] for each in first.json + second.json] == ["17", *(each["externalId"] for each in sent)]


def test_c3_every_field_of_a_task_can_be_updated(server: Callcard, client: Client) -> None:
    """C3: each is taken, and is in the context under its name; `UPN` is there as `upn`."""
    assert set(public_connector.fields(public_connector.TASK_INFORMATION)) == set(public_connector.places(UPDATE))
    task = team.call(server, number="+493023125777").queued()
    call(client, "UpdateTask", UPDATE, taskId=task.session)
    found = server.client().get(f"/v1/sessions/{task.session}/context").json
    customer = dict(UPDATE["customer"])
    assert {name: found["caller"][name] for name in customer if name != "UPN"} == {
        name: value for name, value in customer.items() if name != "UPN"
    }
    assert found["caller"]["upn"] == customer["UPN"]
    assert (found["parameters"], found["preferredUsers"]) == ({"ticket": "4711"}, UPDATE["preferredUsers"])


def test_c3_only_what_must_be_there_is_needed(server: Callcard, client: Client) -> None:
    """C3: of lists of names the name alone, of users the UPN alone; an empty object changes nothing."""
    task = team.call(server, number=ANNA).queued()
    least = {"customContextParameters": [{"name": "x"}], "preferredUsers": [{"upn": PIA}], "customer": {}}
    for body in (least, {}, {"customer": {"telNumbers": [{"name": "x"}], "customFields": [{"name": "x"}]}}):
        call(client, "UpdateTask", body, taskId=task.session)
    found = server.client().get(f"/v1/sessions/{task.session}/context").json
    assert (found["parameters"], found["preferredUsers"]) == ({}, [{"upn": PIA, "priority": 50}])
    assert call(client, "AddContact", {"externalId": "17"}).json["externalId"] == "17"


def test_c3_what_is_told_has_its_type(server: Callcard, client: Client, receiver: Receiver) -> None:
    """C3: every declared member of an event is told somewhere in its type, but for those that are said never to be."""
    config = {"services": [flows.SUPPORT], "taskEvents": [], "url": receiver.flow("told")}
    call(client, "RegisterTaskWebHook", {"config": config})
    task = team.call(server, number=ANNA).queued()
    call(client, "UpdateTask", UPDATE, taskId=task.session)
    task.offered(PIA).accepted(PIA).ended()
    outbound = team.call(server, number=ANNA, outbound=True).dialing(PIA).accepted().ended()
    ends = {task.session, outbound.session}
    until(lambda: ends <= {post.json["taskId"] for post in receiver.posts("told") if post.event == "ended"}, "both ends are told")
    told = set()
    # The published type writes two members with a capital that JSON of this kind has not.
    names = {name.lower(): name for name in public_connector.TASK_EVENT["properties"]}
    for post in receiver.posts("told"):
        event = {names.get(name.lower(), name): value for name, value in post.json.items()}
        public_connector.check(public_connector.TASK_EVENT, event)
        told |= {place.replace("customer.upn", "customer.UPN") for place in public_connector.places(event)}
    declared = set(public_connector.fields(public_connector.TASK_EVENT))
    assert told & declared == declared - NEVER_TOLD


@pytest.mark.parametrize("operation", NOT_SERVED, ids=str)
def test_c3_what_is_not_served_says_so(server: Callcard, operation: Operation) -> None:
    """C3: 404 with words for the maker, whoever asks; never 5xx, which flows would repeat. The guide has it in its list."""
    path = filled(operation, {"triggerId": "17", "SchedulerEntryID": "17", "externalTaskId": "17"})
    body = {"serviceUpn": flows.SUPPORT} if operation.method in ("POST", "PUT") else None
    for sender in (flows.flow(server), server.operator(), server.anonymous()):
        answer = sender.request(operation.method, path, body)
        assert (answer.status, answer.code) == (404, "notFound")
        assert re.match("(Scheduler entries|External tasks) are not served", answer.json["detail"])
    guide = (contract.REPOSITORY / "docs" / "flows.md").read_text()
    assert f"`{operation.method} {operation.path}`" in guide


def test_c3_what_is_unknown_is_not_said_to_be_theirs(server: Callcard) -> None:
    """C3: only their paths have these words."""
    for path in ("/v1/scheduler", "/v1/scheduler-entriesx", "/v1/ExternalTask", "/v1/triggers/other"):
        assert flows.flow(server).get(path).json["detail"] == "There is no such resource."
