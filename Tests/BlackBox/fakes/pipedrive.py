"""A Pipedrive account, as far as its search of items goes (API version 2). Start it with `python -m fakes.pipedrive`.

It enforces what the public reference documents: paths and method, the token's header, parameters, item types with the fields that
each may be searched by, the term's length and the limits. Telephone numbers are found by their digits, wherever the term stands
in them. Anything else is refused in Pipedrive's error shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PERSONS, ITEMS = "/api/v2/persons/search", "/api/v2/itemSearch"
PARAMETERS = {
    PERSONS: {"term", "fields", "exact_match", "organization_id", "include_fields", "limit", "cursor"},
    ITEMS: {"term", "item_types", "fields", "search_for_related_items", "exact_match", "include_fields", "limit", "cursor"},
}
MOST = {PERSONS: 500, ITEMS: 100}
"""The largest `limit`."""
FIELDS = {
    "deal": {"custom_fields", "notes", "title"},
    "person": {"custom_fields", "email", "name", "notes", "phone"},
    "organization": {"address", "custom_fields", "name", "notes"},
    "product": {"code", "custom_fields", "name"},
    "lead": {"custom_fields", "notes", "title"},
    "file": {"name"},
    "mail_attachment": {"name"},
    "project": {"custom_fields", "notes", "title", "description"},
}
"""What each type of item may be searched by."""

PEOPLE: list[dict[str, Any]] = [
    {
        "id": 12345678901234567,
        "name": "Anna Meier",
        "phones": ["+49 30 23125123", "0171 2312599"],
        "emails": ["anna.meier@example.com"],
        "organization": {"id": 3, "name": "ACME AG", "address": "Teststraße 7, 10999 Berlin"},
    },
    {"id": 21, "name": "Ben Adler", "phones": ["030/23125-200"], "organization": {"id": 4, "name": "Example GmbH"}},
    {"id": 22, "name": "Cora Busch", "phones": ["+493023125200"], "organization": {"id": 4, "name": "Example GmbH"}},
    {"id": 31, "name": "Eve Dunn", "phones": ["020 7946 0123"]},
    # Holds the digits of a number that is not hers: a match that must be dropped.
    {"id": 41, "name": "Finn Ernst", "phones": ["+1 202 079 460 199"]},
    {"id": 51, "name": "Gone Person", "phones": ["+33 1 99 00 12 36"], "is_deleted": True},
    {"id": 61, "name": "Ida Jung", "custom_fields": ["+33 1 99 00 12 37"]},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one who was deleted, and
one whose number stands in a field of the account's own."""

ORGANIZATIONS: list[dict[str, Any]] = [
    {"id": 71, "name": "Example SARL", "address": "1 rue de l'Essai, Paris", "custom_fields": ["01 99 00 12 34"]},
    # Has a person's number too, who comes first.
    {"id": 72, "name": "ACME AG", "custom_fields": ["030 23125123"]},
]
"""Companies whose numbers stand in a field of the account's own."""

EMPTY: dict[str, dict[str, Any]] = {
    "person": {"phones": [], "emails": [], "primary_email": None, "organization": None, "custom_fields": [], "notes": []},
    "organization": {"address": None, "custom_fields": [], "notes": []},
}
"""What Pipedrive sends for an item of which little is known."""


def refusal(status: int, error: str) -> Refusal:
    """An answer in Pipedrive's error shape."""
    return Refusal(status, {"success": False, "error": error, "error_info": "Please check developers.pipedrive.com"})


def holds(text: str, term: str) -> bool:
    """Whether a value is found by a term: as text, or by its digits where the term is a number."""
    digits = re.sub(r"\D", "", text)
    return term.lower() in text.lower() or (term.isdigit() and term in digits)


class Account:
    """The items and the rules for asking about them."""

    def __init__(
        self,
        token: str,
        weak_token: str,
        people: list[dict[str, Any]] | None = None,
        organizations: list[dict[str, Any]] | None = None,
    ) -> None:
        self.token, self.weak_token = token, weak_token
        self.items = [item | {"type": "person"} for item in (PEOPLE if people is None else people)]
        self.items += [item | {"type": "organization"} for item in (ORGANIZATIONS if organizations is None else organizations)]

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path not in PARAMETERS:
            raise refusal(404, "Unknown method.")
        if request.method != "GET" or request.body:
            raise refusal(405, "Method not allowed")
        self._check_credentials(request)
        query = dict(request.query)
        if set(query) - PARAMETERS[request.path] or len(query) != len(request.query):
            raise refusal(400, "A parameter is not known, or comes twice.")
        items = self._search(request.path, query)
        data = {"items": [{"result_score": 0.29, "item": self._shown(item)} for item in items]}
        return 200, {"success": True, "data": data, "additional_data": {"next_cursor": None}}

    def _check_credentials(self, request: Request) -> None:
        token = request.header("x-api-token")
        if token == self.weak_token:
            raise refusal(403, "Forbidden")
        if token != self.token:
            raise refusal(401, "unauthorized access")

    def _search(self, path: str, query: dict[str, str]) -> list[dict[str, Any]]:
        types = {"person"} if path == PERSONS else self._list(query, "item_types", set(FIELDS))
        fields = self._list(query, "fields", set().union(*(FIELDS[name] for name in types)))
        exact = query.get("exact_match", "false") == "true"
        term, limit = query.get("term", ""), query.get("limit", "100")
        if len(term) < (1 if exact else 2):
            raise refusal(400, "term must be at least 2 characters long")
        if not re.fullmatch(r"[1-9]\d{0,2}", limit) or int(limit) > MOST[path]:
            raise refusal(400, f"limit must be from 1 to {MOST[path]}")
        if exact or set(query) & {"organization_id", "include_fields", "search_for_related_items", "cursor"}:
            raise refusal(400, "This fake answers with the first page of plain searches only.")
        return [item for item in self.items if item["type"] in types and self._fits(item, fields, term)][: int(limit)]

    @staticmethod
    def _list(query: dict[str, str], name: str, known: set[str]) -> set[str]:
        values = query[name].split(",") if name in query else sorted(known)
        if set(values) - known or len(set(values)) != len(values):
            raise refusal(400, f"{name} must be of {', '.join(sorted(known))}")
        return set(values)

    @staticmethod
    def _fits(item: dict[str, Any], fields: set[str], term: str) -> bool:
        """Deleted items are never found."""
        members = {"phone": "phones", "email": "emails"}
        values: list[str] = []
        for field in fields & FIELDS[item["type"]]:
            value = item.get(members.get(field, field)) or []
            values += [value] if isinstance(value, str) else value
        return not item.get("is_deleted") and any(holds(value, term) for value in values)

    @staticmethod
    def _shown(item: dict[str, Any]) -> dict[str, Any]:
        shown = {"id": item["id"], "type": item["type"], "name": item["name"]} | EMPTY[item["type"]]
        return shown | {"visible_to": 3, "owner": {"id": 1}} | {name: value for name, value in item.items() if name in shown}


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An account with a person for each text."""
    people = [{"id": 1000 + index, "name": " ".join(contact_name(index)), "phones": [text]} for index, text in enumerate(phones)]
    return Account("t", "weak", people, []).answer


RATES = [Rate("pipedrive", "Pipedrive", _holding, floor=60, free_text=38)]


def main() -> None:
    chosen = options("A fake Pipedrive account.").parse_args()
    run(Account(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
