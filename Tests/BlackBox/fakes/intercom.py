"""An Intercom workspace, as far as its search for contacts goes. Start it with `python -m fakes.intercom`.

It enforces what the public reference documents ("Search contacts" of https://developers.intercom.com/docs/references/rest-api,
version 2.14, read in November 2026): path, token, version, the grammar of a query, fields and operators, at most 15 filters in a
group and two nested groups, whichever way those two are counted. `~` is "contains" and `$` "ends with", both on the text as it
stands there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/contacts/search"
VERSIONS = {"2.11", "2.12", "2.13", "2.14"}
FIELDS = {"id", "role", "name", "email", "email_domain", "phone", "external_id"}
"""Those that hold texts."""

Contact = dict[str, Any]
Test = Callable[[Contact], bool]
TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda held, value: held == value,
    "!=": lambda held, value: held != value,
    "~": lambda held, value: value in held,
    "!~": lambda held, value: value not in held,
    "^": lambda held, value: held.startswith(value),
    "$": lambda held, value: held.endswith(value),
}

CONTACTS: list[Contact] = [
    {
        "id": "5ba682d23d7cf92bef87bfd4",
        "name": "Anna Meier",
        "email": "anna.meier@example.com",
        "phone": "+493023125123",
        "external_id": "C1006",
    },
    {"id": "21", "name": "Ben Adler", "phone": "(030) 231 25-200", "role": "lead"},
    {"id": "22", "name": "Cora Busch", "phone": "004930 23125200"},
    {"id": "31", "name": "Eve Dunn", "phone": "020 7946 0123"},
    # Holds the pieces of another number: a match that must be dropped.
    {"id": "41", "name": "Finn Ernst", "phone": "+44 20 7946 0145 / 0199"},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike."""

EMPTY: Contact = {
    "type": "contact",
    "workspace_id": "ecahpwf5",
    "external_id": None,
    "role": "user",
    "email": None,
    "phone": None,
    "name": None,
    "owner_id": None,
    "created_at": 1571672154,
    "updated_at": 1571672154,
    "companies": {"type": "list", "data": [], "url": "/contacts/0/companies", "total_count": 0, "has_more": False},
    "location": {"type": "location", "country": None, "region": None, "city": None},
    "custom_attributes": {},
}
"""What Intercom sends for a contact of whom little is known."""


def error(status: int, code: str, message: str) -> Refusal:
    """An answer in Intercom's error shape."""
    return Refusal(status, {"type": "error.list", "request_id": "fiction", "errors": [{"code": code, "message": message}]})


def invalid(message: str) -> Refusal:
    """A body that is no search."""
    return error(400, "parameter_invalid", message)


def single(entry: Any) -> Test:
    """`{field, operator, value}`."""
    if not isinstance(entry, dict) or set(entry) != {"field", "operator", "value"} or entry["field"] not in FIELDS:
        raise invalid("A filter has a field, an operator and a value.")
    field, operator, value = entry["field"], entry["operator"], entry["value"]
    values = value if operator in ("IN", "NIN") else [value]
    if not isinstance(values, list) or not all(isinstance(each, str) and each for each in values):
        raise invalid("The value does not fit the field's type or the operator.")
    if operator in ("IN", "NIN"):
        return lambda contact: ((contact.get(field) or "") in values) == (operator == "IN")
    if operator not in TESTS:
        raise invalid("The operator does not fit the field's type.")
    return lambda contact: TESTS[operator]((contact.get(field) or "").lower(), value.lower())


def query(entry: Any, depth: int = 0) -> Test:
    """A filter, or filters that AND or OR joins; a group may stand in a group, but not in that one's groups."""
    if not isinstance(entry, dict) or entry.get("operator") not in ("AND", "OR"):
        return single(entry)
    parts = entry.get("value")
    if set(entry) != {"operator", "value"} or not isinstance(parts, list) or not parts:
        raise invalid("A group has an operator and a list of filters.")
    nested = sum(isinstance(part, dict) and part.get("operator") in ("AND", "OR") for part in parts)
    if depth > 1 or nested > 2 or len(parts) > 15:
        raise invalid("Too many filters, or nested too often.")
    tests = [query(part, depth + 1) for part in parts]
    chosen = all if entry["operator"] == "AND" else any
    return lambda contact: chosen(test(contact) for test in tests)


class Workspace:
    """The contacts and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, contacts: list[Contact] | None = None) -> None:
        self.token, self.weak_token = token, weak_token
        self.contacts = CONTACTS if contacts is None else contacts

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        scheme, _, token = request.header("authorization").partition(" ")
        if scheme != "Bearer" or token not in (self.token, self.weak_token):
            raise error(401, "unauthorized", "Access Token Invalid")
        if request.header("intercom-version") not in VERSIONS:
            raise error(400, "intercom_version_invalid", "The requested version could not be found")
        if request.path != PATH or request.method != "POST" or request.query:
            raise error(404, "not_found", "The requested resource was not found")
        if token == self.weak_token:
            raise error(403, "forbidden", "The token is not allowed to read contacts")
        if request.header("content-type").split(";")[0] != "application/json":
            raise error(415, "media_type_not_acceptable", "The body must be JSON")
        try:
            body = json.loads(request.body)
        except ValueError:
            raise invalid("The body is no JSON.") from None
        return 200, self._search(body)

    def _search(self, body: Any) -> dict[str, Any]:
        if not isinstance(body, dict) or not {"query"} <= set(body) <= {"query", "pagination"}:
            raise invalid("A search has a query, and perhaps pagination.")
        pagination = body.get("pagination", {})
        size = pagination.get("per_page", 50) if isinstance(pagination, dict) else None
        if set(pagination) - {"per_page"} or type(size) is not int or not 1 <= size <= 150:
            raise invalid("per_page must be from 1 to 150.")
        fits = query(body["query"])
        found = [contact for contact in self.contacts if fits(contact)]
        pages = {"type": "pages", "page": 1, "per_page": size, "total_pages": -(-len(found) // size)}
        return {"type": "list", "data": [EMPTY | each for each in found[:size]], "total_count": len(found), "pages": pages}


def holding(phones: list[str]) -> Callable[[Request], Reply]:
    """A workspace with a contact for each text."""
    contacts = [
        {"id": f"{index:024x}", "name": " ".join(contact_name(index)), "phone": phone} for index, phone in enumerate(phones)
    ]
    return Workspace("t", "weak", contacts).answer


RATES = [Rate("intercom", "Intercom", holding, 60, 38)]


def main() -> None:
    chosen = options("A fake Intercom workspace.").parse_args()
    run(Workspace(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
