"""An OpenID provider as far as its keys go: a discovery document and a key set that the test changes as it likes."""

from __future__ import annotations

import ssl
import time
from typing import Any

from fakes.jwt import SigningKey
from fakes.strict_server import Refusal, Reply, Request, StrictServer

AUDIENCE = "callcard"


class Provider:
    """Use it as a context manager. It gives out tokens of its first key."""

    def __init__(self, *keys: SigningKey, tls: ssl.SSLContext | None = None) -> None:
        self.keys = list(keys) or [SigningKey()]
        self.is_down = False
        self.fetches = 0
        """Requests for the key set so far."""
        self.paths: list[str] = []
        """Paths that were asked for, in order."""
        self._server = StrictServer(self._answer, tls)
        self.url = self._server.url
        """The issuer."""

    def __enter__(self) -> Provider:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Claims of a good token of Anna's, an agent of support, for the next ten minutes; `None` leaves one out."""
        now = int(time.time())
        return {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "subject-of-anna",
            "iat": now,
            "exp": now + 600,
            "preferred_username": "Anna@Example.com",
            "roles": ["Agents"],
            "groups": ["g-support"],
        } | changes

    def token(self, key: SigningKey | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """A token, good unless something is changed."""
        return (key or self.keys[0]).token(self.claims(**changes), **(header or {}))

    def entry(self, **more: Any) -> dict[str, Any]:
        """What the configuration says of it."""
        return {
            "issuer": self.url,
            "audience": AUDIENCE,
            "role": {"claim": "roles", "values": {"Agents": "agent", "Owners": "owner", "Operators": "operator"}},
            "services": {"claim": "groups", "values": {"g-support": ["support"], "g-all": ["*"]}},
            "allow": ["127.0.0.0/8"],
            "http": self.url.startswith("http:"),
        } | more

    def _answer(self, request: Request) -> Reply:
        self.paths.append(request.path)
        if request.path == "/keys":
            self.fetches += 1
        if self.is_down:
            raise Refusal(503, {})
        if request.method != "GET":
            raise Refusal(405, {})
        if request.path == "/.well-known/openid-configuration":
            return 200, {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        if request.path == "/keys":
            return 200, {"keys": [key.web() for key in self.keys]}
        raise Refusal(404, {})
