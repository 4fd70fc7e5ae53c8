"""A user of My Sessions, through the interface that the page uses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from kit.calls import Call
from kit.client import Answer, Client
from kit.entries import Entry, check_entry, check_page
from kit.waiting import until

DETAIL_ONLY = {"context", "map", "codes", "recall"}


class Desk:
    """Reads and concludes the interactions of one user; every answer is checked against the rules of `kit.entries`."""

    def __init__(self, client: Client, user: str) -> None:
        self.client, self.user = client, user
        self.path = f"/v1/users/{quote(user)}"

    def list(self, **query: Any) -> dict[str, Any]:
        """A page of the list."""
        text = f"?{urlencode(query)}" if query else ""
        answer = self.client.get(f"{self.path}/interactions{text}")
        assert answer.status == 200, answer.body
        check_page(answer.json, query.get("outcome", "all"))
        page: dict[str, Any] = answer.json
        return page

    def pages(self, **query: Any) -> list[dict[str, Any]]:
        """All pages of the list."""
        pages = [self.list(**query)]
        while "next" in pages[-1]:
            pages.append(self.list(**query, before=pages[-1]["next"]))
            assert len(pages) < 100, "the list has no end"
        return pages

    def items(self, **query: Any) -> list[Entry]:
        """All entries."""
        return [entry for page in self.pages(limit=200, **query) for entry in page["items"]]

    def search(self, text: str, **members: Any) -> list[Entry]:
        """The first page of what is found."""
        answer = self.client.post(f"{self.path}/interactions/search", {"text": text, **members})
        assert answer.status == 200, answer.body
        check_page(answer.json, members.get("outcome", "all"))
        found: list[Entry] = answer.json["items"]
        return found

    def _listed(self, call: Call) -> list[Entry]:
        """The entries of a call in the list."""
        return [entry for entry in self.items() if entry["session"] == call.session]

    def open(self, call: Call) -> Answer:
        """The detail of the user's entry of a call, as it is answered."""
        return self.client.get(f"{self.path}/interactions/{call.entry_id}")

    def detail(self, call: Call) -> dict[str, Any]:
        """The detail of an entry that is there."""
        answer = self.open(call)
        assert answer.status == 200, answer.body
        detail: dict[str, Any] = answer.json
        check_entry(detail)
        return detail

    def sees(self, call: Call) -> Entry | None:
        """The user's entry of a call; `None` where there is none. List and detail must agree."""
        while True:
            found = self._listed(call)
            answer = self.open(call)
            # What changed between the two answers says nothing.
            if self._listed(call) == found:
                break
        if not found:
            assert answer.status == 404 and answer.code == "notFound", "the detail is there without an entry in the list"
            return None
        assert len(found) == 1 and answer.status == 200, "an entry in the list has no detail"
        detail = {name: value for name, value in answer.json.items() if name not in DETAIL_ONLY}
        assert detail == {name: value for name, value in found[0].items() if name not in DETAIL_ONLY}, "list and detail differ"
        assert found[0]["id"] == call.entry_id
        return found[0]

    def entry(self, call: Call) -> Entry:
        """The user's entry of a call; it must be there."""
        entry = self.sees(call)
        assert entry is not None, f"{self.user} has no entry of {call.session}"
        return entry

    def knows(self, call: Call, name: str) -> Entry:
        """Waits until the entry of a call shows that caller."""
        until(lambda: self.detail(call)["caller"]["displayName"] == name, f"the caller of {call.session} is {name}")
        return self.detail(call)

    def conclude(self, call: Call, client: Client | None = None, **body: Any) -> Answer:
        """Saves codes and tags."""
        return (client or self.client).request("PUT", f"{self.path}/interactions/{call.entry_id}/conclusion", body)

    def saved(self, call: Call, **body: Any) -> Entry:
        """As `conclude`, but expects the entry."""
        answer = self.conclude(call, **body)
        assert answer.status == 200, answer.body
        check_entry(answer.json)
        entry: Entry = answer.json
        return entry

    def services(self) -> dict[str, dict[str, Any]]:
        """The services that the user may know of, by id."""
        answer = self.client.get("/v1/services")
        assert answer.status == 200, answer.body
        return {item["id"]: item for item in answer.json["items"]}

    def active(self) -> set[str]:
        """Where the user is active."""
        answer = self.client.get(f"{self.path}/active-services")
        assert answer.status == 200, answer.body
        return set(answer.json["services"])

    def activate(self, *services: str) -> Answer:
        """Is active in these services only."""
        return self.client.request("PUT", f"{self.path}/active-services", {"services": list(services)})

    def suggestions(self, prefix: str, service: str = "support", **members: Any) -> list[tuple[str, int]]:
        """Suggested tags and how often each was used."""
        answer = self.client.post("/v1/tags/search", {"service": service, "prefix": prefix, **members})
        assert answer.status == 200, answer.body
        return [(item["tag"], item["uses"]) for item in answer.json["items"]]
