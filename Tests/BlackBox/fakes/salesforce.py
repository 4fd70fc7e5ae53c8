"""A Salesforce org, as far as SOQL queries of contacts and leads go. Start it with `python -m fakes.salesforce`.

It enforces what the public reference documents: the token endpoint, bearer token, path and method, the grammar of SOQL, objects
and their fields. Anything else is refused in Salesforce's error shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.oauth import SalesforceTokens
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = re.compile(r"/services/data/v(\d{2})\.0/query/?")
VERSIONS = range(31, 68)
"""Versions of the API that are not retired."""

PERSON = {"Id", "FirstName", "LastName", "Title", "Email", "Phone", "MobilePhone"}
MAILING = {"MailingStreet", "MailingPostalCode", "MailingCity", "MailingState", "MailingCountry"}
FIELDS = {
    "Contact": PERSON | MAILING | {"Department", "HomePhone", "OtherPhone", "Account.Name"},
    "Lead": PERSON | {"Company", "Status", "IsConverted", "Street", "PostalCode", "City", "State", "Country"},
}

Record = dict[str, Any]
Test = Callable[[Record], bool]

RECORDS: dict[str, list[Record]] = {
    "Contact": [
        {
            "Id": "0035e00000Xy1ZaAAJ",
            "FirstName": "Anna",
            "LastName": "Meier",
            "Title": "Head of Purchasing",
            "Department": "Purchasing",
            "Email": "anna.meier@example.com",
            "Phone": "+49 30 23125123",
            "MobilePhone": "+49 (0)30 23125-199",
            "Account.Name": "ACME AG",
            "MailingStreet": "Teststraße 7",
            "MailingPostalCode": "10999",
            "MailingCity": "Berlin",
            "MailingCountry": "Germany",
        },
        # The same letters in another case: another record.
        {
            "Id": "0035e00000XY1ZAAAJ",
            "FirstName": "Ben",
            "LastName": "Adler",
            "Phone": "(030) 231 25-200",
            "Account.Name": "Example GmbH",
        },
        {
            "Id": "0035e00000Xy1ZcAAJ",
            "FirstName": "Cora",
            "LastName": "Busch",
            "OtherPhone": "+493023125200",
            "Account.Name": "Example GmbH",
        },
        {"Id": "0035e00000Xy1ZdAAJ", "FirstName": "Eve", "LastName": "Dunn", "HomePhone": "020 7946 0123"},
        # Holds the digits of another number one after the other: a match that must be dropped.
        {"Id": "0035e00000Xy1ZeAAJ", "FirstName": "Finn", "LastName": "Ernst", "Phone": "+44 20 7946 0123 / 0199"},
    ],
    "Lead": [
        {
            "Id": "00Q5e00000Ab2CdEAF",
            "FirstName": "Gina",
            "LastName": "Frank",
            "Company": "Sample KG",
            "Phone": "030/23125-300",
            "Status": "Open",
            "IsConverted": False,
        },
        {"Id": "00Q5e00000Ab2CeEAF", "FirstName": "Hugo", "LastName": "Gold", "Phone": "030 23125301", "IsConverted": True},
    ],
}
"""One caller with all fields, two with one number, one in national writing, one who only looks alike; leads, open and not."""


def error(status: int, code: str, message: str) -> Refusal:
    """An answer in Salesforce's error shape."""
    return Refusal(status, [{"message": message, "errorCode": code}])


def malformed(message: str) -> Refusal:
    """A query that is no SOQL."""
    return error(400, "MALFORMED_QUERY", message)


def like(pattern: str) -> re.Pattern[str]:
    """A LIKE pattern as Salesforce takes it: `%` for any text, `_` for one character, without regard to case."""
    parts = re.findall(r"\\[%_]|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(part) or re.escape(part[-1]) for part in parts), re.IGNORECASE | re.DOTALL)


class Query:
    """One SOQL statement: `SELECT fields FROM object WHERE condition ORDER BY field LIMIT count`."""

    TOKEN = re.compile(r"\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z][\w.]*)|(\d+)|(!=|<>|<=|>=|[=<>(),]))", re.DOTALL)
    ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}

    def __init__(self, text: str) -> None:
        self._tokens = self._split(text)
        self._next = 0
        self._keyword("SELECT")
        self.fields = self._list(self._name)
        self._keyword("FROM")
        self.object = self._name()
        if self.object not in FIELDS:
            raise error(400, "INVALID_TYPE", f"sObject type '{self.object}' is not supported.")
        for field in self.fields:
            self._check(field)
        self.test: Test = self._condition() if self._take("WHERE") else lambda record: True
        self.order = self._order() if self._take("ORDER") else None
        self.limit = int(self._number()) if self._take("LIMIT") else 2_000
        if self._next != len(self._tokens):
            raise malformed(f"unexpected token: '{self._tokens[self._next]}'")

    @classmethod
    def _split(cls, text: str) -> list[str]:
        tokens, position, text = [], 0, text.rstrip()
        while position < len(text):
            match = cls.TOKEN.match(text, position)
            if match is None:
                raise malformed("line 1:1 no viable alternative at a character")
            tokens.append(match[0].strip())
            position = match.end()
        return tokens

    def _take(self, word: str) -> bool:
        found = self._next < len(self._tokens) and self._tokens[self._next].upper() == word
        self._next += found
        return found

    def _keyword(self, word: str) -> None:
        if not self._take(word):
            raise malformed(f"expecting {word}")

    def _token(self, pattern: str, what: str) -> str:
        if self._next == len(self._tokens) or not re.fullmatch(pattern, self._tokens[self._next], re.DOTALL):
            raise malformed(f"expecting {what}")
        self._next += 1
        return self._tokens[self._next - 1]

    def _name(self) -> str:
        return self._token(r"[A-Za-z][\w.]*", "a name")

    def _number(self) -> str:
        return self._token(r"\d+", "a number")

    def _list(self, item: Callable[[], str]) -> list[str]:
        items = [item()]
        while self._take(","):
            items.append(item())
        if len(set(items)) != len(items):
            raise malformed("duplicate field selected")
        return items

    def _check(self, field: str) -> str:
        if field not in FIELDS[self.object]:
            raise error(400, "INVALID_FIELD", f"No such column '{field}' on entity '{self.object}'.")
        return field

    def _order(self) -> str:
        self._keyword("BY")
        return self._check(self._name())

    def _condition(self) -> Test:
        """AND and OR side by side need brackets in SOQL."""
        tests = [self._term()]
        word = next((word for word in ("AND", "OR") if self._take(word)), None)
        if word is None:
            return tests[0]
        tests.append(self._term())
        while self._take(word):
            tests.append(self._term())
        if self._take("AND") or self._take("OR"):
            raise malformed("unexpected token: AND and OR need brackets")
        chosen = all if word == "AND" else any
        return lambda record: chosen(test(record) for test in tests)

    def _term(self) -> Test:
        if self._take("("):
            test = self._condition()
            self._keyword(")")
            return test
        field = self._check(self._name())
        if self._take("LIKE"):
            pattern = like(self._text(in_like=True))
            return lambda record: pattern.fullmatch(record.get(field) or "") is not None
        if self._take("IN"):
            self._keyword("(")
            values = [value.lower() for value in self._list(self._text)]
            self._keyword(")")
            return lambda record: (record.get(field) or "").lower() in values
        self._keyword("=")
        if field == "IsConverted":
            wanted = self._token("(?i:true|false)", "a boolean").lower() == "true"
            return lambda record: record.get(field) is wanted
        value = self._text().lower()
        return lambda record: (record.get(field) or "").lower() == value

    def _text(self, in_like: bool = False) -> str:
        """A literal; `\\%` and `\\_` keep their backslash, for LIKE alone."""

        def unescaped(match: re.Match[str]) -> str:
            if in_like and match[1] in "%_":
                return match[0]
            if match[1].lower() not in self.ESCAPES:
                raise malformed("Illegal escape sequence")
            return self.ESCAPES[match[1].lower()]

        return re.sub(r"\\(.)", unescaped, self._token(r"'.*'", "a text")[1:-1], flags=re.DOTALL)


class Org:
    """The records and the rules for asking about them."""

    def __init__(self, secret: str, weak_secret: str, lifetime: float = 3_599) -> None:
        self.tokens = SalesforceTokens(secret, weak_secret, lifetime)

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == self.tokens.path:
            return self.tokens.answer(request)
        path = PATH.fullmatch(request.path)
        if path is None or int(path[1]) not in VERSIONS:
            raise error(404, "NOT_FOUND", "The requested resource does not exist")
        self._check_credentials(request.header("authorization"))
        if request.method != "GET" or request.body:
            raise error(405, "METHOD_NOT_ALLOWED", f"HTTP Method '{request.method}' not allowed. Allowed are HEAD,GET")
        if [name for name, _ in request.query] != ["q"]:
            raise malformed("A query string has to be specified")
        return 200, self._result(Query(request.query[0][1]), request.path.rstrip("/").removesuffix("/query"))

    def _check_credentials(self, header: str) -> None:
        grant = self.tokens.grant(header)
        if grant is None:
            raise error(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if grant.is_weak:
            raise error(403, "API_DISABLED_FOR_ORG", "The API is not enabled for this Organization or Partner")

    @staticmethod
    def _result(query: Query, root: str) -> dict[str, Any]:
        found = [record for record in RECORDS[query.object] if query.test(record)]
        if query.order:
            found.sort(key=lambda record: record.get(query.order) or "")
        records = [Org._shown(record, query, root) for record in found[: query.limit]]
        return {"totalSize": len(records), "done": True, "records": records}

    @staticmethod
    def _shown(record: Record, query: Query, root: str) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "attributes": {"type": query.object, "url": f"{root}/sobjects/{query.object}/{record['Id']}"}
        }
        for field in query.fields:
            parent, dot, name = field.partition(".")
            value = record.get(field)
            if not dot:
                shown[field] = value
            else:
                url = f"{root}/sobjects/{parent}/0015e00000Ac3DeAAJ"
                shown[parent] = None if value is None else {"attributes": {"type": parent, "url": url}, name: value}
        return shown


def main() -> None:
    chosen = options("A fake Salesforce org; --token and --weak-token are the secrets of its two apps.").parse_args()
    run(Org(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
