"""The made-up system of the REST example. Start it with `python -m fakes.rest`.

It enforces what `connectors/rest/README.md` says of it: path and method, bearer token and its right, parameters, how numbers are
compared. Anything else is refused with `{"error": {"code", "message"}}`.
"""

from __future__ import annotations

import re
from typing import Any

from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/contacts"

CONTACTS: list[dict[str, Any]] = [
    {
        "id": 12345678901234567,
        "first_name": "Anna",
        "last_name": "Meier",
        "company": {"id": 2, "name": "ACME AG"},
        "job_title": "Head of Purchasing",
        "email": "anna.meier@example.com",
        "phone": "+49 30 23125123",
        "mobile": "+49 30 23125 199",
        "address": {"street": "Teststraße 7", "zip": "10999", "city": "Berlin", "country": "Germany"},
        "tier": "Gold",
    },
    {"id": 21, "first_name": "Ben", "last_name": "Adler", "company": {"id": 3, "name": "Example GmbH"}, "phone": "030/23125200"},
    {
        "id": 22,
        "first_name": "Cora",
        "last_name": "Busch",
        "company": {"id": 3, "name": "Example GmbH"},
        "mobile": "+493023125200",
    },
    {"id": 31, "first_name": "Eve", "last_name": "Dunn", "phone": "020 7946 0123"},
    # The search still knows a number that the contact has no more: a match that must be dropped.
    {"id": 41, "first_name": "Finn", "last_name": "Ernst", "phone": "+44 20 7946 0198", "indexed": "+44 20 7946 0199"},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike."""

MEMBERS = ["id", "first_name", "last_name", "company", "job_title", "email", "phone", "mobile", "address", "tier"]


def error(status: int, code: str, message: str) -> Refusal:
    """An answer in this system's error shape."""
    return Refusal(status, {"error": {"code": code, "message": message}})


def stripped(number: str) -> str:
    """A number as this system compares it: digits and `+`."""
    return re.sub(r"[^\d+]", "", number)


class Contacts:
    """The contacts and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, contacts: list[dict[str, Any]] | None = None) -> None:
        self.token, self.weak_token = token, weak_token
        self.contacts = CONTACTS if contacts is None else contacts

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path != PATH:
            raise error(404, "not_found", "There is no such path.")
        if request.method != "GET" or request.body:
            raise error(405, "method_not_allowed", "This path takes GET without a body.")
        self._check_credentials(request.header("authorization"))
        return 200, {"contacts": self._search(request.query)}

    def _check_credentials(self, header: str) -> None:
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or token not in (self.token, self.weak_token):
            raise error(401, "unauthorized", "The token is not known.")
        if token == self.weak_token:
            raise error(403, "forbidden", "The token may not read contacts.")

    def _search(self, query: list[tuple[str, str]]) -> list[dict[str, Any]]:
        phones = [value for name, value in query if name == "phone"]
        limits = [value for name, value in query if name == "limit"]
        if len(phones) + len(limits) != len(query) or not phones or len(limits) > 1:
            raise error(400, "bad_request", "phone is needed, limit allowed once, and nothing else known.")
        if any(not re.fullmatch(r"\+?\d{3,15}", stripped(phone)) for phone in phones):
            raise error(400, "bad_request", "phone must be a number.")
        limit = limits[0] if limits else "10"
        if not re.fullmatch(r"[1-9]\d?", limit) or int(limit) > 50:
            raise error(400, "bad_request", "limit must be from 1 to 50.")
        wanted = {stripped(phone) for phone in phones}
        found = [contact for contact in self.contacts if wanted & self._numbers(contact)]
        return [{name: contact.get(name) for name in MEMBERS} for contact in found[: int(limit)]]

    @staticmethod
    def _numbers(contact: dict[str, Any]) -> set[str]:
        own = [contact.get("indexed", contact.get("phone")), contact.get("mobile")]
        return {stripped(number) for number in own if number}


def main() -> None:
    chosen = options("The made-up system of the REST example.").parse_args()
    run(Contacts(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
