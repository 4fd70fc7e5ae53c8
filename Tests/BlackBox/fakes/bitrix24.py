"""A Bitrix24, as far as its search for duplicates and three lists go. Start it with `python -m fakes.bitrix24`.

It enforces what the public reference documents: an incoming webhook's address, its scope, methods and their parameters, twenty
values a search, fifty records a list. Telephone numbers are compared as Bitrix24's own code normalises them. Anything else is
refused in Bitrix24's error shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = re.compile(r"/rest/(\d+)/([A-Za-z0-9-]+)/([a-z.]+?)(?:\.json)?")
USER = "1"
"""Who made the webhooks."""
ENTITIES = ("LEAD", "CONTACT", "COMPANY")
MOST = 20
"""Values a search, and ids of one entity in its answer."""
PERSON = {"ID", "NAME", "LAST_NAME", "POST", "PHONE", "EMAIL", "COMPANY_ID"}
FIELDS = {
    "CONTACT": PERSON,
    "LEAD": PERSON | {"TITLE", "COMPANY_TITLE", "STATUS_ID", "STATUS_SEMANTIC_ID"},
    "COMPANY": {"ID", "TITLE", "PHONE", "EMAIL"},
}
TIME = {"start": 1750684060.672785, "finish": 1750684060.724903, "duration": 0.052118, "operating": 0}

Record = dict[str, Any]
RECORDS: list[Record] = [
    {
        "entity": "CONTACT",
        "ID": "12345678901234567",
        "NAME": "Anna",
        "LAST_NAME": "Meier",
        "POST": "Head of Purchasing",
        "COMPANY_ID": "7",
        "PHONE": ["+49 30 23125123", "0171 2312599"],
        "EMAIL": ["anna.meier@example.com"],
    },
    {"entity": "CONTACT", "ID": "21", "NAME": "Ben", "LAST_NAME": "Adler", "PHONE": ["030/23125200"]},
    {"entity": "CONTACT", "ID": "22", "NAME": "Cora", "LAST_NAME": "Busch", "PHONE": ["+493023125200"]},
    {"entity": "CONTACT", "ID": "31", "NAME": "Eve", "LAST_NAME": "Dunn", "PHONE": ["020 7946 0123"]},
    # The same digits in another country: a match that must be dropped.
    {"entity": "CONTACT", "ID": "41", "NAME": "Finn", "LAST_NAME": "Ernst", "PHONE": ["+20 7946 0199"]},
    {"entity": "LEAD", "ID": "51", "NAME": "Gone", "PHONE": ["+33 1 99 00 12 36"], "STATUS_SEMANTIC_ID": "S"},
    {
        "entity": "LEAD",
        "ID": "61",
        "TITLE": "Fair",
        "NAME": "Ida",
        "LAST_NAME": "Jung",
        "COMPANY_TITLE": "Example Ltd",
        "PHONE": ["+33 1 99 00 12 35"],
        "STATUS_SEMANTIC_ID": "P",
    },
    {"entity": "COMPANY", "ID": "71", "TITLE": "Example SARL", "PHONE": ["01 99 00 12 34"]},
    # Has a contact's number too, who comes first.
    {"entity": "COMPANY", "ID": "72", "TITLE": "ACME AG", "PHONE": ["030 23125123"]},
]
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, leads of whom one became a
contact, and companies."""


def refusal(status: int, error: str, description: str) -> Refusal:
    """An answer in Bitrix24's error shape."""
    return Refusal(status, {"error": error, "error_description": description})


def normalised(text: str) -> str:
    """What Bitrix24 compares of a number (`DuplicateCommunicationCriterion::normalizePhone`, `NormalizePhone`)."""
    if len(text) >= 10 and text.startswith("+8"):
        text = "00" + text[1:]
    digits = re.sub(r"[^0-9#*,;]", "", text)
    if len(digits) >= 10 and not digits.startswith(("80", "81", "82")):
        for prefix, instead in (("00", ""), ("011", ""), ("8", "7"), ("0", "")):
            if digits.startswith(prefix):
                digits = instead + digits[len(prefix) :]
                break
    return re.sub(r"(\d+)([;#]*)([\d,]*)", r"\1", digits)


class Portal:
    """The records and the rules for asking about them."""

    def __init__(self, code: str, weak_code: str, records: list[Record] | None = None) -> None:
        self.code, self.weak_code = code, weak_code
        self.records = RECORDS if records is None else records

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        match = PATH.fullmatch(request.path)
        if match is None:
            raise refusal(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
        self._check_credentials(match[1], match[2])
        if request.method != "POST" or request.query:
            raise refusal(400, "ERROR_ARGUMENT", "This fake answers to POST with JSON only.")
        body = self._body(request)
        lists = {f"crm.{entity.lower()}.list": entity for entity in ENTITIES}
        if match[3] == "crm.duplicate.findbycomm":
            return 200, {"result": self._find(body), "time": TIME}
        if match[3] in lists:
            found = self._list(lists[match[3]], body)
            return 200, {"result": found, "total": len(found), "time": TIME}
        raise refusal(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")

    def _check_credentials(self, user: str, code: str) -> None:
        if user == USER and code == self.weak_code:
            message = "The request requires higher privileges than provided by the webhook token"
            raise refusal(401, "insufficient_scope", message)
        if user != USER or code != self.code:
            raise refusal(401, "INVALID_CREDENTIALS", "Invalid request credentials")

    @staticmethod
    def _body(request: Request) -> dict[str, Any]:
        try:
            body = json.loads(request.body)
        except ValueError:
            body = None
        if not isinstance(body, dict) or request.header("content-type").split(";")[0] != "application/json":
            raise refusal(400, "Communication type is not defined", "Parameter 'type' is required.")
        return body

    def _find(self, body: dict[str, Any]) -> dict[str, list[int]] | list[Any]:
        if body.get("type") != "PHONE" or set(body) - {"type", "values", "entity_type"}:
            raise refusal(400, "Communication type is not defined", "This fake looks for telephone numbers only.")
        values = body.get("values")
        if not isinstance(values, list) or not values or len(values) > MOST or not all(isinstance(one, str) for one in values):
            raise refusal(400, "Communication values is not defined", "Parameter 'values' is required.")
        wanted = {normalised(value) for value in values} - {""}
        found: dict[str, list[int]] = {}
        for entity in ENTITIES:
            ids = [int(record["ID"]) for record in self.records if record["entity"] == entity and self._has(record, wanted)]
            if ids and body.get("entity_type") in (None, entity):
                found[entity] = ids[:MOST]
            if len(ids) >= MOST:
                break
        return found or []

    @staticmethod
    def _has(record: Record, wanted: set[str]) -> bool:
        return any(normalised(text) in wanted for text in record["PHONE"])

    def _list(self, entity: str, body: dict[str, Any]) -> list[Record]:
        fields, wanted = body.get("select"), body.get("filter", {})
        if set(body) - {"select", "filter", "order", "start"} or not isinstance(fields, list) or set(fields) - FIELDS[entity]:
            raise refusal(400, "ERROR_ARGUMENT", "This fake knows a few fields only.")
        if not isinstance(wanted, dict) or set(wanted) != {"@ID"} or not isinstance(wanted["@ID"], list) or not wanted["@ID"]:
            raise refusal(400, "ERROR_ARGUMENT", "This fake lists records by their ids only.")
        ids = {str(one) for one in wanted["@ID"]}
        there = [record for record in self.records if record["entity"] == entity and record["ID"] in ids]
        return [{field: self._value(record, field) for field in fields} for record in there[:50]]

    @staticmethod
    def _value(record: Record, field: str) -> Any:
        kinds = ["WORK", "MOBILE", "HOME"]
        if field not in ("PHONE", "EMAIL"):
            return record.get(field)
        return [
            {"ID": str(200 + place), "VALUE_TYPE": kinds[place % 3], "VALUE": text, "TYPE_ID": field}
            for place, text in enumerate(record.get(field, []))
        ]


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """A Bitrix24 with a contact for each text."""
    records = []
    for index, text in enumerate(phones):
        first, last = contact_name(index)
        records.append({"entity": "CONTACT", "ID": str(1000 + index), "NAME": first, "LAST_NAME": last, "PHONE": [text]})
    return Portal("t", "weak", records).answer


RATES = [Rate("bitrix24", "Bitrix24", _holding, floor=60, free_text=27, secrets={"code": "t"}, settings={"userID": USER})]


def main() -> None:
    chosen = options("A fake Bitrix24; --token and --weak-token are the codes of webhooks of employee 1.").parse_args()
    run(Portal(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
