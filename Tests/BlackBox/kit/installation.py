"""An operator's folder: configuration, services, address books, secrets."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from kit.books import anna
from kit.keys import Key, Keyring

MANIFESTS = Path(__file__).parent.parent / "fakes" / "manifests"


class Installation:
    """A folder that `callcard serve --config` can be pointed at.

    Change `config` and `services`, add files, then `write()`; a later `write()` replaces what stands there.
    """

    def __init__(self, folder: Path, keys: Keyring | None = None) -> None:
        self.folder = folder
        self.keys = keys or Keyring()
        self.config: dict[str, Any] = {
            "listen": "127.0.0.1:0",
            "bookInterval": "200ms",
            "region": "DE",
            "services": "services/",
            "keys": [key.entry() for key in self.keys.all()],
        }
        self.services: dict[str, dict[str, Any]] = {}
        self.people: dict[str, Key] = {}
        """Further keys by their user's UPN."""
        (folder / "services").mkdir(parents=True, exist_ok=True)

    @property
    def config_path(self) -> Path:
        """The file for `--config`."""
        return self.folder / "callcard.yaml"

    @property
    def journal_path(self) -> Path:
        """The journal's file, where there is one."""
        return self.folder / str(self.config["journal"])

    def file(self, name: str, content: str | bytes, mode: int = 0o644) -> Path:
        """Writes one file in one step: under another name first, then renamed, as the manual asks operators to do."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        beside.chmod(mode)
        beside.replace(path)
        return path

    def add_key(self, key: Key) -> Key:
        """Adds a key to the configuration and returns it."""
        self.config["keys"].append(key.entry())
        return key

    def add_book(self, book: str, content: str | bytes | list[dict[str, Any]], name: str | None = None, **more: Any) -> str:
        """Adds an address book and its file; a list of contacts becomes a JSON file. Returns the book's id."""
        if isinstance(content, list):
            content = json.dumps(content, ensure_ascii=False)
            name = name or f"{book}.json"
        name = name or f"{book}.csv"
        self.file(name, content)
        self.config.setdefault("books", []).append({"id": book, "file": name, **more})
        return book

    def add_connector(self, connector: str, url: str, token: str, **more: Any) -> str:
        """Adds a connector to a plain-REST upstream at `url` on this machine. Returns the connector's id.

        Every id but `plainrest` gets a manifest of its own, copied under that name: a connector's id names its manifest.
        """
        source = (MANIFESTS / "plainrest" / "connector.yaml").read_text()
        self.file(f"connectors/{connector}/connector.yaml", source.replace("id: plainrest", f"id: {connector}", 1))
        self.config["manifests"] = ["connectors/"]
        self.file(f"{connector}.token", token, mode=0o600)
        entry = {"id": connector, "settings": {"baseURL": url, "token": {"file": f"{connector}.token"}}, "allow": ["127.0.0.0/8"]}
        self.config.setdefault("connectors", []).append(entry | {"http": url.startswith("http:")} | more)
        return connector

    def add_service(self, service: str, connectors: Iterable[str], **settings: Any) -> str:
        """Adds a service; what is not named takes a plain value. Returns its id."""
        self.services[service] = {
            "displayName": service.capitalize(),
            "owners": ["olga@example.com"],
            "members": ["anna@example.com"],
            "connectors": list(connectors),
        } | settings
        return service

    def add_support(self) -> None:
        """Adds the book `contacts`, which knows Anna Meier, and the service `support`, which asks it alone."""
        self.add_book("contacts", [anna()])
        self.add_service("support", ["contacts"])

    def write(self) -> Path:
        """Writes configuration and services; returns the configuration's path."""
        for service, settings in self.services.items():
            self.file(f"services/{service}.yaml", self.yaml(settings))
        self.file("callcard.yaml", self.yaml(self.config))
        return self.config_path

    @staticmethod
    def yaml(value: Mapping[str, Any]) -> str:
        """YAML in the order of the mapping, without anchors."""
        return yaml.safe_dump(copy.deepcopy(dict(value)), sort_keys=False, allow_unicode=True)
