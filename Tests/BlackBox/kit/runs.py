"""One server on which pairs of teams make their calls, and what blue sees there."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from kit import teams
from kit.call_generator import Call
from kit.calls import stamp
from kit.late_news import LateNews
from kit.plain_answers import PlainAnswers
from kit.process import Callcard, Launcher
from kit.quick_wire import QuickAnswer, QuickWire
from kit.teams import BLUE, RED, SESSIONS, Outside, filled
from kit.waiting import until
from kit.webhooks import signature

LONG_WAIT_MS = 50
"""Blue waits so long only while red goes on."""
START_SECONDS = 90.0
"""Very many services take a debug build on a busy machine a while."""
SETTLED_SECONDS = 3.0


@dataclass
class Seen:
    """What blue was answered in one sequence."""

    answers: list[tuple[str, Any]] = field(default_factory=list)
    """Each call with its plain answer."""
    held: dict[str, int] = field(default_factory=dict)
    """Sessions, and the number of blue's calls until they were blue's."""
    good: Counter[str] = field(default_factory=Counter)
    """Answers of success by operation, to both teams."""


class Side:
    """One server and all that belongs to it."""

    def __init__(
        self, launcher: Launcher, folder: Path, pairs: range, name: str, base: datetime, news: LateNews, leak: str = ""
    ) -> None:
        self.name, self.base, self.news = name, base, news
        self.outside = Outside.open(leak)
        self.server: Callcard = launcher.spawn(teams.installation(folder, pairs, self.outside, leak))
        self.wires: list[QuickWire] = []
        self.times = {self.time(seconds): f"‹base {seconds:+}›" for seconds in range(-5, 56)}

    def wait_until_ready(self) -> None:
        """Waits until the server listens."""
        self.server.wait_until_ready(START_SECONDS)
        self.wires = [QuickWire(self.server.host, self.server.port) for _ in range(2)]

    def close(self) -> None:
        """Stops the server and what it asked."""
        for wire in self.wires:
            wire.close()
        self.server.stop()
        self.outside.close()

    def time(self, seconds: int) -> str:
        """A time as calls name it."""
        return stamp(self.base + timedelta(seconds=seconds))

    def run(self, pair: int, calls: list[Call], held: dict[str, int] | None = None) -> Seen:
        """Blue's calls, with red's between them where `held` says from when on sessions are blue's."""
        return Run(self, pair).all(calls, held)


class Run:
    """One sequence on one server."""

    def __init__(self, side: Side, pair: int) -> None:
        self._side, self._pair = side, pair
        self._plain = PlainAnswers(side.times, teams.shares_connector(pair))
        self._said: dict[tuple[str, str], str] = {}
        self._waiting: Call | None = None
        self._seen = Seen()

    def all(self, calls: list[Call], held: dict[str, int] | None) -> Seen:
        """Makes the calls in their order."""
        count = 0
        for call in calls:
            if call.team == BLUE:
                self._collect()
                self._make(call)
                count += 1
                if held is None:
                    self._note_sessions(call, count)
            elif held is not None:
                self._make(aside(call, held, count))
        self._collect()
        return self._seen

    # Making calls

    def _make(self, call: Call) -> None:
        waits = f"waitMs={LONG_WAIT_MS + 10}" in call.path and call.team == BLUE
        wire = self._side.wires[1 if waits else 0]
        target, headers, body = self._written(call)
        wire.send(call.method, target, headers, body)
        if waits:
            self._waiting = call
            return
        answer = wire.hear()
        if answer.status == 202 and call.template.endswith("/events"):
            self._settle(call)
        self._take(call, answer, wire)

    def _collect(self) -> None:
        if self._waiting is not None:
            call, self._waiting = self._waiting, None
            self._take(call, self._side.wires[1].hear(), self._side.wires[1])

    def _take(self, call: Call, answer: QuickAnswer, wire: QuickWire) -> None:
        if answer.status < 300:
            self._seen.good[call.operation] += 1
            self._remember(call.team, answer)
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            connection, rest = wire.give_away()
            self._side.news.listen(self._side.name, self._pair, call.team, connection, rest)
        if call.team == BLUE:
            session = session_of(call)
            found = REVISION.search(answer.body)
            if found and not call.template.endswith("/events"):
                self._plain.settled(session, int(found[1]))
            plain = self._plain.answer(call.operation, answer.status, answer.headers, answer.body, session)
            self._seen.answers.append((call.line, plain))

    def _remember(self, team: str, answer: QuickAnswer) -> None:
        if "etag" in answer.headers:
            self._said[team, "etag"] = answer.headers["etag"]
        if "location" in answer.headers:
            self._said[team, "subscription"] = answer.headers["location"].rsplit("/", 1)[-1]
        if b'"next"' in answer.body or b'"revision"' in answer.body:
            body = json.loads(answer.body)
            for member, name in (("next", "mark"), ("revision", "revision")):
                if isinstance(body, dict) and member in body:
                    self._said[team, name] = str(body[member])

    # Writing calls

    def _written(self, call: Call) -> tuple[str, dict[str, str], bytes | None]:
        target = self._text(call.path, call.team)
        headers = {name: self._text(value, call.team) for name, value in call.headers}
        body = None
        if call.body is not None:
            text = self._text(json.dumps(call.body, ensure_ascii=False), call.team)
            headers["Content-Type"] = call.media
            body = (urlencode(json.loads(text)) if "urlencoded" in call.media else text).encode()
        key = teams.keys(self._pair)[call.team, call.role]
        if "webhook-signature" in headers and body is not None:
            id, now = headers.get("webhook-id", "msg"), int(time.time())
            signed = signature(teams.secret(call.team, self._pair), id, now, body)
            headers |= {"webhook-id": id, "webhook-timestamp": str(now), "webhook-signature": signed}
        else:
            headers.pop("webhook-timestamp", None)
            headers["Authorization"] = f"Bearer {key.token}"
        return target, headers, body

    def _text(self, text: str, team: str) -> str:
        text = filled(text, self._pair)
        while "«" in text:
            before, _, rest = text.partition("«")
            word, _, after = rest.partition("»")
            text = before + self._word(word, team) + after
        return text

    def _word(self, word: str, team: str) -> str:
        what, _, more = word.partition(" ")
        match what:
            case "time":
                return self._side.time(int(more))
            case "callbacks":
                return self._side.news.address(self._side.name)
        said = self._said.get((more.removeprefix("of ") or team, what))
        if said is None:
            return {"etag": "*", "mark": "x", "event": "x-1", "revision": "0"}.get(what, "0" * 32)
        # It may stand inside of a JSON text, or of a query.
        return quote(said) if what == "mark" else said

    # What goes on behind

    def _settle(self, call: Call) -> None:
        """Waits until what an event set off is there: the next call would see it sooner or later."""
        caller = call.body.get("caller") if isinstance(call.body, dict) else None
        if not caller or "number" not in caller:
            return
        session, after = session_of(call), 0
        end = time.monotonic() + SETTLED_SECONDS
        while time.monotonic() < end:
            answer = self._context(call.team, session, after)
            if answer.status != 200:
                return self._wait_for_connectors(call.team)
            context = json.loads(answer.body)
            if context["complete"] and context["revision"] > 0:
                return self._plain.settled(session, context["revision"]) if call.team == BLUE else None
            after = context["revision"]

    def _wait_for_connectors(self, team: str) -> None:
        """Waits until nothing is asked any more for a call that is over."""
        until(lambda: b'"inFlight":0' in self._connectors(team) or b'"inFlight"' not in self._connectors(team), "idle connectors")

    def _connectors(self, team: str) -> bytes:
        key = teams.keys(self._pair)[team, "operator"]
        return self._side.wires[0].ask("GET", "/v1/connectors", {"Authorization": f"Bearer {key.token}"}).body

    def _context(self, team: str, session: str, after: int = 0, wait: int = 100) -> QuickAnswer:
        path = filled(f"/v1/sessions/{session}/context?afterRevision={after}&waitMs={wait}", self._pair)
        key = teams.keys(self._pair)[team, "sessionService"]
        return self._side.wires[0].ask("GET", path, {"Authorization": f"Bearer {key.token}"})

    def _note_sessions(self, call: Call, count: int) -> None:
        for session in SESSIONS:
            if session in call.line and session not in self._seen.held and self._context(BLUE, session, wait=0).status == 200:
                self._seen.held[session] = count


REVISION = re.compile(rb'"revision":(\d+)')


def session_of(call: Call) -> str:
    """The session that a call is about, as it writes it; an empty text where there is none."""
    return next((session for session in SESSIONS if session in call.line), "")


def aside(call: Call, held: dict[str, int], count: int) -> Call:
    """Red's call, about a session of red's own where the one that it names is not blue's yet.

    Whoever names a session first has it (contract, section 2): that blue would find it taken is no leak.
    """
    for session in SESSIONS:
        if held.get(session, count + 1) > count:
            call = call.replaced(session, f"{session}-{RED}")
    return call


def now_in_seconds() -> datetime:
    """A minute ago, without a fraction."""
    return (datetime.now(UTC) - timedelta(seconds=70)).replace(microsecond=0)
