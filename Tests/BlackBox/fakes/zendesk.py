"""A Zendesk account, as far as its user search goes. Start it with `python -m fakes.zendesk`.

It enforces what the public reference documents: the exchange of an OAuth client's credentials for a token (a JSON body), bearer
tokens that end and have scopes, path and method, parameters, the grammar of a search for users, side-loads and paging. Anything
else is refused in Zendesk's error shape. A number is compared by its digits, with an asterisk by their end.

Sources, of developer.zendesk.com: Retrieving the Zendesk user id of a caller (how `phone:*` compares: whatever stands before the
digits and between them); Users (`active`: not deleted), Search users; OAuth tokens for grant types. What else the search makes of
a text, and whether it gives deleted users, is not documented: here digits are all that counts, and it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from fakes.oauth import CLIENT
from fakes.rates import Rate, contact_name
from fakes.strict_server import Reply, Request, options, run
from fakes.zendesk_tokens import TOKENS, Tokens, error

PATHS = ("/api/v2/users/search", "/api/v2/users/search.json")
PARAMETERS = {"query", "external_id", "include", "page", "per_page"}
SIDELOADS = {"organizations", "abilities", "roles", "identities", "groups"}
ORGANIZATIONS = {57542: "ACME AG", 57543: "Example GmbH"}

USERS: list[dict[str, Any]] = [
    {
        "id": 12345678901234567,
        "name": "Anna Meier",
        "email": "anna.meier@example.com",
        "phone": "+493023125123",
        "organization_id": 57542,
    },
    {"id": 21, "name": "Ben Adler", "phone": "+493023125200", "organization_id": 57543, "shared_phone_number": True},
    {"id": 22, "name": "Cora Busch", "phone": "(030) 23125-200", "organization_id": 57543, "shared_phone_number": True},
    {"id": 31, "name": "Eve Dunn", "phone": "020 7946 0123"},
    # The index still knows a number that the user has no more: a match that must be dropped.
    {"id": 41, "name": "Finn Ernst", "phone": "+442079460198", "indexed": "+442079460199"},
    {"id": 51, "name": "Gina Falk", "phone": "+493023125302", "active": False},
]
"""One caller with an organization, two with one number, one in national writing, one who only looks alike, one deleted."""

EMPTY: dict[str, Any] = {
    "email": None,
    "phone": None,
    "shared_phone_number": False,
    "photo": None,
    "time_zone": "Berlin",
    "iana_time_zone": "Europe/Berlin",
    "locale": "en-US",
    "locale_id": 1,
    "organization_id": None,
    "role": "end-user",
    "verified": True,
    "external_id": None,
    "tags": [],
    "alias": "",
    "active": True,
    "suspended": False,
    "details": "",
    "notes": "",
    "user_fields": {},
    "created_at": "2025-03-04T09:12:07Z",
    "updated_at": "2025-11-02T15:40:11Z",
}
"""What Zendesk sends for a user of whom little is known."""


def terms(query: str) -> Iterator[tuple[str, str]]:
    """Reads `property:value` and `property:"value"` with spaces between; anything else is refused."""
    term = re.compile(r'(\w+):(?:"([^"]+)"|([^\s":]+))(?:\s+|$)')
    position = 0
    while position < len(query):
        match = term.match(query, position)
        if match is None:
            raise error(422, "invalid", "Invalid search: the query is not one that this fake understands.")
        yield match[1], match[2] or match[3]
        position = match.end()


def fits_phone(user: dict[str, Any], value: str) -> bool:
    """A number is searched by its digits, without `+`; an asterisk in front stands for anything before them."""
    match = re.fullmatch(r"(\*?)(\d{3,})", value)
    if match is None:
        raise error(422, "invalid", "Invalid search: a phone number is digits, with an asterisk before them or none.")
    digits = re.sub(r"\D", "", user.get("indexed", user["phone"]))
    return digits.endswith(match[2]) if match[1] else digits == match[2]


def fits(user: dict[str, Any], name: str, value: str) -> bool:
    """Whether a user has what a term asks for."""
    if name == "phone":
        return fits_phone(user, value)
    if "*" in value:
        raise error(422, "invalid", "Invalid search: this fake knows the asterisk for phone numbers only.")
    if name == "type":
        return value == "user"
    if name == "role":
        return bool(value == user.get("role", EMPTY["role"]))
    if name == "email":
        return value.lower() == (user.get("email") or "").lower()
    raise error(422, "invalid", "Invalid search: this fake does not know the property.")


class Account:
    """The users and the rules for asking about them."""

    def __init__(self, secret: str, weak_secret: str, users: list[dict[str, Any]] | None = None, lifetime: float = 1_800) -> None:
        self.tokens = Tokens(secret, weak_secret, lifetime)
        self.users = USERS if users is None else users

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == TOKENS:
            return self.tokens.answer(request)
        scopes = self.tokens.scopes(request.header("authorization"))
        if request.path not in PATHS or request.method != "GET" or request.body:
            raise error(404, "InvalidEndpoint", "Not found")
        self._check_scope(scopes, "users:read")
        if any(name == "include" for name, _ in request.query):
            self._check_scope(scopes, "organizations:read")
        return 200, self._search(dict(request.query), len(request.query))

    @staticmethod
    def _check_scope(scopes: set[str], needed: str) -> None:
        """`read` covers everything that is read."""
        if not scopes & {needed, "read"}:
            raise error(403, "Forbidden", f"You are missing the following required scopes: {needed}, read")

    def _search(self, query: dict[str, str], count: int) -> dict[str, Any]:
        if set(query) - PARAMETERS or len(query) != count:
            raise error(400, "InvalidParameter", "A parameter is not known, or comes twice.")
        include = set(filter(None, query.get("include", "").split(",")))
        if include - SIDELOADS or include - {"organizations"}:
            raise error(400, "InvalidParameter", "This fake side-loads organizations only.")
        if not query.get("query") or "external_id" in query:
            raise error(400, "InvalidParameter", "This fake searches by query only.")
        page, size = self._number(query, "page", 1, 100), self._number(query, "per_page", 100, 100)
        found = [user for user in self.users if self._fits(user, query["query"])]
        users = [EMPTY | self._shown(user) for user in found[(page - 1) * size : page * size]]
        more = {"organizations": self._organizations(users)} if include else {}
        return {"users": users, **more, "next_page": None, "previous_page": None, "count": len(found)}

    @staticmethod
    def _number(query: dict[str, str], name: str, default: int, limit: int) -> int:
        text = query.get(name, str(default))
        if not re.fullmatch(r"[1-9]\d{0,4}", text) or int(text) > limit:
            raise error(400, "InvalidParameter", f"{name} must be from 1 to {limit}.")
        return int(text)

    @staticmethod
    def _fits(user: dict[str, Any], query: str) -> bool:
        """Terms of one property are joined by OR, those of several by AND. All are read, so that a bad one is always found."""
        found: dict[str, bool] = {}
        for name, value in terms(query):
            found[name] = fits(user, name, value) or found.get(name, False)
        return all(found.values())

    @staticmethod
    def _shown(user: dict[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in user.items() if name != "indexed"}
        return own | {"url": f"https://zendesk.example/api/v2/users/{user['id']}.json"}

    @staticmethod
    def _organizations(users: list[dict[str, Any]]) -> list[dict[str, Any]]:
        ids = sorted({user["organization_id"] for user in users} - {None})
        return [{"id": number, "name": ORGANIZATIONS[number], "external_id": None, "details": None} for number in ids]


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An account with a customer for each text."""
    users = [{"id": 1000 + index, "name": " ".join(contact_name(index)), "phone": text} for index, text in enumerate(phones)]
    return Account("t", "weak", users).answer


RATES = [Rate("zendesk", "Zendesk", _holding, 60, 27, {"clientSecret": "t"}, {"clientID": CLIENT})]


def main() -> None:
    chosen = options("A fake Zendesk account; --token and --weak-token are the secrets of its two OAuth clients.").parse_args()
    run(Account(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
