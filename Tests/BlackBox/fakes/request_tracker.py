"""A Request Tracker 5, as far as REST 2 lists tickets and users. Start it with `python -m fakes.request_tracker`.

It does what the real one was seen to do (`make test-field`): forms for TicketSQL, JSON for conditions on users, of which those
on fields that are not public are passed over; pages of at most 100; empty fields for who lacks AdminUsers. Anything else is
refused.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from fakes.strict_server import Refusal, Reply, Request, options, run

TICKETS, USERS_PATH = "/REST/2.0/tickets", "/REST/2.0/users"
PHONES = ["WorkPhone", "MobilePhone", "HomePhone", "PagerPhone"]
PUBLIC = {"Name", "EmailAddress", "RealName", "NickName", "Organization", "City", "Country", "Lang"}
FIELDS = PUBLIC | set(PHONES) | {"id", "Address1", "Address2", "State", "Zip", "Created"}
PARAMETERS = {"query", "fields", "fields[Requestor]", "orderby", "order", "per_page", "page"}
CREATED, NEVER = "2025-03-04T09:12:07Z", "1970-01-01T00:00:00Z"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

USERS: list[dict[str, Any]] = [
    {
        # Longer than Request Tracker's own ids.
        "id": 12345678901234567,
        "Name": "anna.meier@example.com",
        "RealName": "Anna Meier",
        "EmailAddress": "anna.meier@example.com",
        "Organization": "ACME AG",
        "WorkPhone": "+49 30 23125-123",
        "MobilePhone": "+49 30 23125 199",
        "Address1": "Teststraße 7",
        "Zip": "10999",
        "City": "Berlin",
        "Country": "Germany",
        "tickets": 2,
    },
    {"id": 21, "Name": "ben", "RealName": "Ben Adler", "WorkPhone": "030/23125-200", "tickets": 1},
    {"id": 22, "Name": "cora", "RealName": "Cora Busch", "MobilePhone": "(030) 23125 200", "tickets": 1},
    {"id": 31, "Name": "eve", "RealName": "Eve Dunn", "PagerPhone": "020 7946 0123", "tickets": 0},
    # Holds the digits of a shorter number: a match that must be dropped.
    {"id": 41, "Name": "finn", "RealName": "Finn Ernst", "WorkPhone": "020 7946 0199-7", "tickets": 1},
    {"id": 51, "Name": "gina", "RealName": "Gina Falk", "HomePhone": "+49 30 23125300", "tickets": 1, "disabled": True},
]
"""One with all fields and two tickets, two with one number, one without a ticket, one who only looks alike, one disabled."""


def error(status: int, message: str) -> Refusal:
    """An answer in the shape of REST 2."""
    return Refusal(status, {"message": message})


def like(pattern: str, text: str) -> bool:
    """SQL's LIKE with any text around the pattern, as Request Tracker compares."""
    return re.search(".*".join(map(re.escape, pattern.split("%"))), text, re.IGNORECASE) is not None


def terms(query: str) -> list[tuple[str, str]]:
    """Field and pattern of each `Requestor.Field LIKE '…'`, joined by OR; anything else is refused."""
    read = [re.fullmatch(r"Requestor\.(\w+) LIKE '([^'\\]*)'", term) for term in query.split(" OR ")]
    if not all(match and match[1] in FIELDS for match in read):
        raise error(400, "The query is not one that this fake understands.")
    return [(match[1], match[2]) for match in read if match]


class Tracker:
    """The users, their tickets, and the rules for asking about them."""

    def __init__(self, token: str, weak_token: str, outsider: str = "outsider") -> None:
        self.token, self.weak_token, self.outsider = token, weak_token, outsider
        self.users = USERS

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path not in (TICKETS, USERS_PATH) or request.method not in ("GET", "POST"):
            raise error(404, "Not Found")
        sees_all = self._check_credentials(request.header("authorization"), request.path)
        query = list(request.query)
        if request.header("content-type") == FORM:
            query += parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True)
        told = dict(query)
        if set(told) - PARAMETERS or len(told) != len(query):
            raise error(400, "A parameter is not known, or comes twice.")
        size = told.get("per_page", "20")
        if not re.fullmatch(r"[1-9]\d?|100", size):
            raise error(400, "This fake wants pages of 1 to 100.")
        found = self._tickets(told, sees_all) if request.path == TICKETS else self._users(request, told, sees_all)
        shown = found[: int(size)]
        pages = -(-len(found) // int(size))
        return 200, {"count": len(shown), "total": len(found), "per_page": int(size), "page": 1, "pages": pages, "items": shown}

    def _check_credentials(self, header: str, path: str) -> bool:
        match = re.fullmatch(r"token (\S+)", header)
        if match is None or match[1] not in (self.token, self.weak_token, self.outsider):
            raise error(401, "Unauthorized")
        if match[1] == self.outsider and path == USERS_PATH:
            raise error(403, "Forbidden")
        return match[1] == self.token

    def _tickets(self, told: dict[str, str], sees_all: bool) -> list[dict[str, Any]]:
        """Nothing without a query; as many for a user as they have tickets."""
        if told.get("fields") != "Requestor":
            raise error(400, "This fake knows of the requestors of tickets only.")
        wanted = terms(told["query"]) if "query" in told else []
        fields = told.get("fields[Requestor]", "").split(",")
        requestors = [
            user for user in self.users if any(like(pattern, str(user.get(field, ""))) for field, pattern in wanted)
        ]
        return [
            {"id": str(user["id"] * 10 + number), "type": "ticket", "Requestor": [self._shown(user, fields, sees_all)]}
            for user in requestors
            for number in range(user["tickets"])
        ]

    def _users(self, request: Request, told: dict[str, str], sees_all: bool) -> list[dict[str, Any]]:
        """Who is enabled and fits the conditions, of which only those on public fields count."""
        conditions = []
        if request.method == "POST":
            if request.header("content-type") != JSON:
                raise error(415, "Unsupported Media Type")
            conditions = json.loads(request.body)
        for condition in conditions:
            if set(condition) != {"field", "value", "entry_aggregator"} or condition["entry_aggregator"] != "OR":
                raise error(400, "This fake knows alternatives of equal values only.")
        names = {each["field"]: [one["value"] for one in conditions if one["field"] == each["field"]] for each in conditions}
        found = [
            user
            for user in self.users
            if not user.get("disabled") and all(user.get(field) in names[field] for field in names if field in PUBLIC)
        ]
        return [self._shown(user, told.get("fields", "").split(","), sees_all) for user in found]

    @staticmethod
    def _shown(user: dict[str, Any], fields: list[str], sees_all: bool) -> dict[str, Any]:
        if set(fields) - FIELDS - {""}:
            raise error(400, "A field is not known.")
        seen = FIELDS if sees_all else PUBLIC | {"id"}
        values = {"Created": CREATED if sees_all else NEVER} | {name: user[name] for name in user if name in seen}
        return {"type": "user", "id": user["Name"]} | {name: values.get(name, "") for name in fields if name}


def main() -> None:
    chosen = options("A fake Request Tracker.").parse_args()
    run(Tracker(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
