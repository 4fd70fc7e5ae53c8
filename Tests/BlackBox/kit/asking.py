"""Single requests to a fake CRM, as any client makes them."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from fakes.strict_server import StrictServer


def ask(url: str, headers: dict[str, str], body: Any = None, method: str | None = None) -> tuple[int, Any]:
    """Status and JSON of one request; `body` is sent as JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return status, json.loads(text) if text else None


def basic(name: str, password: str) -> dict[str, str]:
    """The header of basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@dataclass(frozen=True)
class RunningCRM:
    """A fake on its port and the header that it lets in."""

    server: StrictServer
    header: dict[str, str] = field(default_factory=dict)

    def ask(self, target: str, header: dict[str, str] | None = None, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of one request, with the right credentials unless others are named."""
        headers = self.header if header is None else header
        more = {} if body is None else {"Content-Type": "application/json"}
        return ask(self.server.url + target, more | headers, body)
