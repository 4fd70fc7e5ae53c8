"""A HubSpot account, as far as its CRM search of contacts and companies goes. Start it with `python -m fakes.hubspot`.

It enforces what the public reference documents: path and method, bearer token and scope, JSON body, known members, properties and
operators, the limits of a search, paging. Anything else is refused in HubSpot's error shape. How it compares: `hubspot_numbers`.
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

from fakes.hubspot_numbers import has_word
from fakes.hubspot_records import COMPANIES, CONTACTS, KINDS, Kind, Record
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = re.compile(r"/crm/objects/2026-09/(contacts|companies)/search")
SEARCHES = {name: f"/crm/objects/2026-09/{name}/search" for name in KINDS}
MEMBERS = {"filterGroups", "query", "sorts", "properties", "limit", "after"}
LISTS, RANGES, TESTS = {"IN", "NOT_IN"}, {"BETWEEN"}, {"HAS_PROPERTY", "NOT_HAS_PROPERTY"}
SINGLE = {"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"}


def error(status: int, category: str, message: str, **more: Any) -> Refusal:
    """An answer in HubSpot's error shape."""
    return Refusal(
        status, {"status": "error", "message": message, "correlationId": str(uuid.uuid4()), "category": category, **more}
    )


class Account:
    """The records and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, per_second: int = 0, contacts: list[Record] | None = None) -> None:
        self.scopes = {token: {kind.scope for kind in KINDS.values()}, weak_token: set[str]()}
        """What each key may do."""
        self.per_second = per_second
        own = contacts is not None
        self.records = {"contacts": contacts if own else CONTACTS, "companies": [] if own else COMPANIES}
        self._lock = threading.Lock()
        self._asked: list[float] = []

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        path = PATH.fullmatch(request.path)
        if path is None or request.query:
            raise error(404, "OBJECT_NOT_FOUND", "resource not found")
        if request.method != "POST":
            raise error(405, "METHOD_NOT_ALLOWED", "method not allowed")
        kind, records = KINDS[path[1]], self.records[path[1]]
        self._check_credentials(request.header("authorization"), kind)
        self._check_rate()
        if request.header("content-type").split(";")[0].strip().lower() != "application/json":
            raise error(415, "VALIDATION_ERROR", "unsupported media type")
        return 200, self._search(self._body(request.body), kind, records)

    def _check_credentials(self, header: str, kind: Kind) -> None:
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or token not in self.scopes:
            raise error(401, "INVALID_AUTHENTICATION", "Authentication credentials were not found or are not valid.")
        if kind.scope not in self.scopes[token]:
            needed = [{"message": "One or more of these scopes is required.", "context": {"requiredScopes": [kind.scope]}}]
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

    def _search(self, body: dict[str, Any], kind: Kind, records: list[Record]) -> dict[str, Any]:
        groups = body.get("filterGroups", [])
        self._check_groups(groups, kind)
        properties = body.get("properties") or list(kind.usual)
        if not isinstance(properties, list) or not all(isinstance(name, str) for name in properties):
            raise error(400, "VALIDATION_ERROR", "properties must be a list of names.")
        limit, after = body.get("limit", 10), body.get("after", "0")
        if type(limit) is not int or not 1 <= limit <= 200:
            raise error(400, "VALIDATION_ERROR", "limit must be from 1 to 200.")
        if not re.fullmatch(r"\d{1,5}", str(after)):
            raise error(400, "VALIDATION_ERROR", "after must be a whole number.")
        live = [record for record in records if "archived" not in record]
        found = [record for record in live if not groups or any(self._fits(record, group, kind) for group in groups)]
        start = int(after)
        results = [self._shown(record, properties, kind) for record in found[start : start + limit]]
        page: dict[str, Any] = {"total": len(found), "results": results}
        if start + limit < len(found):
            page["paging"] = {"next": {"after": str(start + limit)}}
        return page

    @staticmethod
    def _check_groups(groups: Any, kind: Kind) -> None:
        if not isinstance(groups, list) or len(groups) > 5:
            raise error(400, "VALIDATION_ERROR", "At most five filterGroups are allowed.")
        filters = [entry for group in groups for entry in Account._filters(group)]
        if len(filters) > 18:
            raise error(400, "VALIDATION_ERROR", "At most 18 filters are allowed.")
        for entry in filters:
            Account._check_filter(entry, kind)

    @staticmethod
    def _filters(group: Any) -> list[Any]:
        filters = group.get("filters") if isinstance(group, dict) and set(group) == {"filters"} else None
        if not isinstance(filters, list) or not 1 <= len(filters) <= 6:
            raise error(400, "VALIDATION_ERROR", "A filter group has one to six filters.")
        return filters

    @staticmethod
    def _check_filter(entry: Any, kind: Kind) -> None:
        if not isinstance(entry, dict):
            raise error(400, "VALIDATION_ERROR", "A filter must be an object.")
        name, operator, rest = entry.get("propertyName"), entry.get("operator"), set(entry) - {"propertyName", "operator"}
        if name not in [*kind.stored, *kind.always, *kind.calculated]:
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

    def _fits(self, record: Record, group: dict[str, Any], kind: Kind) -> bool:
        return all(self._fits_one(kind.value(record, entry["propertyName"]), entry) for entry in group["filters"])

    @staticmethod
    def _fits_one(value: str, entry: dict[str, Any]) -> bool:
        match entry["operator"]:
            case "EQ":
                return value != "" and value.lower() == entry["value"].lower()
            case "IN":
                return value != "" and value.lower() in entry["values"]
            case "CONTAINS_TOKEN":
                return has_word(value, entry["value"])
        raise error(400, "VALIDATION_ERROR", "This fake knows only EQ, IN and CONTAINS_TOKEN well enough to answer.")

    @staticmethod
    def _shown(record: Record, properties: list[str], kind: Kind) -> dict[str, Any]:
        created, changed = "2025-03-04T09:12:07.104Z", "2025-11-02T15:40:11.870Z"
        known = {*kind.stored, *kind.calculated}
        shown: dict[str, Any] = {name: kind.value(record, name) or None for name in properties if name in known}
        shown |= {name: changed for name in kind.always} | {"createdate": created, "hs_object_id": record["id"]}
        return {"id": record["id"], "properties": shown, "createdAt": created, "updatedAt": changed, "archived": False}


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An account with a contact for each text."""
    contacts = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        contacts.append({"id": str(1000 + index), "firstname": first, "lastname": last, "phone": phone})
    return Account("t", "weak", contacts=contacts).answer


RATES = [
    Rate("hubspot", "HubSpot", _holding, floor=60, free_text=38),
    Rate("hubspot", "HubSpot, `search: equal`", _holding, floor=60, free_text=25, settings={"search": "equal"}),
]


def main() -> None:
    parser: argparse.ArgumentParser = options("A fake HubSpot account.")
    parser.add_argument(
        "--per-second", type=int, default=0, help="requests allowed a second; 0 for any number (HubSpot allows 5)"
    )
    chosen = parser.parse_args()
    run(Account(chosen.token, chosen.weak_token, chosen.per_second).answer, chosen)


if __name__ == "__main__":
    main()
