"""An OpenID provider that people sign in with: the authorization code flow, each parameter checked (Core 1.0, 3.1; RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from fakes.provider import AUDIENCE, Provider
from fakes.strict_server import Refusal, Reply, Request

SECRET = "client secret: of the tests & more"
"""With characters that must be encoded before they become basic credentials."""


class SignInProvider(Provider):
    """`authorize` is the person in front of it; the server asks for the token by itself."""

    def __init__(self, is_public: bool = False, methods: list[str] | None = None, names_issuer: bool = False) -> None:
        super().__init__()
        self.is_public = is_public
        """Whether the client has no secret."""
        self.methods = methods
        """`token_endpoint_auth_methods_supported`; `None` leaves it out."""
        self.names_issuer = names_issuer
        """Whether its answers name it, as its document says then (RFC 9207)."""
        self.fault: Reply | None = None
        """What the token endpoint answers whatever it is asked."""
        self.codes: dict[str, dict[str, Any]] = {}
        self.refused: list[str] = []
        """Why codes were not taken."""

    def settings(self, **more: Any) -> dict[str, Any]:
        """What the configuration says of it, but for the secret."""
        entry = {name: value for name, value in self.entry().items() if name != "audience"}
        return entry | {"clientId": AUDIENCE} | more

    def authorize(self, address: str, **claims: Any) -> str:
        """A person signs in at `address` and is sent back: where to. `claims` change those of a good token."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query, strict_parsing=True))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/authorize"
        assert len(parse_qsl(parts.query)) == len(asked) and asked["response_type"] == "code"
        assert asked["client_id"] == AUDIENCE and "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256" and re.fullmatch(r"[A-Za-z0-9_-]{43}", asked["code_challenge"])
        assert all(len(asked[name]) >= 43 for name in ("state", "nonce"))
        code = secrets.token_urlsafe(24)
        self.codes[code] = asked | {"claims": {"nonce": asked["nonce"]} | claims}
        answer = {"code": code, "state": asked["state"]} | ({"iss": self.url} if self.names_issuer else {})
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def refuse(self, address: str, error: str = "access_denied") -> str:
        """A person says no: where they are sent back to."""
        asked = parse_qs(urlsplit(address).query)
        return f"{asked['redirect_uri'][0]}?{urlencode({'error': error, 'state': asked['state'][0]})}"

    def _answer(self, request: Request) -> Reply:
        if request.path == "/.well-known/openid-configuration" and not self.is_down:
            status, document = super()._answer(request)
            document |= {"authorization_endpoint": f"{self.url}/authorize", "token_endpoint": f"{self.url}/token"}
            if self.names_issuer:
                document["authorization_response_iss_parameter_supported"] = True
            return status, document | ({} if self.methods is None else {"token_endpoint_auth_methods_supported": self.methods})
        if request.path == "/token" and not self.is_down:
            return self.fault or self._token(request)
        return super()._answer(request)

    def _token(self, request: Request) -> Reply:
        form = dict(parse_qsl(request.body.decode(), strict_parsing=True))
        if problem := self._problem(request, form):
            self.refused.append(problem)
            raise Refusal(400, {"error": "invalid_grant"})
        claims = self.codes.pop(form["code"])["claims"]
        return 200, {"token_type": "Bearer", "access_token": "nobody-needs-it", "id_token": self.token(**claims)}

    def _problem(self, request: Request, form: dict[str, str]) -> str | None:
        asked = self.codes.get(form.get("code", ""))
        if request.method != "POST" or form.get("grant_type") != "authorization_code" or asked is None:
            return "not a code that was given out"
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return "another place to come back to"
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return "a wrong verifier"
        if self.is_public:
            return None if form.get("client_id") == AUDIENCE and not request.header("authorization") else "not this client"
        if self.methods == ["client_secret_post"]:
            return None if (form.get("client_id"), form.get("client_secret")) == (AUDIENCE, SECRET) else "wrong secret in the form"
        scheme, _, basic = request.header("authorization").partition(" ")
        shown = [unquote_plus(part) for part in base64.b64decode(basic).decode().split(":", 1)]
        return None if scheme == "Basic" and shown == [AUDIENCE, SECRET] else "wrong basic credentials"
