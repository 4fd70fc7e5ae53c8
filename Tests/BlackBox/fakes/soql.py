"""SOQL as the fake Salesforce reads it: a statement is checked word by word, and its WHERE is run by SQLite.

By Salesforce's reference (developer.salesforce.com, SOQL and SOSL Reference): comparisons of texts and LIKE pay no regard to
case, `%` stands for any text and `_` for one character, a field without a value fits no comparison, AND and OR side by side
need brackets. SQLite's own `=` (NOCASE), LIKE, AND and OR do the same for digits and the letters of ASCII.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from fakes.strict_server import Refusal

Record = dict[str, Any]
BOOLEANS = {"IsConverted", "IsDeleted"}


def error(status: int, code: str, message: str) -> Refusal:
    """An answer in Salesforce's error shape."""
    return Refusal(status, [{"message": message, "errorCode": code}])


def malformed(message: str) -> Refusal:
    """A query that is no SOQL."""
    return error(400, "MALFORMED_QUERY", message)


class Query:
    """One SOQL statement: `SELECT fields FROM object WHERE condition ORDER BY field LIMIT count`."""

    TOKEN = re.compile(r"\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z][\w.]*)|(\d+)|(!=|<>|<=|>=|[=<>(),]))", re.DOTALL)
    ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}

    def __init__(self, text: str, objects: Mapping[str, set[str]]) -> None:
        """Reads a statement; `objects` has the fields of each object that may be read."""
        self._tokens = self._split(text)
        self._next = 0
        self.values: list[Any] = []
        """What stands for the question marks of `condition`."""
        self._keyword("SELECT")
        self.fields = self._list(self._name)
        self._keyword("FROM")
        self.object = self._name()
        if self.object not in objects:
            raise error(400, "INVALID_TYPE", f"sObject type '{self.object}' is not supported.")
        self._known = objects[self.object]
        for field in self.fields:
            self._check(field)
        self.condition = self._condition() if self._take("WHERE") else "TRUE"
        """The WHERE in SQL."""
        self.order = self._order() if self._take("ORDER") else None
        self.limit = int(self._number()) if self._take("LIMIT") else 2_000
        if self._next != len(self._tokens):
            raise malformed(f"unexpected token: '{self._tokens[self._next]}'")

    @classmethod
    def _split(cls, text: str) -> list[str]:
        tokens, position, text = [], 0, text.rstrip()
        while position < len(text):
            match = cls.TOKEN.match(text, position)
            if match is None:
                raise malformed("line 1:1 no viable alternative at a character")
            tokens.append(match[0].strip())
            position = match.end()
        return tokens

    def _take(self, word: str) -> bool:
        found = self._next < len(self._tokens) and self._tokens[self._next].upper() == word
        self._next += found
        return found

    def _keyword(self, word: str) -> None:
        if not self._take(word):
            raise malformed(f"expecting {word}")

    def _token(self, pattern: str, what: str) -> str:
        if self._next == len(self._tokens) or not re.fullmatch(pattern, self._tokens[self._next], re.DOTALL):
            raise malformed(f"expecting {what}")
        self._next += 1
        return self._tokens[self._next - 1]

    def _name(self) -> str:
        return self._token(r"[A-Za-z][\w.]*", "a name")

    def _number(self) -> str:
        return self._token(r"\d+", "a number")

    def _list(self, item: Callable[[], str]) -> list[str]:
        items = [item()]
        while self._take(","):
            items.append(item())
        if len(set(items)) != len(items):
            raise malformed("duplicate field selected")
        return items

    def _check(self, field: str) -> str:
        if field not in self._known:
            raise error(400, "INVALID_FIELD", f"No such column '{field}' on entity '{self.object}'.")
        return field

    def _order(self) -> str:
        self._keyword("BY")
        return self._check(self._name())

    def _condition(self) -> str:
        terms = [self._term()]
        word = next((word for word in ("AND", "OR") if self._take(word)), None)
        if word is None:
            return terms[0]
        terms.append(self._term())
        while self._take(word):
            terms.append(self._term())
        if self._take("AND") or self._take("OR"):
            raise malformed("unexpected token: AND and OR need brackets")
        return f" {word} ".join(terms)

    def _term(self) -> str:
        if self._take("("):
            condition = self._condition()
            self._keyword(")")
            return f"({condition})"
        field = self._check(self._name())
        if self._take("LIKE"):
            self.values.append(self._text(in_like=True))
            return f"\"{field}\" LIKE ? ESCAPE '\\'"
        if self._take("IN"):
            self._keyword("(")
            values = self._list(self._text)
            self._keyword(")")
            self.values += values
            return f'"{field}" COLLATE NOCASE IN ({", ".join("?" * len(values))})'
        self._keyword("=")
        if field in BOOLEANS:
            self.values.append(self._token("(?i:true|false)", "a boolean").lower() == "true")
            return f'"{field}" = ?'
        self.values.append(self._text())
        return f'"{field}" = ? COLLATE NOCASE'

    def _text(self, in_like: bool = False) -> str:
        """A literal; for LIKE `\\%` and `\\_` keep their backslash, and a backslash gets one."""

        def unescaped(match: re.Match[str]) -> str:
            if in_like and match[1] in "%_\\":
                return match[0]
            if match[1].lower() not in self.ESCAPES:
                raise malformed("Illegal escape sequence")
            return self.ESCAPES[match[1].lower()]

        return re.sub(r"\\(.)", unescaped, self._token(r"'.*'", "a text")[1:-1], flags=re.DOTALL)


def select(query: Query, records: list[Record], columns: set[str]) -> list[Record]:
    """The records that a statement finds, in its order."""
    names = sorted(columns)
    with sqlite3.connect(":memory:") as database:
        quoted = ", ".join(f'"{name}"' for name in names)
        database.execute(f"CREATE TABLE records ({quoted})")
        marks = ", ".join("?" * len(names))
        rows = ([record.get(name, False if name in BOOLEANS else None) for name in names] for record in records)
        database.executemany(f"INSERT INTO records VALUES ({marks})", rows)
        order = f'"{query.order}"' if query.order else "rowid"
        statement = f"SELECT rowid FROM records WHERE {query.condition} ORDER BY {order} LIMIT {query.limit}"
        return [records[row - 1] for (row,) in database.execute(statement, query.values)]
