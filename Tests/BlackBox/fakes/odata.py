"""Filters of OData 4.0 as Dataverse takes them.

By Microsoft's reference (learn.microsoft.com, Filter rows using OData; Use wildcard characters in conditions for string values;
Query anti-patterns): texts are compared without regard to case, a text in `startswith` may hold the wildcards of T-SQL's LIKE,
and one that begins with a wildcard or a hyphen is throttled. A query has at most 500 conditions, a text in `In` 850 characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from fakes.strict_server import Refusal

Row = dict[str, Any]
Test = Callable[[Row], bool]


def error(status: int, code: str, message: str) -> Refusal:
    """An answer in Dataverse's error shape."""
    return Refusal(status, {"error": {"code": code, "message": message}})


def throttled() -> Refusal:
    """What Dataverse says of a pattern that it has to read every row for. Its status is not documented."""
    return error(503, "0x80048573", "The database operation timed out; this may be due to a leading wildcard value.")


def like(pattern: str) -> re.Pattern[str]:
    """T-SQL's LIKE: `%` for any text, `_` for one character, `[…]` and `[^…]` for one of a set or of all others."""
    parts = re.findall(r"\[\^?[^\]]+\]|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    made = (wild.get(part) or (part if len(part) > 1 else re.escape(part)) for part in parts)
    return re.compile("".join(made), re.IGNORECASE | re.DOTALL)


class ODataFilter:
    """A boolean expression of OData 4.0, with the operators and functions that the service's own reference allows.

    `test` tells whether a row fits. Subclasses have other terms.
    """

    TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\[[^\]]*\])|([A-Za-z_][\w.]*)|(-?\d+)|([()=,/:]))")

    def __init__(self, text: str, columns: set[str]) -> None:
        self.columns = columns
        self._tokens = self._split(text.rstrip())
        self._next = 0
        self._conditions = 0
        self.test = self._either()
        if self._next != len(self._tokens):
            raise self.wrong(f"Syntax error at token {self._next}.")

    def wrong(self, message: str) -> Refusal:
        """A filter that can't be read."""
        return error(400, "0x80060888", message)

    def unknown(self, name: str) -> Refusal:
        """A filter on a column that is not there."""
        return error(400, "0x80060888", f"Could not find a property named '{name}'.")

    def _split(self, text: str) -> list[str]:
        tokens, position = [], 0
        while position < len(text):
            match = self.TOKEN.match(text, position)
            if match is None:
                raise self.wrong(f"Syntax error at position {position}.")
            tokens.append(match[0].strip())
            position = match.end()
        return tokens

    def take(self, token: str) -> bool:
        """Takes the next token where it is this one. OData is written in the case of its reference."""
        found = self._next < len(self._tokens) and self._tokens[self._next] == token
        self._next += found
        return found

    def need(self, *tokens: str) -> None:
        """Takes these tokens."""
        for token in tokens:
            if not self.take(token):
                raise self.wrong(f"'{token}' expected.")

    def token(self, pattern: str, what: str) -> str:
        """Takes the next token, which must be of a kind."""
        if self._next == len(self._tokens) or not re.fullmatch(pattern, self._tokens[self._next]):
            raise self.wrong(f"{what} expected.")
        self._next += 1
        return self._tokens[self._next - 1]

    def text(self) -> str:
        """A literal; a quote in it is written twice."""
        return self.token(r"'.*'", "A text")[1:-1].replace("''", "'")

    def name(self) -> str:
        """A name of any kind."""
        return self.token(r"[A-Za-z_][\w.]*", "A name")

    def column(self, name: str) -> str:
        """A name that must be a column's."""
        if name not in self.columns:
            raise self.unknown(name)
        return name

    def _either(self) -> Test:
        tests = [self._both()]
        while self.take("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._part()]
        while self.take("and"):
            tests.append(self._part())
        return lambda row: all(test(row) for test in tests)

    def _part(self) -> Test:
        if self.take("("):
            test = self._either()
            self.need(")")
            return test
        return self.term()

    def term(self) -> Test:
        """`column eq value`, `startswith`, or Dataverse's `In`. Texts are compared without regard to case."""
        self._conditions += 1
        if self._conditions > 500:
            raise error(400, "0x8004430C", "Number of conditions in query exceeded maximum limit.")
        name = self.name()
        if name == "Microsoft.Dynamics.CRM.In":
            return self._in()
        if name == "startswith":
            return self._startswith()
        column = self.column(name)
        self.need("eq")
        if column == "statecode":
            state = int(self.token(r"-?\d+", "A number"))
            return lambda row: row.get("statecode", 0) == state
        value = self.text().lower()
        return lambda row: str(row.get(column) or "").lower() == value

    def _startswith(self) -> Test:
        self.need("(")
        column = self.column(self.name())
        self.need(",")
        pattern = self.text()
        self.need(")")
        if re.match(r"[%_\[-]", pattern):
            raise throttled()
        wanted = like(pattern + "%")
        return lambda row: wanted.fullmatch(str(row.get(column) or "")) is not None

    def _in(self) -> Test:
        self.need("(", "PropertyName", "=")
        column = self.column(self.text())
        self.need(",", "PropertyValues", "=")
        try:
            values = json.loads(self.token(r"\[.*\]", "A list"))
        except ValueError:
            raise self.wrong("The list is no JSON.") from None
        self.need(")")
        if not values or not all(isinstance(value, str) and len(value) <= 850 for value in values):
            raise self.wrong("PropertyValues must be a list of texts.")
        wanted = {value.lower() for value in values}
        return lambda row: str(row.get(column) or "").lower() in wanted
