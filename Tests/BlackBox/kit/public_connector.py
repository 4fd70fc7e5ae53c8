"""The public connector for a contact centre that flow makers already have: its operations and the types that it declares.

Written down from its published definition (microsoft/PowerPlatformConnectors, Luware Nimbus), in the short form that tests need. What
it sends and reads follows from the declared types alone: a flow's steps see no other members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft4Validator

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer"}


def array(items: Schema) -> Schema:
    """A list of one type."""
    return {"type": "array", "items": items}


def record(*names: str, required: tuple[str, ...] = (), **members: Schema) -> Schema:
    """An object; `names` are its texts. It may have more members, and of these only the required ones must be there."""
    properties = {name: TEXT for name in names} | members
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


CHOICE = record("name", "value")
FIELD = record("name", "value", required=("name",))
PREFERRED_USER = record("upn", required=("upn",), priority={"type": "integer", "minimum": 1, "maximum": 99})
CUSTOMER = record(
    *("firstName", "lastName", "displayName", "company", "jobTitle", "department", "streetAddress", "postCode", "city"),
    *("state", "country", "primaryTelNumber", "UPN", "imAddress", "email"),
    telNumbers=array(FIELD),
    customFields=array(FIELD),
)
TASK_INFORMATION = record(
    customer=CUSTOMER, customContextParameters=array(FIELD), preferredUsers=array(PREFERRED_USER) | {"maxItems": 10}
)
TASK_EVENT = record(
    *("taskId", "callChainId", "tenantId", "event", "direction", "modality", "created", "terminated"),
    *("lastConnectedUserId", "LastConnectedUserUPN", "LastConnectedUserEmail", "microsoftCallerId", "referenceId"),
    *("callerId", "callerTelNumber", "callerUPN", "microsoftDestinationId", "destinationId", "destinationTelNumber"),
    *("destinationUPN", "acsId", "customerIdentifier", "initialMessage", "serviceId", "serviceName"),
    *("serviceDescription", "serviceDisplayName", "serviceUPN", "serviceTelNumber", "emailSubject"),
    *("emailBodyUniqueRichText", "emailBodyUniquePlainText", "emailServiceMailboxUPN"),
    *("updatedParameterName", "updatedParameterValue"),
    isAnonymous=FLAG,
    outboundAttempt=COUNT,
    taskInformation=TASK_INFORMATION,
)
SUBSCRIPTION = record(
    required=("config",),
    config=record(
        "url",
        required=("url", "services", "taskEvents"),
        services=array(TEXT) | {"minItems": 1},
        taskEvents=array(TEXT),
        modalities=array(TEXT),
        directions=array(TEXT),
    ),
)
CONTACT = record(
    *("externalId", "firstName", "lastName", "displayName", "initials", "company", "department", "jobTitle"),
    "userPrincipalName",
    required=("externalId",),
    imAddresses=array(TEXT),
    emailAddresses=array(TEXT),
    businessPhones=array(TEXT),
    mobilePhones=array(TEXT),
    homePhones=array(TEXT),
    addresses=array(record("street", "city", "country", "state", "postalCode")),
    customFields=array(FIELD),
)
BOOK = record("name", "id")


@dataclass(frozen=True)
class Operation:
    """One operation that a flow may have as a step, a trigger, or the source of a drop-down list."""

    id: str
    method: str
    path: str
    """With `{name}` for parameters."""
    status: int = 200
    """The one that means success."""
    body: Schema | None = None
    """The type of its body; `None` where it has none."""
    answer: Schema | None = None
    """The declared type of its answer; `None` where none is declared, and steps see nothing of it."""

    def __str__(self) -> str:
        return self.id


_BOOK = "/v2/AddressBooks/{AddressBook}/contacts"
SERVED = [
    Operation("RegisterTaskWebHook", "POST", "/v1/triggers/tasks", 201, SUBSCRIPTION),
    Operation("DeleteTaskEventsTrigger", "DELETE", "/v1/triggers/tasks/{triggerId}", 204),
    Operation("UpdateTask", "PUT", "/v1/tasks/{taskId}", body=TASK_INFORMATION),
    Operation("GetServices", "GET", "/v1/tasks/service-contacts", answer=array(TEXT)),
    Operation("GetTaskEvents", "GET", "/v1/tasks/events", answer=array(CHOICE)),
    Operation("GetUsersForPreferredRouting", "GET", "/v1/tasks/users-for-preferred-routing", answer=array(TEXT)),
    Operation("GetTaskModalities", "GET", "/v1/tasks/modalities", answer=array(CHOICE)),
    Operation("GetTaskDirections", "GET", "/v1/tasks/directions", answer=array(CHOICE)),
    Operation("GetAddressBooks", "GET", "/v2/AddressBooks", answer=array(BOOK)),
    Operation("GetContacts", "GET", _BOOK, answer=array(CONTACT)),
    Operation("AddContact", "POST", _BOOK, body=CONTACT, answer=CONTACT),
    Operation("UpdateContact", "PUT", _BOOK, body=CONTACT, answer=CONTACT),
    Operation("RemoveContacts", "POST", f"{_BOOK}/delete", body=array(TEXT)),
    Operation("ClearContacts", "POST", f"{_BOOK}/clear"),
    Operation("TestConnection", "GET", "/v1/diagnostics/testconnection"),
]
"""What Callcard serves."""
NOT_SERVED = [
    Operation("RegisterSchedulerEntryTrigger", "POST", "/v1/triggers/scheduler-entries", 201),
    Operation("DeleteSchedulerEntriesTrigger", "DELETE", "/v1/triggers/scheduler-entries/{triggerId}", 204),
    Operation("GetSchedulerEntriesEvents", "GET", "/v1/scheduler-entries/events"),
    Operation("GetSchedulerEntryServices", "GET", "/v1/scheduler-entries/service-contacts"),
    Operation("GetDistributionPriorities", "GET", "/v1/scheduler-entries/distribution-priorities"),
    Operation("GetSchedulerEntries", "GET", "/v1/scheduler-entries"),
    Operation("CreateSchedulerEntry", "POST", "/v1/scheduler-entries"),
    Operation("UpdateSchedulerEntry", "PUT", "/v1/scheduler-entries/{SchedulerEntryID}"),
    Operation("DeleteSchedulerEntry", "DELETE", "/v1/scheduler-entries/{SchedulerEntryID}"),
    Operation("GetExternalTasksServices", "GET", "/v1/ExternalTasks/service-contacts"),
    Operation("GetExternalTasksDistributionPriorities", "GET", "/v1/ExternalTasks/distribution-priorities"),
    Operation("AddExternalTask", "POST", "/v1/ExternalTasks"),
    Operation("RemoveExternalTask", "DELETE", "/v1/ExternalTasks/{externalTaskId}"),
]
"""What it does not: calls to be made later, and tasks that are no calls."""


def operation(id: str) -> Operation:
    """The served one with this id."""
    return next(operation for operation in SERVED if operation.id == id)


def check(schema: Schema, value: Any) -> None:
    """Raises unless a value has its declared type."""
    Draft4Validator(schema).validate(value)


def fields(schema: Schema, place: str = "") -> Iterator[str]:
    """The place of each field of a declared type, at every depth: `customer.telNumbers[].name`."""
    if schema["type"] == "object":
        for name, inner in schema["properties"].items():
            yield from fields(inner, f"{place}.{name}" if place else name)
    elif schema["type"] == "array":
        yield from fields(schema["items"], f"{place}[]")
    else:
        yield place


def places(value: Any, place: str = "") -> Iterator[str]:
    """The same of a value."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from places(inner, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for inner in value:
            yield from places(inner, f"{place}[]")
    else:
        yield place
