"""A CentralStationCRM account, as far as its searches go. Start it with `python -m fakes.centralstationcrm`.

It enforces what the public reference documents (https://centralstationcrm.com/api-basics and its Swagger pages, as
https://withone.ai/knowledge/central-station-crm repeats them, read in November 2026): paths, key, parameters, pages of at most
250. What `phone` is compared with is not documented. This fake takes the plainest way: what was typed holds what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATHS = {"/api/people/search": "person", "/api/companies/search": "company"}
PARAMETERS = {"perpage", "page", "name", "first_name", "email", "phone", "includes", "methods"}
INCLUDES = {"positions", "companies", "tags", "tels", "emails", "addrs", "custom_fields", "people"}
METHODS = {"absolute_url", "backlink", "salutation_formal"}
MEMBERS = {
    "person": {"id": 0, "account_id": 789, "title": "", "gender": "gender_unknown", "first_name": None, "name": ""},
    "company": {"id": 0, "account_id": 789, "name": "", "background": None},
}

Record = dict[str, Any]


def tel(number: str, kind: str = "office") -> Record:
    """A telephone number of a record."""
    return {"id": 4_711, "atype": kind, "name": number}


RECORDS: dict[str, list[Record]] = {
    "person": [
        {
            "id": 12345678901234567,
            "first_name": "Anna",
            "name": "Meier",
            "tels": [tel("+49 30 23125-123"), tel("+49 (0)30 23125-199", "mobile"), tel("+49 30 23125-198", "fax")],
            "emails": [{"id": 1, "atype": "office", "name": "anna.meier@example.com"}],
            "addrs": [{"id": 2, "street": "Teststraße 7", "zip": "10999", "city": "Berlin", "country_code": "DE"}],
            "companies": [{"id": 3, "name": "ACME AG"}],
        },
        {"id": 21, "first_name": "Ben", "name": "Adler", "tels": [tel("(030) 231 25-200")]},
        {"id": 22, "first_name": "Cora", "name": "Busch", "tels": [tel("004930 23125200", "private")]},
        {"id": 31, "first_name": "Eve", "name": "Dunn", "tels": [tel("020 7946 0123", "mobile")]},
        # Holds the end of another number: a match that must be dropped.
        {"id": 41, "first_name": "Finn", "name": "Ernst", "tels": [tel("+44 20 7946 0145 / 0199")]},
        {"id": 51, "first_name": "Ida", "name": "Jung", "tels": [tel("+33 1 99 00 12 34")]},
    ],
    "company": [
        {"id": 61, "name": "Sample KG", "tels": [tel("030/23125-400")]},
        {"id": 62, "name": "ACME AG", "tels": [tel("+49 30 23125-123")]},
    ],
}
"""One caller with all fields, two with one number, one in national writing, one who only looks alike, one in pairs; companies."""


def error(status: int, name: str) -> Refusal:
    """An answer in CentralStationCRM's error shape."""
    return Refusal(status, {"description": name.capitalize(), "error": name.replace(" ", "_")})


class Account:
    """The records and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, records: dict[str, list[Record]] | None = None) -> None:
        self.token, self.weak_token = token, weak_token
        self.records = RECORDS if records is None else records
        self.asked: list[str] = []
        """What was searched for, one entry for each request."""

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        key = request.header("x-apikey")
        if key not in (self.token, self.weak_token):
            raise error(401, "not authorized")
        if request.path not in PATHS or request.method != "GET" or request.body:
            raise error(404, "not found")
        if key == self.weak_token:
            raise error(403, "forbidden")
        self.asked.append(PATHS[request.path])
        return 200, self._search(PATHS[request.path], dict(request.query), len(request.query))

    def _search(self, kind: str, query: dict[str, str], count: int) -> list[Record]:
        if set(query) - PARAMETERS or len(query) != count or {"email", "phone"} <= set(query):
            raise error(400, "bad request")
        size, page = self._number(query, "perpage", 50, 250), self._number(query, "page", 1, 1_000)
        includes, methods = set(query.get("includes", "").split()), set(query.get("methods", "").split())
        if includes - INCLUDES or methods - METHODS or not query.get("phone"):
            raise error(400, "bad request")
        found = [each for each in self.records[kind] if any(query["phone"] in entry["name"] for entry in each["tels"])]
        return [{kind: self._shown(kind, each, includes, methods)} for each in found[(page - 1) * size : page * size]]

    @staticmethod
    def _number(query: dict[str, str], name: str, default: int, limit: int) -> int:
        text = query.get(name, str(default))
        if not re.fullmatch(r"[1-9]\d{0,3}", text) or int(text) > limit:
            raise error(400, "bad request")
        return int(text)

    @staticmethod
    def _shown(kind: str, record: Record, includes: set[str], methods: set[str]) -> Record:
        own = {name: record.get(name, empty) for name, empty in MEMBERS[kind].items()}
        more = {name: record.get(name, []) for name in sorted(includes)}
        page = {"person": "people", "company": "companies"}[kind]
        link = {"absolute_url": f"https://acme.centralstationcrm.net/{page}/{record['id']}"} if methods else {}
        return own | more | link


def holding(phones: list[str]) -> Callable[[Request], Reply]:
    """An account with a person for each text."""
    people: list[Record] = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        people.append({"id": 1_000 + index, "first_name": first, "name": last, "tels": [tel(phone)]})
    return Account("t", "weak", {"person": people, "company": []}).answer


RATES = [Rate("centralstationcrm", "CentralStationCRM", holding, 57, 38)]


def main() -> None:
    chosen = options("A fake CentralStationCRM account.").parse_args()
    run(Account(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
