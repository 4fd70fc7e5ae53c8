"""Checks answers against `openapi.json`, the description that the server itself hands out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

REPOSITORY = Path(__file__).resolve().parents[3]
DOCUMENT_PATH = REPOSITORY / "Sources" / "BuiltInFiles" / "OpenAPI" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(DOCUMENT_PATH.read_text())

_URI = "urn:callcard:openapi"
_REGISTRY: Registry[Any] = Registry().with_resource(_URI, DRAFT202012.create_resource(DOCUMENT))

PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Status phrases of RFC 9110 that Python 3.11 still has under their old names."""


class ContractError(AssertionError):
    """An answer that the contract does not allow."""


def strict_json(data: bytes) -> Any:
    """Parses JSON as the contract means it: UTF-8, no duplicate members, no NaN."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise ContractError("duplicate member in an answer")
        return dict(pairs)

    def constant(name: str) -> Any:
        raise ContractError(f"{name} in an answer")

    return json.loads(data.decode("utf-8"), object_pairs_hook=members, parse_constant=constant)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each (METHOD, path template, operation) of the document."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method in {"get", "put", "post", "delete", "patch", "head", "options"}:
                yield method.upper(), path, operation


def find(method: str, path: str) -> tuple[str, str] | None:
    """The path template and the lower-case method of the operation that answers a request; `None` where there is none."""
    template = _template(path)
    return (template, method.lower()) if template and method.lower() in DOCUMENT["paths"][template] else None


def _template(path: str) -> str | None:
    templates = [template for template in DOCUMENT["paths"] if re.fullmatch(_pattern(template), path.split("?")[0])]
    # A path that is spelled out comes before one with a place for an id.
    return min(templates, key=lambda template: template.count("{"), default=None)


def is_silent(path: str) -> bool:
    """Whether a path's errors have no body: its operations say so of 405, which the document otherwise says once for all paths."""
    return any("405" in operation["responses"] for _, template, operation in operations() if template == _template(path))


def _pattern(template: str) -> str:
    return re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))


def resolve(value: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str] | None]:
    """Follows one `$ref` inside the document; also returns the path it led to."""
    reference = value.get("$ref")
    if reference is None:
        return value, None
    steps = reference.removeprefix("#/").split("/")
    target: Any = DOCUMENT
    for step in steps:
        target = target[step]
    return target, steps


@cache
def validator(*steps: str) -> Draft202012Validator:
    """A validator for the schema at that place of the document."""
    escaped = (step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D") for step in steps)
    reference = f"{_URI}#/{'/'.join(escaped)}"
    return Draft202012Validator({"$ref": reference}, registry=_REGISTRY, format_checker=FormatChecker())


def inline_validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator for a schema taken out of the document; its references are still followed there."""
    return Draft202012Validator(
        {"$id": _URI + "/part", "allOf": [_absolute(schema)]}, registry=_REGISTRY, format_checker=FormatChecker()
    )


def _absolute(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: f"{_URI}{inner}" if name == "$ref" else _absolute(inner) for name, inner in value.items()}
    return [_absolute(inner) for inner in value] if isinstance(value, list) else value


def check(method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raises `ContractError` unless the document allows this answer to this request. `headers` in lower case."""
    found = find(method, path)
    if found is None:
        name = ("NoOtherMethod" if is_silent(path) else "MethodNotAllowed") if status == 405 else "NotFound"
        response, steps = DOCUMENT["components"]["responses"][name], ["components", "responses", name]
        if status not in (404, 405):
            raise ContractError(f"{method} {path} is not in the document but answers {status}")
    else:
        template, verb = found
        responses = DOCUMENT["paths"][template][verb]["responses"]
        if str(status) not in responses:
            raise ContractError(f"{method} {template} answers {status}, which is not documented: {body[:300]!r}")
        response, led = resolve(responses[str(status)])
        steps = led or ["paths", template, verb, "responses", str(status)]
    _check_headers(response, headers, f"{method} {path} {status}")
    _check_body(response, steps, status, headers, body)


def _check_headers(response: Mapping[str, Any], headers: Mapping[str, str], where: str) -> None:
    for name, header in response.get("headers", {}).items():
        header, _ = resolve(header)
        value = headers.get(name.lower())
        if value is None:
            if header.get("required") is False:
                continue
            raise ContractError(f"{where}: no {name}")
        schema = header["schema"]
        typed: Any = int(value) if schema.get("type") == "integer" and value.isdigit() else value
        if errors := list(Draft202012Validator(schema).iter_errors(typed)):
            raise ContractError(f"{where}: {name}: {errors[0].message}")


def _check_body(response: Mapping[str, Any], steps: list[str], status: int, headers: Mapping[str, str], body: bytes) -> None:
    if "content" not in response:
        if body:
            raise ContractError(f"{status} has a body, which is not documented")
        return
    content_type = headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type not in response["content"]:
        raise ContractError(f"{status} came as {content_type!r}, not {list(response['content'])}: {body[:300]!r}")
    if not content_type.endswith("json"):
        return
    value = strict_json(body)
    place = validator(*steps, "content", content_type, "schema")
    for error in sorted(place.iter_errors(value), key=lambda error: len(error.absolute_path), reverse=True):
        where = "/".join(str(step) for step in error.absolute_path)
        raise ContractError(f"{status} at /{where}: {error.message}")
    if status >= 400:
        phrase = PHRASES.get(status, HTTPStatus(status).phrase)
        if content_type == "application/problem+json" and (value["status"], value["title"]) != (status, phrase):
            raise ContractError(f"{status} says {value['status']} {value['title']!r}")
        if "errors" in value and value["code"] != value["errors"][0]["code"]:
            raise ContractError("the code is not that of the first error")
