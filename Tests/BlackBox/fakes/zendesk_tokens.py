"""The OAuth clients and tokens of the fake Zendesk, and its error shape."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from typing import Any

from fakes.oauth import CLIENT, WEAK_CLIENT
from fakes.strict_server import Refusal, Reply, Request

TOKENS = "/oauth/tokens"
TOKEN_PARAMETERS = {"grant_type", "client_id", "client_secret", "scope", "expires_in"}
SCOPE = re.compile(r"(?:[a-z_]+:)?(?:read|write)|impersonate")
ALLOWED = {CLIENT: None, WEAK_CLIENT: {"tickets:read"}}
"""The scopes that a client's tokens may have; `None` for any."""


def error(status: int, name: str, description: str | None = None) -> Refusal:
    """An answer in Zendesk's error shape."""
    return Refusal(status, {"error": name} | ({"description": description} if description else {}))


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names come once each."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


class Tokens:
    """The OAuth clients, all confidential, and the tokens in force."""

    def __init__(self, secret: str, weak_secret: str, lifetime: float = 1_800) -> None:
        self.secrets = {CLIENT: secret, WEAK_CLIENT: weak_secret}
        self.lifetime = lifetime
        """Seconds, where `expires_in` asks for no other."""
        self.issued = 0
        """Tokens given out so far."""
        self.refused = 0
        """Calls so far that came with a bearer token that is not in force."""
        self._lock = threading.Lock()
        self._grants: dict[str, tuple[set[str], float]] = {}

    def answer(self, request: Request) -> Reply:
        """Answers one request for a token or raises a `Refusal`."""
        if request.method != "POST":
            raise error(404, "InvalidEndpoint", "Not found")
        body = self._body(request)
        client = body["client_id"]
        if not secrets.compare_digest(body["client_secret"].encode(), self.secrets.get(client, "").encode()):
            raise self._refusal(401, "invalid_client", "The client is not known, or has another secret.")
        lifetime = self._lifetime(body)
        scopes = self._scopes(body, ALLOWED[client])
        token = secrets.token_hex(32)
        with self._lock:
            self.issued += 1
            self._grants[token] = scopes, time.monotonic() + lifetime
        return 200, {
            "access_token": token,
            "token_type": "bearer",
            "scope": " ".join(sorted(scopes)),
            "expires_in": int(lifetime),
        }

    def scopes(self, header: str) -> set[str]:
        """What the token in an Authorization header may do; a missing, strange, ended or revoked one is refused."""
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer":
            raise error(401, "Couldn't authenticate you")
        with self._lock:
            scopes, ends = self._grants.get(token, (set(), 0))
            if time.monotonic() < ends:
                return scopes
            self.refused += 1
        message = "The access token provided is expired, revoked, malformed or invalid for other reasons."
        raise self._refusal(401, "invalid_token", message)

    def revoke(self) -> None:
        """Takes all tokens back."""
        with self._lock:
            self._grants.clear()

    def _body(self, request: Request) -> dict[str, Any]:
        if request.header("content-type").split(";")[0].strip().lower() != "application/json":
            raise self._refusal(400, "invalid_request", "The parameters belong into the body, as JSON.")
        if request.query or request.header("authorization"):
            raise self._refusal(400, "invalid_request", "Parameters and credentials come in the body only.")
        try:
            body = json.loads(request.body, object_pairs_hook=once)
        except ValueError:
            raise self._refusal(400, "invalid_request", "The body is no JSON, or a parameter comes twice.") from None
        if not isinstance(body, dict) or set(body) - TOKEN_PARAMETERS:
            raise self._refusal(400, "invalid_request", "A parameter is not known.")
        if body.get("grant_type") != "client_credentials":
            raise self._refusal(400, "unsupported_grant_type", "This fake knows client_credentials only.")
        if not all(isinstance(body.get(name), str) and body[name] for name in ("client_id", "client_secret")):
            raise self._refusal(400, "invalid_request", "client_id or client_secret is missing.")
        return body

    def _lifetime(self, body: dict[str, Any]) -> float:
        if "expires_in" not in body:
            return self.lifetime
        seconds = body["expires_in"]
        if type(seconds) is not int or not 300 < seconds < 172_800:
            raise self._refusal(400, "invalid_request", "expires_in must be a number between 300 and 172800.")
        return seconds

    def _scopes(self, body: dict[str, Any], allowed: set[str] | None) -> set[str]:
        scope = body.get("scope")
        names = scope.split(" ") if isinstance(scope, str) else []
        if not names or not all(SCOPE.fullmatch(name) for name in names):
            raise self._refusal(400, "invalid_scope", "scope must be names with a space between them.")
        if allowed is not None and set(names) - allowed:
            raise self._refusal(400, "invalid_scope", "The client may not have this scope.")
        return set(names)

    @staticmethod
    def _refusal(status: int, name: str, description: str) -> Refusal:
        """OAuth's error shape, which Zendesk has for all that concerns tokens."""
        return Refusal(status, {"error": name, "error_description": description})
