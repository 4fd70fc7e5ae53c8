"""A Dynamics 365 environment: contacts and accounts in the Dataverse Web API. Start it with `python -m fakes.dynamics`.

It enforces what the public reference documents: Entra ID's token endpoint, bearer token, path and method, OData headers, query
options, the grammar of filters, tables and their columns. Anything else is refused in Dataverse's error shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from fakes.oauth import EntraTokens
from fakes.strict_server import Refusal, Reply, Request, options, run

ROOT = "/api/data/v9.2/"
OPTIONS = {"$select", "$filter", "$orderby", "$top", "$count"}
ANNOTATION = "OData.Community.Display.V1.FormattedValue"
ADDRESS = {"address1_line1", "address1_postalcode", "address1_city", "address1_stateorprovince", "address1_country"}
PHONES = {"telephone1", "telephone2", "telephone3"}
CONTACT = {"firstname", "lastname", "jobtitle", "department", "mobilephone", "_parentcustomerid_value"}
COMMON = {"emailaddress1", "statecode"} | ADDRESS | PHONES
COLUMNS = {"contacts": COMMON | CONTACT | {"contactid"}, "accounts": COMMON | {"accountid", "name", "accountnumber"}}

Row = dict[str, Any]
Test = Callable[[Row], bool]

ROWS: dict[str, list[Row]] = {
    "contacts": [
        {
            "contactid": "6f1c2b3a-9d4e-4f50-8a61-7b2c3d4e5f60",
            "firstname": "Anna",
            "lastname": "Meier",
            "jobtitle": "Head of Purchasing",
            "department": "Purchasing",
            "emailaddress1": "anna.meier@example.com",
            "telephone1": "+49 30 23125123",
            "mobilephone": "+49 30 23125 199",
            "address1_line1": "Teststraße 7",
            "address1_postalcode": "10999",
            "address1_city": "Berlin",
            "address1_country": "Germany",
            "_parentcustomerid_value": "0b7d1a2c-1111-4222-8333-94a5b6c7d8e9",
            f"_parentcustomerid_value@{ANNOTATION}": "ACME AG",
        },
        {
            "contactid": "6f1c2b3a-9d4e-4f50-8a61-7b2c3d4e5f61",
            "firstname": "Ben",
            "lastname": "Adler",
            "telephone1": "(030) 23125200",
            "_parentcustomerid_value": "0b7d1a2c-1111-4222-8333-94a5b6c7d8ea",
            f"_parentcustomerid_value@{ANNOTATION}": "Example GmbH",
        },
        {
            "contactid": "6f1c2b3a-9d4e-4f50-8a61-7b2c3d4e5f62",
            "firstname": "Cora",
            "lastname": "Busch",
            "mobilephone": "+493023125200",
            "_parentcustomerid_value": "0b7d1a2c-1111-4222-8333-94a5b6c7d8ea",
            f"_parentcustomerid_value@{ANNOTATION}": "Example GmbH",
        },
        {
            "contactid": "6f1c2b3a-9d4e-4f50-8a61-7b2c3d4e5f63",
            "firstname": "Eve",
            "lastname": "Dunn",
            "telephone2": "020 7946 0123",
        },
        # Deactivated: never shown.
        {
            "contactid": "6f1c2b3a-9d4e-4f50-8a61-7b2c3d4e5f64",
            "lastname": "Ernst",
            "telephone1": "+493023125302",
            "statecode": 1,
        },
    ],
    "accounts": [
        {
            "accountid": "0b7d1a2c-1111-4222-8333-94a5b6c7d8eb",
            "name": "Sample KG",
            "accountnumber": "D-1047",
            "telephone1": "030 23125300",
            "address1_city": "Berlin",
        },
        {"accountid": "0b7d1a2c-1111-4222-8333-94a5b6c7d8ec", "name": "Other Ltd", "telephone1": "+44 20 7946 0198"},
    ],
}
"""One caller with all columns, two with one number, one in national writing, one deactivated; two accounts."""


def error(status: int, code: str, message: str) -> Refusal:
    """An answer in Dataverse's error shape."""
    return Refusal(status, {"error": {"code": code, "message": message}})


class ODataFilter:
    """A boolean expression of OData 4.0, with the operators and functions that the service's own reference allows.

    `test` tells whether a row fits. Subclasses have other terms.
    """

    TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\[[^\]]*\])|([A-Za-z_][\w.]*)|(-?\d+)|([()=,/:]))")

    def __init__(self, text: str, columns: set[str]) -> None:
        self.columns = columns
        self._tokens = self._split(text.rstrip())
        self._next = 0
        self.test = self._either()
        if self._next != len(self._tokens):
            raise self.wrong(f"Syntax error at token {self._next}.")

    def wrong(self, message: str) -> Refusal:
        """A filter that can't be read."""
        return error(400, "0x80060888", message)

    def unknown(self, name: str) -> Refusal:
        """A filter on a column that is not there."""
        return error(400, "0x80060888", f"Could not find a property named '{name}'.")

    def _split(self, text: str) -> list[str]:
        tokens, position = [], 0
        while position < len(text):
            match = self.TOKEN.match(text, position)
            if match is None:
                raise self.wrong(f"Syntax error at position {position}.")
            tokens.append(match[0].strip())
            position = match.end()
        return tokens

    def take(self, token: str) -> bool:
        """Takes the next token where it is this one. OData is written in the case of its reference."""
        found = self._next < len(self._tokens) and self._tokens[self._next] == token
        self._next += found
        return found

    def need(self, *tokens: str) -> None:
        """Takes these tokens."""
        for token in tokens:
            if not self.take(token):
                raise self.wrong(f"'{token}' expected.")

    def token(self, pattern: str, what: str) -> str:
        """Takes the next token, which must be of a kind."""
        if self._next == len(self._tokens) or not re.fullmatch(pattern, self._tokens[self._next]):
            raise self.wrong(f"{what} expected.")
        self._next += 1
        return self._tokens[self._next - 1]

    def text(self) -> str:
        """A literal; a quote in it is written twice."""
        return self.token(r"'.*'", "A text")[1:-1].replace("''", "'")

    def name(self) -> str:
        """A name of any kind."""
        return self.token(r"[A-Za-z_][\w.]*", "A name")

    def column(self, name: str) -> str:
        """A name that must be a column's."""
        if name not in self.columns:
            raise self.unknown(name)
        return name

    def _either(self) -> Test:
        tests = [self._both()]
        while self.take("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._part()]
        while self.take("and"):
            tests.append(self._part())
        return lambda row: all(test(row) for test in tests)

    def _part(self) -> Test:
        if self.take("("):
            test = self._either()
            self.need(")")
            return test
        return self.term()

    def term(self) -> Test:
        """`column eq value`, or Dataverse's `In`. Texts are compared without regard to case."""
        name = self.name()
        if name == "Microsoft.Dynamics.CRM.In":
            return self._in()
        column = self.column(name)
        self.need("eq")
        if column == "statecode":
            state = int(self.token(r"-?\d+", "A number"))
            return lambda row: row.get("statecode", 0) == state
        value = self.text().lower()
        return lambda row: str(row.get(column) or "").lower() == value

    def _in(self) -> Test:
        self.need("(", "PropertyName", "=")
        column = self.column(self.text())
        self.need(",", "PropertyValues", "=")
        try:
            values = json.loads(self.token(r"\[.*\]", "A list"))
        except ValueError:
            raise self.wrong("The list is no JSON.") from None
        self.need(")")
        if not values or not all(isinstance(value, str) for value in values):
            raise self.wrong("PropertyValues must be a list of texts.")
        wanted = {value.lower() for value in values}
        return lambda row: str(row.get(column) or "").lower() in wanted


class Environment:
    """The rows and the rules for asking about them."""

    def __init__(self, secret: str, weak_secret: str, lifetime: float = 3_599) -> None:
        self.tokens = EntraTokens(secret, weak_secret, lifetime)

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == self.tokens.path:
            return self.tokens.answer(request)
        if request.path.endswith("/oauth2/v2.0/token"):
            raise self.tokens.no_tenant()
        table = request.path.removeprefix(ROOT)
        self._check_credentials(request.header("authorization"), table)
        if not request.path.startswith(ROOT) or table not in COLUMNS:
            raise error(404, "0x8006088a", "Resource not found for the segment.")
        if request.method != "GET" or request.body:
            raise error(405, "0x80060888", "The requested resource does not support this method.")
        for header in ("odata-version", "odata-maxversion"):
            if request.header(header) != "4.0":
                raise error(400, "0x80060888", f"{header} must be 4.0.")
        return 200, self._result(table, request)

    def _check_credentials(self, header: str, table: str) -> None:
        grant = self.tokens.grant(header)
        if grant is None:
            raise Refusal(401, None, {"WWW-Authenticate": "Bearer authorization_uri=https://login.microsoftonline.com/common"})
        if grant.is_weak:
            privilege = "prvReadAccount" if table == "accounts" else "prvReadContact"
            raise error(403, "0x80040220", f"Principal user is missing {privilege} privilege")

    def _result(self, table: str, request: Request) -> dict[str, Any]:
        query = dict(request.query)
        if set(query) - OPTIONS or len(query) != len(request.query):
            raise error(400, "0x80060888", "A query option is not known, or comes twice.")
        columns = self._columns(table, query.get("$select", ""))
        top = query.get("$top", "5000")
        if not re.fullmatch(r"[1-9]\d{0,3}", top) or ("$top" in query and "$count" in query):
            raise error(400, "0x80060888", "$top must be a whole number, and does not go with $count.")
        test = ODataFilter(query["$filter"], COLUMNS[table]).test if "$filter" in query else lambda row: True
        found = [row for row in ROWS[table] if test(row)]
        if "$orderby" in query:
            order = query["$orderby"]
            if order not in COLUMNS[table]:
                raise error(400, "0x80060888", f"Could not find a property named '{order}'.")
            found.sort(key=lambda row: str(row.get(order) or ""))
        prefer = request.header("prefer")
        if prefer not in ("", f'odata.include-annotations="{ANNOTATION}"'):
            raise error(400, "0x80060888", "The preference is not one that this fake understands.")
        rows = [self._shown(row, table, columns, annotated=bool(prefer)) for row in found[: int(top)]]
        context = f"http://{request.header('host')}{ROOT}$metadata#{table}({','.join(columns)})"
        return {"@odata.context": context, "value": rows}

    @staticmethod
    def _columns(table: str, select: str) -> list[str]:
        columns = select.split(",") if select else sorted(COLUMNS[table])
        for column in columns:
            if column not in COLUMNS[table]:
                raise error(400, "0x80060888", f"Could not find a property named '{column}'.")
        return columns

    @staticmethod
    def _shown(row: Row, table: str, columns: list[str], annotated: bool) -> dict[str, Any]:
        """The key always comes, and with a part of an address the whole of it."""
        key = table.removesuffix("s") + "id"
        shown: dict[str, Any] = {"@odata.etag": 'W/"1047"'} | {column: row.get(column) for column in columns}
        if annotated:
            shown |= {name: row[name] for name in row if "@" in name and name.partition("@")[0] in columns}
        if ADDRESS & set(columns):
            shown["address1_composite"] = "\r\n".join(row[column] for column in sorted(ADDRESS) if column in row) or None
        return shown | {key: row[key]}


def main() -> None:
    chosen = options("A fake Dynamics 365; --token and --weak-token are the secrets of its two apps.").parse_args()
    run(Environment(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
