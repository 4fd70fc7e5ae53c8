"""A HubSpot account, as far as its CRM search of contacts goes. Start it with `python -m fakes.hubspot`.

It enforces what the public reference documents: path and method, bearer token and scope, JSON body, known members, properties and
operators, the limits of a search, paging. Anything else is refused in HubSpot's error shape.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/crm/v3/objects/contacts/search"
SCOPE = "crm.objects.contacts.read"
MEMBERS = {"filterGroups", "query", "sorts", "properties", "limit", "after"}
LISTS, RANGES, TESTS = {"IN", "NOT_IN"}, {"BETWEEN"}, {"HAS_PROPERTY", "NOT_HAS_PROPERTY"}
SINGLE = {"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"}
ALWAYS = ["createdate", "hs_object_id", "lastmodifieddate"]
STORED = [
    "firstname",
    "lastname",
    "company",
    "jobtitle",
    "email",
    "phone",
    "mobilephone",
    "address",
    "zip",
    "city",
    "state",
    "country",
    "lifecyclestage",
]
CALCULATED = {"hs_searchable_calculated_phone_number": "phone", "hs_searchable_calculated_mobile_number": "mobilephone"}
DEFAULT_PROPERTIES = ["email", "firstname", "lastname"]

CONTACTS: list[dict[str, str]] = [
    {
        "id": "51234567890123457",
        "firstname": "Anna",
        "lastname": "Meier",
        "company": "ACME AG",
        "jobtitle": "Head of Purchasing",
        "email": "anna.meier@example.com",
        "phone": "+49 30 23125123",
        "mobilephone": "+493023125199",
        "address": "Teststraße 7",
        "zip": "10999",
        "city": "Berlin",
        "country": "Germany",
        "lifecyclestage": "customer",
    },
    {"id": "201", "firstname": "Ben", "lastname": "Adler", "company": "Example GmbH", "phone": "030 23125-200"},
    {"id": "202", "firstname": "Cora", "lastname": "Busch", "company": "Example GmbH", "mobilephone": "+49 30 23125200"},
    {"id": "301", "firstname": "Eve", "lastname": "Dunn", "company": "Example Ltd", "phone": "020 7946 0123"},
    # The search still knows a number that the contact has no more: a match that must be dropped.
    {
        "id": "401",
        "firstname": "Finn",
        "lastname": "Ernst",
        "phone": "+44 20 7946 0198",
        "hs_searchable_calculated_phone_number": "2079460199",
    },
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike."""


def error(status: int, category: str, message: str, **more: Any) -> Refusal:
    """An answer in HubSpot's error shape."""
    return Refusal(
        status, {"status": "error", "message": message, "correlationId": str(uuid.uuid4()), "category": category, **more}
    )


def calculated(number: str) -> str:
    """Area code and local number, without the country's code and trunk prefix."""
    digits = re.sub(r"\D", "", number)
    if number.strip().startswith("+"):
        return re.sub(r"^(49|44|33|1)", "", digits)
    return digits.removeprefix("0")


class Account:
    """The contacts and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, per_second: int = 0, contacts: list[dict[str, str]] | None = None) -> None:
        self.token, self.weak_token, self.per_second = token, weak_token, per_second
        self.contacts = CONTACTS if contacts is None else contacts
        self._lock = threading.Lock()
        self._asked: list[float] = []

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path != PATH or request.query:
            raise error(404, "OBJECT_NOT_FOUND", "resource not found")
        if request.method != "POST":
            raise error(405, "METHOD_NOT_ALLOWED", "method not allowed")
        self._check_credentials(request.header("authorization"))
        self._check_rate()
        if request.header("content-type").split(";")[0].strip().lower() != "application/json":
            raise error(415, "VALIDATION_ERROR", "unsupported media type")
        return 200, self._search(self._body(request.body))

    def _check_credentials(self, header: str) -> None:
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or token not in (self.token, self.weak_token):
            raise error(401, "INVALID_AUTHENTICATION", "Authentication credentials were not found or are not valid.")
        if token == self.weak_token:
            needed = [{"message": "One or more of these scopes is required.", "context": {"requiredScopes": [SCOPE]}}]
            raise error(403, "MISSING_SCOPES", "This app was not granted all scopes that this call needs.", errors=needed)

    def _check_rate(self) -> None:
        if not self.per_second:
            return
        with self._lock:
            now = time.monotonic()
            self._asked = [at for at in self._asked if now - at < 1] + [now]
            if len(self._asked) > self.per_second:
                raise error(429, "RATE_LIMITS", "The secondly limit is reached.", errorType="RATE_LIMIT", policyName="SECONDLY")

    @staticmethod
    def _body(data: bytes) -> dict[str, Any]:
        if len(data) > 3_000:
            raise error(400, "VALIDATION_ERROR", "The request is longer than 3,000 characters.")
        try:
            body = json.loads(data)
        except ValueError:
            raise error(400, "VALIDATION_ERROR", "Invalid input JSON.") from None
        if not isinstance(body, dict) or set(body) - MEMBERS:
            raise error(400, "VALIDATION_ERROR", "Invalid input JSON: an unknown member.")
        return body

    def _search(self, body: dict[str, Any]) -> dict[str, Any]:
        groups = body.get("filterGroups", [])
        self._check_groups(groups)
        properties = body.get("properties") or DEFAULT_PROPERTIES
        if not isinstance(properties, list) or not all(isinstance(name, str) for name in properties):
            raise error(400, "VALIDATION_ERROR", "properties must be a list of names.")
        limit, after = body.get("limit", 10), body.get("after", "0")
        if type(limit) is not int or not 1 <= limit <= 200:
            raise error(400, "VALIDATION_ERROR", "limit must be from 1 to 200.")
        if not re.fullmatch(r"\d{1,5}", str(after)):
            raise error(400, "VALIDATION_ERROR", "after must be a whole number.")
        found = [contact for contact in self.contacts if not groups or any(self._fits(contact, group) for group in groups)]
        start = int(after)
        results = [self._shown(contact, properties) for contact in found[start : start + limit]]
        page: dict[str, Any] = {"total": len(found), "results": results}
        if start + limit < len(found):
            page["paging"] = {"next": {"after": str(start + limit)}}
        return page

    @staticmethod
    def _check_groups(groups: Any) -> None:
        if not isinstance(groups, list) or len(groups) > 5:
            raise error(400, "VALIDATION_ERROR", "At most five filterGroups are allowed.")
        filters = [entry for group in groups for entry in Account._filters(group)]
        if len(filters) > 18:
            raise error(400, "VALIDATION_ERROR", "At most 18 filters are allowed.")
        for entry in filters:
            Account._check_filter(entry)

    @staticmethod
    def _filters(group: Any) -> list[Any]:
        filters = group.get("filters") if isinstance(group, dict) and set(group) == {"filters"} else None
        if not isinstance(filters, list) or not 1 <= len(filters) <= 6:
            raise error(400, "VALIDATION_ERROR", "A filter group has one to six filters.")
        return filters

    @staticmethod
    def _check_filter(entry: Any) -> None:
        if not isinstance(entry, dict):
            raise error(400, "VALIDATION_ERROR", "A filter must be an object.")
        name, operator, rest = entry.get("propertyName"), entry.get("operator"), set(entry) - {"propertyName", "operator"}
        if name not in [*STORED, *ALWAYS, *CALCULATED]:
            raise error(400, "VALIDATION_ERROR", "There is no such property.")
        needed = {"values"} if operator in LISTS else set() if operator in TESTS else {"value"}
        needed |= {"highValue"} if operator in RANGES else set()
        if operator not in SINGLE | LISTS | RANGES | TESTS or rest != needed:
            raise error(400, "VALIDATION_ERROR", "The operator is not known, or its value is not of its kind.")
        values = entry.get("values", [entry.get("value", "")])
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            raise error(400, "VALIDATION_ERROR", "A filter's values must be texts.")
        if operator in LISTS and any(value != value.lower() for value in values):
            raise error(400, "VALIDATION_ERROR", "Values of a list must be in lower case.")

    def _fits(self, contact: dict[str, str], group: dict[str, Any]) -> bool:
        return all(self._fits_one(contact, entry) for entry in group["filters"])

    @staticmethod
    def _fits_one(contact: dict[str, str], entry: dict[str, Any]) -> bool:
        name = entry["propertyName"]
        value = contact.get(name, calculated(contact.get(CALCULATED[name], "")) if name in CALCULATED else "")
        if entry["operator"] == "EQ":
            return value != "" and value == entry["value"]
        if entry["operator"] == "IN":
            return value != "" and value in entry["values"]
        raise error(400, "VALIDATION_ERROR", "This fake knows only EQ and IN well enough to answer.")

    @staticmethod
    def _shown(contact: dict[str, str], properties: list[str]) -> dict[str, Any]:
        created, changed = "2025-03-04T09:12:07.104Z", "2025-11-02T15:40:11.870Z"
        shown: dict[str, Any] = {name: contact.get(name) for name in properties if name in STORED}
        shown |= {"createdate": created, "hs_object_id": contact["id"], "lastmodifieddate": changed}
        return {"id": contact["id"], "properties": shown, "createdAt": created, "updatedAt": changed, "archived": False}


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An account with a contact for each text."""
    contacts = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        contacts.append({"id": str(1000 + index), "firstname": first, "lastname": last, "phone": phone})
    return Account("t", "weak", contacts=contacts).answer


RATES = [Rate("hubspot", "HubSpot", _holding, floor=45, free_text=20)]


def main() -> None:
    parser: argparse.ArgumentParser = options("A fake HubSpot account.")
    parser.add_argument(
        "--per-second", type=int, default=0, help="requests allowed a second; 0 for any number (HubSpot allows 5)"
    )
    chosen = parser.parse_args()
    run(Account(chosen.token, chosen.weak_token, chosen.per_second).answer, chosen)


if __name__ == "__main__":
    main()
