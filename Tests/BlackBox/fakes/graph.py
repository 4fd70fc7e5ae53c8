"""A Microsoft 365 tenant, as far as users and organizational contacts go in Graph. Start it with `python -m fakes.graph`.

It enforces what the public reference documents: Entra ID's token endpoint, bearer token, path and method, query options, which
property can be filtered by which operator, and which of that is an advanced query. Anything else is refused in Graph's shape.
Texts are compared whole, without regard to case; a page has at most 999 rows, and 100 where nothing else is asked for.

Sources, of learn.microsoft.com/graph: Advanced query capabilities on Microsoft Entra ID objects; List users; user resource type;
List orgContacts; Use the $filter query parameter. That `businessPhones/any(p:p eq …)` works is told in Yvand/EntraCP, issue 204
of 2023; that it does not, in microsoftgraph/microsoft-graph-docs, issue 15033 of 2021: `filters_phones=False`.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from fakes.dynamics import ODataFilter, Row, Test
from fakes.graph_rows import ROWS
from fakes.oauth import CLIENT, EntraTokens
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

ROOT = "/v1.0/"
OPTIONS = {"$select", "$filter", "$count", "$top"}
LONGEST_URL = 2_048
"""Of an advanced query."""
MOST_TEXTS = 15
PERSON = {"id", "displayName", "givenName", "surname", "companyName", "jobTitle", "department", "mail"}
PLACE = {"streetAddress", "postalCode", "city", "state", "country"}
PROPERTIES = {
    "users": PERSON | PLACE | {"userPrincipalName", "accountEnabled", "businessPhones", "mobilePhone"},
    "contacts": PERSON | {"phones", "addresses", "proxyAddresses", "mailNickname"},
}
DEFAULT = {
    "users": "businessPhones displayName givenName id jobTitle mail mobilePhone surname userPrincipalName".split(),
    "contacts": sorted(PROPERTIES["contacts"]),
}
ADVANCED = {"mobilePhone", "companyName", "streetAddress", "postalCode"}
"""Properties that can be filtered in an advanced query only."""
UNFILTERED = {"phones", "addresses"}
"""Properties that can't be filtered at all."""

def error(status: int, code: str, message: str) -> Refusal:
    """An answer in Graph's error shape."""
    stamp, identity = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()), str(uuid.uuid4())
    inner = {"date": stamp, "request-id": identity, "client-request-id": identity}
    return Refusal(status, {"error": {"code": code, "message": message, "innerError": inner}})


class GraphFilter(ODataFilter):
    """The terms of directory objects: `p eq 'x'`, `p in ('x','y')`, `startsWith(p,'x')` and `p/any(v:v eq 'x')`."""

    def __init__(self, text: str, properties: set[str], advanced: bool, filters_phones: bool) -> None:
        self._advanced, self._filters_phones = advanced, filters_phones
        self._texts = 0
        super().__init__(text, properties)

    def wrong(self, message: str) -> Refusal:
        return error(400, "BadRequest", f"Invalid filter clause: {message}")

    def unknown(self, name: str) -> Refusal:
        return error(400, "BadRequest", f"Invalid filter clause: Could not find a property named '{name}'.")

    def term(self) -> Test:
        name = self.name()
        if name in ("startsWith", "startswith"):
            self.need("(")
            tested = self._single(self.name())
            self.need(",")
            start = self.text()
            self.need(")")
            return lambda row: str(row.get(tested) or "").lower().startswith(start)
        return self._any(name) if self.take("/") else self._compared(self._single(name))

    def _single(self, name: str) -> str:
        """A property of one value that can be filtered in this query."""
        if self.column(name) in UNFILTERED | {"businessPhones", "proxyAddresses"}:
            raise self._unsupported(name)
        if name in ADVANCED and not self._advanced:
            raise self._unsupported(name)
        return name

    @staticmethod
    def _unsupported(name: str) -> Refusal:
        message = f"Unsupported or invalid query filter clause specified for property '{name}'."
        return error(400, "Request_UnsupportedQuery", message)

    def text(self) -> str:
        """A text to compare with; there must not be too many."""
        self._texts += 1
        if self._texts > MOST_TEXTS:
            raise error(400, "Request_UnsupportedQuery", f"Too many child clauses specified. Max allowed: {MOST_TEXTS}.")
        return super().text().lower()

    def _compared(self, name: str) -> Test:
        if self.take("in"):
            self.need("(")
            values = {self.text()}
            while self.take(","):
                values.add(self.text())
            self.need(")")
        else:
            self.need("eq")
            values = {self.text()}
        return lambda row: str(row.get(name) or "").lower() in values

    def _any(self, name: str) -> Test:
        """Only collections of texts can be searched; `businessPhones` by `eq`."""
        if self.column(name) not in ("businessPhones", "proxyAddresses"):
            raise self._unsupported(name)
        if name == "businessPhones" and not self._filters_phones:
            raise self._unsupported(name)
        self.need("any", "(")
        variable = self.name()
        self.need(":", variable, "eq")
        value = self.text()
        self.need(")")
        return lambda row: value in [text.lower() for text in row.get(name, [])]


class Tenant:
    """The directory and the rules for asking about it."""

    def __init__(
        self,
        secret: str,
        weak_secret: str,
        lifetime: float = 3_599,
        users: list[Row] | None = None,
        filters_phones: bool = True,
    ) -> None:
        self.tokens = EntraTokens(secret, weak_secret, lifetime)
        self.rows = ROWS if users is None else {"users": users, "contacts": []}
        self.filters_phones = filters_phones
        """Whether `businessPhones` can be filtered."""
        self.asked: list[str] = []
        """The collections asked for, in their order."""

    def answer(self, request: Request) -> Reply:
        """Answers one request or raises a `Refusal`."""
        if request.path == self.tokens.path:
            return self.tokens.answer(request)
        if request.path.endswith("/oauth2/v2.0/token"):
            raise self.tokens.no_tenant()
        kind = request.path.removeprefix(ROOT)
        self._check_credentials(request.header("authorization"))
        if not request.path.startswith(ROOT) or kind not in PROPERTIES:
            raise error(400, "BadRequest", "Resource not found for the segment.")
        if request.method != "GET" or request.body:
            raise error(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        return 200, self._result(kind, request)

    def _check_credentials(self, header: str) -> None:
        if not header:
            raise error(401, "InvalidAuthenticationToken", "Access token is empty.")
        grant = self.tokens.grant(header)
        if grant is None:
            raise error(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        if grant.is_weak:
            raise error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")

    def _result(self, kind: str, request: Request) -> dict[str, Any]:
        query = dict(request.query)
        if set(query) - OPTIONS or len(query) != len(request.query):
            raise error(400, "BadRequest", "A query option is not known, or comes twice.")
        eventual = request.header("consistencylevel") == "eventual"
        if query.get("$count", "true") not in ("true", "false") or request.header("consistencylevel") not in ("", "eventual"):
            raise error(400, "Request_BadRequest", "$count or ConsistencyLevel has an unknown value.")
        advanced = eventual and query.get("$count") == "true"
        length = sum(len(name) + len(value) + 2 for name, value in request.query)
        if advanced and length > LONGEST_URL:
            raise error(400, "Request_BadRequest", "The URL is too long.")
        top = query.get("$top", "100")
        if not re.fullmatch(r"[1-9]\d{0,2}", top):
            raise error(400, "Request_BadRequest", "Invalid page size specified: must be between 1 and 999 inclusive.")
        self.asked.append(kind)
        rows = self.rows[kind]
        if "$filter" in query:
            test = GraphFilter(query["$filter"], PROPERTIES[kind], advanced, self.filters_phones).test
            rows = [row for row in rows if test(row)]
        return self._page(kind, query, rows, int(top), advanced, request.header("host"))

    @staticmethod
    def _page(kind: str, query: dict[str, str], rows: list[Row], top: int, advanced: bool, host: str) -> dict[str, Any]:
        names = query["$select"].split(",") if "$select" in query else DEFAULT[kind]
        if set(names) - PROPERTIES[kind]:
            raise error(400, "BadRequest", "Could not find a property that is selected.")
        page: dict[str, Any] = {"@odata.context": f"http://{host}{ROOT}$metadata#{kind}"}
        if advanced:
            page["@odata.count"] = len(rows)
        if len(rows) > top:
            page["@odata.nextLink"] = f"http://{host}{ROOT}{kind}?$skiptoken=m~2"
        lists = {"businessPhones", "phones", "addresses", "proxyAddresses"}
        empty: dict[str, Any] = {name: [] for name in lists} | {"accountEnabled": True}
        page["value"] = [{name: row.get(name, empty.get(name)) for name in names} for row in rows[:top]]
        return page


def _holding(phones: list[str]) -> Callable[[Request], Reply]:
    """A tenant with a user for each text."""
    users = []
    for index, phone in enumerate(phones):
        first, last = contact_name(index)
        identity = f"87d349ed-44d7-43e1-9a83-{index:012x}"
        users.append({"id": identity, "givenName": first, "surname": last, "businessPhones": [phone]})
    return Tenant("t", "weak", users=users).answer


RATES = [
    Rate(
        "graph",
        "Microsoft Graph, up to 999 users",
        _holding,
        floor=60,
        free_text=38,
        secrets={"clientSecret": "t"},
        settings={"tenant": EntraTokens.tenant, "clientID": CLIENT},
        elsewhere=("https://login.microsoftonline.com/",),
    )
]


def main() -> None:
    chosen = options("A fake Microsoft 365 tenant; --token and --weak-token are the secrets of its two apps.").parse_args()
    run(Tenant(chosen.token, chosen.weak_token).answer, chosen)


if __name__ == "__main__":
    main()
