"""A flow as Power Automate runs it: it is started by its HTTP trigger, answers at once, late, where it says, or not at all, and calls
back as a client that repeats itself."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from fakes.upstream import Exchange, Upstream
from kit.client import Answer, Client
from kit.waiting import until

SIG = "Zm9yLXRoZS1mbG93LW9ubHktMTIz"
"""What gives access to the trigger; it is in no file and no log of ours."""
TRIGGER = "/workflows/17/triggers/manual/paths/invoke"
RUN = "/workflows/17/runs/1"

Play = Callable[[Exchange, dict[str, Any]], None]


class Flow:
    """A flow's trigger on this machine. Use it as a context manager."""

    def __init__(self) -> None:
        self._upstream = Upstream()
        self._upstream.routes["POST", TRIGGER] = self._start
        self._upstream.routes["GET", RUN] = self._look
        self.play: Play = silent
        """What it does when it is started."""
        self.looks: list[Callable[[Exchange], None]] = []
        """What it answers where it is looked after, one after the other."""
        self.calls: list[dict[str, Any]] = []
        """What it was started with."""

    def __enter__(self) -> Flow:
        return self

    def __exit__(self, *_: object) -> None:
        self._upstream.close()

    @property
    def url(self) -> str:
        """The trigger's URL, as the flow's maker copies it."""
        return f"http://127.0.0.1:{self._upstream.port}{TRIGGER}?api-version=2016-06-01&sig={SIG}"

    @property
    def origin(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self._upstream.port}"

    def wait(self, count: int = 1) -> list[dict[str, Any]]:
        """Waits until it was started so many times."""
        until(lambda: len(self.calls) >= count, f"{count} starts of the flow")
        return self.calls

    def _start(self, exchange: Exchange) -> None:
        assert exchange.request.target.endswith(f"sig={SIG}"), "the trigger's key is missing"
        assert exchange.request.headers["content-type"] == "application/json"
        body = json.loads(exchange.request.body)
        self.calls.append(body)
        self.play(exchange, body)

    def _look(self, exchange: Exchange) -> None:
        assert exchange.request.target.endswith(f"sig={SIG}-run") and not exchange.request.body
        self.looks.pop(0)(exchange)


def says(**information: Any) -> Callable[[Exchange], None]:
    """An answer with task information."""
    return lambda exchange: exchange.reply(200, json.dumps(information).encode())


def synchronous(after: float = 0, **information: Any) -> Play:
    """Answers with task information, perhaps after a while."""

    def play(exchange: Exchange, _: dict[str, Any]) -> None:
        exchange.pause(after)
        says(**information)(exchange)

    return play


def silent(exchange: Exchange, _: dict[str, Any]) -> None:
    """Takes the call, as a flow without a response does, and says nothing more."""
    exchange.reply(202)


def at_location(place: str, **headers: str) -> Play:
    """Takes the call and names a place where its answer will be."""
    return lambda exchange, _: exchange.reply(202, Location=place, **headers)


def calls_back(act: Callable[[dict[str, Any]], None], after: float = 0) -> Play:
    """Takes the call, and does something with it later."""

    def later(call: dict[str, Any]) -> None:
        time.sleep(after)
        act(call)

    def play(exchange: Exchange, call: dict[str, Any]) -> None:
        exchange.reply(202)
        threading.Thread(target=later, args=(call,)).start()

    return play


class Maker:
    """The actions of a flow: each repeats its call up to 4 times on 408, 429 and 5xx, and sends none of the headers that Power Automate
    drops."""

    RETRIES = 4
    DROPPED = ("accept", "content-encoding", "cookie", "host", "origin", "transfer-encoding")

    def __init__(self, client: Client) -> None:
        self.client = client
        self.sent = 0

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One action; returns the last answer."""
        kept = {name: value for name, value in headers.items() if not name.lower().startswith(self.DROPPED)}
        for attempt in range(1 + self.RETRIES):
            answer = self.client.request(method, path, body, headers=kept)
            self.sent += 1
            if answer.status not in (408, 429) and answer.status < 500:
                return answer
            time.sleep(0.01 * 2**attempt)
        return answer

    def update(self, task: str, customer: dict[str, Any] | None = None, **members: Any) -> Answer:
        """*Update task*."""
        return self.call("PUT", f"/v1/tasks/{task}", ({"customer": customer} if customer is not None else {}) | members)
