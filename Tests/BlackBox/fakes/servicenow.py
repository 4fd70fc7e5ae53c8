"""A ServiceNow instance, as far as the Table API reads users and companies. Start it with `python -m fakes.servicenow`.

It enforces what the public reference documents: the token endpoint, bearer tokens, tables, parameters and encoded queries
(https://servicenow.github.io/sdk/guides/encoded-query-guide, and "Operators available for filters and queries" on
https://www.servicenow.com/docs, read in November 2026). It searches as the platform does: LIKE is "contains", without any
wildcard; `^OR` binds to the condition before it only; `^NQ` begins a query of its own; a condition on a field that the table does
not have is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.oauth import CLIENT, Tokens
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = re.compile(r"/api/now(?:/v[12])?/table/(\w+)")
PARAMETERS = {"sysparm_query", "sysparm_fields", "sysparm_limit", "sysparm_offset", "sysparm_display_value", "sysparm_view"}
PARAMETERS |= {"sysparm_exclude_reference_link", "sysparm_suppress_pagination_header", "sysparm_no_count"}
NUMBERS = {"phone", "mobile_phone", "home_phone"}
ADDRESS = {"street", "city", "state", "zip", "country"}
FIELDS = {
    "sys_user": {"sys_id", "name", "first_name", "last_name", "email", "title", "vip", "active", *NUMBERS, *ADDRESS}
    | {"company.name", "department.name"},
    "core_company": {"sys_id", "name", "phone", *ADDRESS},
}
CONDITION = re.compile(r"([a-z_][\w.]*?)(STARTSWITH|ENDSWITH|NOTLIKE|LIKE|ISNOTEMPTY|ISEMPTY|!=|=|IN)(.*)", re.DOTALL)

Record = dict[str, str]
Test = Callable[[Record], bool]

RECORDS: dict[str, list[Record]] = {
    "sys_user": [
        {
            "sys_id": "5137153cc611227c000bbd1bd8cd2005",
            "first_name": "Anna",
            "last_name": "Meier",
            "email": "anna.meier@example.com",
            "title": "Head of Purchasing",
            "vip": "true",
            "phone": "+49 30 23125-123",
            "mobile_phone": "+49 (0)30 23125-199",
            "city": "Berlin",
            "company.name": "ACME AG",
            "department.name": "Purchasing",
        },
        {"sys_id": "02", "first_name": "Ben", "last_name": "Adler", "phone": "(030) 231 25-200"},
        {"sys_id": "03", "first_name": "Cora", "last_name": "Busch", "home_phone": "004930 23125200"},
        {"sys_id": "04", "first_name": "Eve", "last_name": "Dunn", "mobile_phone": "020 7946 0123"},
        # Holds the pieces of another number: a match that must be dropped.
        {"sys_id": "05", "first_name": "Finn", "last_name": "Ernst", "phone": "+44 20 7946 0145 / 0199"},
        {"sys_id": "06", "first_name": "Gone", "last_name": "Person", "phone": "030 23125300", "active": "false"},
    ],
    "core_company": [
        {"sys_id": "c1", "name": "Sample KG", "phone": "030/23125-400", "city": "Berlin"},
        # The number of a contact's company is the contact's.
        {"sys_id": "c2", "name": "ACME AG", "phone": "+49 30 23125-123"},
    ],
}
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one gone; companies."""


def error(status: int, message: str, detail: str | None = None) -> Refusal:
    """An answer in the Table API's error shape."""
    return Refusal(status, {"error": {"message": message, "detail": detail}, "status": "failure"})


class InstanceTokens(Tokens):
    """`/oauth_token.do`, for OAuth clients with the client credentials grant and an application user."""

    path = "/oauth_token.do"
    known = Tokens.known | {"scope"}

    def shown(self, token: str, request: Request) -> dict[str, Any]:
        return {"access_token": token, "scope": "useraccount", "token_type": "Bearer", "expires_in": int(self.lifetime)}

    @staticmethod
    def _refusal(name: str) -> Refusal:
        return Refusal(401, {"error_description": "access_denied", "error": name})

    def bad_request(self, message: str) -> Refusal:
        return self._refusal("invalid_request")

    def wrong_grant(self, is_there: bool) -> Refusal:
        return self._refusal("unsupported_grant_type")

    def unknown_client(self) -> Refusal:
        return self._refusal("invalid_client")

    def wrong_secret(self) -> Refusal:
        return self._refusal("server_error")


def condition(text: str, table: str) -> Test | None:
    """One condition; `None` for one on a field that the table does not have."""
    match = CONDITION.fullmatch(text)
    if match is None:
        raise error(400, "Invalid query detected, please check logs for details")
    field, operator, value = match[1], match[2], match[3].lower()
    if field not in FIELDS[table]:
        return None
    tests: dict[str, Callable[[str], bool]] = {
        "LIKE": lambda held: value in held,
        "NOTLIKE": lambda held: value not in held,
        "STARTSWITH": lambda held: held.startswith(value),
        "ENDSWITH": lambda held: held.endswith(value),
        "ISEMPTY": lambda held: not held,
        "ISNOTEMPTY": lambda held: bool(held),
        "=": lambda held: held == value,
        "!=": lambda held: held != value,
        "IN": lambda held: held in value.split(","),
    }
    return lambda record: tests[operator](record.get(field, "true" if field == "active" else "").lower())


def encoded_query(text: str, table: str) -> Test:
    """Groups between `^NQ` are joined by OR, conditions between `^` by AND, and `^OR` adds to the condition before it."""
    groups: list[list[list[Test]]] = []
    for group in text.split("^NQ"):
        terms: list[list[Test]] = []
        for part in group.split("^"):
            test = condition(part.removeprefix("OR"), table)
            if part.startswith("OR") and not terms:
                raise error(400, "Invalid query detected, please check logs for details")
            if test is not None:
                terms[-1].append(test) if part.startswith("OR") else terms.append([test])
        groups.append(terms)
    return lambda record: any(all(any(test(record) for test in term) for term in terms) for terms in groups)


class Instance:
    """The records and the rules for asking about them."""

    def __init__(
        self, secret: str, weak_secret: str, records: dict[str, list[Record]] | None = None, lifetime: float = 1_799
    ) -> None:
        self.tokens = InstanceTokens(secret, weak_secret, lifetime)
        self.records = RECORDS if records is None else records
        self.asked: list[str] = []
        """The tables that were read, one entry for each request."""

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == self.tokens.path:
            return self.tokens.answer(request)
        grant = self.tokens.grant(request.header("authorization"))
        if grant is None:
            raise error(401, "User Not Authenticated", "Required to provide Auth information")
        path = PATH.fullmatch(request.path)
        if path is None or request.method != "GET" or request.body:
            raise error(400, "Requested URI does not represent any resource")
        if path[1] not in FIELDS:
            raise error(400, f"Invalid table {path[1]}")
        if grant.is_weak:
            raise error(403, "Insufficient rights to query records", "Fields in the query may not be read by this user")
        self.asked.append(path[1])
        return 200, {"result": self._search(path[1], dict(request.query), len(request.query))}

    def _search(self, table: str, query: dict[str, str], count: int) -> list[Record]:
        if set(query) - PARAMETERS or len(query) != count:
            raise error(400, "This fake does not know the parameter, or it comes twice")
        limit = query.get("sysparm_limit", "10000")
        if not re.fullmatch(r"[1-9]\d{0,4}", limit):
            raise error(400, "Invalid limit")
        fits = encoded_query(query.get("sysparm_query", ""), table)
        wanted = [field for field in query.get("sysparm_fields", "").split(",") if field in FIELDS[table]]
        found = [record for record in self.records[table] if fits(record)][: int(limit)]
        return [{field: self._value(record, field) for field in wanted or FIELDS[table]} for record in found]

    @staticmethod
    def _value(record: Record, field: str) -> str:
        """Every value is a text; what is not there is an empty one."""
        name = f"{record.get('first_name', '')} {record.get('last_name', '')}".strip()
        standard = {"name": name, "active": "true", "vip": "false"}
        return record.get(field, standard.get(field, ""))


def holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An instance with a user for each text."""
    users: list[Record] = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        users.append({"sys_id": f"{index:032x}", "first_name": first, "last_name": last, "phone": phone})
    return Instance("t", "weak", {"sys_user": users, "core_company": []}).answer


RATES = [
    Rate("servicenow", "ServiceNow", holding, 60, 38, secrets={"clientSecret": "t"}, settings={"clientID": CLIENT}),
]


def main() -> None:
    chosen = options("A fake ServiceNow instance; --token and --weak-token are its OAuth clients' secrets.").parse_args()
    run(Instance(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
