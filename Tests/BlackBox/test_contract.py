"""The description of the interface: valid, closed, and the one that the server hands out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

from kit import contract
from kit.books import anna
from kit.numbers import ANNA
from kit.process import Callcard, Launcher


@pytest.fixture(scope="module")
def server(module_launcher: Launcher) -> Callcard:
    """A server with every kind of answer at hand."""
    installation = module_launcher.installation()
    installation.add_book("contacts", [anna()])
    # A book that flows fill, by the name that stands for every id.
    installation.config["books"].append({"id": "support", "api": True})
    installation.add_service(
        "support", ["contacts"], contexts=[{"name": "Open", "template": "https://crm.example/search?phone={Caller.Number}"}]
    )
    return module_launcher.start(installation)


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every object schema in the document."""
    if isinstance(value, dict):
        if value.get("type") == "object":
            yield value
        for inner in value.values():
            yield from schemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schemas(inner)


def test_the_document_is_openapi_3_1() -> None:
    """As PyPI's openapi-spec-validator sees it."""
    validate(contract.DOCUMENT)
    assert contract.DOCUMENT["openapi"].startswith("3.1")


def test_every_object_is_closed() -> None:
    """No object may hold what the document does not name, but maps of one type, and the document itself."""
    for name, schema in contract.DOCUMENT["components"]["schemas"].items():
        for part in schemas(schema):
            rest = part.get("additionalProperties")
            assert rest is False or isinstance(rest, dict) or name == "OpenAPIDocument", name


def test_every_operation_is_described() -> None:
    """A summary and an id for each, all ids different, and errors as problems."""
    ids = [operation["operationId"] for _, _, operation in contract.operations()]
    assert len(set(ids)) == len(ids)
    for method, path, operation in contract.operations():
        assert operation["summary"], (method, path)
        for status, response in operation["responses"].items():
            found, _ = contract.resolve(response)
            kinds = list(found.get("content", {}))
            is_problem = status >= "4" and path != "/readyz" and not contract.is_silent(path)
            assert (kinds == ["application/problem+json"]) == is_problem, (path, status)


def test_every_example_is_valid() -> None:
    """Examples that the document gives are what the document allows."""
    seen = 0
    for _method, _path, operation in contract.operations():
        places = [("requestBody", operation["requestBody"])] if "requestBody" in operation else []
        places += [("responses", response) for response in operation["responses"].values()]
        for _, place in places:
            found, _ = contract.resolve(place)
            for media in found.get("content", {}).values():
                checker = contract.inline_validator(media["schema"])
                examples = [entry["value"] for entry in media.get("examples", {}).values()]
                for example in examples + ([media["example"]] if "example" in media else []):
                    checker.validate(example)
                    seen += 1
    assert seen > 20


@pytest.mark.parametrize("media", ["text/event-stream", "text/csv", "text/plain"])
def test_what_is_no_json_is_known_by_its_type(media: str) -> None:
    """A stream, a table and figures: documented once each, with an example that is text; and names for switches."""
    found = [
        response["content"][media]
        for _, path, operation in contract.operations()
        for response in operation["responses"].values()
        if media in response.get("content", {}) and not contract.is_silent(path)
    ]
    assert len(found) == 1 and found[0]["schema"] == {"type": "string"} and isinstance(found[0]["example"], str)


LOOKUP = {
    "status": "unknown",
    "complete": True,
    "revision": 1,
    "number": {"dial": "4711"},
    "matches": [],
    "contexts": [],
    "parameters": {},
    "preferredUsers": [],
    "connectors": [],
}


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"status": "found"},
        {"caller": None},
        {"caller": {"displayName": "Anna"}},
        {"revision": "1"},
        {"expiresAt": "2026-11-22 10:15:00"},
        {"number": {"dial": "4711", "e164": "+4930"}},
        {"connectors": [{"id": "crm", "outcome": "down", "elapsedMs": 1, "cached": False}]},
        {"connectors": [{"id": "crm", "outcome": "hit", "elapsedMs": -1, "cached": False}]},
    ],
    ids=str,
)
def test_the_check_can_fail(change: dict[str, Any]) -> None:
    """What validates every answer of these tests refuses an answer that is not the contract's."""
    headers = {"content-type": "application/json", "cache-control": "no-store"}
    contract.check("POST", "/v1/lookups", 200, headers, json.dumps(LOOKUP).encode())
    with pytest.raises(contract.ContractError):
        contract.check("POST", "/v1/lookups", 200, headers, json.dumps(LOOKUP | change).encode())


@pytest.mark.parametrize(
    "status, content_type, body",
    [
        (204, "application/json", b""),
        (200, "text/html", b"{}"),
        (500, "application/problem+json", b"{}"),
        (200, "application/json", json.dumps(LOOKUP).encode()),
        (200, "application/json", b'{"status":"unknown","status":"unknown"}'),
    ],
)
def test_the_check_looks_around_the_body_too(status: int, content_type: str, body: bytes) -> None:
    """An undocumented status, another type, a missing header, a duplicate member."""
    with pytest.raises(contract.ContractError):
        contract.check("POST", "/v1/lookups", status, {"content-type": content_type}, body)


def test_the_server_hands_out_this_document(server: Callcard) -> None:
    """`/openapi.json` is the file, member for member."""
    assert server.anonymous().get("/openapi.json").json == contract.DOCUMENT


def test_every_documented_route_is_there(server: Callcard) -> None:
    """No documented operation answers 404 `notFound` or 405, and no undocumented method of its path answers anything else."""
    client = server.operator()
    for method, path, operation in contract.operations():
        # Users are nobody's business but their own: an operator is turned away there, and no stream is opened.
        concrete = path.replace("{id}", "support").replace("{user}", "anna@example.com")
        body = {"number": ANNA, "template": "x", "service": "support"} if "requestBody" in operation else None
        if path == "/v1/login-sessions/{id}":
            # Whether there is one of this id is for test_sign_in_cookies.py; a method that is not there is 405.
            assert client.request(method, concrete, body).json["detail"] == "There is no such login session."
            continue
        answer = client.request(method, concrete, body)
        assert answer.code not in {"notFound", "methodNotAllowed"}, (method, path)
        documented = {verb.upper() for verb in contract.DOCUMENT["paths"][path] if verb != "parameters"}
        for other in {"GET", "POST", "PUT", "DELETE", "PATCH"} - documented:
            assert client.request(other, concrete).status == 405, (other, path)
        assert set(client.request("PATCH", concrete).headers["allow"].replace(" ", "").split(",")) >= documented


def test_settings_are_told_with_defaults(server: Callcard) -> None:
    """S9: a new service shows caller information and status; what the file leaves out has its default. The tag is steady."""
    path = "/v1/services/support/settings"
    first, second = (server.operator().get(path + form) for form in ("", "?effective=true"))
    assert first.headers["etag"] == second.headers["etag"]
    assert first.json == server.installation.services["support"]
    settings = second.json
    assert settings["widgets"] == {
        "callerInformation": True,
        "status": True,
        "context": False,
        "map": False,
        "codes": False,
        "tags": False,
    }
    assert (settings["retentionMs"], settings["tagRecall"], settings["licence"]) == (300_000, False, {"enterpriseRouting": False})
    assert settings["contexts"] == [
        {
            "name": "Open",
            "template": "https://crm.example/search?phone={Caller.Number}",
            "required": [],
            "opens": "tab",
            "on": "accepted",
        }
    ]
    assert settings["connectors"] == ["contacts"] and settings["owners"] == ["olga@example.com"]
