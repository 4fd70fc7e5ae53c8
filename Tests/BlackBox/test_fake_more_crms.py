"""The fakes of Zendesk and the REST example refuse what their references rule out, and take what our manifests send."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from fakes import rest, zendesk
from fakes.oauth import CLIENT, WEAK_CLIENT
from fakes.running import RunningFake
from fakes.strict_server import StrictServer
from kit.contract import REPOSITORY

CONNECTORS = REPOSITORY / "connectors"


def ask(url: str, headers: dict[str, str], body: bytes | None = None, method: str | None = None) -> tuple[int, Any]:
    """Status and JSON of one request."""
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def basic(name: str, password: str) -> dict[str, str]:
    """The header of basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def fixture_files(connector: str) -> list[Path]:
    """The recorded cases of a connector."""
    return sorted((CONNECTORS / connector / "fixtures").glob("*.yaml"))


BEARER = {"Authorization": "Bearer t"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def account() -> Iterator[StrictServer]:
    """A fake Zendesk."""
    with StrictServer(zendesk.Account("t", "weak").answer) as server:
        yield server


@pytest.fixture(scope="module")
def system() -> Iterator[StrictServer]:
    """The made-up system."""
    with StrictServer(rest.Contacts("t", "weak").answer) as server:
        yield server


def token(account: StrictServer, drop: str = "", headers: dict[str, str] = JSON, **changes: Any) -> tuple[int, Any]:
    """One request for a token of the fake Zendesk: a good one, with changes and without the parameter `drop`."""
    good = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": "t", "scope": "read"}
    body = {name: value for name, value in (good | changes).items() if name != drop}
    return ask(account.url + zendesk.TOKENS, headers, json.dumps(body).encode())


def agent(account: StrictServer, **changes: Any) -> dict[str, str]:
    """The header with a fresh token of the fake Zendesk."""
    return {"Authorization": f"Bearer {token(account, **changes)[1]['access_token']}"}


def users(account: StrictServer, query: str, more: str = "", **changes: Any) -> tuple[int, Any]:
    """One search of the fake Zendesk, with a fresh token."""
    return ask(f"{account.url}{zendesk.PATHS[0]}?query={quote(query, safe='')}{more}", agent(account, **changes))


@pytest.mark.parametrize(
    "query",
    [
        "meier",
        "phone",
        "phone:",
        "phone:+493023125123",
        "phone:030-23125",
        "phone:12",
        "phone:3023125*",
        "phone:**3023125123",
        'phone:"(030) 23125"',
        "phone:*3023125123 OR",
        "mobile:3023125123",
        "email:*example.com",
        "phone:*3023125123,phone:1",
    ],
)
def test_zendesk_refuses_bad_searches(account: StrictServer, query: str) -> None:
    """What is no term, no number of digits, or no property is a 422 in Zendesk's shape."""
    status, answer = users(account, query)
    assert status == 422 and answer["error"] == "invalid" and answer["description"]


@pytest.mark.parametrize(
    "more", ["&include=tickets", "&include=identities", "&page=0", "&per_page=101", "&per_page=x", "&limit=1", "&page=1&page=1"]
)
def test_zendesk_refuses_bad_parameters(account: StrictServer, more: str) -> None:
    """Each broken rule of the parameters is refused."""
    assert users(account, "phone:*3023125123", more)[0] == 400
    assert ask(account.url + zendesk.PATHS[0], agent(account))[0] == 400


def test_zendesk_finds(account: StrictServer) -> None:
    """With the asterisk by the end of the digits, without it by all of them; the same property twice is OR, others are AND."""
    ids = [
        ("phone:*3023125123", [12345678901234567]),
        ("phone:493023125123", [12345678901234567]),
        ("phone:3023125123", []),
        ("phone:*3023125200", [21, 22]),
        ("phone:*3023125123 phone:*2079460123", [12345678901234567, 31]),
        ("type:user role:end-user phone:*2079460123", [31]),
        ("role:agent phone:*2079460123", []),
    ]
    for query, wanted in ids:
        status, answer = users(account, query)
        assert status == 200 and [user["id"] for user in answer["users"]] == wanted, query
        assert "organizations" not in answer


def test_zendesk_pages_and_side_loads(account: StrictServer) -> None:
    """`per_page` and `page` cut the list; organizations come once each, and only those of the users shown."""
    query, include = "phone:*3023125123 phone:*3023125200 phone:*2079460123", "&include=organizations"
    assert [entry["name"] for entry in users(account, query, include)[1]["organizations"]] == ["ACME AG", "Example GmbH"]
    answer = users(account, query, include + "&per_page=1&page=2")[1]
    assert [user["id"] for user in answer["users"]] == [21] and answer["count"] == 4
    assert [entry["name"] for entry in answer["organizations"]] == ["Example GmbH"]


def test_zendesk_gives_tokens(account: StrictServer) -> None:
    """For half an hour, or for as long as is asked; with the scopes that were asked for."""
    status, answer = token(account)
    assert status == 200 and (answer["token_type"], answer["scope"], answer["expires_in"]) == ("bearer", "read", 1800)
    scope = "organizations:read users:read"
    answer = token(account, scope=scope, expires_in=301)[1]
    assert (answer["scope"], answer["expires_in"]) == (scope, 301)
    assert token(account, client_id=WEAK_CLIENT, client_secret="weak", scope="tickets:read")[0] == 200


@pytest.mark.parametrize(
    ("changes", "status", "name"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"drop": "grant_type"}, 400, "unsupported_grant_type"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_secret": "x"}, 401, "invalid_client"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"client_secret": 7}, 400, "invalid_request"),
        ({"drop": "client_id"}, 400, "invalid_request"),
        ({"drop": "client_secret"}, 400, "invalid_request"),
        ({"drop": "scope"}, 400, "invalid_scope"),
        ({"scope": ["read"]}, 400, "invalid_scope"),
        ({"scope": "read,write"}, 400, "invalid_scope"),
        ({"scope": "read  write"}, 400, "invalid_scope"),
        ({"client_id": WEAK_CLIENT, "client_secret": "weak"}, 400, "invalid_scope"),
        ({"expires_in": 300}, 400, "invalid_request"),
        ({"expires_in": 172_800}, 400, "invalid_request"),
        ({"expires_in": "1800"}, 400, "invalid_request"),
        ({"audience": "x"}, 400, "invalid_request"),
        ({"headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400, "invalid_request"),
        ({"headers": JSON | {"Authorization": "Basic eDp5"}}, 400, "invalid_request"),
    ],
)
def test_zendesk_refuses_tokens(account: StrictServer, changes: dict[str, Any], status: int, name: str) -> None:
    """Each wrong parameter, media type and kind of credentials with an error of OAuth."""
    told, answer = token(account, **changes)
    assert (told, answer["error"]) == (status, name) and answer["error_description"]


def test_zendesk_gives_tokens_for_one_json_object(account: StrictServer) -> None:
    """Neither half of one, nor a list, nor a parameter twice, nor a query, nor another method."""
    url = account.url + zendesk.TOKENS
    for body in (b"", b"{", b"[]", b'{"grant_type": "client_credentials", "grant_type": "client_credentials"}'):
        assert ask(url, JSON, body)[1]["error"] == "invalid_request"
    assert ask(url + "?scope=read", JSON, b"{}")[1]["error"] == "invalid_request"
    assert ask(url, JSON)[0] == 404


def test_zendesk_refuses_strangers(account: StrictServer) -> None:
    """No token, an API token as it was, another scheme and a strange token: 401; another path or method: 404."""
    url = f"{account.url}{zendesk.PATHS[0]}?query=phone%3A%2A3023125123"
    good = agent(account)
    assert ask(url, good)[0] == 200
    token_scheme = {"Authorization": good["Authorization"].replace("Bearer", "Token")}
    for header in ({}, basic("agent@example.com/token", "t"), token_scheme):
        assert ask(url, header) == (401, {"error": "Couldn't authenticate you"})
    for header in (BEARER, {"Authorization": "Bearer "}):
        status, answer = ask(url, header)
        assert (status, answer["error"]) == (401, "invalid_token") and answer["error_description"]
    assert ask(account.url + "/api/v2/user/search?query=phone%3A1234", good)[0] == 404
    assert ask(url, good, b"", "POST")[0] == 404


def test_zendesk_asks_for_scopes(account: StrictServer) -> None:
    """`read`, or one for each kind of record that is shown."""
    query, include = "phone:*3023125123", "&include=organizations"
    assert users(account, query, include, scope="users:read organizations:read")[0] == 200
    assert users(account, query, scope="users:read")[0] == 200
    for scope, more in [("users:read", include), ("organizations:read", ""), ("write", ""), ("users:write", "")]:
        status, answer = users(account, query, more, scope=scope)
        assert (status, answer["error"]) == (403, "Forbidden") and "required scopes" in answer["description"]


def test_zendesk_ends_tokens() -> None:
    """After their lifetime, and when they are revoked."""
    short = zendesk.Account("t", "weak", lifetime=0.2)
    with StrictServer(short.answer) as account:
        url, header = f"{account.url}{zendesk.PATHS[0]}?query=phone%3A%2A3023125123", agent(account)
        assert ask(url, header)[0] == 200
        time.sleep(0.25)
        assert ask(url, header)[1]["error"] == "invalid_token"
        header = agent(account)
        short.tokens.revoke()
        assert ask(url, header)[1]["error"] == "invalid_token"
    assert (short.tokens.issued, short.tokens.refused) == (2, 2)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "limit=5",
        "phone=",
        "phone=meier",
        "phone=12",
        "phone=1234&limit=0",
        "phone=1234&limit=51",
        "phone=1234&limit=x",
        "phone=1234&q=1",
    ],
)
def test_rest_refuses_bad_searches(system: StrictServer, query: str) -> None:
    """Each broken rule is a 400."""
    status, answer = ask(f"{system.url}{rest.PATH}?{query}", BEARER)
    assert status == 400 and set(answer["error"]) == {"code", "message"}


def test_rest_finds(system: StrictServer) -> None:
    """By digits and `+` only; several numbers are joined by OR."""
    for query, wanted in [("%2B493023125200", [22]), ("03023125200", [21]), ("3023125200", []), ("020%207946-0123", [31])]:
        assert [entry["id"] for entry in ask(f"{system.url}/contacts?phone={query}", BEARER)[1]["contacts"]] == wanted
    both = f"{system.url}/contacts?phone=%2B493023125200&phone=03023125200"
    assert len(ask(both, BEARER)[1]["contacts"]) == 2 and len(ask(both + "&limit=1", BEARER)[1]["contacts"]) == 1


def test_rest_refuses_strangers(system: StrictServer) -> None:
    """No token or a wrong one: 401; one that may not read: 403; another path or method: 404, 405."""
    url = f"{system.url}/contacts?phone=1234"
    for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Token t"}, {"X-Api-Key": "t"}):
        assert ask(url, header)[0] == 401
    assert ask(url, {"Authorization": "Bearer weak"})[0] == 403
    assert ask(f"{system.url}/people?phone=1234", BEARER)[0] == 404
    assert ask(url, BEARER, b"", "POST")[0] == 405


@pytest.mark.parametrize("path", fixture_files("zendesk"), ids=lambda path: path.stem)
def test_zendesk_takes_what_the_manifest_sends(account: StrictServer, path: Path) -> None:
    """The requests recorded in the fixtures, which the manifest is held to, break no rule of the fake."""
    for exchange in yaml.safe_load(path.read_text())["requests"]:
        target = exchange["url"].removeprefix("https://zendesk.example")
        assert ask(account.url + target, exchange["headers"] | agent(account))[0] == 200


@pytest.mark.parametrize("path", fixture_files("rest"), ids=lambda path: path.stem)
def test_rest_takes_what_the_manifest_sends(system: StrictServer, path: Path) -> None:
    """As above."""
    for exchange in yaml.safe_load(path.read_text())["requests"]:
        target = exchange["url"].removeprefix("https://crm.example/api")
        assert ask(system.url + target, exchange["headers"] | BEARER)[0] == 200


@pytest.mark.parametrize("module, status", [("zendesk", 401), ("rest", 404)])
def test_a_fake_runs_as_a_process(module: str, status: int) -> None:
    """It prints its port and answers."""
    with RunningFake(module, "--token", "t") as fake:
        assert ask(fake.url + "/", {})[0] == status
