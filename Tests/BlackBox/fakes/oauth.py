"""Token endpoints of the fake CRMs: OAuth 2.0 client credentials (RFC 6749, section 4.4) as Salesforce and Entra ID give it.

They enforce what the references document: method, media type, grant, client, secret and scope; tokens end, and can be taken back.
Anything else is refused in the vendor's error shape.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from fakes.strict_server import Refusal, Reply, Request

CLIENT, WEAK_CLIENT = "callcard", "callcard-weak"
"""The registered applications: one that may read, and one that may do nothing."""


@dataclass(frozen=True)
class Grant:
    """Who a token was given to."""

    is_weak: bool
    ends: float
    """On the monotonic clock."""


class Tokens:
    """The tokens in force. Subclasses know the vendor's endpoint, parameters and error shape."""

    path = ""
    known: set[str] = {"grant_type", "client_id", "client_secret"}

    def __init__(self, secret: str, weak_secret: str, lifetime: float = 3_599) -> None:
        self.clients = {CLIENT: secret, WEAK_CLIENT: weak_secret}
        self.lifetime = lifetime
        """Seconds."""
        self.issued = 0
        """Tokens given out so far."""
        self.refused = 0
        """Calls so far that came without a token in force."""
        self._lock = threading.Lock()
        self._grants: dict[str, Grant] = {}

    def answer(self, request: Request) -> Reply:
        """Answers one request for a token or raises a `Refusal`."""
        form = self._form(request)
        self.check(request, form)
        client, secret = self._credentials(request, form)
        if client not in self.clients:
            raise self.unknown_client()
        if not secrets.compare_digest(secret.encode(), self.clients[client].encode()):
            raise self.wrong_secret()
        return 200, self.shown(self._issue(client == WEAK_CLIENT), request)

    def grant(self, header: str) -> Grant | None:
        """Whose token an Authorization header holds; `None` for a stranger's, an ended one, and one taken back."""
        scheme, _, token = header.partition(" ")
        with self._lock:
            grant = self._grants.get(token) if scheme == "Bearer" else None
            if grant is None or time.monotonic() >= grant.ends:
                self.refused += 1
                return None
        return grant

    def revoke(self) -> None:
        """Takes all tokens back."""
        with self._lock:
            self._grants.clear()

    def _issue(self, is_weak: bool) -> str:
        token = secrets.token_urlsafe(48)
        with self._lock:
            self.issued += 1
            self._grants[token] = Grant(is_weak, time.monotonic() + self.lifetime)
        return token

    def _form(self, request: Request) -> dict[str, str]:
        if request.method != "POST":
            raise self.bad_request("The endpoint takes POST only.")
        if request.query or request.header("content-type").split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            raise self.bad_request("The parameters belong into the body, form-urlencoded.")
        try:
            pairs = parse_qsl(request.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        except ValueError:
            raise self.bad_request("The body is no form.") from None
        form = dict(pairs)
        if len(form) != len(pairs) or set(form) - self.known:
            raise self.bad_request("A parameter is not known, or comes twice.")
        if form.get("grant_type", "") != "client_credentials":
            raise self.wrong_grant("grant_type" in form)
        return form

    def _credentials(self, request: Request, form: dict[str, str]) -> tuple[str, str]:
        """From the body or from HTTP basic, whose parts are form-encoded (RFC 6749, section 2.3.1); never from both."""
        scheme, _, text = request.header("authorization").partition(" ")
        if not scheme:
            if {"client_id", "client_secret"} <= set(form):
                return form["client_id"], form["client_secret"]
            raise self.bad_request("client_id or client_secret is missing.")
        if scheme.lower() != "basic" or {"client_id", "client_secret"} & set(form):
            raise self.bad_request("Credentials come in one way.")
        try:
            client, colon, secret = base64.b64decode(text, validate=True).decode("ascii").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise self.bad_request("The header is not HTTP basic.") from None
        if not colon:
            raise self.bad_request("The header has no secret.")
        return unquote_plus(client), unquote_plus(secret)

    def check(self, request: Request, form: dict[str, str]) -> None:
        """Checks what only this vendor asks for."""

    def shown(self, token: str, request: Request) -> dict[str, Any]:
        """The answer that hands a token out."""
        raise NotImplementedError

    def bad_request(self, message: str) -> Refusal:
        """Something is missing or written wrong."""
        raise NotImplementedError

    def wrong_grant(self, is_there: bool) -> Refusal:
        """`grant_type` is another one, or missing."""
        raise NotImplementedError

    def unknown_client(self) -> Refusal:
        """There is no such application."""
        raise NotImplementedError

    def wrong_secret(self) -> Refusal:
        """The application has another secret."""
        raise NotImplementedError


class SalesforceTokens(Tokens):
    """The token endpoint of a My Domain. It tells no lifetime: sessions last as long as the org's settings say."""

    path = "/services/oauth2/token"

    def shown(self, token: str, request: Request) -> dict[str, Any]:
        origin = f"http://{request.header('host')}"
        return {
            "access_token": token,
            "signature": base64.b64encode(secrets.token_bytes(32)).decode(),
            "scope": "api",
            "instance_url": origin,
            "id": f"{origin}/id/00D000000000001EAA/005000000000001AAA",
            "token_type": "Bearer",
            "issued_at": str(time.time_ns() // 1_000_000),
        }

    @staticmethod
    def _refusal(error: str, description: str) -> Refusal:
        return Refusal(400, {"error": error, "error_description": description})

    def bad_request(self, message: str) -> Refusal:
        return self._refusal("invalid_request", message)

    def wrong_grant(self, is_there: bool) -> Refusal:
        return self._refusal("unsupported_grant_type", "grant type not supported")

    def unknown_client(self) -> Refusal:
        return self._refusal("invalid_client_id", "client identifier invalid")

    def wrong_secret(self) -> Refusal:
        return self._refusal("invalid_client", "invalid client credentials")


class EntraTokens(Tokens):
    """The v2.0 token endpoint of one tenant. The scope must be the resource's own address with `/.default`."""

    tenant = "0a1b2c3d-0000-4000-8000-00000000abcd"
    path = f"/{tenant}/oauth2/v2.0/token"
    known = Tokens.known | {"scope"}

    def check(self, request: Request, form: dict[str, str]) -> None:
        scope = form.get("scope")
        if scope is None:
            raise self._refusal(400, "invalid_request", 900144, "The request body must contain the parameter: 'scope'.")
        if not scope.endswith("/.default") or " " in scope:
            raise self._refusal(400, "invalid_scope", 1002012, "The scope for client credentials must end with /.default.")
        if re.sub(r"^https?://", "", scope.removesuffix("/.default")) != request.header("host"):
            raise self._refusal(400, "invalid_resource", 500011, "The resource principal was not found in the tenant.")

    def shown(self, token: str, request: Request) -> dict[str, Any]:
        seconds = int(self.lifetime)
        return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}

    @staticmethod
    def no_tenant() -> Refusal:
        """Another tenant's endpoint."""
        return EntraTokens._refusal(400, "invalid_request", 90002, "The tenant was not found.")

    @staticmethod
    def _refusal(status: int, error: str, code: int, message: str) -> Refusal:
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        stamp = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime())
        description = f"AADSTS{code}: {message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
        return Refusal(
            status,
            {
                "error": error,
                "error_description": description,
                "error_codes": [code],
                "timestamp": stamp,
                "trace_id": trace,
                "correlation_id": correlation,
                "error_uri": f"https://login.microsoftonline.com/error?code={code}",
            },
        )

    def bad_request(self, message: str) -> Refusal:
        return self._refusal(400, "invalid_request", 900144, message)

    def wrong_grant(self, is_there: bool) -> Refusal:
        if not is_there:
            return self._refusal(400, "invalid_request", 900144, "The request body must contain the parameter: 'grant_type'.")
        return self._refusal(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")

    def unknown_client(self) -> Refusal:
        return self._refusal(400, "unauthorized_client", 700016, "The application was not found in the directory.")

    def wrong_secret(self) -> Refusal:
        return self._refusal(401, "invalid_client", 7000215, "Invalid client secret provided.")
