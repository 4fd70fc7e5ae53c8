"""API keys as the configuration knows them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any


def _secret() -> str:
    """43 characters base64url: 32 random bytes."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Key:
    """One key: what its holder sends, and what the configuration holds of it."""

    id: str
    role: str
    services: tuple[str, ...] = ("*",)
    user: str | None = None
    without_plus: str | None = None
    secret: str = field(default_factory=_secret, repr=False)

    @property
    def token(self) -> str:
        """The whole key, `cc_<id>_<43 characters>`."""
        return f"cc_{self.id}_{self.secret}"

    def entry(self) -> dict[str, Any]:
        """The entry under `keys:`; it holds a digest, never the secret."""
        entry: dict[str, Any] = {"id": self.id, "role": self.role, "services": list(self.services)}
        if self.user is not None:
            entry["user"] = self.user
        if self.without_plus is not None:
            entry["withoutPlus"] = self.without_plus
        return entry | {"sha256": hashlib.sha256(self.secret.encode()).hexdigest()}


@dataclass(frozen=True)
class Keyring:
    """One key of each role, as most tests need them."""

    operator: Key = field(default_factory=lambda: Key("ops1", "operator"))
    switch: Key = field(default_factory=lambda: Key("switch", "sessionService"))
    support_switch: Key = field(default_factory=lambda: Key("switch-support", "sessionService", ("support",)))
    owner: Key = field(default_factory=lambda: Key("olga", "owner", ("support",), "olga@example.com"))
    agent: Key = field(default_factory=lambda: Key("anna", "agent", ("support",), "anna@example.com"))
    flow: Key = field(default_factory=lambda: Key("flow1", "flow", ("support",)))

    def all(self) -> list[Key]:
        """Every key of the ring."""
        return [self.operator, self.switch, self.support_switch, self.owner, self.agent, self.flow]
