"""Contacts and leads of an Odoo in a database, searched by SQL as Odoo's own code makes it.

Sources, of odoo/odoo on GitHub: `addons/phone_validation/models/mail_thread_phone.py` (how `phone_mobile_search` becomes SQL; `=`
and `like` are the same in all versions read), `addons/crm/models/crm_lead.py` (fields of leads); and the ORM's reference of
search domains (operators, prefix notation, archived records). SQLite stands in for PostgreSQL.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

IGNORED = r"[\s\\./()\-]"
"""What `phone_mobile_search` leaves out of stored numbers and of those searched for."""
SHORTEST = 3
COMMON: dict[str, Any] = {
    "id": 0,
    "active": True,
    "name": False,
    "function": False,
    "phone": False,
    "mobile": False,
    "street": False,
    "zip": False,
    "city": False,
    "state_id": False,
    "country_id": False,
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "res.partner": COMMON | {"is_company": False, "commercial_company_name": False, "email": False},
    "crm.lead": COMMON | {"type": "lead", "contact_name": False, "partner_name": False, "email_from": False, "stage_id": False},
}
"""The fields of a contact and of a lead, as far as this fake has them, and what an empty one is."""
FLAGS = {"active", "is_company"}
LINKS = {"state_id", "country_id", "stage_id"}
"""Fields that name another record; this fake doesn't search them."""


class Fault(Exception):
    """An exception of Odoo's server."""

    def __init__(self, name: str, message: str, status: int = 500) -> None:
        super().__init__(message)
        self.name, self.message = name, message
        self.status = status
        """Of an answer of the interface that has one for each fault."""


def invalid(message: str) -> Fault:
    """A call that Odoo's code stumbles over."""
    return Fault("builtins.ValueError", message)


Condition = tuple[str, list[Any]]
"""SQL with its parameters."""


class Domain:
    """A search domain as SQL: terms in prefix notation; those without an operator before them are joined by AND."""

    def __init__(self, domain: Any, fields: set[str], phone_search: bool) -> None:
        if not isinstance(domain, list):
            raise invalid("a domain must be a list")
        self._fields = fields
        self._phone_search = phone_search
        self._tokens = iter(domain)
        conditions = [self._condition(token) for token in self._tokens]
        if not any(isinstance(token, list) and token[:1] == ["active"] for token in domain):
            conditions.append(("active", []))
        self.sql: Condition = (" AND ".join(sql for sql, _ in conditions) or "1", [v for _, values in conditions for v in values])

    def _next(self) -> Any:
        for token in self._tokens:
            return token
        raise invalid("the domain ends after an operator")

    def _condition(self, token: Any) -> Condition:
        if token == "!":
            sql, values = self._condition(self._next())
            return f"NOT {sql}", values
        if token in ("|", "&"):
            (left, before), (right, after) = self._condition(self._next()), self._condition(self._next())
            return f"({left} {'OR' if token == '|' else 'AND'} {right})", before + after
        if not isinstance(token, list) or len(token) != 3:
            raise invalid("a term must be a field, an operator and a value")
        return self._leaf(*token)

    def _leaf(self, field: Any, operator: Any, value: Any) -> Condition:
        if field == "phone_mobile_search" and self._phone_search:
            if operator not in ("=", "like", "ilike", "=like") or not isinstance(value, str):
                raise invalid("this fake does not know the operator for phone_mobile_search")
            return self._phone(operator, value.strip())
        if field not in self._fields:
            raise invalid(f"Invalid field {field} in a term of the domain")
        if operator == "in" and isinstance(value, list):
            return f"({field} IN ({','.join('?' * len(value))}))", list(value)
        if operator == "=" and type(value) is (bool if field in FLAGS else str):
            return f"(coalesce({field}, '') = ?)", [value]
        if operator in ("like", "ilike", "=like") and isinstance(value, str):
            return _compared(field, operator, value if operator == "=like" else f"%{value}%")
        raise invalid("this fake does not know the operator with such a value")

    def _phone(self, operator: str, value: str) -> Condition:
        """Without punctuation; + and 00 are the same; what begins with neither may stand anywhere, if it is no equality."""
        if len(value) < SHORTEST:
            message = f"Please enter at least {SHORTEST} characters when searching a Phone number."
            raise Fault("odoo.exceptions.UserError", message, 422)
        begins = re.match(r"\+|00", value)
        term = re.sub(IGNORED, "", value[begins.end() :] if begins else value)
        if operator != "=":
            term = f"{term}%" if begins else f"%{term}%"
        terms = ["00" + term, "+" + term] if begins else [term]
        stripped = [f"stripped({name})" for name in ("mobile", "phone") if name in self._fields]
        conditions = [_compared(name, operator, each) for name in stripped for each in terms]
        return f"({' OR '.join(sql for sql, _ in conditions)})", [v for _, values in conditions for v in values]


def _compared(column: str, operator: str, pattern: str) -> Condition:
    """PostgreSQL's LIKE knows a backslash before `%` and `_`; SQLite's has to be told."""
    if operator == "=":
        return f"({column} = ?)", [pattern]
    if operator == "ilike":
        return f"(lower({column}) LIKE lower(?) ESCAPE '\\')", [pattern]
    return f"({column} LIKE ? ESCAPE '\\')", [pattern]


class Records:
    """The contacts and, where the app CRM is installed, the leads."""

    def __init__(self, version: float, phone_search: bool, rows: dict[str, list[dict[str, Any]]]) -> None:
        gone = set() if version < 18.2 else {"mobile"}
        self.fields = {model: set(DEFAULTS[model]) - gone for model in rows}
        self._phone_search = phone_search
        self._rows = {model: {row["id"]: row for row in of_model} for model, of_model in rows.items()}
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        # PostgreSQL's \s is ASCII's and no more where the locale does not say otherwise.
        strip = lambda text: None if text is None else re.sub(IGNORED, "", text, flags=re.ASCII)  # noqa: E731
        self._database.create_function("stripped", 1, strip, deterministic=True)
        self._database.execute("PRAGMA case_sensitive_like = 1")
        for model, of_model in rows.items():
            self._fill(model, of_model)

    def _fill(self, model: str, rows: list[dict[str, Any]]) -> None:
        columns = sorted(set(DEFAULTS[model]) - LINKS)
        table = model.replace(".", "_")
        self._database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        for row in rows:
            whole = DEFAULTS[model] | row
            values = [whole[name] if name in FLAGS else whole[name] or None for name in columns]
            self._database.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(columns))})", values)

    def search_read(self, model: str, domain: Any, keywords: dict[str, Any]) -> list[dict[str, Any]]:
        """The records that a domain means, archived ones only where it names `active`; raises a `Fault`."""
        known = self.fields[model]
        fields = keywords.get("fields") or sorted(known)
        if not isinstance(fields, list) or set(fields) - known:
            raise invalid(f"Invalid field on model '{model}'")
        limit, offset = keywords.get("limit"), keywords.get("offset", 0)
        if any(value is not None and (type(value) is not int or value < 0) for value in (limit, offset)):
            raise Fault("builtins.TypeError", "limit and offset must be whole numbers")
        sql, values = Domain(domain, known - LINKS, self._phone_search).sql
        query = f"SELECT id FROM {model.replace('.', '_')} WHERE {sql} ORDER BY rowid LIMIT ? OFFSET ?"
        with self._lock:
            found = self._database.execute(query, [*values, limit or -1, offset or 0]).fetchall()
        shown = ["id", *(field for field in fields if field != "id")]
        return [dict(self._shown(model, number, shown)) for (number,) in found]

    def _shown(self, model: str, number: int, names: list[str]) -> Iterator[tuple[str, Any]]:
        row = DEFAULTS[model] | self._rows[model][number]
        return ((name, row[name]) for name in names)
