"""A Salesforce org, as far as SOQL queries of contacts, leads and accounts go. Start it with `python -m fakes.salesforce`.

It enforces what the public reference documents: the token endpoint, bearer token, path and method, the grammar of SOQL (`soql`),
objects and their fields, the org's requests. Anything else is refused in Salesforce's error shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.oauth import CLIENT, SalesforceTokens
from fakes.rates import Rate, contact_name
from fakes.soql import Query, Record, error, malformed, select
from fakes.strict_server import Reply, Request, options, run

PATH = re.compile(r"/services/data/v(\d{2})\.0/query/?")
VERSIONS = range(31, 69)
"""Versions of the API that are not retired."""

PERSON = {"Id", "FirstName", "LastName", "Title", "Email", "Phone", "MobilePhone", "IsDeleted"}
MAILING = {"MailingStreet", "MailingPostalCode", "MailingCity", "MailingState", "MailingCountry"}
BILLING = {"BillingStreet", "BillingPostalCode", "BillingCity", "BillingState", "BillingCountry"}
OWN = {"Direct_Dial__c", "Tier__c", "VIP__c"}
FIELDS = {
    "Contact": PERSON | MAILING | OWN | {"Department", "HomePhone", "OtherPhone", "Account.Name"},
    "Lead": PERSON | {"Company", "Status", "IsConverted", "Street", "PostalCode", "City", "State", "Country"},
    "Account": BILLING | {"Id", "Name", "AccountNumber", "Industry", "Phone", "Fax", "IsDeleted"},
}

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
        {"Id": "0035e00000Xy1ZeAAJ", "FirstName": "Finn", "LastName": "Ernst", "Phone": "+44 20 7946 0129 / 0199"},
        # In a field of the org's own, which a setting names.
        {
            "Id": "0035e00000Xy1ZfAAJ",
            "FirstName": "Ida",
            "LastName": "Jung",
            "Phone": "030 23125-0",
            "Direct_Dial__c": "030/23125-400",
            "Tier__c": "Gold",
            "VIP__c": True,
        },
        {"Id": "0035e00000Xy1ZgAAJ", "LastName": "Gone", "Phone": "030 23125302", "IsDeleted": True},
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
    "Account": [
        {
            "Id": "0015e00000Ac3DfAAJ",
            "Name": "Trial AG",
            "AccountNumber": "D-1047",
            "Phone": "Zentrale: 030 / 23 12 53 03",
            "BillingCity": "Berlin",
        },
        {"Id": "0015e00000Ac3DgAAJ", "Name": "Gone AG", "Phone": "030 23125304", "IsDeleted": True},
    ],
}
"""One caller with all fields, two with one number, one in national writing, one who only looks alike; leads, open and not; an
account; some of each that are in the recycle bin."""


class Org:
    """The records and the rules for asking about them."""

    def __init__(self, secret: str, weak_secret: str, lifetime: float = 3_599) -> None:
        self.tokens = SalesforceTokens(secret, weak_secret, lifetime)
        self.records = RECORDS
        self.hidden: dict[str, set[str]] = {}
        """Fields that field-level security keeps from the app's user, by object; an object without any is one it may not read."""
        self.left: int | None = None
        """Requests of the day that are left; `None` for any number."""

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == self.tokens.path:
            return self.tokens.answer(request)
        path = PATH.fullmatch(request.path)
        if path is None or int(path[1]) not in VERSIONS:
            raise error(404, "NOT_FOUND", "The requested resource does not exist")
        self._check_credentials(request.header("authorization"))
        self._check_limit()
        if request.method != "GET" or request.body:
            raise error(405, "METHOD_NOT_ALLOWED", f"HTTP Method '{request.method}' not allowed. Allowed are HEAD,GET")
        if [name for name, _ in request.query] != ["q"]:
            raise malformed("A query string has to be specified")
        return 200, self._result(request.query[0][1], request.path.rstrip("/").removesuffix("/query"))

    def _check_credentials(self, header: str) -> None:
        grant = self.tokens.grant(header)
        if grant is None:
            raise error(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if grant.is_weak:
            raise error(403, "API_DISABLED_FOR_ORG", "The API is not enabled for this Organization or Partner")

    def _check_limit(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            raise error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self.left -= 1

    def _result(self, text: str, root: str) -> dict[str, Any]:
        shown = {name: fields - self.hidden.get(name, set()) for name, fields in FIELDS.items()}
        query = Query(text, {name: fields for name, fields in shown.items() if fields})
        live = [record for record in self.records.get(query.object, []) if not record.get("IsDeleted")]
        records = [Org._shown(record, query, root) for record in select(query, live, FIELDS[query.object])]
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


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An org with a contact for each text."""
    org, contacts = Org("s", "weak"), list[Record]()
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        contacts.append({"Id": f"0035e0000{index:09d}", "FirstName": first, "LastName": last, "Phone": phone})
    org.records = {"Contact": contacts}
    return org.answer


RATES = [
    Rate(
        "salesforce", "Salesforce", _holding, floor=60, free_text=38, secrets={"clientSecret": "s"}, settings={"clientID": CLIENT}
    )
]


def main() -> None:
    chosen = options("A fake Salesforce org; --token and --weak-token are the secrets of its two apps.").parse_args()
    run(Org(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
