"""An EspoCRM, as far as its lists and records of contacts, leads and accounts go. Start it with `python -m fakes.espocrm`.

It enforces what the documentation and the open source say: paths and method, the header of an API user, conditions of known types
on known attributes, the attributes to select, the size of a page. `contains` on `phoneNumberNumeric` is SQL's LIKE over the
digits of each number of a record. A list shows the primary number of a record, a single record all of them. Errors come without a body,
their reason in the header `X-Status-Reason`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = re.compile(r"/api/v1/(Contact|Lead|Account)(?:/([0-9a-f]{17}))?")
MOST = 200
"""The largest page (`recordListMaxSizeLimit`)."""
COMMON = {"id", "name", "emailAddress", "phoneNumber"}
ADDRESS = ("Street", "PostalCode", "City", "State", "Country")
PERSON = COMMON | {"firstName", "lastName", "title", "accountName"} | {f"address{part}" for part in ADDRESS}
ATTRIBUTES = {"Contact": PERSON, "Lead": PERSON | {"status"}, "Account": COMMON | {f"billingAddress{part}" for part in ADDRESS}}
"""What may be selected; `phoneNumberNumeric` may be asked for only."""

RECORDS: list[dict[str, Any]] = [
    {
        "type": "Contact",
        "id": "55643ca033f7ab4c5",
        "firstName": "Anna",
        "lastName": "Meier",
        "title": "Head of Purchasing",
        "accountName": "ACME AG",
        "emailAddress": "anna.meier@example.com",
        "numbers": ["+493023125123", "+491712312599"],
        "addressStreet": "Teststraße 7",
        "addressPostalCode": "10999",
        "addressCity": "Berlin",
        "addressCountry": "Germany",
    },
    {"type": "Contact", "id": "55643ca033f7ab421", "firstName": "Ben", "lastName": "Adler", "numbers": ["030 23125-200"]},
    {"type": "Contact", "id": "55643ca033f7ab422", "firstName": "Cora", "lastName": "Busch", "numbers": ["1", "+493023125200"]},
    {"type": "Contact", "id": "55643ca033f7ab431", "firstName": "Eve", "lastName": "Dunn", "numbers": ["020 7946 0123"]},
    # Holds the digits of a number that is not hers: a match that must be dropped.
    {"type": "Contact", "id": "55643ca033f7ab441", "firstName": "Finn", "lastName": "Ernst", "numbers": ["+12079460199"]},
    {"type": "Contact", "id": "55643ca033f7ab451", "name": "Gone Person", "numbers": ["+33199001236"], "deleted": True},
    {"type": "Lead", "id": "55643ca033f7ab452", "name": "Gone Lead", "numbers": ["+33199001236"], "status": "Converted"},
    {
        "type": "Lead",
        "id": "55643ca033f7ab461",
        "firstName": "Ida",
        "lastName": "Jung",
        "accountName": "Example Ltd",
        "numbers": ["+33 1 99 00 12 35"],
        "status": "Assigned",
    },
    {"type": "Lead", "id": "55643ca033f7ab462", "name": "Other Lead", "numbers": ["+493023125123"], "status": "New"},
    {"type": "Account", "id": "55643ca033f7ab471", "name": "Example SARL", "numbers": ["01 99 00 12 34"]},
    {"type": "Account", "id": "55643ca033f7ab472", "name": "Other SARL", "numbers": ["+1", "+33 1 99 00 12 38"]},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one who was deleted, leads
of whom one became a contact, and companies, one found by its second number."""


def refusal(status: int, reason: str) -> Refusal:
    """An error as EspoCRM gives it."""
    return Refusal(status, None, {"X-Status-Reason": reason})


def numeric(number: str) -> str:
    """What EspoCRM keeps of a number for searching."""
    return re.sub(r"[^0-9]", "", number)


class CRM:
    """The records and the rules for asking about them."""

    def __init__(self, key: str, weak_key: str, records: list[dict[str, Any]] | None = None) -> None:
        self.key, self.weak_key = key, weak_key
        self.records = RECORDS if records is None else records

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        match = PATH.fullmatch(request.path)
        if match is None:
            raise refusal(404, f"URL {request.path} does not exist.")
        if request.method != "GET" or request.body:
            raise refusal(405, "Method is not allowed.")
        self._check_credentials(request.header("x-api-key"))
        there = [record for record in self.records if record["type"] == match[1] and not record.get("deleted")]
        if match[2] is None:
            return 200, self._list(match[1], there, dict(request.query), len(request.query))
        for record in there:
            if record["id"] == match[2]:
                return 200, self._attributes(record) | {"phoneNumberData": self._data(record), "deleted": False}
        raise refusal(404, "Record does not exist.")

    def _check_credentials(self, key: str) -> None:
        if key == self.weak_key:
            raise refusal(403, "No read access to Contact.")
        if key != self.key:
            raise refusal(401, "")

    def _list(self, entity: str, records: list[dict[str, Any]], query: dict[str, str], count: int) -> dict[str, Any]:
        conditions = self._conditions(query)
        known = {"select", "maxSize", "offset", "orderBy", "order"}
        if len(query) != count or {name for name in query if not name.startswith("where[")} - known:
            raise refusal(400, "A parameter is not known, or comes twice.")
        selected = query.get("select", ",".join(ATTRIBUTES[entity])).split(",")
        if set(selected) - ATTRIBUTES[entity]:
            raise refusal(400, "Not existing attribute in select.")
        size = query.get("maxSize", "20")
        if not size.isdigit() or int(size) > MOST:
            raise refusal(403, f"Max size should should not exceed {MOST}. Use offset and limit.")
        found = [record for record in records if all(self._fits(record, condition) for condition in conditions)]
        shown = [self._attributes(record) for record in found[: int(size)]]
        return {"total": -2, "list": [{name: record.get(name) for name in ["id", *selected]} for record in shown]}

    @staticmethod
    def _conditions(query: dict[str, str]) -> list[dict[str, str]]:
        conditions: dict[str, dict[str, str]] = {}
        for name, value in query.items():
            if match := re.fullmatch(r"where\[(\d+)\]\[(type|attribute|value)\]", name):
                conditions.setdefault(match[1], {})[match[2]] = value
            elif name.startswith("where"):
                raise refusal(400, "Bad where.")
        if any(len(condition) != 3 for condition in conditions.values()):
            raise refusal(400, "Bad where item.")
        return list(conditions.values())

    @staticmethod
    def _fits(record: dict[str, Any], condition: dict[str, str]) -> bool:
        if condition["attribute"] not in ("phoneNumberNumeric", "phoneNumber"):
            raise refusal(400, f"Not existing attribute '{condition['attribute']}' in where.")
        numbers = [numeric(text) if condition["attribute"] == "phoneNumberNumeric" else text for text in record["numbers"]]
        tests: dict[str, Callable[[str, str], bool]] = {
            "contains": lambda text, value: value in text,
            "startsWith": str.startswith,
            "endsWith": str.endswith,
            "equals": str.__eq__,
        }
        if condition["type"] not in tests:
            raise refusal(400, f"Bad where item type '{condition['type']}'.")
        return any(tests[condition["type"]](number, condition["value"]) for number in numbers)

    @staticmethod
    def _attributes(record: dict[str, Any]) -> dict[str, Any]:
        name = record.get("name") or f"{record['firstName']} {record['lastName']}"
        shown = {attribute: record.get(attribute) for attribute in ATTRIBUTES[record["type"]]}
        return shown | {"name": name, "phoneNumber": record["numbers"][0]}

    @staticmethod
    def _data(record: dict[str, Any]) -> list[dict[str, Any]]:
        kinds = ["Office", "Mobile", "Home"]
        return [
            {"phoneNumber": number, "type": kinds[place % 3], "primary": place == 0, "optOut": False, "invalid": False}
            for place, number in enumerate(record["numbers"])
        ]


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """A CRM with a contact for each text, which every third one has as second number."""
    records = []
    for index, text in enumerate(phones):
        first, last = contact_name(index)
        numbers = ["+1", text] if index % 3 == 0 else [text]
        records.append({"type": "Contact", "id": f"{index:017x}", "firstName": first, "lastName": last, "numbers": numbers})
    return CRM("t", "weak", records).answer


RATES = [Rate("espocrm", "EspoCRM", _holding, floor=60, free_text=38, secrets={"apiKey": "t"})]


def main() -> None:
    chosen = options("A fake EspoCRM; --token and --weak-token are API keys.").parse_args()
    run(CRM(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
