"""An OAuth 2.0 provider beside an upstream: people let clients in (RFC 6749, 4.1, with RFC 7636), who get tokens for refresh tokens.

It is as strict as the strictest: a code is good once, a refresh token is good once, and one that is shown a second time takes
back all that came of the same consent (RFC 9700, 4.14.2).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from fakes.upstream import Behaviour, Exchange, Upstream

CLIENT = "callcard"
SECRET = "client secret & more"
SCOPE = "contacts.read"
AUTHORIZE, TOKEN = "/oauth/authorize", "/oauth/token"


@dataclass
class Consent:
    """What came of one person's word."""

    refresh_token: str
    good: set[str] = field(default_factory=set)
    """Access tokens that are taken."""


class Refused(Exception):
    """The error's code of RFC 6749, 5.2."""


class Provider:
    """Lets clients in at `/oauth/authorize` and gives tokens out at `/oauth/token` of an upstream, which takes only these."""

    def __init__(self, upstream: Upstream, redirects: set[str], life: float = 3_600) -> None:
        self.redirects = redirects
        """Those that the client has registered; compared whole."""
        self.life = life
        self.rotates = True
        """Whether each refresh token is good once."""
        self.offline = True
        """Whether a consent gives a refresh token."""
        self.denies = False
        """Whether the person says no."""
        self.errors_with_200 = False
        """Whether errors come under status 200, as Zoho's do."""
        self.fault: Behaviour | None = None
        """What happens instead of an answer of the token endpoint."""
        self.delay = 0.0
        self.requests: list[str] = []
        """The grants that were asked for."""
        self.problems: list[str] = []
        """What was wrong with requests."""
        self.secrets: set[str] = set()
        """All codes and tokens so far; none of them may be told."""
        self._codes: dict[str, dict[str, str]] = {}
        self._consents: list[Consent] = []
        self._spent: dict[str, Consent] = {}
        self._ends: dict[str, float] = {}
        self._lock = threading.Lock()
        upstream.takes = self._take
        upstream.routes["GET", AUTHORIZE] = self._authorize
        upstream.routes["POST", TOKEN] = self._token

    @property
    def refreshes(self) -> int:
        """Requests that showed a refresh token."""
        return self.requests.count("refresh_token")

    def new_code(self) -> str:
        """A code of the provider's console, without a browser."""
        return self._code({"redirect_uri": "", "code_challenge": ""})

    def withdraw(self) -> None:
        """Takes every consent back."""
        with self._lock:
            self._consents.clear()

    def end_access_tokens(self) -> None:
        """Makes every access token bad."""
        with self._lock:
            self._ends.clear()

    def _take(self, token: str) -> bool:
        with self._lock:
            return time.monotonic() < self._ends.get(token, 0)

    def _made(self, kind: str) -> str:
        made = f"{kind}-{secrets.token_urlsafe(16)}"
        self.secrets.add(made)
        return made

    def _code(self, asked: dict[str, str]) -> str:
        with self._lock:
            code = self._made("code")
            self._codes[code] = asked
        return code

    def _authorize(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.request.target).query, keep_blank_values=True, strict_parsing=True)
        asked = {name: values[0] for name, values in query.items() if len(values) == 1}
        wanted = {"response_type": "code", "client_id": CLIENT, "scope": SCOPE, "access_type": "offline"}
        wanted["code_challenge_method"] = "S256"
        known = set(wanted) | {"redirect_uri", "state", "code_challenge"}
        if set(asked) != known or any(asked[name] != value for name, value in wanted.items()):
            self.problems.append(f"asked for {sorted(query)}")
            return exchange.reply(400, b'{"error":"invalid_request"}')
        if asked["redirect_uri"] not in self.redirects or min(len(asked["state"]), len(asked["code_challenge"])) < 43:
            self.problems.append("redirect, state or challenge")
            return exchange.reply(400, b'{"error":"invalid_request"}')
        told = {"error": "access_denied"} if self.denies else {"code": self._code(asked)}
        exchange.reply(302, Location=f"{asked['redirect_uri']}?{urlencode(told | {'state': asked['state']})}")

    def _token(self, exchange: Exchange) -> None:
        if self.delay:
            exchange.pause(self.delay)
        if self.fault is not None:
            return self.fault(exchange)
        try:
            form = self._form(exchange)
            self.requests.append(form["grant_type"])
            with self._lock:
                answer = self._tokens(self._consent(form))
        except Refused as refused:
            self.problems.append(str(refused))
            status = 200 if self.errors_with_200 else 400
            return exchange.reply(status, json.dumps({"error": str(refused)}).encode())
        exchange.reply(200, json.dumps(answer).encode(), Cache_Control="no-store")

    @staticmethod
    def _form(exchange: Exchange) -> dict[str, str]:
        request = exchange.request
        if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded" or "?" in request.target:
            raise Refused("invalid_request")
        form = parse_qs(request.body.decode(), keep_blank_values=True, strict_parsing=True)
        if any(len(values) != 1 for values in form.values()) or "grant_type" not in form:
            raise Refused("invalid_request")
        if form.get("client_id") != [CLIENT] or form.get("client_secret") != [SECRET]:
            raise Refused("invalid_client")
        return {name: values[0] for name, values in form.items()}

    def _consent(self, form: dict[str, str]) -> Consent:
        match form["grant_type"]:
            case "authorization_code":
                return self._redeem(form)
            case "refresh_token" if set(form) == {"grant_type", "refresh_token", "client_id", "client_secret"}:
                return self._refresh(form["refresh_token"])
        raise Refused("invalid_request")

    def _redeem(self, form: dict[str, str]) -> Consent:
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri", "") != asked["redirect_uri"]:
            raise Refused("invalid_code" if self.errors_with_200 else "invalid_grant")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked["code_challenge"] and proven != asked["code_challenge"]:
            raise Refused("invalid_grant")
        consent = Consent(self._made("refresh"))
        self._consents.append(consent)
        return consent

    def _refresh(self, token: str) -> Consent:
        if (family := self._spent.get(token)) is not None:
            self.problems.append("a refresh token was shown twice")
            self._consents = [consent for consent in self._consents if consent is not family]
        consent = next((consent for consent in self._consents if consent.refresh_token == token), None)
        if consent is None:
            raise Refused("invalid_code" if self.errors_with_200 else "invalid_grant")
        if self.rotates:
            self._spent[token] = consent
            consent.refresh_token = self._made("refresh")
        return consent

    def _tokens(self, consent: Consent) -> dict[str, object]:
        token = self._made("access")
        self._ends[token] = time.monotonic() + self.life
        told: dict[str, object] = {"access_token": token, "token_type": "Bearer", "expires_in": int(self.life), "scope": SCOPE}
        if self.offline and (self.rotates or self.requests[-1] == "authorization_code"):
            told["refresh_token"] = consent.refresh_token
        return told | {"api_domain": "https://api.crm.example"}
