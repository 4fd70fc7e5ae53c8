"""A flow's end: takes what triggers post, checks each signature, and misbehaves on demand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from standardwebhooks.webhooks import Webhook

from fakes.upstream import Behaviour, Exchange, Request, Upstream
from kit import contract
from kit.waiting import until

TASK_POST = ("components", "schemas", "TaskPost")


def taken(exchange: Exchange) -> None:
    """202, as flow products answer."""
    exchange.reply(202)


class Post:
    """One attempt, its body checked against the document."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.json: dict[str, Any] = contract.strict_json(request.body)
        contract.validator(*TASK_POST).validate(self.json)
        assert request.headers["content-type"] == "application/json"

    @property
    def id(self) -> str:
        """The same in all attempts."""
        return self.request.headers["webhook-id"]

    @property
    def event(self) -> str:
        """What happened."""
        event: str = self.json["event"]
        return event

    def verify(self, secret: str) -> None:
        """As PyPI's standardwebhooks does; raises where the signature is not the secret's."""
        verified = Webhook(secret).verify(self.request.body, self.request.headers)
        assert verified == json.loads(self.request.body)


class Receiver:
    """One or more flows on one host. Use it as a context manager."""

    def __init__(self) -> None:
        self._upstream = Upstream()
        self._scripts: dict[str, Iterator[Behaviour]] = {}

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *_: object) -> None:
        self._upstream.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._upstream.port

    @property
    def connections(self) -> int:
        """How many were ever opened."""
        return self._upstream.connections

    def flow(self, name: str, *behaviours: Behaviour, sig: str = "not-a-secret") -> str:
        """A flow's callback URL; it does these one after the other, then takes everything."""
        self._scripts[name] = chain(behaviours, repeat(taken))
        self._upstream.routes["POST", f"/run/{name}"] = lambda exchange: next(self._scripts[name])(exchange)
        return f"http://127.0.0.1:{self.port}/run/{name}?api-version=1&sig={sig}"

    def posts(self, name: str) -> list[Post]:
        """All attempts at one flow so far."""
        requests = [request for request in list(self._upstream.requests) if request.path == f"/run/{name}"]
        return [Post(request) for request in requests]

    def events(self, name: str) -> list[str]:
        """What one flow was told, each once, in order."""
        posts = {post.id: post.event for post in self.posts(name)}
        return list(posts.values())

    def wait(self, name: str, count: int, seconds: float = 10) -> list[Post]:
        """Waits for so many attempts at one flow, and returns those."""
        until(lambda: len(self.posts(name)) >= count, f"{count} posts to {name}", seconds)
        return self.posts(name)[:count]
