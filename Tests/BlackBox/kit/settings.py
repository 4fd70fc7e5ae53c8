"""A service's settings, as an owner or an operator changes them."""

from __future__ import annotations

from typing import Any

from kit.client import Answer, Client


class Settings:
    """Reads and replaces the settings of one service, each time from the version that is in force."""

    def __init__(self, client: Client, service: str = "support") -> None:
        self.client, self.service = client, service
        self.path = f"/v1/services/{service}/settings"

    def answer(self) -> Answer:
        """The settings, as they are answered."""
        answer = self.client.get(self.path)
        assert answer.status == 200, answer.body
        return answer

    def read(self) -> dict[str, Any]:
        """The settings in force, as they were written."""
        settings: dict[str, Any] = self.answer().json
        return settings

    def effective(self) -> dict[str, Any]:
        """The settings in force with defaults in the place of what was left out."""
        answer = self.client.get(f"{self.path}?effective=true")
        assert answer.status == 200 and answer.headers["etag"] == self.tag(), answer.body
        settings: dict[str, Any] = answer.json
        return settings

    def tag(self) -> str:
        """The version in force."""
        return self.answer().headers["etag"]

    def put(self, body: Any, match: str | None = "*", client: Client | None = None) -> Answer:
        """Sends settings; `None` leaves `If-Match` out."""
        headers = {"If-Match": match} if match is not None else None
        return (client or self.client).request("PUT", self.path, body, headers=headers)

    def change(self, **members: Any) -> dict[str, Any]:
        """Changes some members and keeps the others; `None` leaves one out. Returns what is in force now."""
        read = self.answer()
        body = {name: value for name, value in (read.json | members).items() if value is not None}
        answer = self.put(body, read.headers["etag"])
        assert answer.status == 200, answer.body
        settings: dict[str, Any] = answer.json
        return settings
