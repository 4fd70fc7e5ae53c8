"""3CX's CRM templates as its documentation describes them, as far as `docs/switches/3cx` uses them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kit.client import Answer, Client

FORMATS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
"""Parts of .NET's formats of times."""


@dataclass
class Template:
    """A template with the values that its administrator has typed in."""

    root: ElementTree.Element
    parameters: dict[str, Any]
    requests: list[tuple[str, Answer]] = field(default_factory=list)
    """What was posted where, as it was answered."""

    @classmethod
    def read(cls, path: Path, **typed: str) -> Template:
        """Reads a file; what is not typed in has its default."""
        root = ElementTree.parse(path).getroot()
        defaults = {one.get("Name", ""): one.get("Default", "") for one in root.iter("Parameter")}
        assert typed.keys() <= defaults.keys()
        return cls(root, defaults | typed)

    def look_up(self, client: Client, number: str) -> dict[str, str] | None:
        """A contact, its empty fields left out; `None` where nobody is found."""
        scenario = self._scenario("")
        answer = self._request(client, scenario, {"Number": number})
        assert answer is not None
        found = answer.json if answer.status == 200 else {}
        rules = [rule.text or "" for rule in scenario.iter("Rule")]
        if not all(self._path(found, rule) for rule in rules):
            return None
        values = {one.get("Name", ""): self._path(found, one.get("Path", "")) for one in scenario.iter("Variable")}
        outputs = {one.get("Type", ""): self.evaluate(one.get("Value", ""), values | {"Number": number}) for one in scenario.iter("Output")}
        return {name: value for name, value in outputs.items() if value}

    def report(self, client: Client, **values: Any) -> None:
        """What is done when a call is over: scenario after scenario."""
        name = "ReportCall"
        while name:
            scenario = self._scenario(name)
            self._request(client, scenario, values)
            outputs = scenario.find("Outputs")
            name = "" if outputs is None else outputs.get("Next", "")

    def _scenario(self, name: str) -> ElementTree.Element:
        (found,) = [scenario for scenario in self.root.iter("Scenario") if scenario.get("Id") == name]
        return found

    def _request(self, client: Client, scenario: ElementTree.Element, values: dict[str, Any]) -> Answer | None:
        request = scenario.find("Request")
        assert request is not None and request.get("RequestType") == "Post" and request.get("RequestEncoding") == "Json"
        if self._holds(request.get("SkipIf", ""), values):
            return None
        (headers,) = request.iter("Headers")
        (posted,) = request.iter("PostValues")
        url = self.evaluate(request.get("Url", ""), values).removeprefix(self.parameters["Address"])
        sent = {str(one.get("Key")): self.evaluate(one.text or "", values) for one in headers}
        answer = client.post(url, dict(self._members(posted, values)), headers={"Authorization": ""} | sent)
        self.requests.append((url, answer))
        return answer

    def _members(self, parent: ElementTree.Element, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for one in parent:
            if self._holds(one.get("SkipIf", ""), values):
                continue
            if one.get("Type") == "Object":
                yield one.get("Key", ""), dict(self._members(one, values))
            else:
                text = self.evaluate(one.text or "", values)
                yield one.get("Key", ""), int(text) if one.get("Type") == "Int" else text

    def _holds(self, condition: str, values: dict[str, Any]) -> bool:
        if condition.startswith("[IIf"):
            return self.evaluate(condition, values) == "True"
        return bool(condition) and self._compare(self.evaluate(condition, values))

    @staticmethod
    def _compare(text: str) -> bool:
        found = re.fullmatch(r'"?([^"!=]*)"?(==|!=)"?([^"!=]*)"?', text)
        assert found, f"not understood: {text}"
        return (found[1] == found[3]) == (found[2] == "==")

    def evaluate(self, text: str, values: dict[str, Any]) -> str:
        """An expression: variables in brackets, `IIf`, and `ToString` of times."""
        known = self.parameters | values
        text = re.sub(r'\[\[(\w+)\]\.ToString\("([^"]*)"\)\]', lambda found: self._time(known[found[1]], found[2]), text)
        text = re.sub(r"\[(\w+)\]", lambda found: str(known[found[1]] or ""), text)
        while found := re.search(r"\[IIf\(([^\[\](),]*),([^\[\](),]*),([^\[\](),]*)\)\]", text):
            text = text[: found.start()] + found[2 if self._compare(found[1]) else 3] + text[found.end() :]
        return text

    @staticmethod
    def _time(value: datetime, pattern: str) -> str:
        return value.strftime(re.sub("|".join(FORMATS), lambda part: FORMATS[part[0]], pattern))

    @staticmethod
    def _path(value: Any, path: str) -> str:
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value if isinstance(value, str) else ""
