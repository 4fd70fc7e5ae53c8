"""Draws calls of two teams from the OpenAPI document, so that a call that is new there is drawn without a word here.

A value is made from its schema. Where that says too little (which session? whose service?) its schema's name, or else its member's,
leads to a pool (`call_values.py`) from which both teams are served: they meet in the same sessions, numbers and ids.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote

from kit import contract
from kit.call_values import SHAPES, Pool
from kit.team import CODED
from kit.teams import BLUE, NUMBERS, RED, RED_SESSION, ROLES, SESSIONS, services, users

Schema = dict[str, Any]
Operation = tuple[str, str, dict[str, Any]]
"""METHOD, path template, and what the document says of it."""


@dataclass(frozen=True)
class Call:
    """One call of a team. `{p}` stands for the pair's number, `«…»` for what the server said before (`runs.py`)."""

    team: str
    role: str
    method: str
    template: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: Any = None
    media: str = "application/json"

    @property
    def operation(self) -> str:
        """Its place in the document."""
        return f"{self.method} {self.template}"

    @cached_property
    def line(self) -> str:
        """The whole call in a line."""
        headers = " ".join(f"{name}: {value}" for name, value in self.headers)
        body = "" if self.body is None else json.dumps(self.body, ensure_ascii=False)
        return " ".join(f"{self.team:<4} {self.role:<14} {self.method} {self.path} {headers} {body}".split())

    def replaced(self, old: str, new: str) -> Call:
        """The call with another text in the place of one."""
        headers = tuple((name, value.replace(old, new)) for name, value in self.headers)
        body = json.loads(json.dumps(self.body, ensure_ascii=False).replace(old, new))
        return replace(self, path=self.path.replace(old, new), headers=headers, body=body)


class Generator:
    """Draws calls for one team."""

    def __init__(self, team: str, draw: random.Random) -> None:
        self._team, self._draw = team, draw
        self._pool = Pool(team, draw)

    def call(self, operation: Operation, role: str) -> Call:
        """A call of an operation by the key of that role."""
        method, template, description = operation
        parameters = [*contract.DOCUMENT["paths"][template].get("parameters", []), *description.get("parameters", [])]
        path, query, headers = template, [], []
        for parameter in parameters:
            found, _ = contract.resolve(parameter)
            name, place = found["name"], found["in"]
            if place != "path" and not found.get("required") and self._draw.random() < 0.5:
                continue
            value = self.value(found["schema"], name, template)
            if place == "path":
                path = path.replace(f"{{{name}}}", written(str(value), "@:+"))
            elif place == "query":
                many = value if isinstance(value, list) else [value]
                query += [f"{name}={written(plain(one))}" for one in many]
            elif value != "":
                headers.append((name, plain(value)))
        body, media = None, "application/json"
        if "requestBody" in description:
            content = contract.resolve(description["requestBody"])[0]["content"]
            media = self._draw.choice(sorted(content))
            body = self.value(content[media]["schema"], "", template)
        accepted = [media for media in self._answers(description) if media != "application/json"]
        if accepted and self._draw.random() < 0.5:
            headers.append(("Accept", self._draw.choice(accepted)))
        path += f"?{'&'.join(query)}" if query else ""
        return Call(self._team, role, method, template, path, tuple(headers), body, media)

    def value(self, schema: Schema, name: str, template: str) -> Any:
        """A value of a schema; `name` is the member's."""
        kind = schema.get("$ref", "").rsplit("/", 1)[-1]
        found = self._pool.hint(kind, name, template)
        if found is not None:
            return found
        if kind:
            schema = contract.resolve(schema)[0]  # type: ignore[assignment]
            value = self.value(schema, name, template)
            return SHAPES[kind](self._pool, value) if kind in SHAPES else value
        for word in ("oneOf", "anyOf"):
            if word in schema and "properties" not in schema:
                return self.value(self._draw.choice(schema[word]), name, template)
        if "enum" in schema:
            return self._draw.choice(schema["enum"])
        return self._typed(schema, name, template)

    def _typed(self, schema: Schema, name: str, template: str) -> Any:
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = self._draw.choice(kind) if self._draw.random() < 0.1 else kind[0]
        match kind:
            case "object":
                return self._object(schema, template)
            case "array":
                few = self._draw.randint(schema.get("minItems", 0) or self._draw.randint(0, 1), 2)
                values = [self.value(schema["items"], name, template) for _ in range(few)]
                return list(dict.fromkeys(values)) if schema.get("uniqueItems") else values
            case "integer" | "number":
                low = schema.get("minimum", 0)
                return self._draw.choice([low, low + 1, min(low + 9, schema.get("maximum", low + 9))])
            case "boolean":
                return self._draw.random() < 0.5
            case "null":
                return None
        return self._text(schema)

    def _object(self, schema: Schema, template: str) -> dict[str, Any]:
        made, required = {}, schema.get("required", [])
        for name, member in schema.get("properties", {}).items():
            if name in required or self._draw.random() < self._pool.share(name):
                made[name] = self.value(member, name, template)
        if not made and isinstance(schema.get("additionalProperties"), dict) and schema["additionalProperties"]:
            made[self._pool.word()] = self.value(schema["additionalProperties"], "", template)
        return made

    def _text(self, schema: Schema) -> str:
        pattern = schema.get("pattern", "")
        words = [word for word in self._pool.words if re.search(pattern, word)]
        return self._draw.choice(words or self._pool.words)

    @staticmethod
    def _answers(description: dict[str, Any]) -> list[str]:
        good = [answer for status, answer in description["responses"].items() if status.startswith("2")]
        return sorted({media for answer in good for media in contract.resolve(answer)[0].get("content", {})})


def plain(value: Any) -> str:
    """A value as queries and headers have it."""
    return value if isinstance(value, str) else json.dumps(value)


def written(text: str, safe: str = "") -> str:
    """A value as URLs have it; what stands for something else is left alone."""
    return re.sub(r"[^{}«» ]+(?![^«]*»)| (?![^«]*»)", lambda found: quote(found[0], safe=safe), text)


OPERATIONS: list[Operation] = list(contract.operations())


@cache
def names_of_schemas(method: str, template: str) -> set[str]:
    """Names of all schemas that an operation's request is made of."""
    item = contract.DOCUMENT["paths"][template]
    waiting: list[Any] = [item.get("parameters"), item[method.lower()].get("parameters"), item[method.lower()].get("requestBody")]
    found: set[str] = set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            name = part.get("$ref", "").rsplit("/", 1)[-1]
            if name and name not in found:
                found.add(name)
                waiting.append(contract.resolve(part)[0])
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return found


def weight(operation: Operation) -> float:
    """How often an operation is chosen: those that change something are, above all what calls are about."""
    method, template, _ = operation
    if template == "/v1/reload":
        return 0.02  # It reads the configuration of all teams, which takes seconds.
    names = names_of_schemas(method, template)
    if not names:
        return 1
    if names & {"SessionEvent", "LookupRequest"}:
        return 16
    near = {"SessionID", "InteractionID", "CallerUpdate", "ForgetRequest"}
    return (8 if names & near else 3) / (2 if method == "GET" else 1)


class Sequences:
    """Makes sequences of calls, each from its seed."""

    def __init__(self, roles: dict[str, list[str]]) -> None:
        self._roles = roles
        """Who may make a call of an operation."""

    def of(self, seed: int) -> list[Call]:
        """The calls of both teams, in their order."""
        draw = random.Random(seed)
        teams = {team: Generator(team, draw) for team in (RED, BLUE)}
        # A few operations only, so that their calls meet (swarm testing).
        swarm = draw.choices(OPERATIONS, [weight(operation) for operation in OPERATIONS], k=draw.randint(2, 5))
        if draw.random() < 0.7:
            swarm += [one for one in OPERATIONS if "SessionEvent" in names_of_schemas(one[0], one[1])]
        calls = opening(draw) if draw.random() < 0.6 else []
        calls += [self._call(teams[BLUE], draw.choice(swarm), draw) for _ in range(draw.randint(5, 10))]
        for operation in (one for one in OPERATIONS if is_listening(one)):
            if draw.random() < 0.4:
                calls.insert(draw.randint(0, 2), self._call(teams[BLUE], operation, draw, willing=True))
        for _ in range(draw.randint(8, 14)):
            place = draw.randint(1, len(calls))
            before, after = ([call for call in part if call.team == BLUE] for part in (calls[:place], calls[place:]))
            calls.insert(place, self._against(before, after, teams[RED], swarm, draw))
        return spread(own_call(calls, draw), calls, draw) if draw.random() < 0.5 else calls

    def _against(
        self, before: list[Call], after: list[Call], red: Generator, swarm: list[Operation], draw: random.Random
    ) -> Call:
        """A call of red's: one that blue has made or is about to make, or any call about the session and the caller of one of blue's,
        or one of the swarm."""
        dice = draw.random()
        if not before or dice > 0.75:
            return self._call(red, draw.choice(swarm), draw)
        if dice < 0.15 and after:
            return mirrored(draw.choice(after[:4]), draw)
        seen = draw.choice(before[-4:])
        if dice < 0.35:
            return mirrored(seen, draw)
        call = self._call(red, draw.choices(OPERATIONS, [weight(operation) for operation in OPERATIONS])[0], draw)
        for names in (SESSIONS, NUMBERS):
            for name in names:
                if name in seen.line:
                    for other in names:
                        call = call.replaced(other, name)
                    break
        return call

    def _call(self, generator: Generator, operation: Operation, draw: random.Random, willing: bool = False) -> Call:
        method, template, _ = operation
        may = self._roles.get(f"{method} {template}") or ROLES
        return generator.call(operation, draw.choice(may if willing or draw.random() < 0.95 else ROLES))


def mirrored(call: Call, draw: random.Random) -> Call:
    """The same call by red, about red's services, people and books, or about blue's."""
    # What red has posted to an address of blue's is no leak.
    call = replace(call, team=RED).replaced(f"«callbacks»/{BLUE}", f"«callbacks»/{RED}")
    return call if draw.random() < 0.3 else call.replaced(f"{BLUE}{{p}}", f"{RED}{{p}}").replaced(f"-{BLUE}", f"-{RED}")


def opening(draw: random.Random) -> list[Call]:
    """A call that comes in at blue, told by events or looked up alone, and perhaps taken: much can be said of it afterwards."""
    if draw.random() < 0.4:
        asked = {"number": draw.choice(NUMBERS), "service": services(BLUE)[0], "session": SESSIONS[0]}
        return [Call(BLUE, "sessionService", "POST", "/v1/lookups", "/v1/lookups", body=asked)]
    kinds = draw.choice([["queued"], ["queued", "accepted"], ["queued", "offered", "accepted"]])
    return events(BLUE, SESSIONS[0], draw.choice(NUMBERS), kinds)


def own_call(calls: list[Call], draw: random.Random) -> list[Call]:
    """A call of red's alone, mostly from a number that blue speaks of, so that much is known of one caller on both sides: it is taken,
    and perhaps ends and is concluded."""
    told = [number for call in calls if call.team == BLUE for number in NUMBERS if number in call.line]
    number = draw.choice(told or NUMBERS)
    if draw.random() < 0.3:
        return events(RED, RED_SESSION, number, ["queued", "accepted"])
    saved = {**CODED, "tags": ["vip", f"of-{RED}"]}
    path = "/v1/users/{user}/interactions/{id}/conclusion"
    concluding = Call(RED, "agent", "PUT", path, f"/v1/users/me/interactions/i-{RED_SESSION}/conclusion", body=saved)
    return [*events(RED, RED_SESSION, number, ["queued", "accepted", "ended"]), concluding]


def events(team: str, session: str, number: str, kinds: list[str]) -> list[Call]:
    """An inbound call to a team's first service, told by events of these kinds; whoever takes it is the team's agent."""
    calls = []
    for index, kind in enumerate(kinds):
        body: dict[str, Any] = {
            "id": f"o-{index}", "type": kind, "at": f"«time {index}»", "direction": "inbound", "service": services(team)[0],
        }  # fmt: skip
        if kind == "queued":
            body["caller"] = {"number": number}
        elif kind != "ended":
            body["user"] = users(team)[0]
        path = f"/v1/sessions/{session}/events"
        calls.append(Call(team, "sessionService", "POST", "/v1/sessions/{id}/events", path, body=body))
    return calls


def spread(more: list[Call], calls: list[Call], draw: random.Random) -> list[Call]:
    """The calls with others anywhere between them, both in their order."""
    places = sorted(draw.randint(0, len(calls)) for _ in more)
    spread = list(calls)
    for place, call in reversed(list(zip(places, more, strict=True))):
        spread.insert(place, call)
    return spread


def is_listening(operation: Operation) -> bool:
    """Whether something comes of a call later, unasked: a stream, or posts to a callback."""
    text = json.dumps([operation[2].get("responses"), operation[2].get("requestBody")])
    return "text/event-stream" in text or "SubscriptionRequest" in text
