"""A NetSuite account, as far as SuiteQL reads contacts and customers. Start it with `python -m fakes.netsuite`.

It enforces what Oracle documents (https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help, read in November 2026): the
token endpoint and the statement that signs the request for a token, bearer tokens, path, headers, parameters, and SuiteQL with
the fields that the two records have. Queries run on SQLite, whose LIKE is made to heed case as Oracle's does; null members are
left out.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from fakes.netsuite_tokens import CERTIFICATE, CLIENT, KEY, AccountTokens
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/services/rest/query/v1/suiteql"
PERSON = ["id", "entityid", "firstname", "lastname", "email", "phone", "mobilephone", "homephone", "isinactive"]
COLUMNS = {
    "contact": [*PERSON, "title", "officephone", "company"],
    "customer": [*PERSON, "companyname", "altphone", "isperson", "altname"],
}
COMPANIES = {"501": "ACME AG", "502": "Example GmbH"}
TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(BUILTIN\.DF|[A-Za-z_]\w*)|(\d+)|(<>|!=|<=|>=|[=<>(),]))")
WORDS = {"SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "LIKE", "IS", "NULL", "IN", "ORDER", "BY", "ASC", "DESC", "AS"}
WORDS |= {"BUILTIN.DF"}

Record = dict[str, str]

RECORDS: dict[str, list[Record]] = {
    "contact": [
        {
            "id": "1382",
            "entityid": "Anna Meier",
            "firstname": "Anna",
            "lastname": "Meier",
            "title": "Head of Purchasing",
            "email": "anna.meier@example.com",
            "phone": "+49 30 23125-123",
            "mobilephone": "+49 (0)30 23125-199",
            "company": "501",
        },
        {"id": "21", "firstname": "Ben", "lastname": "Adler", "officephone": "(030) 231 25-200", "company": "502"},
        {"id": "22", "firstname": "Cora", "lastname": "Busch", "homephone": "004930 23125200", "company": "502"},
        {"id": "31", "firstname": "Eve", "lastname": "Dunn", "mobilephone": "020 7946 0123"},
        # Holds the digits of another number one after the other: a match that must be dropped.
        {"id": "41", "firstname": "Finn", "lastname": "Ernst", "phone": "+44 20 7946 0145 / 0199"},
        {"id": "51", "firstname": "Gone", "lastname": "Person", "phone": "030 23125300", "isinactive": "T"},
    ],
    "customer": [
        {"id": "601", "entityid": "CUST601", "companyname": "Sample KG", "isperson": "F", "phone": "030/23125-400"},
        {"id": "501", "entityid": "CUST501", "companyname": "ACME AG", "isperson": "F", "phone": "+49 30 23125-123"},
    ],
}
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one gone; customers."""


def error(status: int, title: str, code: str, detail: str) -> Refusal:
    """An answer in the error shape of NetSuite's REST web services."""
    details = [{"detail": detail, "o:errorCode": code}]
    kind = f"https://www.rfc-editor.org/rfc/rfc9110.html#name-{status}"
    return Refusal(status, {"type": kind, "title": title, "status": status, "o:errorDetails": details})


def invalid(detail: str) -> Refusal:
    """A request that can't be read."""
    return error(400, "Bad Request", "INVALID_PARAMETER", detail)


def checked(query: str) -> tuple[str, str]:
    """The query with a function in the place of `BUILTIN.DF`, and the record that it reads; what is no SuiteQL is refused."""
    words: list[str] = []
    position, query = 0, query.rstrip()
    while position < len(query):
        match = TOKEN.match(query, position)
        if match is None:
            raise invalid("Invalid search query. Detailed unprocessed description follows. Search error occurred: syntax.")
        words.append(match[0].strip())
        position = match.end()
    record = next((words[index + 1].lower() for index, word in enumerate(words[:-1]) if word.upper() == "FROM"), "")
    if record not in COLUMNS:
        raise invalid(f"Invalid search query. Search error occurred: Record '{record}' was not found.")
    aliases = {words[index + 1].lower() for index, word in enumerate(words[:-1]) if word.upper() == "AS"}
    for word in words:
        known = word.upper() in WORDS or word.lower() in {record, *COLUMNS[record], *aliases}
        if word[0].isalpha() and not known:
            raise invalid(f"Invalid search query. Search error occurred: Unknown identifier '{word}'.")
    return " ".join("display" if word.upper() == "BUILTIN.DF" else word for word in words), record


class Account:
    """The records and the rules for asking about them."""

    def __init__(self, records: dict[str, list[Record]] | None = None, lifetime: float = 3_600) -> None:
        self.tokens = AccountTokens(lifetime)
        self.records = RECORDS if records is None else records
        self.asked: list[str] = []
        """The records that were read, one entry for each request."""

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == self.tokens.path:
            return self.tokens.answer(request)
        if request.path != PATH or request.method != "POST":
            raise error(404, "Not Found", "NONEXISTENT_ID", "The record instance does not exist.")
        grant = self.tokens.grant(request.header("authorization"))
        if grant is None:
            raise error(401, "Unauthorized", "INVALID_LOGIN", "Invalid login attempt.")
        if grant.is_weak:
            raise error(403, "Forbidden", "INSUFFICIENT_PERMISSION", "You need the 'REST Web Services' permission.")
        if request.header("prefer") != "transient":
            raise invalid("The required request header Prefer is missing or invalid; its value must be transient.")
        if request.header("content-type").split(";")[0] != "application/json":
            raise invalid("The Content-Type must be application/json.")
        limit = dict(request.query).get("limit", "1000")
        if {name for name, _ in request.query} - {"limit", "offset"} or not re.fullmatch(r"[1-9]\d{0,3}", limit):
            raise invalid("Invalid query parameter.")
        try:
            query = json.loads(request.body)["q"]
        except (ValueError, KeyError, TypeError):
            raise invalid("Invalid content in the request body; it must have the member q.") from None
        return 200, self._run(*checked(str(query)), int(limit))

    def _run(self, query: str, record: str, limit: int) -> dict[str, Any]:
        self.asked.append(record)
        with sqlite3.connect(":memory:") as database:
            database.execute("PRAGMA case_sensitive_like = ON")
            database.create_function("display", 1, lambda key: COMPANIES.get(key))
            columns = COLUMNS[record]
            database.execute(f"CREATE TABLE {record} ({', '.join(columns)})")
            rows = [{"isinactive": "F"} | each for each in self.records[record]]
            places = ", ".join("?" * len(columns))
            database.executemany(f"INSERT INTO {record} VALUES ({places})", [[row.get(name) for name in columns] for row in rows])
            try:
                cursor = database.execute(query)
            except sqlite3.Error as fault:
                raise invalid(f"Invalid search query. Search error occurred: {fault}.") from None
            names = [column[0].lower() for column in cursor.description]
            found = cursor.fetchall()
        items = [{"links": []} | {name: value for name, value in zip(names, row) if value is not None} for row in found]
        total = {"count": len(items[:limit]), "hasMore": len(items) > limit, "offset": 0, "totalResults": len(items)}
        return {"links": [], "items": items[:limit]} | total


def holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An account with a contact for each text."""
    contacts: list[Record] = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        contacts.append({"id": str(1_000 + index), "firstname": first, "lastname": last, "phone": phone})
    return Account({"contact": contacts, "customer": []}).answer


RATES = [
    Rate(
        "netsuite",
        "NetSuite",
        holding,
        60,
        38,
        secrets={"privateKey": KEY.pem},
        settings={"clientID": CLIENT, "certificateID": CERTIFICATE},
    )
]


def main() -> None:
    chosen = options("A fake NetSuite account. It makes a key of its own at each start and takes no --token.").parse_args()
    run(Account().answer, chosen)


if __name__ == "__main__":
    main()
