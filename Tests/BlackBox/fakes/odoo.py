"""An Odoo database, as far as reading contacts through JSON-RPC goes. Start it with `python -m fakes.odoo`.

It enforces what the public reference and source document: path and method, the JSON-RPC call, the arguments of `authenticate` and
`execute_kw`, password and rights, domains in prefix notation, the fields of the version. Faults have status 200, as in Odoo.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from fakes.strict_server import Refusal, Reply, Request, options, run

PATH = "/jsonrpc"
DATABASE = "acme"
LOGIN, WEAK_LOGIN = "callcard@example.com", "portal@example.com"
UID, WEAK_UID = 7, 8
IGNORED = r"[\s\\./()\-]"
"""What `phone_mobile_search` leaves out of stored numbers and of those searched for."""
DEFAULTS: dict[str, Any] = {
    "id": 0,
    "name": False,
    "is_company": False,
    "commercial_company_name": False,
    "function": False,
    "email": False,
    "phone": False,
    "mobile": False,
    "street": False,
    "zip": False,
    "city": False,
    "state_id": False,
    "country_id": False,
}
"""The fields of a contact, as far as this fake has them, and what an empty one is."""

PARTNERS: list[dict[str, Any]] = [
    {
        # Longer than Odoo's own ids, which have 10 digits at most.
        "id": 12345678901234567,
        "name": "Anna Meier",
        "commercial_company_name": "ACME AG",
        "function": "Head of Purchasing",
        "email": "anna.meier@example.com",
        "phone": "+49 30 23125123",
        "street": "Teststraße 7",
        "zip": "10999",
        "city": "Berlin",
        "state_id": [1372, "Berlin (DE)"],
        "country_id": [57, "Germany"],
    },
    {"id": 21, "name": "Ben Adler", "commercial_company_name": "Example GmbH", "phone": "0049 30 23125-200"},
    {"id": 22, "name": "Cora Busch", "commercial_company_name": "Example GmbH", "phone": "(030) 23125/200"},
    {"id": 31, "name": "Eve Dunn", "phone": "020 7946 0123"},
    # The search still knows a number that the contact has no more: a match that must be dropped.
    {"id": 41, "name": "Finn Ernst", "phone": "+44 20 7946 0198", "indexed": "+44 20 7946 0199"},
    {"id": 51, "name": "Gina Falk", "mobile": "+49 30 23125300"},
]
"""A caller with all fields, two with one number, one in national writing, one who only looks alike, one with a mobile number."""


class Fault(Exception):
    """An exception of Odoo's server, which it sends as an error of JSON-RPC."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


def invalid(message: str) -> Fault:
    """A call that Odoo's code stumbles over."""
    return Fault("builtins.ValueError", message)


def phone_matches(stored: str, wanted: str) -> bool:
    """How `phone_mobile_search` compares for equality: without punctuation, and + and 00 are the same."""
    have, want = re.sub(IGNORED, "", stored), re.sub(IGNORED, "", wanted)
    if len(want) < 3:
        raise Fault("odoo.exceptions.UserError", "Please enter at least 3 characters when searching a phone number.")
    if want.startswith(("+", "00")):
        rest = want[1:] if want.startswith("+") else want[2:]
        return have in ("+" + rest, "00" + rest)
    return have == want


class Domain:
    """A search domain: terms in prefix notation; those without an operator before them are joined by AND."""

    def __init__(self, domain: Any, fields: set[str]) -> None:
        if not isinstance(domain, list):
            raise invalid("a domain must be a list")
        self._fields = fields
        self._tokens = iter(domain)
        self._tests: list[Callable[[dict[str, Any]], bool]] = []
        for token in self._tokens:
            self._tests.append(self._test(token))

    def holds(self, partner: dict[str, Any]) -> bool:
        """Whether a contact is meant."""
        return all(test(partner) for test in self._tests)

    def _next(self) -> Any:
        for token in self._tokens:
            return token
        raise invalid("the domain ends after an operator")

    def _test(self, token: Any) -> Callable[[dict[str, Any]], bool]:
        if token == "!":
            inner = self._test(self._next())
            return lambda partner: not inner(partner)
        if token in ("|", "&"):
            left, right = self._test(self._next()), self._test(self._next())
            return (lambda p: left(p) or right(p)) if token == "|" else (lambda p: left(p) and right(p))
        if not isinstance(token, list) or len(token) != 3:
            raise invalid("a term must be a field, an operator and a value")
        return self._leaf(*token)

    def _leaf(self, field: Any, operator: Any, value: Any) -> Callable[[dict[str, Any]], bool]:
        if field not in self._fields:
            raise invalid("Invalid field in a term of the domain")
        if operator == "=" and isinstance(value, str):
            if field == "phone_mobile_search":
                return lambda partner: any(phone_matches(number, value) for number in numbers(partner))
            return lambda partner: partner.get(field, DEFAULTS[field]) == value
        if operator == "in" and isinstance(value, list) and field != "phone_mobile_search":
            return lambda partner: partner.get(field, DEFAULTS[field]) in value
        raise invalid("this fake does not know the operator with such a value")


def numbers(partner: dict[str, Any]) -> Iterator[str]:
    """The stored numbers of a contact."""
    yield from filter(None, (partner.get("indexed", partner.get("phone")), partner.get("mobile")))


class Database:
    """The contacts and the rules for asking about them."""

    def __init__(
        self,
        password: str,
        weak_password: str,
        version: float = 18.0,
        phone_search: bool = True,
        partners: list[dict[str, Any]] | None = None,
    ) -> None:
        self.users = {LOGIN: (UID, password), WEAK_LOGIN: (WEAK_UID, weak_password)}
        self.fields = set(DEFAULTS) - (set() if version < 18.2 else {"mobile"})
        self.searchable = self.fields | ({"phone_mobile_search"} if phone_search else set())
        self.partners = PARTNERS if partners is None else partners
        self.calls: list[str] = []
        """The methods called, in their order."""

    def answer(self, request: Request) -> Reply:
        """Answers one call; a fault is an answer too."""
        if request.path != PATH or request.query:
            raise Refusal(404, {"error": {"code": 404, "message": "404: Not Found"}})
        if request.method != "POST" or request.header("content-type").split(";")[0].strip() != "application/json":
            raise Refusal(400, {"error": {"code": 400, "message": "400: Bad Request"}})
        number, params = self._envelope(request.body)
        try:
            result = {"result": self._dispatch(params)}
        except Fault as fault:
            data = {"name": fault.name, "debug": "Traceback (most recent call last): ...", "message": fault.message}
            data |= {"arguments": [fault.message], "context": {}}
            result = {"error": {"code": 200, "message": "Odoo Server Error", "data": data}}
        return 200, {"jsonrpc": "2.0", "id": number} | result

    @staticmethod
    def _envelope(body: bytes) -> tuple[Any, dict[str, Any]]:
        try:
            call = json.loads(body)
        except ValueError:
            raise Refusal(400, {"error": {"code": 400, "message": "Invalid JSON data"}}) from None
        good = isinstance(call, dict) and set(call) == {"jsonrpc", "method", "params", "id"}
        if not good or call["jsonrpc"] != "2.0" or call["method"] != "call" or not isinstance(call["params"], dict):
            raise Refusal(400, {"error": {"code": 400, "message": "Invalid JSON-RPC data"}})
        return call["id"], call["params"]

    def _dispatch(self, params: dict[str, Any]) -> Any:
        if set(params) != {"service", "method", "args"} or not isinstance(params["args"], list):
            raise Fault("builtins.TypeError", "a call needs service, method and args")
        service, method, arguments = params["service"], params["method"], params["args"]
        self.calls.append(f"{service}.{method}")
        if (service, method) == ("common", "authenticate"):
            return self._authenticate(arguments)
        if (service, method) == ("object", "execute_kw"):
            return self._execute(arguments)
        raise Fault("builtins.NotImplementedError", "this fake does not know the method")

    def _check_database(self, name: Any) -> None:
        if name != DATABASE:
            raise Fault("psycopg2.OperationalError", "the database does not exist")

    def _authenticate(self, arguments: list[Any]) -> Any:
        """A user's id, or false: a refused login is no fault."""
        if len(arguments) != 4 or not isinstance(arguments[3], dict):
            raise Fault("builtins.TypeError", "authenticate takes database, login, password and an object")
        self._check_database(arguments[0])
        uid, password = self.users.get(arguments[1], (False, None))
        return uid if password is not None and password == arguments[2] else False

    def _execute(self, arguments: list[Any]) -> Any:
        if len(arguments) not in (6, 7) or not isinstance(arguments[5], list):
            raise Fault("builtins.TypeError", "execute_kw takes database, id, password, model, method, args and kwargs")
        database, uid, password, model, method, args = arguments[:6]
        self._check_database(database)
        if type(uid) is not int or (uid, password) not in self.users.values():
            raise Fault("odoo.exceptions.AccessDenied", "Access Denied")
        if model != "res.partner":
            raise Fault("builtins.KeyError", "this fake has contacts only")
        if method != "search_read" or len(args) != 1:
            raise Fault("builtins.AttributeError", "this fake knows search_read with a domain only")
        if uid == WEAK_UID:
            raise Fault("odoo.exceptions.AccessError", "You are not allowed to access 'Contact' (res.partner) records.")
        return self._search_read(args[0], arguments[6] if len(arguments) == 7 else {})

    def _search_read(self, domain: Any, keywords: Any) -> list[dict[str, Any]]:
        if not isinstance(keywords, dict) or set(keywords) - {"fields", "limit", "offset"}:
            raise Fault("builtins.TypeError", "search_read() got an unexpected keyword argument")
        fields = keywords.get("fields") or sorted(self.fields)
        if not isinstance(fields, list) or set(fields) - self.fields:
            raise invalid("Invalid field on model 'res.partner'")
        limit, offset = keywords.get("limit"), keywords.get("offset", 0)
        if any(value is not None and (type(value) is not int or value < 0) for value in (limit, offset)):
            raise Fault("builtins.TypeError", "limit and offset must be whole numbers")
        test = Domain(domain, self.searchable)
        found = [partner for partner in self.partners if test.holds(partner)][offset:]
        shown = ["id", *(field for field in fields if field != "id")]
        return [{name: partner.get(name, DEFAULTS[name]) for name in shown} for partner in found[: limit or None]]


def main() -> None:
    parser = options("A fake Odoo database.")
    parser.add_argument("--odoo", type=float, default=18.0, help="the version of Odoo; from 18.2 on there is no field mobile")
    chosen = parser.parse_args()
    run(Database(chosen.token, chosen.weak_token, chosen.odoo).answer, chosen)


if __name__ == "__main__":
    main()
