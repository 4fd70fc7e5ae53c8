"""The fake Odoo refuses what its references rule out, searches as its code does, and takes what our manifests send."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fakes import odoo
from fakes.running import RunningFake
from fakes.strict_server import StrictServer
from kit.contract import REPOSITORY

CONNECTORS = REPOSITORY / "connectors"
KEY = "fixture-password"
TERM = ["phone", "=", "+493023125123"]
FIELDS = {"fields": ["name", "phone"]}
JSON = {"Content-Type": "application/json"}
JSON_2 = JSON | {"Authorization": "bearer fixture-apiKey", "X-Odoo-Database": odoo.DATABASE}
ANNA = 12345678901234567


def ask(url: str, headers: dict[str, str], body: bytes | None = None, method: str | None = None) -> tuple[int, Any]:
    """Status and JSON of one request."""
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def fixture_files(connector: str) -> list[Path]:
    """The recorded cases of a connector."""
    return sorted((CONNECTORS / connector / "fixtures").glob("*.yaml"))


@pytest.fixture(scope="module")
def database() -> Iterator[StrictServer]:
    """A fake Odoo 18."""
    with StrictServer(odoo.Database(KEY, "weak").answer) as server:
        yield server


@pytest.fixture(scope="module")
def newer() -> Iterator[StrictServer]:
    """A fake Odoo 19."""
    with StrictServer(odoo.Database("fixture-apiKey", "weak", version=19.0).answer) as server:
        yield server


def call(database: StrictServer, service: str, method: str, *args: Any) -> Any:
    """The result of one call by JSON-RPC, or the name of its fault."""
    params = {"service": service, "method": method, "args": list(args)}
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 5, "params": params}).encode()
    status, answer = ask(database.url + odoo.PATH, JSON, body)
    assert status == 200 and (answer["jsonrpc"], answer["id"]) == ("2.0", 5)
    return answer["result"] if "result" in answer else answer["error"]["data"]["name"]


def read(database: StrictServer, domain: Any, keywords: Any = FIELDS, password: str = KEY, model: str = "res.partner") -> Any:
    """The records that a domain finds, or the name of the fault."""
    arguments = [odoo.DATABASE, odoo.UID, password, model, "search_read", [domain], keywords]
    return call(database, "object", "execute_kw", *arguments)


def found(database: StrictServer, domain: Any, model: str = "res.partner") -> list[int]:
    """The ids of the records that a domain finds."""
    answer = read(database, domain, {"fields": ["name"]}, model=model)
    assert isinstance(answer, list), answer
    return [record["id"] for record in answer]


def test_domains(database: StrictServer) -> None:
    """Operators stand before what they join; what nothing joins must all hold."""
    ben, cora = ["name", "=", "Ben Adler"], ["name", "=", "Cora Busch"]
    company = ["commercial_company_name", "=", "Example GmbH"]
    assert found(database, [ben]) == [21]
    assert found(database, ["|", ben, cora]) == [21, 22]
    assert found(database, ["|", "|", ben, cora, ["name", "=", "Eve Dunn"]]) == [21, 22, 31]
    assert found(database, [company, "!", ben]) == [22]
    assert found(database, ["&", company, "!", ben]) == [22]
    assert found(database, [ben, cora]) == []
    assert found(database, [["name", "in", ["Eve Dunn", "Gina Falk"]]]) == [31, 51]


def test_archived_records_are_found_by_name_only(database: StrictServer) -> None:
    """A domain that does not name `active` finds none that is archived, contacts and leads alike."""
    assert found(database, []) == [ANNA, 21, 22, 31, 41, 51] and found(database, [], "crm.lead") == [71, 72]
    assert found(database, [["active", "=", False]]) == [61] and found(database, [["active", "=", False]], "crm.lead") == [73]


@pytest.mark.parametrize(
    "operator, value, ids",
    [
        ("=", "+493023125123", [ANNA]),
        ("=", "00493023125123", [ANNA]),
        ("=", "+49 (30) 231/25-123", [ANNA]),
        ("=", "493023125123", []),
        ("=", "+493023125200", [21]),
        ("=", "03023125200", [22]),
        ("=", "23125200", []),
        ("=", "+493023125300", [51]),
        ("like", "23125200", [21, 22]),
        ("like", "231 25-2", [21, 22]),
        ("like", "+493023125", [ANNA, 21, 51]),
        ("like", "00493023125", [ANNA, 21, 51]),
        ("like", "2079460199", [41]),
    ],
)
def test_phone_mobile_search(database: StrictServer, operator: str, value: str, ids: list[int]) -> None:
    """Without punctuation, + and 00 being the same; `like` finds digits anywhere, or behind a country's code the beginning."""
    assert found(database, [["phone_mobile_search", operator, value]]) == ids


@pytest.mark.parametrize(
    "operator, value, ids",
    [
        ("=", "+493023125123", []),
        ("=", "+49 30 23125123", [ANNA]),
        ("like", "23125123", [ANNA]),
        ("like", "3%0%2%3%1%2%5%1%2%3", [ANNA]),
        ("like", "3%0%2%3%1%2%5%2%0%0", [21, 22]),
        ("=like", "3%0%2%3", []),
        ("=like", "+49%3", [ANNA]),
        ("like", r"+49\%3", []),
    ],
)
def test_plain_fields(database: StrictServer, operator: str, value: str, ids: list[int]) -> None:
    """These are compared as the texts they are; `%` stands for anything."""
    assert found(database, [["phone", operator, value]]) == ids


@pytest.mark.parametrize(
    "domain",
    [
        None,
        {},
        ["|", TERM],
        ["!"],
        [TERM[:2]],
        ["phone"],
        [["fone", "=", "1"]],
        [["phone", "~", "1"]],
        [["phone", "=", 1]],
        [["phone", "in", "1"]],
        [["phone_mobile_search", "in", ["+493023125123"]]],
        [["phone_mobile_search", "=", "+4"]],
    ],
)
def test_bad_domains(database: StrictServer, domain: Any) -> None:
    """A domain that ends too early, a term of other parts, an unknown field or operator: a fault, with status 200."""
    is_short = domain == [["phone_mobile_search", "=", "+4"]]
    assert read(database, domain) == ("odoo.exceptions.UserError" if is_short else "builtins.ValueError")


def test_bad_calls(database: StrictServer) -> None:
    """Unknown fields, arguments, models, methods, databases, and bodies that are no call."""
    assert read(database, [], {"fields": ["fone"]}) == "builtins.ValueError"
    for keywords in ({"limits": 1}, {"limit": "1"}, {"limit": -1}, []):
        assert read(database, [], keywords) == "builtins.TypeError"
    assert call(database, "object", "execute_kw", "other", odoo.UID, KEY, "m", "m", []) == "psycopg2.OperationalError"
    assert read(database, [], model="crm.leed") == "odoo.exceptions.UserError"
    assert call(database, "common", "authenticate", odoo.DATABASE, odoo.LOGIN, KEY) == "builtins.TypeError"
    assert call(database, "db", "list") == "builtins.NotImplementedError"
    for body in (b"{", b"[]", b"{}", b'{"jsonrpc": "1.0", "method": "call", "id": 1, "params": {}}'):
        assert ask(database.url + odoo.PATH, JSON, body)[0] == 400
    assert ask(database.url + odoo.PATH, {"Content-Type": "text/plain"}, b"{}")[0] == 400
    assert ask(database.url + "/xmlrpc", JSON, b"{}")[0] == 404


def test_strangers(database: StrictServer) -> None:
    """A wrong login is false, a wrong password in a later call a fault, and so is a model that the user may not read."""
    assert call(database, "common", "authenticate", odoo.DATABASE, odoo.LOGIN, KEY, {}) == odoo.UID
    assert call(database, "common", "authenticate", odoo.DATABASE, odoo.LOGIN, "x", {}) is False
    assert call(database, "common", "authenticate", odoo.DATABASE, "nobody", KEY, {}) is False
    assert read(database, [TERM], password="x") == "odoo.exceptions.AccessDenied"
    other = [odoo.DATABASE, odoo.WEAK_UID, "weak", "res.partner", "search_read", [[TERM]]]
    assert call(database, "object", "execute_kw", *other) == "odoo.exceptions.AccessError"
    other[1] = odoo.UID
    assert call(database, "object", "execute_kw", *other) == "odoo.exceptions.AccessDenied"


def test_fields() -> None:
    """Empty fields are false; from 18.2 on there is no field `mobile`; without its module there is no `phone_mobile_search`."""
    with StrictServer(odoo.Database(KEY, "weak", version=19.0, phone_search=False).answer) as database:
        partner = read(database, [["name", "=", "Eve Dunn"]], {"fields": ["phone", "email"]})
        assert partner == [{"id": 31, "phone": "020 7946 0123", "email": False}]
        assert read(database, [], {"fields": ["mobile"]}) == "builtins.ValueError"
        assert read(database, [["mobile", "=", "1"]]) == "builtins.ValueError"
        assert read(database, [["phone_mobile_search", "=", "+493023125123"]]) == "builtins.ValueError"
        assert len(read(database, [], {"limit": 2, "offset": 1})) == 2


@pytest.mark.parametrize(
    "path, headers, body, status",
    [
        ("res.partner/search_read", {}, {"domain": [TERM]}, 200),
        ("res.partner/search_read", {}, {"ids": [], "context": {"lang": "de_DE"}}, 200),
        ("res.partner/search_read", {"Authorization": "Bearer fixture-apiKey"}, {}, 200),
        ("res.partner/search_read", {"Authorization": "Bearer x"}, {}, 401),
        ("res.partner/search_read", {"Authorization": "bearer weak"}, {}, 403),
        ("res.partner/search_read", {"X-Odoo-Database": "other"}, {}, 404),
        ("res.partner/search_read", {"Content-Type": "text/plain"}, {}, 415),
        ("res.partner/search_read", {}, [], 422),
        ("res.partner/search_read", {}, {"ids": [1]}, 422),
        ("res.partner/search_read", {}, {"limits": 1}, 422),
        ("res.partner/search_read", {}, {"domain": [["phone_mobile_search", "like", "1"]]}, 422),
        ("res.partner/search_read", {}, {"domain": [["fone", "=", "1"]]}, 500),
        ("res.partner", {}, {}, 404),
        ("crm.leed/search_read", {}, {}, 404),
        ("res.partner/write", {}, {}, 404),
    ],
)
def test_json_2(newer: StrictServer, path: str, headers: dict[str, str], body: Any, status: int) -> None:
    """A path of model and method, a key, a database, arguments by name; each fault with its status, in one shape."""
    found_status, answer = ask(newer.url + odoo.PATH_2 + path, JSON_2 | headers, json.dumps(body).encode())
    assert found_status == status
    assert isinstance(answer, list) if status == 200 else set(answer) == {"name", "message", "arguments", "context", "debug"}


def test_json_2_is_new(database: StrictServer) -> None:
    """Before version 19 there is no such path; GET is none of it."""
    assert ask(database.url + odoo.PATH_2 + "res.partner/search_read", JSON_2, b"{}")[0] == 404


@pytest.mark.parametrize("path", fixture_files("odoo"), ids=lambda path: path.stem)
def test_takes_what_the_manifest_sends(path: Path) -> None:
    """The requests recorded in the fixtures break no rule of a fake of the fixture's version."""
    fixture = yaml.safe_load(path.read_text())
    version = float(fixture.get("settings", {}).get("version", "18.0"))
    with StrictServer(odoo.Database(KEY, "weak", version).answer) as database:
        for exchange in fixture["requests"]:
            target = exchange["url"].removeprefix("https://odoo.example")
            status, answer = ask(database.url + target, exchange["headers"], exchange["body"].encode(), exchange["method"])
            assert status == 200 and "result" in answer


@pytest.mark.parametrize("path", fixture_files("odoo19"), ids=lambda path: path.stem)
def test_takes_what_the_newer_manifest_sends(newer: StrictServer, path: Path) -> None:
    """As above; the field `mobile` is one that Odoo 19 has not."""
    fixture = yaml.safe_load(path.read_text())
    for exchange in fixture["requests"]:
        target = exchange["url"].removeprefix("https://odoo.example")
        status, _ = ask(newer.url + target, exchange["headers"], exchange["body"].encode(), exchange["method"])
        assert status == (500 if path.stem == "mobile" else 200)


def test_runs_as_a_process() -> None:
    """It prints its port and answers."""
    with RunningFake("odoo", "--token", "t") as fake:
        assert ask(fake.url + "/", {})[0] == 404
