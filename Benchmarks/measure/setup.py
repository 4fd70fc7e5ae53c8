"""An operator's folder for one measurement."""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path
from typing import Any

from measure import places
from measure.server import Server


class Setup:
    """Configuration, services and a key. JSON is YAML, so no library is needed to write it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        secret = secrets.token_urlsafe(32)
        self.key = f"cc_bench_{secret}"
        digest = hashlib.sha256(secret.encode()).hexdigest()
        self.configuration: dict[str, Any] = {
            "listen": "127.0.0.1:0",
            "region": "DE",
            "keys": [{"id": "bench", "role": "sessionService", "services": ["*"], "sha256": digest}],
        }

    def add_key(self, role: str, user: str | None = None) -> str:
        """A key for all services, perhaps a user's; returns its text."""
        secret = secrets.token_urlsafe(32)
        digest = hashlib.sha256(secret.encode()).hexdigest()
        self.configuration["keys"].append(
            {"id": role, "role": role, "services": ["*"], "sha256": digest} | ({"user": user} if user else {}))
        return f"cc_{role}_{secret}"

    def add_book(self, file: Path) -> None:
        self.configuration.setdefault("books", []).append({"id": "contacts", "file": str(file)})

    def add_slow_crm(self, crm: Server, **more: Any) -> None:
        self.configuration["manifests"] = [str(places.MANIFESTS)]
        self.configuration["connectors"] = [
            {"id": "slowcrm", "settings": {"baseURL": crm.url}, "allow": ["127.0.0.0/8"], "http": True} | more
        ]

    def add_service(self, service: str = "support", **settings: Any) -> None:
        """A service by its id."""
        services = self.folder / "services"
        services.mkdir(exist_ok=True)
        plain = {"displayName": "Support", "owners": ["olga@example.com"], "members": ["anna@example.com"]}
        (services / f"{service}.yaml").write_text(json.dumps(plain | settings))
        self.configuration["services"] = "services/"

    def serve(self, environment: dict[str, str] | None = None) -> Server:
        """Starts callcard with what was set up."""
        path = self.folder / "callcard.yaml"
        path.write_text(json.dumps(self.configuration))
        return Server([places.CALLCARD, "serve", "--config", path], environment)
