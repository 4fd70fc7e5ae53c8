"""The fakes of Request Tracker and Tryton do what the real ones were seen to do, and take what our manifests send."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import yaml

from fakes import request_tracker, tryton
from fakes.running import RunningFake
from fakes.strict_server import StrictServer
from kit.contract import REPOSITORY

CONNECTORS = REPOSITORY / "connectors"
FORM, JSON = {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json"}
TOKEN = {"Authorization": "token fixture-token"}
FIELDS = "fields=id,Name,WorkPhone,Created"


def ask(url: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, Any]:
    """Status and JSON of one request; `None` for an empty body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        content = error.read()
        return error.code, json.loads(content) if content else None


def fixture_files(connector: str) -> list[Path]:
    """The recorded cases of a connector."""
    return sorted((CONNECTORS / connector / "fixtures").glob("*.yaml"))


@pytest.fixture(scope="module")
def tracker() -> Iterator[StrictServer]:
    """A fake Request Tracker."""
    with StrictServer(request_tracker.Tracker("fixture-token", "weak").answer) as server:
        yield server


@pytest.fixture
def database() -> tryton.Database:
    """A fake Tryton."""
    return tryton.Database("fixture-password", "weak")


@pytest.fixture
def erp(database: tryton.Database) -> Iterator[StrictServer]:
    """Its server."""
    with StrictServer(database.answer) as server:
        yield server


def tickets(tracker: StrictServer, query: str, token: str = "fixture-token", **more: str) -> tuple[int, Any]:
    """One search for tickets with their requestors' names."""
    form = {"query": query, "fields": "Requestor", "fields[Requestor]": "Name,WorkPhone"} | more
    headers = FORM | {"Authorization": f"token {token}"}
    return ask(tracker.url + request_tracker.TICKETS, headers, urlencode(form, quote_via=quote).encode())


def users(tracker: StrictServer, *conditions: dict[str, str], token: str = "fixture-token") -> tuple[int, Any]:
    """One list of users."""
    headers = JSON | {"Authorization": f"token {token}"}
    return ask(f"{tracker.url}{request_tracker.USERS_PATH}?{FIELDS}", headers, json.dumps(conditions).encode())


def named(field: str, *values: str) -> list[dict[str, str]]:
    """Conditions on one field, as alternatives."""
    return [{"field": field, "value": value, "entry_aggregator": "OR"} for value in values]


def test_tracker_finds_tickets(tracker: StrictServer) -> None:
    """By a pattern anywhere in the field, in any field; each ticket comes, and disabled requestors too."""
    for query, wanted in [
        ("Requestor.WorkPhone LIKE '3%0%2%3%1%2%5%1%2%3'", ["anna.meier@example.com"] * 2),
        ("Requestor.WorkPhone LIKE '23%200' OR Requestor.MobilePhone LIKE '23%200'", ["ben", "cora"]),
        ("Requestor.HomePhone LIKE '23125300'", ["gina"]),
        ("Requestor.PagerPhone LIKE '7946 0123'", []),
    ]:
        status, answer = tickets(tracker, query)
        assert status == 200 and [ticket["Requestor"][0]["Name"] for ticket in answer["items"]] == wanted, query


@pytest.mark.parametrize(
    "query",
    ["WorkPhone LIKE '1'", "Requestor.Phone LIKE '1'", "Requestor.WorkPhone LIKE 1", "Requestor.WorkPhone = '1'", "1", ""],
)
def test_tracker_refuses_queries(tracker: StrictServer, query: str) -> None:
    """What is no term of TicketSQL on a requestor's field."""
    assert tickets(tracker, query)[0] == 400


def test_tracker_lists_users(tracker: StrictServer) -> None:
    """By names, as alternatives; no one who is disabled; a condition on a number is passed over, as by the real one."""
    for conditions, count in [([], 5), (named("Name", "ben", "cora", "gina"), 2), (named("WorkPhone", "1"), 5)]:
        status, answer = users(tracker, *conditions)
        assert status == 200 and answer["total"] == count, conditions
    assert users(tracker, {"field": "Name", "value": "ben"})[0] == 400


def test_tracker_hides_numbers(tracker: StrictServer) -> None:
    """Who lacks the right sees names, and neither numbers nor dates; who is not privileged sees no users."""
    status, answer = users(tracker, *named("Name", "ben"), token="weak")
    assert status == 200
    assert answer["items"] == [{"type": "user", "id": 21, "Name": "ben", "WorkPhone": "", "Created": request_tracker.NEVER}]
    assert users(tracker, token="outsider") == (403, {"message": "Forbidden"})


def test_tracker_refuses_strangers(tracker: StrictServer) -> None:
    """No token, a strange one, another scheme: 401; another path: 404; unknown parameters and pages: 400."""
    url = f"{tracker.url}{request_tracker.USERS_PATH}?{FIELDS}"
    for header in ({}, {"Authorization": "token x"}, {"Authorization": "Bearer fixture-token"}):
        assert ask(url, header) == (401, {"message": "Unauthorized"})
    assert ask(f"{tracker.url}/REST/2.0/user", TOKEN)[0] == 404
    for more in ("&limit=1", "&per_page=0", "&per_page=101", "&per_page=20&per_page=20"):
        assert ask(url + more, TOKEN)[0] == 400


@pytest.mark.parametrize("path", fixture_files("rt"), ids=lambda path: path.stem)
def test_tracker_takes_what_the_manifest_sends(tracker: StrictServer, path: Path) -> None:
    """The requests recorded in the fixtures, which the manifest is held to, break no rule of the fake."""
    for exchange in yaml.safe_load(path.read_text())["requests"]:
        sent = exchange.get("body") or exchange.get("form")
        target = exchange["url"].removeprefix("https://rt.example")
        assert ask(tracker.url + target, exchange["headers"], sent and sent.encode())[0] == 200


def call(erp: StrictServer, method: str, *params: Any, session: str = "") -> tuple[int, Any]:
    """One call of the fake Tryton."""
    body = json.dumps({"id": 1, "method": method, "params": params}).encode()
    headers = JSON | ({"Authorization": session} if session else {})
    return ask(f"{erp.url}/{tryton.DATABASE}/", headers, body)


def sign_in(erp: StrictServer, login: str = tryton.LOGIN, password: str = "fixture-password") -> str:
    """The header with a session of its own."""
    user, key = call(erp, "common.db.login", login, {"password": password})[1]["result"]
    return "Session " + base64.b64encode(f"x:{user}:{key}".encode()).decode()


def test_tryton_signs_in(erp: StrictServer, database: tryton.Database) -> None:
    """By login and password; nothing is told without a session, nor after its end."""
    for login, password in [(tryton.LOGIN, "x"), ("nobody", "fixture-password")]:
        assert call(erp, "common.db.login", login, {"password": password}) == (401, None)
    params = [[], 0, 20, None, ["name"], {}]
    assert call(erp, tryton.SEARCH, *params) == (401, None)
    session = sign_in(erp)
    assert call(erp, tryton.SEARCH, *params, session=session)[0] == 200
    assert call(erp, "model.res.user.search_read", *params, session=session) == (403, None)
    database.sessions.clear()
    assert call(erp, tryton.SEARCH, *params, session=session) == (401, None)


def test_tryton_says_errors_with_200(erp: StrictServer) -> None:
    """For a field or domain that it does not know, and for what the user may not read."""
    domain = [["contact_mechanisms", "where", [["type", "in", ["phone"]], ["value", "like", "%1%"]]]]
    session, weak = sign_in(erp), sign_in(erp, tryton.WEAK_LOGIN, "weak")
    for params, header, word in [
        ([domain, 0, 20, None, ["names"], {}], session, "'names'"),
        ([[["name", "=", "x"]], 0, 20, None, ["name"], {}], session, "This fake does not understand the domain."),
        ([domain, 0, 20, None, ["name"], {}], weak, "UserError"),
    ]:
        status, answer = call(erp, tryton.SEARCH, *params, session=header)
        assert status == 200 and answer["error"][0] == word
    assert call(erp, tryton.SEARCH, domain, session=session)[1]["error"]


@pytest.mark.parametrize("path", fixture_files("tryton"), ids=lambda path: path.stem)
def test_tryton_takes_what_the_manifest_sends(erp: StrictServer, database: tryton.Database, path: Path) -> None:
    """As above, sign-in and session included."""
    fixture = yaml.safe_load(path.read_text())
    url = f"{erp.url}/{tryton.DATABASE}/"
    assert ask(url, fixture["tokenRequest"]["headers"], fixture["tokenRequest"]["body"].encode())[0] == 200
    database.sessions["fixture-session"] = tryton.UID
    for exchange in fixture["requests"]:
        status, answer = ask(url, exchange["headers"], exchange["body"].encode())
        assert status == 200 and "result" in answer


@pytest.mark.parametrize("module", ["request_tracker", "tryton"])
def test_a_fake_runs_as_a_process(module: str) -> None:
    """It prints its port and answers."""
    with RunningFake(module, "--token", "t") as fake:
        assert ask(fake.url + "/", {})[0] == 404
