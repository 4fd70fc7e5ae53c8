"""The fake CRMs refuse what the vendors document as wrong, and take what our manifests send."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import yaml

from fakes import hubspot, zammad
from fakes.hubspot_records import CONTACTS, KINDS
from fakes.lucene import UserIndex
from fakes.running import RunningFake
from fakes.strict_server import StrictServer
from kit.contract import REPOSITORY

CONNECTORS = REPOSITORY / "connectors"
BEARER = {"Authorization": "Bearer t", "Content-Type": "application/json"}
TOKEN = {"Authorization": "Token token=t"}
EQ = {"propertyName": "phone", "operator": "EQ", "value": "030 23125-200"}


def ask(url: str, headers: dict[str, str], body: bytes | None = None, method: str | None = None) -> tuple[int, Any]:
    """Status and JSON of one request."""
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def search(account: StrictServer, body: Any, headers: dict[str, str] = BEARER, kind: str = "contacts") -> tuple[int, Any]:
    """One search of the fake HubSpot."""
    return ask(account.url + hubspot.SEARCHES[kind], headers, json.dumps(body).encode())


def group(**filter: Any) -> dict[str, Any]:
    """A search with one filter."""
    return {"filterGroups": [{"filters": [filter]}]}


def fixture_files(connector: str) -> list[Path]:
    """The recorded cases of a connector."""
    return sorted((CONNECTORS / connector / "fixtures").glob("*.yaml"))


@pytest.fixture(scope="module")
def account():
    """A fake HubSpot."""
    with StrictServer(hubspot.Account("t", "weak").answer) as server:
        yield server


@pytest.fixture(scope="module")
def desk():
    """A fake Zammad."""
    with StrictServer(zammad.HelpDesk("t", "weak").answer) as server:
        yield server


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"unknown": 1},
        {"limit": 0},
        {"limit": 201},
        {"limit": "20"},
        {"after": "x"},
        {"properties": "phone"},
        {"filterGroups": [{"filters": [EQ]}] * 6},
        {"filterGroups": [{"filters": [EQ] * 7}]},
        {"filterGroups": [{"filters": []}]},
        group(propertyName="fone", operator="EQ", value="1"),
        group(propertyName="phone", operator="LIKE", value="1"),
        group(propertyName="phone", operator="EQ", values=["1"]),
        group(propertyName="phone", operator="EQ", value=1),
        group(propertyName="phone", operator="IN", value="1"),
        group(propertyName="phone", operator="IN", values=[]),
        group(propertyName="phone", operator="IN", values=["A"]),
        {"query": "x" * 3_000},
    ],
)
def test_hubspot_refuses_bad_searches(account: StrictServer, body: Any) -> None:
    """Each broken rule of the search is a 400 in HubSpot's shape."""
    status, answer = search(account, body)
    assert status == 400 and answer["status"] == "error" and answer["category"] == "VALIDATION_ERROR"
    assert {"message", "correlationId"} <= set(answer)


def test_hubspot_refuses_strangers(account: StrictServer) -> None:
    """No token, a wrong one, a wrong scheme: 401; a token without its scope: 403; another path or method: 404, 405; no JSON: 415."""
    for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Token t"}, {"X-Api-Key": "t"}):
        assert search(account, {}, {"Content-Type": "application/json"} | header)[0] == 401
    status, answer = search(account, {}, BEARER | {"Authorization": "Bearer weak"})
    assert status == 403 and answer["category"] == "MISSING_SCOPES"
    url = account.url + hubspot.SEARCHES["contacts"]
    assert ask(url.replace("contacts", "contact"), BEARER, b"{}")[0] == 404
    assert ask(url + "?hapikey=t", BEARER, b"{}")[0] == 404
    assert ask(url, BEARER, method="GET")[0] == 405
    assert ask(url, BEARER | {"Content-Type": "text/plain"}, b"{}")[0] == 415


def test_hubspot_pages(account: StrictServer) -> None:
    """`limit` and `after` cut the list; absent properties are null; only what was asked for is there, and nobody archived."""
    live = sum("archived" not in contact for contact in CONTACTS)
    status, first = search(account, {"limit": 2, "properties": ["phone", "city"]})
    assert status == 200 and first["total"] == live < len(CONTACTS) and len(first["results"]) == 2
    assert set(first["results"][1]["properties"]) == {"phone", "city", *KINDS["contacts"].always}
    assert first["results"][1]["properties"]["city"] is None
    _, last = search(account, {"limit": 200, "after": first["paging"]["next"]["after"]})
    assert len(last["results"]) == live - 2 and "paging" not in last


@pytest.mark.parametrize(
    ("kind", "filter", "names"),
    [
        ("contacts", ("hs_searchable_calculated_phone_number", "IN", ["3023125123"]), ["Anna"]),
        ("contacts", ("hs_searchable_calculated_phone_number", "IN", ["493023125123"]), []),
        ("contacts", ("hs_searchable_calculated_phone_number", "EQ", "3023125200"), ["Ben"]),
        ("contacts", ("hs_searchable_calculated_phone_number", "CONTAINS_TOKEN", "*3125*"), ["Anna", "Ben"]),
        ("contacts", ("hs_searchable_calculated_phone_number", "CONTAINS_TOKEN", "*3125"), []),
        ("contacts", ("phone", "IN", ["030 23125-200"]), ["Ben"]),
        ("contacts", ("phone", "IN", ["030 23125200"]), []),
        ("contacts", ("phone", "CONTAINS_TOKEN", "23125"), ["Ben"]),
        ("contacts", ("company", "CONTAINS_TOKEN", "example gmb*"), ["Ben", "Cora"]),
        ("companies", ("phone", "CONTAINS_TOKEN", "*7946019*"), ["Other Ltd"]),
        ("companies", ("phone", "IN", ["030/23125300"]), ["Sample KG"]),
    ],
)
def test_hubspot_compares(account: StrictServer, kind: str, filter: tuple[str, str, Any], names: list[str]) -> None:
    """Calculated properties have no country's code, words may have asterisks, and all else is compared as it was typed."""
    name, operator, value = filter
    body = group(propertyName=name, operator=operator, **({"values": value} if operator == "IN" else {"value": value}))
    status, answer = search(account, body | {"properties": ["firstname" if kind == "contacts" else "name"]}, kind=kind)
    shown = [result["properties"] for result in answer["results"]]
    assert status == 200 and [entry.get("firstname", entry.get("name")) for entry in shown] == names


def test_hubspot_counts_requests() -> None:
    """Beyond the secondly limit it answers 429."""
    with StrictServer(hubspot.Account("t", "weak", per_second=2).answer) as account:
        assert [search(account, {})[0] for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "limit=10",
        "query=",
        "query=*",
        "query=phone%3A%221%22&limit=0",
        "query=phone%3A%221%22&limit=ten",
        "query=phone%3A%221%22&expand=1",
        "query=phone%3A%221%22&query=phone%3A%221%22",
        "query=phone%3A%221%22&unknown=1",
    ],
)
def test_zammad_refuses_bad_parameters(desk: StrictServer, query: str) -> None:
    """Each broken rule is a 422 in Zammad's shape."""
    status, answer = ask(f"{desk.url}{zammad.PATH}?{query}", TOKEN)
    assert status == 422 and set(answer) == {"error", "error_human"}


@pytest.mark.parametrize("query", ['phone:"1" OR ', 'phone:("1"', "phone:/1(/", f"phone.keyword:/{'1' * 1_001}/", "active:maybe"])
def test_zammad_has_nobody_where_elasticsearch_refuses(desk: StrictServer, query: str) -> None:
    """What Elasticsearch can't read, or won't, is status 200 and an empty list."""
    assert zammad_finds(desk, query) == []


@pytest.mark.parametrize(
    "query, found",
    [
        ("meier", [12345678901234567]),
        ("mei", [12345678901234567]),
        ('phone:"23125123 30"', []),
        ('phone:"30 23125123"', [12345678901234567]),
        ("phone:23125123", [12345678901234567]),
        ("phone:*125123", []),
        ("phone.keyword:/.*125123/", []),
        ("phone.keyword:/(.+)?125123/", [12345678901234567]),
        ("phone:/(.+)?30 23125123/", []),
        ("mobile.keyword:493023125200", []),
        ('mobile.keyword:"+493023125200"', [22]),
        ("phone:23125302", [51]),
        ("phone:23125302 active:true", []),
        ("fone:1", []),
    ],
)
def test_zammad_searches_as_elasticsearch_does(desk: StrictServer, query: str, found: list[int]) -> None:
    """A text is its words and, as `.keyword`, itself; asterisks are deleted; a query without a field is a word's beginning."""
    assert zammad_finds(desk, query) == found


def test_the_expression_of_no_number_is_too_complex() -> None:
    """However much a number repeats itself, the manifest's expression stays within Elasticsearch's bounds."""
    recorded = yaml.safe_load((CONNECTORS / "zammad" / "fixtures" / "found.yaml").read_text())["requests"][0]["url"]
    query, gap = dict(parse_qsl(urlsplit(recorded).query))["query"], "[^0-9]{0,4}"
    assert gap.join("3023125123") in query
    index = UserIndex()
    for digits in ("2" * 15, "12" * 7, "112" * 5):
        index.search(query.replace(gap.join("3023125123"), gap.join(digits)), 1)


def zammad_finds(desk: StrictServer, query: str) -> list[int]:
    """The ids of the users found."""
    status, users = ask(f"{desk.url}{zammad.PATH}?{urlencode({'query': query})}", TOKEN)
    assert status == 200
    return [user["id"] for user in users]


def test_zammad_refuses_strangers(desk: StrictServer) -> None:
    """No token: 403; a wrong one: 401; one that may not search: 403; another path: 404."""
    url = f"{desk.url}{zammad.PATH}?query=phone%3A%221%22"
    assert ask(url, {})[0] == 403
    for header in ("Token token=x", "Bearer t", "Token t", "Basic dDp0"):
        assert ask(url, {"Authorization": header})[0] == 401
    assert ask(url, {"Authorization": "Token token=weak"})[0] == 403
    assert ask(f"{desk.url}/api/v1/user/search", TOKEN)[0] == 404


def test_zammad_pages(desk: StrictServer) -> None:
    """`limit`, `page` and `per_page` cut the list; the organization's name comes with `expand` only."""
    url = f"{desk.url}{zammad.PATH}?" + urlencode({"query": "active:(true OR false)"})
    everybody = ask(url, TOKEN)[1]
    assert len(everybody) == len(zammad.USERS) and "organization" not in everybody[0]
    assert ask(url + "&limit=2&expand=true", TOKEN)[1][0]["organization"] == "ACME AG"
    assert [user["id"] for user in ask(url + "&page=2&per_page=2", TOKEN)[1]] == [22, 31]


@pytest.mark.parametrize("path", fixture_files("hubspot"), ids=lambda path: path.stem)
def test_hubspot_takes_what_the_manifest_sends(account: StrictServer, path: Path) -> None:
    """The requests recorded in the fixtures, which the manifest is held to, break no rule of the fake."""
    for exchange in yaml.safe_load(path.read_text())["requests"]:
        body = json.dumps(json.loads(exchange["body"])).encode()
        target = exchange["url"].removeprefix("https://api.hubapi.com")
        status, _ = ask(account.url + target, exchange["headers"] | BEARER, body, exchange["method"])
        assert status == 200


@pytest.mark.parametrize("path", fixture_files("zammad"), ids=lambda path: path.stem)
def test_zammad_takes_what_the_manifest_sends(desk: StrictServer, path: Path) -> None:
    """As above."""
    for exchange in yaml.safe_load(path.read_text())["requests"]:
        target = exchange["url"].removeprefix("https://zammad.example")
        assert ask(desk.url + target, exchange["headers"] | TOKEN)[0] == 200


@pytest.mark.parametrize("module", ["hubspot", "zammad"])
def test_a_fake_runs_as_a_process(module: str) -> None:
    """It prints its port and answers."""
    with RunningFake(module, "--token", "t") as fake:
        assert ask(fake.url + "/", {})[0] == 404
