"""A Zammad help desk, as far as its user search goes. Start it with `python -m fakes.zammad`.

It enforces what the public reference documents: path and method, token header and permission, parameters, the grammar of field queries,
limits and paging. Anything else is refused in Zammad's error shape.
"""

from __future__ import annotations

import re
from typing import Any, Iterator

from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/api/v1/users/search"
PARAMETERS = {"query", "limit", "page", "per_page", "expand", "full", "sort_by", "order_by"}
FIELDS = {"phone", "mobile", "email", "firstname", "lastname", "login", "organization"}

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
    # Holds the words of a shorter number: a match that must be dropped.
    {"id": 41, "firstname": "Finn", "lastname": "Ernst", "phone": "020 7946 0199-7"},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike."""

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


def words(text: str) -> list[str]:
    """A text as the search index keeps it: its words, in lower case."""
    return re.findall(r"[^\W_]+", text.lower())


def contains(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `text` one after the other."""
    there, wanted = words(text), words(phrase)
    return any(there[start : start + len(wanted)] == wanted for start in range(len(there) - len(wanted) + 1)) if wanted else False


def clauses(query: str) -> Iterator[tuple[str, list[str]]]:
    """Reads `field:"phrase"` and `field:("phrase" OR "phrase")`, joined by OR; anything else is refused."""
    phrase = r'"[^"\\]+"'
    clause = re.compile(rf"(\w+):(?:({phrase})|\(({phrase}(?: OR {phrase})*)\))(?: OR |$)")
    position = 0
    while position < len(query):
        match = clause.match(query, position)
        if match is None or match[1] not in FIELDS:
            raise error(422, "The query is not one that this fake understands.")
        yield match[1], re.findall(r'"([^"]+)"', match[2] or match[3])
        position = match.end()
        if position == len(query) and query.endswith(" OR "):
            raise error(422, "The query ends with OR.")


class HelpDesk:
    """The users and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, users: list[dict[str, Any]] | None = None) -> None:
        self.token, self.weak_token = token, weak_token
        self.users = USERS if users is None else users

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
        found = [user for user in self.users if self._fits(user, query.get("query", ""))]
        size = min(limit, 500)
        return [self._shown(user, query.get("expand") == "true") for user in found[(page - 1) * size : page * size]]

    @staticmethod
    def _number(query: dict[str, str], name: str) -> int | None:
        if name in query and not re.fullmatch(r"[1-9]\d{0,3}", query[name]):
            raise error(422, f"{name} must be a whole number")
        return int(query[name]) if name in query else None

    @staticmethod
    def _fits(user: dict[str, Any], query: str) -> bool:
        if not query:
            raise error(422, "The query is missing.")
        # All clauses are read before one decides, so that a bad one is always found.
        return any([any(contains(str(user.get(field, "")), phrase) for phrase in phrases) for field, phrases in clauses(query)])

    @staticmethod
    def _shown(user: dict[str, Any], expand: bool) -> dict[str, Any]:
        shown = EMPTY | {name: value for name, value in user.items() if name != "organization"}
        shown["organization_id"] = 2 if "organization" in user else None
        if expand:
            shown |= {"roles": ["Customer"], "groups": {}, "organizations": [], "created_by": "-", "updated_by": "-"}
            shown |= {"organization": user["organization"]} if "organization" in user else {}
        return shown


def main() -> None:
    chosen = options("A fake Zammad help desk.").parse_args()
    run(HelpDesk(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
