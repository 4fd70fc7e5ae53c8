"""A Tryton database, as far as sessions and reading parties through JSON-RPC go. Start it with `python -m fakes.tryton`.

It does what the real one was seen to do (`make test-field`): a session by login and password, 401 without one, errors with
status 200, domains on contact mechanisms, fields of related records behind a dot. Anything else is refused.
"""

from __future__ import annotations

import base64
import itertools
import json
import re
from typing import Any

from fakes.strict_server import Refusal, Reply, Request, options, run

DATABASE, LOGIN, WEAK_LOGIN = "acme", "callcard", "blind"
UID, WEAK_UID = 7, 8
SEARCH = "model.party.party.search_read"
TYPES = {"phone", "mobile", "fax", "email", "website", "sip", "other"}
RELATED = {
    "contact_mechanisms": {"type", "value", "name"},
    "addresses": {"street", "postal_code", "city", "subdivision.name", "country.name"},
}

PARTIES: list[dict[str, Any]] = [
    {
        # Longer than Tryton's own ids.
        "id": 12345678901234567,
        "name": "ACME AG",
        "code": "K-17",
        "contact_mechanisms": [("phone", "+49 30 23125123", "Anna Meier"), ("email", "anna.meier@example.com", None)],
        "address": {"street": "Teststraße 7", "postal_code": "10999", "city": "Berlin", "country": {"name": "Germany", "id": 57}},
    },
    {"id": 21, "name": "Ben Adler", "contact_mechanisms": [("phone", "+49 30 23125200", None)]},
    {"id": 22, "name": "Cora Busch", "contact_mechanisms": [("mobile", "+49 30 23125200", None)]},
    {"id": 31, "name": "Eve Dunn", "contact_mechanisms": [("phone", "020 7946 0123", None)]},
    # Holds the digits of a shorter number: a match that must be dropped.
    {"id": 41, "name": "Finn Ernst", "contact_mechanisms": [("phone", "020 7946 0199-7", None)]},
    {"id": 51, "name": "Gina Falk", "contact_mechanisms": [("fax", "+49 30 23125300", None)]},
]
"""A company with a person and all fields, two with one number, one in national writing, one who only looks alike, and a fax."""


class Fault(Exception):
    """An exception of Tryton's server, which it sends with status 200."""

    def __init__(self, *words: Any) -> None:
        super().__init__()
        self.words = words


def like(pattern: str, text: str) -> bool:
    """SQL's LIKE."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), text) is not None


class Database:
    """The parties, the sessions, and the rules for asking."""

    def __init__(self, password: str, weak_password: str) -> None:
        self.passwords = {LOGIN: (password, UID), WEAK_LOGIN: (weak_password, WEAK_UID)}
        self.sessions: dict[str, int] = {}
        """Users by the keys of their sessions. Clear it, and all have ended."""
        self.signed_in = 0
        """Sessions so far."""
        self._keys = (f"session-{count}" for count in itertools.count(1))

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path != f"/{DATABASE}/" or request.method != "POST":
            raise Refusal(404, None)
        if request.header("content-type") != "application/json":
            raise Refusal(400, None)
        call = json.loads(request.body)
        if set(call) != {"id", "method", "params"} or not isinstance(call["params"], list):
            raise Refusal(400, None)
        if call["method"] == "common.db.login":
            return 200, {"id": call["id"], "result": self._login(*call["params"])}
        user = self._user(request.header("authorization"))
        if call["method"] != SEARCH:
            raise Refusal(403, None)
        try:
            return 200, {"id": call["id"], "result": self._search(user, *call["params"])}
        except Fault as fault:
            return 200, {"id": call["id"], "error": list(fault.words)}
        except TypeError as mistake:
            return 200, {"id": call["id"], "error": [str(mistake), ""]}

    def _login(self, login: str, parameters: dict[str, str]) -> list[Any]:
        password, user = self.passwords.get(login, (None, 0))
        if password is None or parameters != {"password": password}:
            raise Refusal(401, None)
        key = next(self._keys)
        self.sessions[key] = user
        self.signed_in += 1
        return [user, key]

    def _user(self, header: str) -> int:
        match = re.fullmatch(r"[Ss]ession (\S+)", header)
        parts = base64.b64decode(match[1]).decode().split(":") if match else []
        if len(parts) != 3 or self.sessions.get(parts[2]) != int(parts[1]):
            raise Refusal(401, None)
        return int(parts[1])

    def _search(
        self, user: int, domain: Any, offset: int, limit: int | None, order: None, fields: list[str], context: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if user == WEAK_UID:
            raise Fault("UserError", ['You are not allowed to access "Party".', "", None])
        for field in fields:
            name, _, rest = field.partition(".")
            if name not in ("name", "code") and rest not in RELATED.get(name, set()):
                raise Fault(repr(name), "")
        types, pattern = self._condition(domain)
        found = [
            party
            for party in PARTIES
            if any(kind in types and like(pattern, value) for kind, value, _ in party["contact_mechanisms"])
        ]
        return [self._shown(party) for party in found[offset:][:limit]]

    @staticmethod
    def _condition(domain: Any) -> tuple[list[str], str]:
        """Types and pattern of the one domain that this fake understands."""
        match domain:
            case [["contact_mechanisms", "where", [["type", "in", types], ["value", "like", pattern]]]] if set(types) <= TYPES:
                return types, pattern
        raise Fault("This fake does not understand the domain.", "")

    @staticmethod
    def _shown(party: dict[str, Any]) -> dict[str, Any]:
        empty = {"street": None, "postal_code": None, "city": None, "subdivision": None, "country": None}
        address = empty | party["address"] if "address" in party else None
        return {
            "id": party["id"],
            "name": party["name"],
            "code": party.get("code", str(party["id"])),
            "contact_mechanisms.": [
                {"id": number, "type": kind, "value": value, "name": name}
                for number, (kind, value, name) in enumerate(party["contact_mechanisms"])
            ],
            "addresses.": [
                {f"{key}." if key in ("subdivision", "country") else key: value for key, value in address.items()} | {"id": 1}
            ]
            if address
            else [],
        }


def main() -> None:
    chosen = options("A fake Tryton database.").parse_args()
    run(Database(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
