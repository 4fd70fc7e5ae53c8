"""A real OpenID provider, the PyPI package `oidc-provider-mock`, as a process; and a person who signs in to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from kit.waiting import until

CLIENT = "callcard"
BACK = "https://callcard.example/signed-in"
"""Where the provider sends people back to. Nobody goes there: the code is read off the redirect."""


class _Still(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the caller."""

    def http_error_302(self, _request: Any, answer: Any, *_: Any) -> Any:
        return answer


class RealProvider:
    """`with RealProvider(folder) as provider: provider.sign_in("anna", {...})`."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        # Authlib wants to be told that http on this machine is meant.
        self._environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
        self._log = folder / "provider.log"
        self.url = f"http://127.0.0.1:{self.port}"
        """The issuer."""

    def __enter__(self) -> RealProvider:
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(self.port)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        until(self._answers, "the provider answers", seconds=20)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    def sign_in(self, subject: str, claims: dict[str, Any]) -> str:
        """The ID token of a person with these claims: the authorization code flow of OpenID Connect Core, 3.1."""
        self._send("PUT", f"/users/{subject}", json.dumps(claims).encode(), "application/json")
        asked = {"client_id": CLIENT, "redirect_uri": BACK, "response_type": "code", "scope": "openid profile email"}
        moved = self._post(f"/oauth2/authorize?{urlencode(asked)}", {"sub": subject})
        code = parse_qs(urlsplit(moved.headers["Location"]).query)["code"][0]
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        answer = self._post("/oauth2/token", grant | {"client_id": CLIENT, "client_secret": "of-the-tests"})
        return json.load(answer)["id_token"]

    def come_back(self, address: str, subject: str, claims: dict[str, Any]) -> str:
        """A person with these claims signs in where they were sent; where they are sent back to."""
        self._send("PUT", f"/users/{subject}", json.dumps(claims).encode(), "application/json")
        assert address.startswith(f"{self.url}/oauth2/authorize?")
        return str(self._post(address.removeprefix(self.url), {"sub": subject}).headers["Location"])

    def _answers(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        try:
            return urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=5).status == 200
        except OSError:
            return False

    def _post(self, path: str, form: dict[str, str]) -> Any:
        return self._send("POST", path, urlencode(form).encode(), "application/x-www-form-urlencoded")

    def _send(self, method: str, path: str, body: bytes, content_type: str) -> Any:
        request = urllib.request.Request(self.url + path, body, {"Content-Type": content_type}, method=method)
        return urllib.request.build_opener(_Still).open(request, timeout=10)
