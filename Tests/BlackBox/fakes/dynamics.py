"""A Dynamics 365 environment: contacts, leads and accounts in the Dataverse Web API. Start it with `python -m fakes.dynamics`.

It enforces what the public reference documents: Entra ID's token endpoint, bearer token, path and method, OData headers, query
options, the grammar of filters (`odata`), tables and their columns. Anything else is refused in Dataverse's error shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.oauth import CLIENT, EntraTokens
from fakes.odata import ODataFilter, Row, Test, error
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

ROOT = "/api/data/v9.2/"
OPTIONS = {"$select", "$filter", "$orderby", "$top", "$count"}
ANNOTATION = "OData.Community.Display.V1.FormattedValue"
ADDRESS = {"address1_line1", "address1_postalcode", "address1_city", "address1_stateorprovince", "address1_country"}
PHONES = {"telephone1", "telephone2", "telephone3"}
CONTACT = {"firstname", "lastname", "jobtitle", "department", "mobilephone", "_parentcustomerid_value"}
LEAD = {"firstname", "lastname", "companyname", "jobtitle", "mobilephone", "statuscode"}
COMMON = {"emailaddress1", "statecode"} | ADDRESS | PHONES
COLUMNS = {
    "contacts": COMMON | CONTACT | {"contactid"},
    "leads": COMMON | LEAD | {"leadid"},
    "accounts": COMMON | {"accountid", "name", "accountnumber"},
}
PRIVILEGES = {"contacts": "prvReadContact", "leads": "prvReadLead", "accounts": "prvReadAccount"}

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
    "leads": [
        {
            "leadid": "7a2c4d6e-9d4e-4f50-8a61-7b2c3d4e5f60",
            "firstname": "Gina",
            "lastname": "Frank",
            "companyname": "Trial AG",
            "mobilephone": "Handy: 030 / 23 125-303",
            "statuscode": 1,
            f"statuscode@{ANNOTATION}": "New",
        },
        # Qualified: it lives on as a contact and an account.
        {"leadid": "7a2c4d6e-9d4e-4f50-8a61-7b2c3d4e5f61", "lastname": "Gold", "telephone1": "030 23125304", "statecode": 1},
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
        {
            "accountid": "0b7d1a2c-1111-4222-8333-94a5b6c7d8ed",
            "name": "Gone AG",
            "telephone1": "030 23125305",
            "statecode": 1,
        },
    ],
}
"""One caller with all columns, two with one number, one in national writing; leads and accounts; one of each that is inactive."""


class Environment:
    """The rows and the rules for asking about them."""

    def __init__(self, secret: str, weak_secret: str, lifetime: float = 3_599) -> None:
        self.tokens = EntraTokens(secret, weak_secret, lifetime)
        self.rows = ROWS
        """The tables that there are: without Dynamics 365 Sales there are no leads."""
        self.privileges = set(PRIVILEGES.values())
        """What the role of the app lets it read."""

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == self.tokens.path:
            return self.tokens.answer(request)
        if request.path.endswith("/oauth2/v2.0/token"):
            raise self.tokens.no_tenant()
        table = request.path.removeprefix(ROOT)
        self._check_credentials(request.header("authorization"), table)
        if not request.path.startswith(ROOT) or table not in self.rows:
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
        privilege = PRIVILEGES.get(table, "prvReadContact")
        if grant.is_weak or privilege not in self.privileges:
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
        found = [row for row in self.rows[table] if test(row)]
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


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An environment with a contact for each text."""
    environment, contacts = Environment("s", "weak"), list[Row]()
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        key = f"6f1c2b3a-9d4e-4f50-8a61-{index:012d}"
        contacts.append({"contactid": key, "firstname": first, "lastname": last, "telephone1": phone})
    environment.rows = {"contacts": contacts, "leads": [], "accounts": []}
    return environment.answer


def _rate(name: str, floor: int, free_text: int, **settings: str) -> Rate:
    """The rate with these settings."""
    app = {"clientID": CLIENT, "tenant": EntraTokens.tenant}
    sign_in = ("https://login.microsoftonline.com/",)
    return Rate("dynamics", name, _holding, floor, free_text, {"clientSecret": "s"}, app | settings, sign_in)


RATES = [_rate("Dynamics 365", 60, 37), _rate("Dynamics 365, `search: equal`", 48, 0, search="equal")]


def main() -> None:
    chosen = options("A fake Dynamics 365; --token and --weak-token are the secrets of its two apps.").parse_args()
    run(Environment(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
