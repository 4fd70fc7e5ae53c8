"""An OAuth 2.0 token endpoint (RFC 6749, 4.4) beside an upstream, and the rules for the tokens it gave out."""

from __future__ import annotations

import base64
import json
import threading
import time
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from fakes.upstream import Behaviour, Exchange, Upstream

CLIENT = "callcard"
SECRET = "client secret & more"
"""With characters that forms and basic credentials must encode."""
PATH = "/oauth/token"


class Tokens:
    """Gives tokens out at `/oauth/token` of an upstream, which from then on takes only those that are still good."""

    def __init__(self, upstream: Upstream, life: float = 3_600, **members: Any) -> None:
        self.life = life
        """Seconds that a token is good for, whatever `members` say."""
        self.members = {"token_type": "Bearer", "expires_in": int(life)} | members
        """Members of an answer besides the token; those that are `None` are left out."""
        self.fault: Behaviour | None = None
        """What happens instead of an answer."""
        self.delay = 0.0
        self.requests: list[float] = []
        """When each request for a token came (`time.monotonic()`)."""
        self.shown: list[tuple[float, bool]] = []
        """When a token was shown, and whether it was still good."""
        self.refused: list[str] = []
        """What was wrong with requests for tokens."""
        self._ends: dict[str, float] = {}
        self._lock = threading.Lock()
        upstream.takes = self._take
        upstream.routes["POST", PATH] = self._answer

    @property
    def count(self) -> int:
        """Requests for a token so far."""
        return len(self.requests)

    def revoke(self) -> None:
        """Makes every token that was given out bad."""
        with self._lock:
            self._ends.clear()

    def _take(self, token: str) -> bool:
        now = time.monotonic()
        with self._lock:
            good = now < self._ends.get(token, 0)
            self.shown.append((now, good))
        return good

    def _answer(self, exchange: Exchange) -> None:
        with self._lock:
            self.requests.append(time.monotonic())
            name = f"token-{len(self.requests)}-of-the-tests"
        if self.delay:
            exchange.pause(self.delay)
        if self.fault is not None:
            return self.fault(exchange)
        if problem := self._problem(exchange):
            self.refused.append(problem)
            return exchange.reply(400, json.dumps({"error": "invalid_client"}).encode())
        with self._lock:
            self._ends[name] = time.monotonic() + self.life
        said = {"access_token": name} | {member: value for member, value in self.members.items() if value is not None}
        exchange.reply(200, json.dumps(said).encode(), Cache_Control="no-store")

    @staticmethod
    def _problem(exchange: Exchange) -> str | None:
        """What is wrong with a request for a token."""
        request = exchange.request
        if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded" or "?" in request.target:
            return "not a form"
        form = parse_qs(request.body.decode(), keep_blank_values=True, strict_parsing=True)
        if any(len(values) != 1 for values in form.values()) or form.get("grant_type") != ["client_credentials"]:
            return "not a request for client credentials"
        scheme, _, basic = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            shown = [unquote_plus(part) for part in base64.b64decode(basic).decode().split(":", 1)]
            return None if shown == [CLIENT, SECRET] and "client_secret" not in form else "wrong basic credentials"
        return None if form.get("client_id") == [CLIENT] and form.get("client_secret") == [SECRET] else "wrong credentials"
