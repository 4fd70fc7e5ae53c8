"""A Zammad help desk, as far as its user search goes. Start it with `python -m fakes.zammad`.

It enforces what the public reference documents: path and method, token header and permission, parameters, limits and paging.
Anything else is refused in Zammad's error shape. It searches as Zammad does with its Elasticsearch, in Lucene: each asterisk is
deleted, a query without a colon gets one behind it, a text is its words and, as `.keyword`, itself; a query that Elasticsearch
refuses is answered with status 200 and nobody.

Sources, of zammad/zammad on GitHub: `app/models/concerns/can_search.rb` (asterisks, order), `lib/search_index_backend.rb` (the
query, the mapping of fields, an error's empty list), `app/controllers/users_controller.rb`; and docs.zammad.org, API, User.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.lucene import QueryRefused, UserIndex
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/api/v1/users/search"
PARAMETERS = {"query", "limit", "page", "per_page", "expand", "full", "sort_by", "order_by"}
INDEXED = ("login", "firstname", "lastname", "email", "phone", "mobile", "fax", "organization", "department", "city")

USERS: list[dict[str, Any]] = [
    {
        "id": 12345678901234567,
        "login": "anna.meier@example.com",
        "firstname": "Anna",
        "lastname": "Meier",
        "email": "anna.meier@example.com",
        "phone": "+49 30 23125123",
        "mobile": "+49 30 23125 199",
        "organization": "ACME AG",
        "department": "Purchasing",
        "street": "Teststraße 7",
        "zip": "10999",
        "city": "Berlin",
        "country": "Germany",
        "vip": True,
    },
    {"id": 21, "firstname": "Ben", "lastname": "Adler", "phone": "030/23125200", "organization": "Example GmbH"},
    {"id": 22, "firstname": "Cora", "lastname": "Busch", "mobile": "+493023125200", "organization": "Example GmbH"},
    {"id": 31, "firstname": "Eve", "lastname": "Dunn", "phone": "020 7946 0123"},
    # Holds the digits of a shorter number: a match that must be dropped.
    {"id": 41, "firstname": "Finn", "lastname": "Ernst", "phone": "020 7946 0199-7"},
    # Made inactive by an administrator: never shown.
    {"id": 51, "firstname": "Gina", "lastname": "Falk", "phone": "+49 30 23125302", "active": False},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one inactive."""

EMPTY: dict[str, Any] = {
    "login": "",
    "firstname": "",
    "lastname": "",
    "email": "",
    "web": "",
    "phone": "",
    "fax": "",
    "mobile": "",
    "department": "",
    "street": "",
    "zip": "",
    "city": "",
    "country": "",
    "address": "",
    "vip": False,
    "verified": False,
    "active": True,
    "note": "",
    "last_login": None,
    "out_of_office": False,
    "role_ids": [3],
    "organization_ids": [],
    "group_ids": {},
    "created_by_id": 1,
    "updated_by_id": 1,
    "created_at": "2025-03-04T09:12:07.104Z",
    "updated_at": "2025-11-02T15:40:11.870Z",
}
"""What Zammad sends for a user of whom little is known."""


def error(status: int, message: str) -> Refusal:
    """An answer in Zammad's error shape."""
    return Refusal(status, {"error": message, "error_human": message})


class HelpDesk:
    """The users and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, users: list[dict[str, Any]] | None = None) -> None:
        self.token, self.weak_token = token, weak_token
        self.users = USERS if users is None else users
        self._index = UserIndex()
        for user in self.users:
            texts = {name: str(user.get(name, "")) for name in INDEXED}
            self._index.add(user["id"], texts | {"active": "T" if user.get("active", True) else "F"})

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path != PATH or request.method not in ("GET", "POST"):
            raise error(404, f"No route matches [{request.method}] this path")
        if request.method != "GET" or request.body:
            raise error(422, "This fake answers to GET without a body.")
        self._check_credentials(request.header("authorization"))
        return 200, self._search(dict(request.query), len(request.query))

    def _check_credentials(self, header: str) -> None:
        if not header:
            raise error(403, "Authentication required")
        match = re.fullmatch(r'Token token="?([^",\s]+)"?', header)
        if match is None:
            raise error(401, "The provided token is invalid." if header.startswith("Bearer ") else "Authorization failed")
        if match[1] not in (self.token, self.weak_token):
            raise error(401, "Can't find User for Token")
        if match[1] == self.weak_token:
            raise error(403, "Not authorized")

    def _search(self, query: dict[str, str], count: int) -> list[dict[str, Any]]:
        if set(query) - PARAMETERS or len(query) != count:
            raise error(422, "A parameter is not known, or comes twice.")
        if query.get("full", "false") != "false" or query.get("expand", "false") not in ("true", "false"):
            raise error(422, "This fake answers with lists of users only.")
        limit = self._number(query, "per_page") or self._number(query, "limit") or 10
        page = self._number(query, "page") or 1
        size = min(limit, 500)
        found = self._found(query.get("query", ""), size, (page - 1) * size)
        return [self._shown(user, query.get("expand") == "true") for user in found]

    @staticmethod
    def _number(query: dict[str, str], name: str) -> int | None:
        if name in query and not re.fullmatch(r"[1-9]\d{0,3}", query[name]):
            raise error(422, f"{name} must be a whole number")
        return int(query[name]) if name in query else None

    def _found(self, query: str, limit: int, offset: int) -> list[dict[str, Any]]:
        """The users whom Elasticsearch finds; nobody where it refuses the query, which only Zammad's log tells."""
        query = query.replace("*", "").strip()
        if not query:
            raise error(422, "The query is missing.")
        try:
            found = self._index.search(query if ":" in query else f"{query}*", limit, offset)
        except QueryRefused:
            return []
        users = {user["id"]: user for user in self.users}
        return [users[number] for number in found]

    @staticmethod
    def _shown(user: dict[str, Any], expand: bool) -> dict[str, Any]:
        shown = EMPTY | {name: value for name, value in user.items() if name != "organization"}
        shown["organization_id"] = 2 if "organization" in user else None
        if expand:
            shown |= {"roles": ["Customer"], "groups": {}, "organizations": [], "created_by": "-", "updated_by": "-"}
            shown |= {"organization": user["organization"]} if "organization" in user else {}
        return shown


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """A help desk with a customer for each text."""
    users = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        users.append({"id": 1000 + index, "firstname": first, "lastname": last, "phone": phone})
    return HelpDesk("t", "weak", users).answer


RATES = [Rate("zammad", "Zammad", _holding, floor=60, free_text=38)]


def main() -> None:
    chosen = options("A fake Zammad help desk.").parse_args()
    run(HelpDesk(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
