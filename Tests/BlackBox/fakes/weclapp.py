"""A weclapp tenant, as far as its API (version 2) reads parties. Start it with `python -m fakes.weclapp`.

It enforces what the public reference documents (https://www.weclapp.com/api/openapi_v2.yaml and its user documentation, read in
November 2026): path, token, parameters, operators, fields. It searches as documented: `like` knows `%` and `_`, names that begin
with `or-` are joined by OR, and a condition on a field that is unknown or marked `filterable: false`, `mobilePhone1` among them,
is left out without a word. Unknown names in `properties` and `sort` are refused. What is null is not sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/webapp/api/v2/party"
SEARCHED = {"id", "partyType", "firstName", "lastName", "company", "personCompany", "parentPartyId", "email", "phone"}
SEARCHED |= {"phoneHome", "fixPhone2", "mobilePhone2", "customerNumber", "customerBlocked", "lastModifiedDate"}
SEARCHED |= {"primaryAddressId"}
FIELDS = SEARCHED | {"mobilePhone1", "addresses", "version"}
OPERATORS = {"eq", "ne", "null", "notnull", "like", "notlike", "ilike", "notilike"}
CONDITION = re.compile(r"(?:(or\w*)-)?(\w+)-([a-z]+)")
PLAIN = {"page", "pageSize", "sort", "properties", "includeReferencedEntities", "serializeNulls"}

Party = dict[str, Any]
Test = Callable[[Party], bool]

PARTIES: list[Party] = [
    {"id": "3001", "partyType": "ORGANIZATION", "company": "ACME AG", "phone": "+49 30 23125-123", "customerNumber": "C1006"},
    {
        "id": "12345678901234567",
        "partyType": "PERSON",
        "firstName": "Anna",
        "lastName": "Meier",
        "email": "anna.meier@example.com",
        "phone": "+49 30 23125-123",
        "fixPhone2": "+49 (0)30 23125-199",
        "parentPartyId": "3001",
        "primaryAddressId": "91",
        "addresses": [{"id": "90", "city": "Köln"}, {"id": "91", "city": "Berlin", "zipcode": "10999", "countryCode": "DE"}],
    },
    {"id": "21", "partyType": "PERSON", "firstName": "Ben", "lastName": "Adler", "phone": "(030) 231 25-200"},
    {"id": "22", "partyType": "PERSON", "firstName": "Cora", "lastName": "Busch", "mobilePhone2": "004930 23125200"},
    {"id": "31", "partyType": "PERSON", "firstName": "Eve", "lastName": "Dunn", "phoneHome": "020 7946 0123"},
    # Holds the digits of another number one after the other: a match that must be dropped.
    {"id": "41", "partyType": "PERSON", "firstName": "Finn", "lastName": "Ernst", "phone": "+44 20 7946 0145 / 0199"},
    {"id": "51", "partyType": "ORGANIZATION", "company": "Sample KG", "phone": "030/23125-400"},
    {"id": "61", "partyType": "PERSON", "firstName": "Gina", "lastName": "Falk", "mobilePhone1": "+49 30 23125-500"},
]
for _party in PARTIES:
    if _party["id"] in ("21", "22"):
        _party["personCompany"] = "Example GmbH"
"""One caller with all fields, two with one number, one in national writing, one who only looks alike; a company; a mobile."""


def error(status: int, name: str, detail: str) -> Refusal:
    """An answer in weclapp's error shape (RFC 7807)."""
    kind = f"/webapp/view/api/errors.html#!/errors/{name}"
    return Refusal(status, {"detail": detail, "error": detail, "status": status, "title": name.replace("_", " "), "type": kind})


def like(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`%` stands for any text, `_` for one character."""
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(letter) or re.escape(letter) for letter in pattern), re.DOTALL | flags)


def condition(field: str, operator: str, value: str) -> Test | None:
    """One condition; `None` for one that weclapp leaves out."""
    if field not in SEARCHED:
        return None
    if operator not in OPERATORS:
        raise error(400, "validation", f"unsupported operator {operator}")
    case = like(value, re.IGNORECASE if "ilike" in operator else 0)
    tests: dict[str, Test] = {
        "eq": lambda party: str(party.get(field)) == value,
        "null": lambda party: party.get(field) is None,
        "like": lambda party: case.fullmatch(party.get(field) or "") is not None,
    }
    negated = operator.startswith("n") and operator != "null"
    test = tests[{"ne": "eq", "notnull": "null"}.get(operator, "like" if "like" in operator else operator)]
    return (lambda party: not test(party)) if negated else test


class Tenant:
    """The parties and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, parties: list[Party] | None = None) -> None:
        self.token, self.weak_token = token, weak_token
        self.parties = PARTIES if parties is None else parties
        """The last one was changed last."""

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        token = request.header("authenticationtoken")
        if token not in (self.token, self.weak_token):
            raise error(401, "unauthorized", "missing permission")
        if request.path != PATH:
            raise error(404, "not_found", "resource not found")
        if request.method != "GET" or request.body:
            raise error(400, "validation", "this fake reads only")
        if token == self.weak_token:
            raise error(403, "forbidden", "insufficient privileges")
        return 200, self._search(request.query)

    def _search(self, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        plain = {name: value for name, value in pairs if name in PLAIN}
        if len(plain) != sum(name in PLAIN for name, _ in pairs):
            raise error(400, "validation", "a parameter comes twice")
        size, page = self._number(plain, "pageSize", 100, 1_000), self._number(plain, "page", 1, 10_000)
        fits = self._filter([pair for pair in pairs if pair[0] not in PLAIN])
        found = [party for party in self._sorted(plain.get("sort")) if fits(party)][(page - 1) * size : page * size]
        wanted = self._names(plain.get("properties"), FIELDS) or sorted(FIELDS)
        answer: dict[str, Any] = {"result": [{name: party[name] for name in wanted if name in party} for party in found]}
        if self._names(plain.get("includeReferencedEntities"), {"parentPartyId"}):
            ids = {party.get("parentPartyId") for party in found}
            answer["referencedEntities"] = {"party": [party for party in self.parties if party["id"] in ids]}
        return answer

    @staticmethod
    def _filter(pairs: list[tuple[str, str]]) -> Test:
        """Conditions are joined by AND, those of one `or` group by OR. All are read, so that a bad one is always found."""
        groups: dict[str, list[Test]] = {}
        for index, (name, value) in enumerate(pairs):
            match = CONDITION.fullmatch(name)
            test = condition(match[2], match[3], value) if match else None
            if match and test:
                groups.setdefault(match[1] or f"and {index}", []).append(test)
        return lambda party: all(any(test(party) for test in tests) for tests in groups.values())

    def _sorted(self, order: str | None) -> list[Party]:
        if order is None:
            return self.parties
        if order.lstrip("-") != "lastModifiedDate":
            raise error(400, "validation", "this fake sorts by lastModifiedDate only")
        return self.parties[::-1] if order.startswith("-") else self.parties

    @staticmethod
    def _names(text: str | None, known: set[str]) -> list[str]:
        names = text.split(",") if text else []
        if set(names) - known:
            raise error(400, "validation", "unknown property")
        return names

    @staticmethod
    def _number(query: dict[str, str], name: str, default: int, limit: int) -> int:
        text = query.get(name, str(default))
        if not re.fullmatch(r"[1-9]\d{0,4}", text) or int(text) > limit:
            raise error(400, "validation", f"{name} must be from 1 to {limit}")
        return int(text)


def holding(phones: list[str]) -> Callable[[Request], Reply]:
    """A tenant with a person for each text."""
    people: list[Party] = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        people.append({"id": str(1_000 + index), "partyType": "PERSON", "firstName": first, "lastName": last, "phone": phone})
    return Tenant("t", "weak", people).answer


RATES = [Rate("weclapp", "weclapp", holding, 60, 38)]


def main() -> None:
    chosen = options("A fake weclapp tenant.").parse_args()
    run(Tenant(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
