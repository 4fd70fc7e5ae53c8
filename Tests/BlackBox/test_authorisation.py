"""Who may do what, for every route of the document: each role, no key and a bad one, on what is theirs and on what is not."""

from __future__ import annotations

import http.client
import re
import socket
from dataclasses import dataclass
from typing import Any

import pytest

from kit import contract, team
from kit.books import anna
from kit.calls import Call, session_id
from kit.client import Answer, Client
from kit.keys import Key
from kit.numbers import ANNA
from kit.process import Callcard, Launcher
from kit.team import BEN, CODED, OLGA, PIA

ROLES = ["none", "bad", "sessionService", "owner", "flow", "agent", "operator"]
TABLE = """
                                                                       no  bad session       agent
                                                                       key key service owner flow  operator
GET  /healthz                                    | anything          | 200 200   200 200 200 200 200
GET  /readyz                                     | anything          | 200 200   200 200 200 200 200
GET  /openapi.json                               | anything          | 200 200   200 200 200 200 200
GET  /metrics                                    | from here         | 200 200   200 200 200 200 200
GET  /metrics                                    | from elsewhere    | 401 401   403 403 403 403 200

POST /v1/lookups                                 | own service       | 401 401   200 200 403 403 200
POST /v1/lookups                                 | no service        | 401 401   200 200 403 403 200
POST /v1/lookups                                 | foreign service   | 401 401   404 404 403 403 404
POST /v1/lookups                                 | explained         | 401 401   403 200 403 403 200
GET  /v1/callername                              | unless allowed    | 405 405   405 405 405 405 405
POST /v1/callername                              | own service       | 401 401   200 200 401 401 200
POST /v1/callername                              | foreign service   | 401 401   200 200 401 401 200
GET  /v1/sessions/{id}/context                   | own service       | 401 401   200 403 200 403 200
GET  /v1/sessions/{id}/context                   | foreign service   | 401 401   404 403 404 403 404
POST /v1/sessions/{id}/events                    | own service       | 401 401   202 403 403 403 403
POST /v1/sessions/{id}/events                    | foreign service   | 401 401   404 403 403 403 403
POST /v1/sessions/{id}/events                    | foreign call      | 401 401   404 403 403 403 403
POST /v1/forget                                  | anybody           | 401 401   200 403 403 403 200

GET  /v1/users/{user}/interactions               | own user          | 401 401   403 200 403 200 403
GET  /v1/users/{user}/interactions               | foreign user      | 401 401   403 404 403 404 403
POST /v1/users/{user}/interactions/search        | own user          | 401 401   403 200 403 200 403
POST /v1/users/{user}/interactions/search        | foreign user      | 401 401   403 404 403 404 403
GET  /v1/users/{user}/interactions/{id}          | own user          | 401 401   403 200 403 200 403
GET  /v1/users/{user}/interactions/{id}          | foreign user      | 401 401   403 404 403 404 403
GET  /v1/users/{user}/interactions/{id}          | foreign entry     | 401 401   403 404 403 404 403
GET  /v1/users/{user}/interactions/{id}          | foreign service   | 401 401   403 404 403 404 403
PUT  /v1/users/{user}/interactions/{id}/conclusion | own user        | 401 401   403 200 403 200 403
PUT  /v1/users/{user}/interactions/{id}/conclusion | foreign user    | 401 401   403 404 403 404 403
PUT  /v1/users/{user}/interactions/{id}/conclusion | foreign entry   | 401 401   403 404 403 404 403
PUT  /v1/users/{user}/interactions/{id}/conclusion | foreign service | 401 401   403 404 403 404 403
GET  /v1/users/{user}/events                     | own user          | 401 401   403 200 403 200 403
GET  /v1/users/{user}/events                     | foreign user      | 401 401   403 404 403 404 403
GET  /v1/users/{user}/active-services            | own user          | 401 401   403 200 403 200 403
GET  /v1/users/{user}/active-services            | foreign user      | 401 401   403 404 403 404 403
PUT  /v1/users/{user}/active-services            | own user          | 401 401   403 200 403 200 403
PUT  /v1/users/{user}/active-services            | foreign user      | 401 401   403 404 403 404 403
PUT  /v1/users/{user}/active-services            | foreign service   | 401 401   403 404 403 404 403
PUT  /v1/users/{user}/active-services            | no member         | 401 401   403 404 403 404 403

GET  /v1/services                                | anything          | 401 401   403 200 403 200 403
GET  /v1/services/{id}/settings                  | own service       | 401 401   403 200 403 200 200
GET  /v1/services/{id}/settings                  | no member         | 401 401   403 200 403 404 200
GET  /v1/services/{id}/settings                  | foreign service   | 401 401   403 404 403 404 404
PUT  /v1/services/{id}/settings                  | own service       | 401 401   403 200 403 403 200
PUT  /v1/services/{id}/settings                  | no member         | 401 401   403 403 403 404 200
PUT  /v1/services/{id}/settings                  | foreign service   | 401 401   403 404 403 404 404
POST /v1/webhooks/{connector}                    | own service       | 401 401   403 403 202 403 403
POST /v1/webhooks/{connector}                    | foreign service   | 401 401   403 403 404 403 403
POST /v1/tags/search                             | own service       | 401 401   403 200 403 200 403
POST /v1/tags/search                             | no member         | 401 401   403 200 403 404 403
POST /v1/tags/search                             | foreign service   | 401 401   403 404 403 404 403

POST /v1/triggers/tasks                          | own service       | 401 401   403 403 201 403 403
POST /v1/triggers/tasks                          | foreign service   | 401 401   403 403 404 403 403
GET  /v1/triggers/tasks                          | anything          | 401 401   403 403 200 403 403
DELETE /v1/triggers/tasks/{id}                   | foreign service   | 204 401   403 403 204 403 403
PUT  /v1/tasks/{taskId}                          | own service       | 401 401   403 403 200 403 403
PUT  /v1/tasks/{taskId}                          | foreign service   | 401 401   403 403 404 403 403
GET  /v1/tasks/events                            | anything          | 401 401   403 403 200 403 403
GET  /v1/tasks/modalities                        | anything          | 401 401   403 403 200 403 403
GET  /v1/tasks/directions                        | anything          | 401 401   403 403 200 403 403
GET  /v1/tasks/service-contacts                  | anything          | 401 401   403 403 200 403 403
GET  /v1/tasks/users-for-preferred-routing       | anything          | 401 401   403 403 200 403 403
GET  /v1/diagnostics/testconnection              | anything          | 401 401   403 403 200 403 403

GET  /v2/AddressBooks                            | anything          | 401 401   403 403 200 403 200
GET  /v2/AddressBooks/{id}/contacts              | own service       | 401 401   403 403 200 403 200
GET  /v2/AddressBooks/{id}/contacts              | foreign service   | 401 401   403 403 404 403 404
POST /v2/AddressBooks/{id}/contacts              | own service       | 401 401   403 403 200 403 200
POST /v2/AddressBooks/{id}/contacts              | foreign service   | 401 401   403 403 404 403 404
PUT  /v2/AddressBooks/{id}/contacts              | own service       | 401 401   403 403 200 403 200
PUT  /v2/AddressBooks/{id}/contacts              | foreign service   | 401 401   403 403 404 403 404
POST /v2/AddressBooks/{id}/contacts/delete       | own service       | 401 401   403 403 200 403 200
POST /v2/AddressBooks/{id}/contacts/delete       | foreign service   | 401 401   403 403 404 403 404
POST /v2/AddressBooks/{id}/contacts/clear        | own service       | 401 401   403 403 200 403 200
POST /v2/AddressBooks/{id}/contacts/clear        | foreign service   | 401 401   403 403 404 403 404

POST /v1/templates/preview                       | own service       | 401 401   403 200 403 403 200
POST /v1/templates/preview                       | foreign service   | 401 401   403 404 403 403 404
GET  /v1/reports/interactions                    | anything          | 401 401   403 200 403 403 200
GET  /v1/reports/interactions                    | own service       | 401 401   403 200 403 403 200
GET  /v1/reports/interactions                    | foreign service   | 401 401   403 404 403 403 404
GET  /v1/connectors                              | anything          | 401 401   403 200 403 403 200
POST /v1/reload                                  | anything          | 401 401   403 403 403 403 200
GET  /v1/login-sessions                          | anything          | 401 401   403 403 403 403 200
DELETE /v1/login-sessions/{id}                   | foreign           | 401 401   403 403 403 403 404
"""
"""Keys reach `support`, which is theirs, and `back`, in which their users have no part; `sales` is out of their reach, also where
their users are members of it. Pia is the agent, Olga owns support."""
SERVICES = {"foreign service": "sales", "foreign call": "sales", "no member": "back"}
SCOPE = ("support", "back")
OTTO = "otto@example.com"
"""Owns what Olga doesn't."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    method: str
    path: str
    what: str
    expected: dict[str, int]

    @property
    def service(self) -> str:
        """The service that it is about."""
        return SERVICES.get(self.what, "support")

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.what}"


def read_table() -> list[Row]:
    """All lines but the head."""
    rows = []
    for line in TABLE.splitlines():
        if "|" in line:
            route, what, statuses = (part.split() for part in line.split("|"))
            rows.append(Row(route[0], route[1], " ".join(what), dict(zip(ROLES, map(int, statuses), strict=True))))
    return rows


ROWS = read_table()


class World:
    """A server with three services, and a key of each role."""

    def __init__(self, launcher: Launcher) -> None:
        installation = launcher.installation()
        installation.config |= {
            "journal": "callcard.sqlite",
            "rates": {"perSecond": 10_000, "burst": 10_000},
            # Metrics are for operators only where the request comes from elsewhere.
            "listen": "0.0.0.0:0",
            "triggers": {"allow": ["192.0.2.0/24"]},
        }
        installation.add_book("contacts", [anna()])
        for service, owner, members in [
            ("support", OLGA, (PIA, OLGA, BEN)),
            ("sales", OTTO, (PIA, OLGA, BEN)),
            ("back", OTTO, (BEN,)),
        ]:
            # Each service looks into a book of its own that flows fill.
            installation.config["books"].append({"id": service, "api": True})
            settings = team.settings(*members, owners=[owner], upn=f"{service}@example.com")
            installation.add_service(service, ["contacts", service], **settings)
        installation.config["webhooks"] = [
            {"connector": f"of-{service}", "services": [service]} for service in ("support", "sales")
        ]
        self.users = {"agent": PIA, "owner": OLGA}
        self.keys = {role: Key(f"the-{role}", role, SCOPE, self.users.get(role)) for role in ROLES[2:]}
        for key in self.keys.values():
            installation.add_key(key)
        # The id of a key that there is, and another secret.
        self.keys["bad"] = Key("the-operator", "operator", SCOPE)
        self.server = launcher.start(installation)
        self.server.host = "127.0.0.1"

    def call(self, user: str, service: str) -> Call:
        """A running call of that user's."""
        return Call(self.server.client(), service).queued().accepted(user)

    def ask(self, role: str, row: Row, is_there: bool = True) -> Answer:
        """Sends what a line is about with the key of a role; where it is not there, the same about what nobody has."""
        client = self.server.client(self.keys.get(role))
        if role == "none":
            client.key = None
        if row.what == "from elsewhere":
            client = Client(own_address(), self.server.port, client.key)
        user = self.users.get(role, PIA)
        if row.what == "foreign user":
            user = BEN if is_there else "nobody@example.com"
        path, body, headers = self.request(row, user, is_there)
        if row.path == "/v1/users/{user}/events":
            return peek(client, path)
        return client.request(row.method, path, body, headers=headers)

    def request(self, row: Row, user: str, is_there: bool = True) -> tuple[str, Any, dict[str, str]]:
        """The path, the body and further headers of a line's request about that user."""
        body, headers = None, {}
        service = row.service if is_there else "nowhere"
        session = session_id()
        is_new = row.method == "POST" and row.what != "foreign call"
        if is_there and not is_new and re.search(r"(sessions|interactions)/{id}|{taskId}", row.path):
            session = self.call(BEN if row.what == "foreign entry" else user, row.service).session
        match row.method, row.path.rsplit("/", 1)[-1]:
            case "POST", "callername":
                body = {"number": ANNA, "service": service}
            case _, "lookups":
                body = {"number": ANNA, "service": service} | ({"explain": True} if row.what == "explained" else {})
                if row.what == "no service":
                    del body["service"]
            case "POST", "events":
                body = {"id": "1", "type": "queued", "direction": "inbound", "service": service}
                if row.what == "foreign call":
                    body = {"id": "x", "type": "ended"}
            case _, "forget":
                body = {"number": ANNA}
            case _, "search":
                body = {"text": "support"} if "users" in row.path else {"service": service, "prefix": "a"}
            case "PUT", "conclusion":
                body = CODED
            case _, "{taskId}":
                body = {}
            case "POST" | "PUT", "contacts":
                body = [anna()]
            case _, "delete":
                body = ["17"]
            case "PUT", "active-services":
                body = {"services": [service]}
            case "PUT", "settings":
                current = self.server.operator().get(f"/v1/services/{row.service}/settings")
                body, headers = current.json, {"If-Match": current.headers["etag"]}
            case "POST", "tasks":
                body = {"config": {"services": [f"{service}@example.com"], "url": "https://192.0.2.7/run"}}
            case _, "{connector}":
                body = {"number": ANNA, "customer": {"firstName": "Anna"}}
            case "PUT", "{taskId}":
                body = {"customer": {"firstName": "Anna"}}
            case "POST" | "PUT", "contacts":
                body = {"externalId": "17", "firstName": "Anna"}
            case _, "delete":
                body = ["17"]
            case _, "preview":
                body = {"template": "https://crm.example/", "service": service}
        path = row.path.replace("{user}", user).replace("/interactions/{id}", f"/interactions/i-{session}")
        path = path.replace("{connector}", f"of-{service}").replace("{taskId}", session)
        path = path.replace("/sessions/{id}", f"/sessions/{session}").replace("{id}", service)
        if path.startswith("/v1/reports") and row.what != "anything":
            path += f"?service={service}"
        return path, body, headers


def own_address() -> str:
    """An address of this machine that is not the loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing; only asks which address would be used.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but the loopback's")
        address: str = probe.getsockname()[0]
    return address


def peek(client: Client, path: str) -> Answer:
    """The head of an answer that may have no end."""
    connection = http.client.HTTPConnection(client.host, client.port, timeout=10)
    connection.request("GET", path, headers={"Authorization": f"Bearer {client.key.token}"} if client.key else {})
    response = connection.getresponse()
    body = b"" if response.status == 200 else response.read()
    connection.close()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body, 0)


@pytest.fixture(scope="module")
def world(module_launcher: Launcher) -> World:
    """One for all lines: none depends on another."""
    return World(module_launcher)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_matrix(world: World, row: Row, role: str) -> None:
    """The status that the table says, with its code, and a challenge where a key is missing."""
    answer = world.ask(role, row)
    assert answer.status == row.expected[role], answer.body[:300]
    if contract.is_silent(row.path):
        assert (answer.body == b"Anna Meier") == (answer.status == 200 and row.what == "own service")
        assert answer.status != 401 or "www-authenticate" in answer.headers
    elif answer.status == 401:
        assert answer.code == "unauthenticated" and "www-authenticate" in answer.headers
    elif answer.status == 403:
        assert answer.code == "forbidden"
    elif answer.status == 404:
        assert answer.code in {"notFound", "serviceNotFound", "sessionNotLive"}


def test_every_route_is_in_the_table() -> None:
    """A route that is new in the document needs lines here; one that is gone takes them along."""
    documented = {(method, path) for method, path, _ in contract.operations()}
    tabled = {(row.method, row.path) for row in ROWS}
    assert documented - tabled == set(), "routes without a line in the table"
    assert tabled - documented == set(), "lines without a route in the document"


def test_every_line_is_one_of_its_own() -> None:
    """No line twice; each route with a place for a user or a service is asked for a foreign one, too."""
    names = [str(row) for row in ROWS]
    assert len(set(names)) == len(names)
    for path in {row.path for row in ROWS if re.search(r"\{user\}|\{id\}|\{taskId\}", row.path)}:
        assert any(row.path == path and row.what.startswith("foreign") for row in ROWS), path


# A call's id is the session services' own choice, and they share them: that one is taken can't be hidden.
HIDDEN = [row for row in ROWS if 404 in row.expected.values() and row.what != "foreign call"]


@pytest.mark.parametrize("row", HIDDEN, ids=str)
def test_hidden_is_like_unknown(world: World, row: Row) -> None:
    """What a key may not know of is answered byte for byte like what there is not."""
    for role in [role for role, status in row.expected.items() if status == 404]:
        hidden, unknown = (world.ask(role, row, is_there) for is_there in (True, False))
        assert (unknown.status, unknown.body) == (hidden.status, hidden.body), role


def test_owners_by_name_may_change_settings(module_launcher: Launcher) -> None:
    """Those in `owners` may, whatever the role of their key; an owner's key alone gives no right to another's service."""
    world = World(module_launcher)
    operator = world.server.operator()
    row = next(row for row in ROWS if (row.method, row.what) == ("PUT", "own service") and "settings" in row.path)
    path, body, headers = world.request(row, PIA)
    assert world.ask("agent", row).status == 403
    assert operator.request("PUT", path, body | {"owners": [PIA]}, headers=headers).status == 200
    assert world.ask("agent", row).status == 200 and world.ask("owner", row).status == 403


def test_reports_hold_what_the_key_reaches(world: World) -> None:
    """Without a service, those of the key's services and no others."""
    for service in ("support", "sales"):
        world.call(PIA, service).ended()
    for role, services in [("owner", {"support"}), ("operator", {"support"})]:
        answer = world.server.client(world.keys[role]).get("/v1/reports/interactions")
        assert answer.status == 200 and b"sales" not in answer.body and b"support" in answer.body, (role, services)


def test_lists_hold_what_the_key_reaches(world: World) -> None:
    """Entries of a service out of the key's scope are in neither list, search, stream nor services, though they are the user's."""
    calls = {service: world.call(PIA, service) for service in ("support", "sales")}
    client = world.server.client(world.keys["agent"])
    for answer in (
        client.get("/v1/users/me/interactions?limit=200"),
        client.post("/v1/users/me/interactions/search", {"text": "s", "limit": 200}),
    ):
        sessions = {entry["session"] for entry in answer.json["items"]}
        assert calls["support"].session in sessions and calls["sales"].session not in sessions
    assert {item["id"] for item in client.get("/v1/services").json["items"]} == {"support"}
    assert client.get("/v1/users/me/active-services").json["services"] == ["support"]
