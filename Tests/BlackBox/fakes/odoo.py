"""An Odoo database, as far as reading contacts and leads goes. Start it with `python -m fakes.odoo`.

It enforces what the public reference and source document, of both interfaces: JSON-RPC (path and method, the call, the arguments
of `authenticate` and `execute_kw`, password and rights; faults have status 200) and, from version 19 on, JSON-2 (path, bearer
key, database, named arguments, a status for each fault). Domains are read and searched in SQL: `odoo_records`.

Sources: odoo.com/documentation, External JSON-2 API and External RPC API; of odoo/odoo on GitHub `odoo/service/model.py` and
`addons/rpc/controllers/json2.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from fakes.odoo_records import Fault, Records
from fakes.rates import Rate, contact_name
from fakes.strict_server import Refusal, Reply, Request, options, run

PATH, PATH_2 = "/jsonrpc", "/json/2/"
DATABASE = "acme"
LOGIN, WEAK_LOGIN = "callcard@example.com", "portal@example.com"
UID, WEAK_UID = 7, 8
KEYWORDS = {"domain", "fields", "offset", "limit", "order"}

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
    # The digits of a British number in one of another country: a match that must be dropped.
    {"id": 41, "name": "Finn Ernst", "phone": "+49 20 79460199"},
    {"id": 51, "name": "Gina Falk", "mobile": "+49 30 23125300"},
    {"id": 61, "name": "Hugo Gold", "phone": "+49 30 23125302", "active": False},
]
"""A caller with all fields, two with one number, one in national writing, one who only looks alike, one with a mobile number, one
archived."""
LEADS: list[dict[str, Any]] = [
    {
        "id": 71,
        "name": "Shelves for Ida",
        "contact_name": "Ida Hahn",
        "partner_name": "Sample KG",
        "email_from": "ida.hahn@example.com",
        "phone": "030 23125-304 (vormittags)",
        "city": "Berlin",
        "stage_id": [2, "Qualified"],
    },
    {"id": 72, "name": "A question from the website", "phone": "+49 30 23125305"},
    # Lost leads are archived.
    {"id": 73, "name": "Tables for Jan", "contact_name": "Jan Igel", "phone": "+49 30 23125306", "active": False},
]
"""A lead with all fields, one with a number alone, one that is lost."""


def access_error(model: str) -> Fault:
    """A user without the right to read a model."""
    return Fault("odoo.exceptions.AccessError", f"You are not allowed to access '{model}' ({model}) records.", 403)


class Database:
    """The records and the rules for asking about them."""

    def __init__(
        self,
        password: str,
        weak_password: str,
        version: float = 18.0,
        phone_search: bool = True,
        partners: list[dict[str, Any]] | None = None,
        leads: list[dict[str, Any]] | None = None,
        has_crm: bool = True,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self.users = {LOGIN: (UID, password), WEAK_LOGIN: (WEAK_UID, weak_password)}
        rows = {"res.partner": PARTNERS if partners is None else partners}
        if has_crm:
            rows["crm.lead"] = LEADS if leads is None else leads
        self.records = Records(version, phone_search, rows)
        self.version, self.hidden = version, hidden
        """Models that even the good user may not read."""
        self.calls: list[str] = []
        """The methods called, in their order."""

    def answer(self, request: Request) -> Reply:
        """Answers one call; with JSON-RPC a fault is an answer too."""
        if request.path.startswith(PATH_2) and self.version >= 19:
            return self._answer_2(request)
        if request.path != PATH or request.query:
            raise Refusal(404, {"error": {"code": 404, "message": "404: Not Found"}})
        if request.method != "POST" or request.header("content-type").split(";")[0].strip() != "application/json":
            raise Refusal(400, {"error": {"code": 400, "message": "400: Bad Request"}})
        number, params = self._envelope(request.body)
        try:
            result = {"result": self._dispatch(params)}
        except Fault as fault:
            result = {"error": {"code": 200, "message": "Odoo Server Error", "data": described(fault)}}
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
        if model not in self.records.fields:
            raise Fault("odoo.exceptions.UserError", f"Object {model} doesn't exist")
        if method != "search_read" or len(args) != 1:
            raise Fault("builtins.AttributeError", "this fake knows search_read with a domain only")
        keywords = arguments[6] if len(arguments) == 7 else {}
        if not isinstance(keywords, dict) or set(keywords) - (KEYWORDS - {"domain"}):
            raise Fault("builtins.TypeError", "search_read() got an unexpected keyword argument")
        return self._read(uid, model, args[0], keywords)

    def _read(self, uid: int, model: str, domain: Any, keywords: dict[str, Any]) -> list[dict[str, Any]]:
        if uid == WEAK_UID or model in self.hidden:
            raise access_error(model)
        return self.records.search_read(model, domain, keywords)

    def _answer_2(self, request: Request) -> Reply:
        """JSON-2: the model and the method in the path, the key in a header, the arguments by name."""
        try:
            return 200, self._dispatch_2(request)
        except Fault as fault:
            raise Refusal(fault.status, described(fault)) from None

    def _dispatch_2(self, request: Request) -> Any:
        model, _, method = request.path.removeprefix(PATH_2).partition("/")
        if request.method != "POST" or not method or request.query:
            raise http_fault(404, "NotFound", "Did you mean POST /json/2/<model>/<method>?")
        if request.header("x-odoo-database") != DATABASE:
            raise http_fault(404, "NotFound", "There is no such database.")
        match = re.fullmatch(r"bearer\s+(\S+)", request.header("authorization"), re.IGNORECASE)
        uids = [uid for uid, key in self.users.values() if match and key == match[1]]
        if not uids:
            raise http_fault(401, "Unauthorized", "Invalid apikey")
        if request.header("content-type").split(";")[0].strip() != "application/json":
            raise http_fault(415, "UnsupportedMediaType", "The body must be JSON.")
        self.calls.append(f"{model}.{method}")
        arguments = self._arguments(request.body)
        if model not in self.records.fields:
            raise http_fault(404, "NotFound", f"the model '{model}' does not exist")
        if method != "search_read":
            raise http_fault(404, "NotFound", "this fake knows search_read only")
        return self._read(uids[0], model, arguments.pop("domain", []), arguments)

    @staticmethod
    def _arguments(body: bytes) -> dict[str, Any]:
        try:
            arguments = json.loads(body)
        except ValueError:
            raise http_fault(400, "BadRequest", "could not parse the body as json") from None
        if not isinstance(arguments, dict) or arguments.pop("ids", []) or not isinstance(arguments.pop("context", {}), dict):
            raise http_fault(422, "UnprocessableEntity", "cannot call search_read with ids, and the body must be an object")
        if unknown := set(arguments) - KEYWORDS:
            raise http_fault(422, "UnprocessableEntity", f"got an unexpected keyword argument {sorted(unknown)[0]!r}")
        return arguments


def http_fault(status: int, name: str, message: str) -> Fault:
    """A fault that is one of HTTP's in Odoo's code."""
    return Fault(f"werkzeug.exceptions.{name}", message, status)


def described(fault: Fault) -> dict[str, Any]:
    """A fault as Odoo sends it."""
    data = {"name": fault.name, "debug": "Traceback (most recent call last): ...", "message": fault.message}
    return data | {"arguments": [fault.message], "context": {}}


def _holding(version: float) -> Callable[[list[str]], Callable[[Request], Reply]]:
    def holding(phones: list[str]) -> Callable[[Request], Reply]:
        """A database with a contact for each text."""
        numbered = enumerate(phones)
        partners = [{"id": 1000 + index, "name": " ".join(contact_name(index)), "phone": text} for index, text in numbered]
        return Database("t", "weak", version, partners=partners, leads=[]).answer

    return holding


RATES = [
    Rate("odoo", "Odoo", _holding(18.0), 60, 38, {"password": "t"}, {"database": DATABASE, "login": LOGIN, "version": "18.0"}),
    Rate("odoo19", "Odoo 19", _holding(19.0), 60, 38, {"apiKey": "t"}, {"database": DATABASE}),
]


def main() -> None:
    parser = options("A fake Odoo database.")
    parser.add_argument("--odoo", type=float, default=18.0, help="the version of Odoo; from 18.2 on there is no field mobile")
    chosen = parser.parse_args()
    run(Database(chosen.token, chosen.weak_token, chosen.odoo).answer, chosen)


if __name__ == "__main__":
    main()
