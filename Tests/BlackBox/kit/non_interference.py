"""What blue sees must not depend on what red did: the same calls of blue's, alone on one server, and on another with red's between them.

`Match` is two such servers; `Search` runs sequences by their seeds, says where blue saw something else, and leaves out of such a
sequence what is not needed. There a third server has blue alone once more: what differs between two that red has never called is not
red's doing. All three have had the same calls of blue's from their start on, so that what red leaves behind for everybody is found, too.
"""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kit import contract, teams
from kit.call_generator import OPERATIONS, Call, Generator, Operation, Sequences, is_listening
from kit.late_news import LateNews, texts
from kit.plain_answers import GLOBAL, PlainAnswers
from kit.process import Launcher
from kit.runs import Seen, Side, now_in_seconds
from kit.teams import BLUE, NUMBERS, ROLES, SESSIONS
from kit.waiting import until

ALONE, TOGETHER, AGAIN = "alone", "crowd", "again"
"""Blue without red, blue with red, and blue without red once more. The words are equally long, as parts of answers may be cut by length."""
KINDS = 4
"""Pairs ask different connectors, by the remainder of their number."""
SHORTENED = 3
"""Differences of a batch that are made as short as can be."""
CLOSER = 24
"""Pairs of a match in which differences are looked at more closely."""
QUIET_SECONDS = 0.3
"""What has not come so long after all that had to come will not come."""


@dataclass(frozen=True)
class Difference:
    """Where blue saw something else."""

    seed: int
    calls: list[Call]
    what: str
    alone: Any
    together: Any

    def text(self) -> str:
        """The sequence, and what blue saw without red and with red."""
        lines = [f"seed {self.seed}: {self.what}", f"  without red: {self.alone}", f"  with red:    {self.together}", "  calls:"]
        return "\n".join(lines + [f"    {call.line}" for call in self.calls])


class Match:
    """Servers with the same pairs, which are used up one after the other."""

    def __init__(self, folder: Path, pairs: int, leak: str = "", sides: tuple[str, ...] = (ALONE, TOGETHER)) -> None:
        self._launcher = Launcher(folder)
        self._news = LateNews()
        self._free = {kind: list(range(kind, pairs, KINDS)) for kind in range(KINDS)}
        base = now_in_seconds()
        self.sides = {
            name: Side(self._launcher, folder / name, range(pairs), name, base, self._news, leak) for name in sides
        }
        for side in self.sides.values():
            side.wait_until_ready()
        self._heard: dict[int, set[str]] = {}
        """All texts of the answers to blue alone."""
        self._unsteady: set[int] = set()
        """Pairs whose blue was answered in two ways without red."""
        self.good: Counter[str] = Counter()

    def __enter__(self) -> Match:
        return self

    def __exit__(self, *_: object) -> None:
        self._news.__exit__()
        for side in self.sides.values():
            side.close()

    def pair(self, seed: int) -> int | None:
        """A pair that nobody has used, with the connectors that a seed's sequence asks; `None` where there is none."""
        free = self._free[seed % KINDS]
        return free.pop(0) if free else None

    def learn(self) -> dict[str, list[str]]:
        """Who may make each call: the roles that are not told 401 or 403."""
        pair = self.pair(0)
        assert pair is not None
        roles: dict[str, list[str]] = {}
        for operation, role in itertools.product(OPERATIONS, ROLES):
            side = self.sides[ALONE]
            call = Generator(BLUE, random.Random(f"{operation[1]} {role}")).call(operation, role)
            seen = side.run(pair, [replace(call, headers=tuple(h for h in call.headers if "signature" not in h[0]))])
            answer = seen.answers[0][1]
            if (answer if isinstance(answer, int) else answer[0]) not in (401, 403):
                roles.setdefault(call.operation, []).append(role)
            self.good += seen.good
        return roles

    def play(self, pair: int, seed: int, calls: list[Call]) -> Difference | None:
        """Makes the calls with one pair; compares answers, not yet what comes unasked."""
        alone = self.sides[ALONE].run(pair, calls)
        self._heard[pair] = {text for _, answer in alone.answers for text in texts(answer)}
        self.good += alone.good
        differences: dict[str, Difference | None] = {}
        for name in self._others:
            seen = self.sides[name].run(pair, calls, alone.held if name == TOGETHER else None)
            self.good += seen.good
            differences[name] = first_difference(seed, calls, alone, seen)
        return self._of_red(pair, differences)

    def late(self, pair: int, seed: int, calls: list[Call]) -> Difference | None:
        """Compares what came unasked to one pair; `settle` comes first."""
        differences = {name: self._late_difference(pair, seed, calls, name) for name in self._others}
        return self._of_red(pair, differences)

    def settle(self, pairs: list[int]) -> None:
        """Waits until what came to blue alone has come to it elsewhere, and a moment more for what should not come."""

        def all_came() -> bool:
            return all(
                self._news.count((name, pair, BLUE)) >= self._news.count((ALONE, pair, BLUE))
                for name in self._others
                for pair in pairs
            )

        try:
            until(all_came, "news", 3)
        except AssertionError:
            pass  # The comparison will tell.
        # Nothing tells that something will never come.
        time.sleep(QUIET_SECONDS)

    @property
    def _others(self) -> list[str]:
        return [name for name in self.sides if name != ALONE]

    def _of_red(self, pair: int, differences: dict[str, Difference | None]) -> Difference | None:
        """The difference that red makes: none where blue without red is not the same twice."""
        if differences.get(AGAIN):
            self._unsteady.add(pair)
        return None if pair in self._unsteady else differences[TOGETHER]

    def _late_difference(self, pair: int, seed: int, calls: list[Call], other: str) -> Difference | None:
        alone, there = self._told(pair, ALONE), self._told(pair, other)
        # Blue may be told sooner of what it would have been told anyway.
        there["said"], alone["said"] = sorted(there["said"] - alone["said"] - self._heard[pair]), []
        for what in alone:
            if alone[what] != there[what]:
                return Difference(seed, calls, what, *only_differing(alone[what], there[what]))
        return None

    def _told(self, pair: int, name: str) -> dict[str, Any]:
        """What came to blue of a pair unasked, and what was asked for it."""
        side = self.sides[name]
        plain = PlainAnswers(side.times, teams.shares_connector(pair))
        news = self._news.of((name, pair, BLUE), plain)
        return news | {"questions": plain.value(side.outside.questions(BLUE, pair))}


def first_difference(seed: int, calls: list[Call], alone: Seen, together: Seen) -> Difference | None:
    """The first answer to blue that is another one."""
    for (call, one), (_, other) in zip(alone.answers, together.answers, strict=True):
        if one != other:
            return Difference(seed, calls, f"blue's {call}", *only_differing(one, other))
    return None


def only_differing(one: Any, other: Any) -> tuple[Any, Any]:
    """The parts of two values that differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
        if len(names) == 1 and names[0] in one and names[0] in other:
            inner = only_differing(one[names[0]], other[names[0]])
            return {names[0]: inner[0]}, {names[0]: inner[1]}
        return {name: one.get(name) for name in names}, {name: other.get(name) for name in names}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        places = [index for index in range(len(one)) if one[index] != other[index]]
        return [only_differing(one[i], other[i])[0] for i in places], [only_differing(one[i], other[i])[1] for i in places]
    return one, other


def closing_calls(seed: int, before: list[Call], roles: dict[str, list[str]], count: int) -> list[Call]:
    """Blue looks at what there is: first of all at what the sequence was about, and at some of the rest. At last it forgets callers."""
    draw = random.Random(seed)
    places = {
        "SessionID": SESSIONS, "InteractionID": [f"i-{one}" for one in SESSIONS], "ServiceID": teams.services(BLUE),
    }  # fmt: skip
    calls: list[Call] = []
    for method, template, description in OPERATIONS:
        operation: Operation = (method, template, description)
        if method != "GET" or f"GET {template}" in GLOBAL or is_listening(operation) or "callername" in template:
            continue
        choices = []
        for parameter in contract.DOCUMENT["paths"][template].get("parameters", []):
            kind = parameter["schema"].get("$ref", "").rsplit("/", 1)[-1]
            found = ["me"] if kind == "User" else [teams.book(BLUE)] if kind == "ConnectorID" else places.get(kind, ["x"])
            choices.append([(parameter["name"], one) for one in found])
        for values in itertools.product(*choices):
            path = template
            for name, value in values:
                path = path.replace(f"{{{name}}}", value)
            for role in roles.get(f"GET {template}", [])[:2]:
                calls.append(Call(BLUE, role, "GET", template, path))
    service = teams.services(BLUE)[0]
    for number in NUMBERS:
        body = {"number": number, "service": service}
        calls.append(Call(BLUE, "sessionService", "POST", "/v1/lookups", "/v1/lookups", body=body))
    body = {"service": service, "prefix": ""}
    calls.append(Call(BLUE, "owner", "POST", "/v1/tags/search", "/v1/tags/search", body=body))
    told = " ".join(call.line for call in before)
    places_told = {place_of(call.template) for call in before}
    if any(call.template.endswith("/conclusion") for call in before):
        places_told.add("/v1/tags")

    def concerns(call: Call) -> bool:
        names = [name for name in (*SESSIONS, *NUMBERS) if name in call.line]
        return any(name in told for name in names) if names else place_of(call.template) in places_told

    draw.shuffle(calls)
    chosen = sorted(calls, key=lambda call: not concerns(call))[:count]
    numbers = sorted(NUMBERS, key=lambda number: number not in told)[:2]
    return chosen + [Call(BLUE, "operator", "POST", "/v1/forget", "/v1/forget", body={"number": number}) for number in numbers]


def place_of(template: str) -> str:
    """What an operation is about, by the first words of its path."""
    return "/".join(template.split("/")[:3])


class Search:
    """Looks for differences in batches, a pair for each sequence."""

    def __init__(self, folder: Path, pairs: int, closing: int, leak: str = "") -> None:
        """`leak` is one that the operator has made (`teams.LEAKS`)."""
        self._folder, self._pairs, self._closing, self._leak = folder, pairs, closing, leak
        self._matches = 0
        self._closer: Match | None = None
        self._roles: dict[str, list[str]] = {}
        self.good: Counter[str] = Counter()
        self.made = 0
        """Calls that were drawn and made."""
        self.unstable: list[Difference] = []
        """Differences that came once, and not again."""

    def run(self, seeds: range, until_found: bool = False) -> list[Difference]:
        """The differences that these seeds lead to, each seen three times, the first of a batch as short as can be."""
        found: list[Difference] = []
        for start in range(seeds.start, seeds.stop, self._pairs):
            if found and until_found:
                break
            found += self._batch(range(start, min(start + self._pairs, seeds.stop)), until_found)
        return found

    def calls(self, seed: int) -> list[Call]:
        """The whole sequence of a seed."""
        calls = Sequences(self._roles).of(seed)
        return calls + closing_calls(seed, calls, self._roles, self._closing)

    def _batch(self, seeds: range, until_found: bool) -> list[Difference]:
        if not self._roles:
            with self._match(KINDS) as small:
                self._roles = small.learn()
                self.good += small.good
        suspects: dict[int, Difference] = {}
        with self._match(len(seeds)) as match:
            made: dict[int, tuple[int, list[Call]]] = {}
            for seed in seeds:
                pair, calls = match.pair(seed), self.calls(seed)
                assert pair is not None
                made[seed] = pair, calls
                if difference := match.play(pair, seed, calls):
                    suspects[seed] = difference
                self.made += len(calls)
            match.settle([pair for pair, _ in made.values()])
            for seed, (pair, calls) in made.items():
                if seed not in suspects and (difference := match.late(pair, seed, calls)):
                    suspects[seed] = difference
            self.good += match.good
        found = []
        for _, difference in sorted(suspects.items()):
            if again := self.again(difference):
                found.append(again)
                if until_found:
                    break
        found = [self.shortest(difference) for difference in found[:SHORTENED]] + found[SHORTENED:]
        self._leave_closer()
        return found

    def again(self, difference: Difference, times: int = 2) -> Difference | None:
        """The difference, where each of so many further runs sees one."""
        found: Difference | None = None
        for _ in range(times):
            found = self._whole(difference.seed, difference.calls)
            if found is None:
                self.unstable.append(difference)
                return None
        return found

    def shortest(self, difference: Difference) -> Difference:
        """The same difference with as few calls as can be. Where red leaves something behind for all services, an earlier run may have
        left it: then calls of red's that lead there are missing."""
        for index in reversed(range(len(difference.calls))):
            fewer = difference.calls[:index] + difference.calls[index + 1 :]
            if found := self._whole(difference.seed, fewer):
                difference = found
        return difference

    def _whole(self, seed: int, calls: list[Call]) -> Difference | None:
        """Plays one sequence by itself."""
        pair = self._closer.pair(seed) if self._closer else None
        if self._closer is None or pair is None:
            self._leave_closer()
            self._closer = self._match(CLOSER, (ALONE, TOGETHER, AGAIN))
            pair = self._closer.pair(seed)
            assert pair is not None
        if difference := self._closer.play(pair, seed, calls):
            return difference
        self._closer.settle([pair])
        return self._closer.late(pair, seed, calls)

    def _match(self, pairs: int, sides: tuple[str, ...] = (ALONE, TOGETHER)) -> Match:
        self._matches += 1
        return Match(self._folder / f"match{self._matches}", pairs, self._leak, sides)

    def _leave_closer(self) -> None:
        if self._closer:
            self._closer.__exit__()
        self._closer = None
