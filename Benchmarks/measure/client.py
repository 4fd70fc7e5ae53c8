"""One connection to callcard."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any

from measure.server import Server


class Client:
    def __init__(self, server: Server, key: str) -> None:
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def look_up_bytes(self, **body: Any) -> bytes:
        """The answer to a lookup, as it came."""
        self.connection.request("POST", "/v1/lookups", json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: a lookup was answered {answer.status}: {content.decode()}")
        return content

    def look_up(self, **body: Any) -> dict[str, Any]:
        return json.loads(self.look_up_bytes(**body))

    def metric(self, name: str, label: str = "") -> float:
        """The sum of a metric's series whose labels hold `label`."""
        self.connection.request("GET", "/metrics")
        text = self.connection.getresponse().read().decode()
        lines = re.findall(rf"^{re.escape(name)}(\{{[^}}]*\}})? (\S+)$", text, re.MULTILINE)
        return sum(float(value) for labels, value in lines if label in labels)
