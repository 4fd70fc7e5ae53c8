"""A Tryton 6 on SQLite with the module party, and parties of fiction, made through its own JSON-RPC."""

from __future__ import annotations

import base64
import json
import urllib.request
from pathlib import Path
from typing import Any

from servers.serving import Server, free_port, require, run

ADMIN = "/usr/bin/trytond-admin"
SERVER = "/usr/bin/trytond"
DATABASE = "field"
PASSWORDS = {"admin": "Zr5-qmPw-Ly82", "callcard": "mVr7-qLtz-K93", "blind": "xKp4-wNbu-J81"}
"""By login: who makes everything, who may read parties and no more, and who may not."""


def mechanism(kind: str, value: str, **more: Any) -> dict[str, Any]:
    """One way to reach somebody."""
    return {"type": kind, "value": value} | more


def party(name: str, *mechanisms: dict[str, Any], addresses: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    """A party as `create` wants it."""
    # Addresses first: national writings are read in their countries.
    related = {"addresses": [("create", list(addresses))], "contact_mechanisms": [("create", list(mechanisms))]}
    return {"name": name} | more | {key: value for key, value in related.items() if value[0][1]}


def parties(country: int) -> list[dict[str, Any]]:
    """One with all fields, two with one number, one with a longer one, a company with a named number, two that are archived."""
    return [
        party(
            "Anna Meier",
            mechanism("phone", "+49 (30) 23125-123"),
            mechanism("mobile", "+4930 23125199"),
            mechanism("email", "anna.meier@example.com"),
            addresses=({"street": "Teststraße 7\n2. OG", "postal_code": "10999", "city": "Berlin", "country": country},),
            code="K-17",
        ),
        party("Ben Adler", mechanism("phone", "+493023125200")),
        party("Cora Busch", mechanism("mobile", "+49 30 23125 200")),
        party("Dora Conrad", mechanism("phone", "+49 30 23125 2001")),
        party(
            "Größe & Söhne",
            mechanism("phone", "030 23125-600", name="Jörg Müller"),
            mechanism("fax", "+49 30 23125609"),
            addresses=({"city": "Berlin", "country": country},),
        ),
        party("Finn Ernst", mechanism("phone", "+49 30 23125 500"), active=False),
        party("Gina Falk", mechanism("phone", "+49 30 23125 501", active=False), mechanism("phone", "+49 30 23125 502")),
    ]


class Tryton(Server):
    """Makes a database in `folder`; `start()` starts it, and `fill()` fills it once."""

    def __init__(self, folder: Path) -> None:
        require("tryton-server", ADMIN, SERVER)
        port = free_port()
        configuration = folder / "trytond.conf"
        configuration.write_text(
            f"[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n"
            # Sign-ins are tried until they fail; none is put off.
            "[session]\nmax_attempt = 1000\n"
        )
        (folder / f"{DATABASE}.sqlite").touch()
        password = folder / "password"
        password.write_text(PASSWORDS["admin"])
        options = ["-c", str(configuration), "-d", DATABASE]
        command = [ADMIN, *options, "-u", "party", "--activate-dependencies", "--email", "admin@field.example", "--password"]
        run(*command, folder=folder, TRYTONPASSFILE=str(password))
        super().__init__([SERVER, *options], port, folder)
        self._session = ""

    def call(self, method: str, *params: Any) -> Any:
        """The result of one call; fails with what Tryton said."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": self._session} if self._session else {})
        body = json.dumps({"id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(f"{self.url}/{DATABASE}/", body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = json.load(answer)
        assert "result" in said, f"{method}: {said['error']}"
        return said["result"]

    def fill(self) -> None:
        """Users with their rights, a country, and the parties."""
        user, key = self.call("common.db.login", "admin", {"password": PASSWORDS["admin"]})
        self._session = "Session " + base64.b64encode(f"admin:{user}:{key}".encode()).decode()
        [group] = self._create("res.group", {"name": "Telephony"})
        [model] = self.call("model.ir.model.search", [["model", "=", "party.party"]], 0, 1, None, {})
        closed = {f"perm_{right}": False for right in ("read", "write", "create", "delete")} | {"model": model}
        [admins] = self.call("model.res.group.search", [["name", "=", "Administration"]], 0, 1, None, {})
        everything = {name: True for name in closed if name != "model"} | {"model": model, "group": admins}
        self._create("ir.model.access", closed, closed | {"group": group, "perm_read": True}, everything)
        self._create("res.user", self._user("callcard") | {"groups": [("add", [group])]}, self._user("blind"))
        [country] = self._create("country.country", {"name": "Germany", "code": "DE"})
        self._create("party.party", *parties(country))

    def end_sessions(self, login: str) -> None:
        """Ends the sessions of a user, as a changed password does."""
        [user] = self.call("model.res.user.search", [["login", "=", login]], 0, 1, None, {})
        self.call("model.res.user.write", [user], {"password": PASSWORDS[login]}, {})

    def _create(self, model: str, *records: dict[str, Any]) -> list[int]:
        return self.call(f"model.{model}.create", records, {})

    @staticmethod
    def _user(login: str) -> dict[str, Any]:
        return {"name": login.capitalize(), "login": login, "password": PASSWORDS[login]}
