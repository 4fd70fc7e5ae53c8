"""What a team sees, without what differs between two runs of the same: times, ids that are random, and how long things took.

Each stands for what it was by its place: times of ours stay as they are, others become one word; random ids become *the first*, *the
second* of their kind. No count, no name and no number is taken out.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, insort
from typing import Any

from kit.teams import SHARED

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
OPAQUE = re.compile(r"whsec_[A-Za-z0-9+/=_-]{16,}|\b[0-9a-f]{32}\b")
BOOT = re.compile(r"^[A-Za-z0-9]+-(?=\d+$)")
KEPT = re.compile(r"^(asked|a kept answer): ")
BY_ORDER = ("ref", "next")
TIMINGS = ("elapsedMs", "p50Ms", "p99Ms", "atMs")
HEADERS_LEFT_OUT = ("date", "content-length", "connection", "server", "transfer-encoding", "keep-alive")
GLOBAL = {
    "GET /metrics": "counts for the operator of the whole server",
    "GET /readyz": "the state of the whole server",
    "GET /healthz": "says nothing of anybody",
    "GET /openapi.json": "is the same for all",
}
"""Operations whose bodies are about no team; of these the status alone counts."""


class PlainAnswers:
    """Makes answers of one run plain, in their order."""

    def __init__(self, times: dict[str, str], shares_connector: bool = False) -> None:
        self._times = times
        """Names of the times that the calls themselves named."""
        self._shares_connector = shares_connector
        self._order: dict[str, dict[Any, str]] = {}
        self._settled: dict[str, list[int]] = {}
        self._session = ""

    def settled(self, session: str, revision: int) -> None:
        """Takes note of a revision at which nothing more was to come. How many it took is a matter of milliseconds: a revision is the
        first, the second … state that was seen at rest."""
        known = self._settled.setdefault(session, [])
        if revision not in known:
            insort(known, revision)

    def answer(self, operation: str, status: int, headers: dict[str, str], body: bytes, session: str = "") -> Any:
        """An answer; to a call about that session."""
        self._session = session
        kept = {name: value for name, value in headers.items() if name not in HEADERS_LEFT_OUT}
        if operation in GLOBAL:
            return status
        if "etag" in kept:
            kept["etag"] = self._ordinal("etag", kept["etag"])
        plain: Any = body.decode()
        if body and "json" in headers.get("content-type", ""):
            plain = self.value(json.loads(body))
        return [status, {name: self._text(value) for name, value in sorted(kept.items())}, self._text_or(plain)]

    def stream(self, events: list[tuple[str, str, Any]]) -> list[Any]:
        """Events of a stream (id, kind, data), without those that say only that a context has changed again: how many steps it took is a
        matter of milliseconds. Beside a connector that red may have asked before, an entry that has not changed is such a step, too."""
        kept: list[Any] = []
        entries: dict[str, Any] = {}
        for id, kind, data in events:
            data = self.value(data)
            if kind == "context":
                data = {"id": data["id"]}
                if any(one[1] == "context" and one[2] == data for one in kept[-1:]):
                    continue
            if kind == "entry" and self._shares_connector and entries.get(data["id"]) == data:
                if kept[-1][1:] == ["context", {"id": data["id"]}]:
                    kept.pop()
                continue
            if kind in ("snapshot", "entry"):
                entries |= {entry["id"]: entry for entry in data.get("items", [data])}
            # Their numbers count those steps, too.
            kept.append([BOOT.sub("boot-", id).rsplit("-", 1)[0], kind, data])
        return kept

    def value(self, value: Any, name: str = "") -> Any:
        """A value inside of an answer."""
        if isinstance(value, dict):
            if value.get("id") in SHARED and ("outcome" in value or "hitRate" in value or "asked" in value or "state" in value):
                return {"id": value["id"]} | ({"outcome": value["outcome"]} if "outcome" in value else {})
            if self._shares_connector and {"cache", "memo"} <= value.keys():
                # A caller whom red asked about is in the common memory of a connector that both may use.
                value = {name: inner for name, inner in value.items() if name not in ("cache", "memo")}
            return {member: self.value(inner, member) for member, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, name) for inner in value]
        if name == "revision" and isinstance(value, int):
            if self._shares_connector and value:
                return "‹a state›"  # So are the steps of a context that has begun anew.
            known = self._settled.get(self._session, [])
            return f"‹state {bisect_left(known, value) + 1 if value else 0}›"
        if name.endswith("Ms") and isinstance(value, int) and value % 1_000:
            return "‹time it took›"  # Times that calls name are whole seconds.
        if name in BY_ORDER and not isinstance(value, bool):
            return self._ordinal(name, value)
        if name in TIMINGS and isinstance(value, int | float):
            return "‹time it took›"
        if name == "reason" and isinstance(value, str) and self._shares_connector:
            value = KEPT.sub("", value)  # So is what the connector said of them.
        return self._text(value) if isinstance(value, str) else value

    def _text_or(self, value: Any) -> Any:
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        text = TIME.sub(lambda found: self._times.get(found[0], "‹time›"), text)
        return OPAQUE.sub(lambda found: self._ordinal("id", found[0]), text)

    def _ordinal(self, kind: str, value: Any) -> str:
        order = self._order.setdefault(kind, {})
        return order.setdefault(value, f"‹{kind} {len(order) + 1}›")
