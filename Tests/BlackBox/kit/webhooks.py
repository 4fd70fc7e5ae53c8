"""Senders of webhooks: signed by PyPI's `standardwebhooks`, or with a key."""

from __future__ import annotations

import base64
import itertools
import json
import secrets
import time
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from kit.client import Answer, Client
from kit.installation import Installation
from kit.process import Callcard

_serial = itertools.count(1)


def fresh_secret() -> str:
    """A secret as both sides keep it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def message_id() -> str:
    """A name that no other message of these tests has."""
    return f"msg_{secrets.token_hex(6)}_{next(_serial)}"


def signature(secret: str, id: str, seconds: int, body: bytes) -> str:
    """What `standardwebhooks` signs such a message with."""
    # Its parameter is read as UTC, whatever its zone.
    return str(Webhook(secret).sign(id, datetime.fromtimestamp(seconds, UTC), body.decode()))


def add_webhook(installation: Installation, connector: str, services: list[str], *secrets_: str) -> str:
    """Adds a webhook with its secrets in files. Returns the connector's id."""
    files = []
    for index, secret in enumerate(secrets_):
        name = f"{connector}-{index}.txt"
        installation.file(name, secret + "\n", mode=0o600)
        files.append({"file": name})
    entry: dict[str, Any] = {"connector": connector, "services": services}
    installation.config.setdefault("webhooks", []).append(entry | ({"secrets": files} if files else {}))
    return connector


class Sender:
    """Posts signed messages of one connector over one connection."""

    def __init__(self, server: Callcard, connector: str, secret: str) -> None:
        self.connector, self.secret = connector, secret
        self._client: Client = server.anonymous()

    @property
    def path(self) -> str:
        """Where its messages go."""
        return f"/v1/webhooks/{self.connector}"

    def headers(self, body: bytes, id: str | None = None, *, late: float = 0) -> dict[str, str]:
        """The three headers of a message that was signed `late` seconds ago."""
        id, seconds = id or message_id(), int(time.time() - late)
        return {
            "webhook-id": id,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(self.secret, id, seconds, body),
        }

    def send(self, body: Any, id: str | None = None, *, late: float = 0, **headers: str) -> Answer:
        """Sends a message; `headers` replace those made here (`_` stands for `-`), an empty one is left out."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        replaced = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.request("POST", self.path, data, headers=self.headers(data, id, late=late) | replaced)
