"""The definition of the custom connector that flow makers import, read as their products do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft4Validator

from kit.contract import REPOSITORY

FLOWS = REPOSITORY / "connectors" / "power-automate"
DEFINITION: dict[str, Any] = json.loads((FLOWS / "custom-connector" / "apiDefinition.swagger.json").read_text())


@dataclass(frozen=True)
class Operation:
    """One thing that a flow can do."""

    id: str
    method: str
    """In capitals."""
    path: str
    """With `{name}` for parameters."""
    spec: Mapping[str, Any]
    item: Mapping[str, Any]
    """What stands beside it under its path."""

    def __str__(self) -> str:
        return self.id

    @property
    def parameters(self) -> dict[str, Mapping[str, Any]]:
        """By name; `body` is the body."""
        return {parameter["name"]: parameter for parameter in self.spec["parameters"]}

    @property
    def body(self) -> Mapping[str, Any] | None:
        """The schema of its body."""
        parameter = self.parameters.get("body")
        return resolved(parameter["schema"]) if parameter else None

    @property
    def success(self) -> tuple[int, Mapping[str, Any]]:
        """The one status that means that it is done, with what is answered."""
        ((status, response),) = ((status, said) for status, said in self.spec["responses"].items() if status != "default")
        return int(status), response


def operations() -> Iterator[Operation]:
    """All of them."""
    for path, item in DEFINITION["paths"].items():
        for method, spec in item.items():
            if not method.startswith("x-"):
                yield Operation(spec["operationId"], method.upper(), path, spec, item)


def operation(id: str) -> Operation:
    """The one with this id."""
    return next(operation for operation in operations() if operation.id == id)


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, with its own reference followed."""
    reference = schema.get("$ref")
    found: Mapping[str, Any] = DEFINITION["definitions"][reference.rsplit("/", 1)[-1]] if reference else schema
    return found


def parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and all that it is made of."""
    schema = resolved(schema)
    yield schema
    for inner in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
        yield from parts(inner)


def example(schema: Mapping[str, Any], callback: str) -> Any:
    """The example of a body, with the callback where the product puts it."""

    def filled(schema: Mapping[str, Any], value: Any) -> Any:
        schema = resolved(schema)
        if schema.get("x-ms-notification-url"):
            return callback
        if isinstance(value, dict):
            return {name: filled(schema["properties"][name], inner) for name, inner in value.items()}
        return value

    return filled(schema, deepcopy(resolved(schema)["example"]))


def check(schema: Mapping[str, Any], value: Any) -> None:
    """Raises unless the definition allows this value."""
    Draft4Validator({"allOf": [schema], "definitions": DEFINITION["definitions"]}).validate(value)
