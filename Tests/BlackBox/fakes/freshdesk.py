"""A Freshdesk account, as far as its filter of contacts goes. Start it with `python -m fakes.freshdesk`.

It enforces what the public reference documents: path and method, basic authentication with an API key, the grammar of a query (in
double quotes, at most 512 characters, known fields, AND, OR and brackets), pages of thirty. Texts are compared whole. Anything
else is refused in Freshdesk's error shape.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/api/v2/search/contacts"
TEXTS = {"email", "language", "mobile", "phone", "tag", "time_zone", "twitter_id", "unique_external_id"}
OTHERS = {"active", "company_id", "created_at", "updated_at"}
TOKEN = re.compile(r"\s*(?:(\(|\)|AND\b|OR\b)|(\w+):(?:'([^']*)'|(true|false|null|\d+)))")
PAGE = 30

CONTACTS: list[dict[str, Any]] = [
    {
        "id": 12345678901234567,
        "name": "Anna Meier",
        "email": "anna.meier@example.com",
        "phone": "+49 30 23125123",
        "mobile": "0171 2312599",
        "job_title": "Head of Purchasing",
        "address": "Teststraße 7, 10999 Berlin",
        "company_id": 57542,
        "active": True,
    },
    {"id": 21, "name": "Ben Adler", "phone": "030/23125200", "company_id": 57543},
    {"id": 22, "name": "Cora Busch", "mobile": "+493023125200", "company_id": 57543},
    {"id": 31, "name": "Eve Dunn", "phone": "020 7946 0123"},
    # The index still knows a number that the contact has no more: a match that must be dropped.
    {"id": 41, "name": "Finn Ernst", "phone": "+442079460198", "indexed": "+442079460199"},
    {"id": 51, "name": "Gone Person", "phone": "+33 1 99 00 12 36", "deleted": True},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one who was deleted."""

EMPTY: dict[str, Any] = {
    "active": False,
    "address": None,
    "company_id": None,
    "description": None,
    "email": None,
    "job_title": None,
    "language": "en",
    "mobile": None,
    "phone": None,
    "time_zone": "Berlin",
    "twitter_id": None,
    "custom_fields": {},
    "tags": [],
    "other_emails": [],
    "facebook_id": None,
    "created_at": "2025-03-04T09:12:07Z",
    "updated_at": "2025-11-02T15:40:11Z",
    "other_companies": [],
    "unique_external_id": None,
    "twitter_profile_status": False,
    "twitter_followers_count": None,
}
"""What Freshdesk sends for a contact of whom little is known."""

Condition = Callable[[dict[str, Any]], bool]


def invalid(field: str, message: str) -> Refusal:
    """A 400 in Freshdesk's error shape."""
    errors = [{"field": field, "message": message, "code": "invalid_value"}]
    return Refusal(400, {"description": "Validation failed", "errors": errors})


class Query:
    """Reads a query: alternatives of terms, joined by OR and AND, with brackets."""

    def __init__(self, text: str) -> None:
        if not re.fullmatch(r'"[^"]{1,512}"', text):
            raise invalid("query", "Query must be in double quotes and have 512 characters at most.")
        self._tokens = self._read(text[1:-1])
        self._place = 0
        self.condition = self._any()
        if self._place != len(self._tokens):
            raise self._unreadable()

    @staticmethod
    def _unreadable() -> Refusal:
        return invalid("query", "Given query is invalid. Refer the documentation for query syntax.")

    def _read(self, text: str) -> list[str | Condition]:
        tokens: list[str | Condition] = []
        position = 0
        while text[position:].strip():
            match = TOKEN.match(text, position)
            if match is None:
                raise self._unreadable()
            tokens.append(match[1] or self._term(match[2], match[3], match[4]))
            position = match.end()
        return tokens

    @staticmethod
    def _term(field: str, text: str | None, other: str | None) -> Condition:
        if field not in TEXTS | OTHERS:
            raise invalid(field, "Unexpected/invalid field in request")
        if field in TEXTS and text is not None:
            return lambda contact: Query._text(contact, field) == text.lower()
        if field == "active" and other in ("true", "false"):
            return lambda contact: bool(contact.get("active")) is (other == "true")
        if field == "company_id" and other is not None and other.isdigit():
            return lambda contact: contact.get("company_id") == int(other)
        raise invalid(field, "This fake compares no such value.")

    @staticmethod
    def _text(contact: dict[str, Any], field: str) -> str:
        """A field as the index has it."""
        return str(contact.get("indexed") if field == "phone" and "indexed" in contact else contact.get(field) or "").lower()

    def _take(self, word: str) -> bool:
        found = self._place < len(self._tokens) and self._tokens[self._place] == word
        self._place += found
        return found

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._take("OR"):
            parts.append(self._all())
        return lambda contact: any(part(contact) for part in parts)

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._take("AND"):
            parts.append(self._one())
        return lambda contact: all(part(contact) for part in parts)

    def _one(self) -> Condition:
        if self._take("("):
            inner = self._any()
            if not self._take(")"):
                raise self._unreadable()
            return inner
        token = self._tokens[self._place] if self._place < len(self._tokens) else None
        if not callable(token):
            raise self._unreadable()
        self._place += 1
        return token


class Account:
    """The contacts and the rules for asking about them."""

    def __init__(self, key: str, weak_key: str, contacts: list[dict[str, Any]] | None = None) -> None:
        self.key, self.weak_key = key, weak_key
        self.contacts = CONTACTS if contacts is None else contacts

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        self._check_credentials(request.header("authorization"))
        if request.path != PATH:
            raise Refusal(404, None)
        if request.method != "GET" or request.body:
            raise Refusal(405, {"code": "method_not_allowed", "message": "GET method is allowed"})
        query = dict(request.query)
        if set(query) - {"query", "page"} or len(query) != len(request.query):
            raise invalid("query", "Unexpected/invalid field in request")
        if not re.fullmatch(r"[1-9]|10", query.get("page", "1")):
            raise invalid("page", "It should be a Positive Integer less than or equal to 10")
        fits = Query(query.get("query", "")).condition
        found = [contact for contact in self.contacts if not contact.get("deleted") and fits(contact)]
        start = (int(query.get("page", "1")) - 1) * PAGE
        return 200, {"total": len(found), "results": [self._shown(contact) for contact in found[start : start + PAGE]]}

    def _check_credentials(self, header: str) -> None:
        scheme, _, text = header.partition(" ")
        try:
            key, _, _ = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            key = ""
        if scheme == "Basic" and key == self.weak_key:
            raise Refusal(403, {"code": "access_denied", "message": "You are not authorized to perform this action."})
        if scheme != "Basic" or key != self.key:
            raise Refusal(401, {"code": "invalid_credentials", "message": "You have to be logged in to perform this action."})

    @staticmethod
    def _shown(contact: dict[str, Any]) -> dict[str, Any]:
        return EMPTY | {name: value for name, value in contact.items() if name != "indexed"}


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An account with a contact for each text, which every second one has as mobile number."""
    contacts = [
        {"id": 1000 + index, "name": " ".join(contact_name(index)), ("mobile" if index % 2 else "phone"): text}
        for index, text in enumerate(phones)
    ]
    return Account("t", "weak", contacts).answer


RATES = [Rate("freshdesk", "Freshdesk", _holding, floor=53, free_text=0, secrets={"apiKey": "t"})]


def main() -> None:
    chosen = options("A fake Freshdesk account; --token and --weak-token are API keys.").parse_args()
    run(Account(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
