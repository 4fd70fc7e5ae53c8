"""The fakes of ServiceNow, weclapp, CentralStationCRM and Intercom refuse what their references rule out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import yaml

from fakes import centralstationcrm, intercom, servicenow, weclapp
from fakes.oauth import CLIENT
from fakes.strict_server import Refusal, Reply, Request
from kit.contract import REPOSITORY

Answer = Callable[[Request], Reply]
INSTANCE = servicenow.Instance("t", "weak")
ANSWERS: dict[str, Answer] = {
    "centralstationcrm": centralstationcrm.Account("t", "weak").answer,
    "intercom": intercom.Workspace("t", "weak").answer,
    "servicenow": INSTANCE.answer,
    "weclapp": weclapp.Tenant("t", "weak").answer,
}
VERSION = {"intercom-version": "2.14", "content-type": "application/json"}


def credentials(name: str) -> dict[str, str]:
    """The headers that a fake lets in."""
    if name == "servicenow":
        form = urlencode({"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": "t"})
        headers = {"content-type": "application/x-www-form-urlencoded"}
        token = INSTANCE.answer(Request("POST", INSTANCE.tokens.path, headers, form.encode()))[1]["access_token"]
        return {"authorization": f"Bearer {token}"}
    headers = {"centralstationcrm": {"x-apikey": "t"}, "weclapp": {"authenticationtoken": "t"}}
    return headers.get(name, {"authorization": "Bearer t"} | VERSION)


def ask(name: str, target: str, body: Any = None, method: str | None = None, **more: str) -> tuple[int, Any]:
    """Status and answer of one request; `more` replaces headers."""
    data = b"" if body is None else json.dumps(body).encode()
    request = Request(method or ("GET" if body is None else "POST"), target, credentials(name) | more, data)
    try:
        return ANSWERS[name](request)
    except Refusal as refusal:
        return refusal.status, refusal.body


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_fixtures_are_taken(name: str) -> None:
    """Every request of every fixture is one that the fake answers."""
    files: list[Path] = sorted((REPOSITORY / "connectors" / name / "fixtures").glob("*.yaml"))
    assert files
    for path in files:
        for exchange in yaml.safe_load(path.read_text())["requests"]:
            url = urlsplit(exchange["url"])
            body = json.loads(exchange["body"]) if "body" in exchange else None
            status, answer = ask(name, f"{url.path}?{url.query}" if url.query else url.path, body)
            assert status == 200, (path.name, answer)


TABLE = "/api/now/table/sys_user?sysparm_query="
PARTY = "/webapp/api/v2/party?"


@pytest.mark.parametrize(
    "name, target, status",
    [
        ("servicenow", "/api/now/table/nothing", 400),
        ("servicenow", TABLE + "phone", 400),
        ("servicenow", TABLE + "ORphone=1", 400),
        ("servicenow", TABLE + "phone=1&limit=2", 400),
        ("servicenow", TABLE + "phone=1&sysparm_limit=0", 400),
        ("weclapp", "/webapp/api/v1/party", 404),
        ("weclapp", PARTY + "properties=id,nothing", 400),
        ("weclapp", PARTY + "sort=nothing", 400),
        ("weclapp", PARTY + "pageSize=1001", 400),
        ("weclapp", PARTY + "phone-regex=1", 400),
        ("centralstationcrm", "/api/people/search?phone=1&email=2", 400),
        ("centralstationcrm", "/api/people/search?phone=1&perpage=251", 400),
        ("centralstationcrm", "/api/people/search?phone=1&includes=everything", 400),
        ("centralstationcrm", "/api/people", 404),
        ("intercom", "/contacts/search", 404),
    ],
)
def test_bad_requests_are_refused(name: str, target: str, status: int) -> None:
    """Each in the vendor's words."""
    assert ask(name, target)[0] == status


def single(**changes: Any) -> dict[str, Any]:
    """A filter of Intercom's search."""
    return {"field": "phone", "operator": "~", "value": "123"} | changes


def group(operator: str, *parts: Any) -> dict[str, Any]:
    """Filters that AND or OR joins."""
    return {"operator": operator, "value": list(parts)}


@pytest.mark.parametrize(
    "query",
    [
        single(field="mobile"),
        single(operator=">"),
        single(operator="IN"),
        single(value=123),
        single(value=""),
        group("XOR", single()),
        group("OR"),
        group("OR", *[single()] * 16),
        group("OR", *[group("AND", single())] * 3),
        group("OR", group("AND", group("OR", single()))),
        {"field": "phone"},
        None,
    ],
)
def test_intercom_refuses_bad_queries(query: Any) -> None:
    """Fields, operators, values, and the limits of groups."""
    status, answer = ask("intercom", "/contacts/search", {"query": query})
    assert status == 400 and answer["type"] == "error.list"


def test_intercom_asks_for_a_version_and_a_right() -> None:
    """Without a version that it knows, and with a token that may not read contacts, nothing is searched."""
    body = {"query": single()}
    assert ask("intercom", "/contacts/search", body, **{"intercom-version": "1.0"})[0] == 400
    assert ask("intercom", "/contacts/search", body, authorization="Bearer weak")[0] == 403
    assert ask("intercom", "/contacts/search", body, authorization="Bearer x")[0] == 401
    assert ask("intercom", "/contacts/search", body | {"pagination": {"per_page": 151}})[0] == 400


def found(name: str, target: str) -> list[str]:
    """Ids of who is found."""
    answer = ask(name, target)[1]
    return [record.get("id") or record["sys_id"] for record in answer["result"]]


def test_servicenow_joins_conditions_as_documented() -> None:
    """`^` is AND, `^OR` belongs to the condition before it, `^NQ` begins anew, and unknown fields are left out."""
    assert found("servicenow", TABLE + "first_name=Ben") == ["02"]
    assert found("servicenow", TABLE + "first_name=Ben^last_name=Busch") == []
    assert found("servicenow", TABLE + "first_name=Ben^ORfirst_name=Cora^last_nameLIKEbus") == ["03"]
    assert found("servicenow", TABLE + "first_name=Ben^NQfirst_name=Cora") == ["02", "03"]
    assert len(found("servicenow", TABLE + "nothing=1")) == len(servicenow.RECORDS["sys_user"])
    assert found("servicenow", TABLE + "phoneLIKE3%25200") == []


def test_weclapp_joins_conditions_as_documented() -> None:
    """Names with `or-` are OR, others AND; `like` has wildcards; a field that can't be searched is left out."""
    assert found("weclapp", PARTY + "or-firstName-eq=Ben&or-firstName-eq=Cora") == ["21", "22"]
    assert found("weclapp", PARTY + "or-firstName-eq=Ben&or-firstName-eq=Cora&lastName-eq=Busch") == ["22"]
    assert found("weclapp", PARTY + "phone-like=%25231%2525_200") == ["21"]
    assert len(found("weclapp", PARTY + "mobilePhone1-eq=1")) == len(weclapp.PARTIES)
    assert found("weclapp", PARTY + "sort=-lastModifiedDate&pageSize=1") == ["61"]
